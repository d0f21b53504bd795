"""A Kafka cluster of real processes on loopback, one JVM for each node."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from confluent_kafka import ConsumerGroupState, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
)
from kafka.protocol.metadata import MetadataRequest

from harness.acls import EVERY_ACL
from harness.archive import CLUSTER_ID
from harness.host import Host, HostError
from harness.installation import Kafka
from harness.ports import LOOPBACK
from kafkalint.live.wire import Address, Wire

START_SECONDS = 120
STOP_SECONDS = 60
QUORUM_STOP_SECONDS = 2
SECONDS = 60  # for anything that a cluster is asked to do
_DECIDED = "kafka.controller:type=KafkaController,name=LastCommittedRecordOffset"
_APPLIED = ("kafka.server:type=broker-metadata-metrics", "last-applied-record-offset")

FAST: Mapping[str, str] = {
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "num.network.threads": "2",
    "num.io.threads": "2",
}
"""What makes a node small and quick, and says nothing about replication or security."""


@dataclass
class Node:
    """One node: what is in its server.properties, where that lies, and its JVM if it runs."""

    id: int
    properties: dict[str, str]
    folder: Path
    port: int = 0  # of the listener for clients; 0 for a controller
    scram: tuple[str, ...] = ()  # users to make when its storage is formatted
    release: str = ""  # whose metadata it is formatted for; "" for its own
    host: Host | None = field(default=None, repr=False)

    @property
    def file(self) -> Path:
        return self.folder / "server.properties"

    @property
    def is_kraft(self) -> bool:
        return "process.roles" in self.properties

    @property
    def is_controller(self) -> bool:
        return "controller" in self.properties.get("process.roles", "")

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.properties.setdefault("log.dirs", str(self.folder / "data"))
        lines = [f"{key}={text}\n" for key, text in self.properties.items()]
        self.file.write_text("".join(lines), encoding="latin-1")


class Cluster:
    """Nodes by id; `client` is what a client needs beside the bootstrap servers."""

    def __init__(
        self, kafka: Kafka, nodes: Iterable[Node], client: Mapping[str, str] | None = None
    ) -> None:
        self.kafka = kafka
        self.nodes = {node.id: node for node in nodes}
        self.client = dict(client or {})

    @property
    def bootstrap_servers(self) -> str:
        """Every broker's address for clients."""
        ports = [node.port for node in self.nodes.values() if node.port]
        return ",".join(f"{LOOPBACK}:{port}" for port in ports)

    @property
    def settings(self) -> dict[str, str]:
        """What a confluent-kafka client of this cluster is made with."""
        return {
            "bootstrap.servers": self.bootstrap_servers,
            "log_level": "0",
            "reconnect.backoff.max.ms": "500",
            **self.client,
        }

    @cached_property
    def admin(self) -> AdminClient:
        """An administrator's client, kept: one that is let go takes its answers with it."""
        return AdminClient(self.settings)

    def start(self) -> None:
        """Start all nodes at once and wait until every broker knows all; raises HostError."""
        self.start_nodes(self.nodes)
        brokers = {node.id for node in self.nodes.values() if node.port}
        wait_until(lambda: self.brokers_seen() == brokers, f"the brokers {brokers} are seen")

    def brokers_seen(self) -> set[int]:
        """The brokers that a client is told of; none while nobody answers."""
        try:
            return set(self.admin.list_topics(timeout=10).brokers)
        except KafkaException:
            return set()

    def make_topics(self, *topics: NewTopic) -> None:
        """Make them, and wait until every broker knows them; raises KafkaException."""
        asked = self.admin.create_topics(list(topics), request_timeout=SECONDS)
        for made in asked.values():
            made.result(SECONDS + 5)
        self.agree()

    def drop_topic(self, name: str) -> None:
        """Delete it, and wait until no broker knows it; raises KafkaException."""
        self.admin.delete_topics([name], request_timeout=SECONDS)[name].result(SECONDS + 5)
        self.agree()

    def make_acls(self, bindings: Iterable[AclBinding]) -> None:
        """Make them, and wait until every broker holds by them; raises KafkaException."""
        for made in self.admin.create_acls([*bindings], request_timeout=SECONDS).values():
            made.result(SECONDS + 5)
        self.agree()

    def acls(self) -> list[AclBinding]:
        """All that there are; raises KafkaException."""
        told = self.admin.describe_acls(EVERY_ACL, request_timeout=SECONDS)
        return list(told.result(SECONDS + 5))

    def drop_acls(self, bindings: Iterable[AclBinding]) -> None:
        """Take them back, and wait until no broker holds by them; raises KafkaException."""
        exactly = [
            AclBindingFilter(
                each.restype,
                each.name,
                each.resource_pattern_type,
                each.principal,
                each.host,
                each.operation,
                each.permission_type,
            )
            for each in bindings
        ]
        for gone in self.admin.delete_acls(exactly, request_timeout=SECONDS).values():
            gone.result(SECONDS + 5)
        self.agree()

    def configure(self, kind: ConfigResource.Type, name: str, key: str, value: str | None) -> None:
        """Set a key of a topic or a broker, or take it back; wait until every broker knows."""
        how = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
        entry = ConfigEntry(key, value or "", incremental_operation=how)
        resource = ConfigResource(kind, name, incremental_configs=[entry])
        asked = self.admin.incremental_alter_configs([resource], request_timeout=SECONDS)
        asked[resource].result(SECONDS + 5)
        self.agree()

    def settle(self) -> None:
        """Wait until all partitions have leaders and all replicas are in sync, to every broker."""
        waiting: list[object] = []

        def is_in_sync() -> bool:
            waiting[:] = ["nobody answers"]
            with contextlib.suppress(KafkaException):
                topics = self.admin.list_topics(timeout=10).topics.values()
                parts = [part for topic in topics for part in topic.partitions.values()]
                waiting[:] = [p for p in parts if p.leader == -1 or len(p.isrs) < len(p.replicas)]
            return not waiting

        wait_until(is_in_sync, "all replicas are in sync", lambda: f"waiting are {waiting}")
        self.agree()

    def wait_for_groups(self, **wanted: ConsumerGroupState) -> None:
        """Wait until the groups of these names are in these states."""

        def states() -> dict[str, ConsumerGroupState | None]:
            asked = self.admin.describe_consumer_groups([*wanted], request_timeout=SECONDS)
            found: dict[str, ConsumerGroupState | None] = {}
            for name, told in asked.items():
                with contextlib.suppress(KafkaException):
                    found[name] = told.result(SECONDS + 5).state
            return found

        wait_until(lambda: states() == wanted, f"groups are in these states: {wanted}", states)

    def agree(self) -> None:
        """Wait until every broker that runs has heard of all that was decided until now.

        Topics, settings, ACLs, users and who is there: a client asks one broker or the other, and
        one may have heard of less than another.
        """
        running = [node for node in self.nodes.values() if node.host and node.host.is_running]
        if running and not running[0].is_kraft:
            _wait_for_the_same_story([node.port for node in running])
            return
        deciding = [node.host for node in running if node.is_controller and node.host]
        hearing = [node.host for node in running if node.port and node.host]
        decided = max((host.number(_DECIDED) for host in deciding), default=0)
        wait_until(
            lambda: all(host.number(*_APPLIED) >= decided for host in hearing),
            f"every broker has heard of all up to {decided}",
        )

    def start_nodes(self, ids: Iterable[int]) -> None:
        """Start these nodes at once, with storage formatted where it is not yet."""
        begun = []
        for node in map(self.nodes.__getitem__, ids):
            node.folder.mkdir(parents=True, exist_ok=True)
            node.host = Host(self.kafka, node.folder / "log")
            begun.append((node.host, self._begin(node, node.host)))
        for host, orders in begun:
            for order in orders:
                host.expect_yes(order, host.answer(START_SECONDS + 30))
        self.agree()

    def restart(self, number: int) -> None:
        """Stop a node cleanly and start it with the properties that it has now.

        Its JVM stays, as one that has run Kafka before starts it in a fraction of the time.
        """
        node = self.nodes[number]
        assert node.host is not None
        node.host.must("stop", STOP_SECONDS)
        for order in self._begin(node, node.host):
            node.host.expect_yes(order, node.host.answer(START_SECONDS + 30))
        self.agree()

    def _begin(self, node: Node, host: Host) -> list[str]:
        """Tell the host to start the node; gives the orders that it will answer."""
        node.write()
        if node.is_kraft:
            users = [part for user in node.scram for part in ("--add-scram", user)]
            older = ["--release-version", node.release] if node.release else []
            command = ["-t", CLUSTER_ID, "-c", node.file, "--ignore-formatted", *users, *older]
            host.tell("format", *command)
        host.tell("start", node.file, START_SECONDS)
        return ["format", "start"] if node.is_kraft else ["start"]

    def kill(self, *ids: int) -> None:
        """End these nodes as a power cut would."""
        for number in ids:
            host = self.nodes[number].host
            assert host is not None
            host.kill()

    def end(self) -> None:
        """Be done with it: what nobody asks any more needs no time to take leave."""
        self.kill(*(node.id for node in self.nodes.values() if node.host))

    def stop(self) -> None:
        """Stop the nodes that run, brokers before controllers.

        The last ones of a quorum wait in vain for a successor: those are ended after a while.
        Where the quorum is lost already nobody can take leave, and all are killed.
        """
        running = [node for node in self.nodes.values() if node.host and node.host.is_running]
        quorum = sum(node.is_controller for node in self.nodes.values())
        if quorum and sum(node.is_controller for node in running) <= quorum // 2:
            self.kill(*(node.id for node in running))
            return
        self._stop([node for node in running if not node.is_controller], STOP_SECONDS)
        voters = [node for node in running if node.is_controller]
        self._stop(voters, STOP_SECONDS if len(voters) == 1 else QUORUM_STOP_SECONDS)

    def _stop(self, nodes: Iterable[Node], seconds: int) -> None:
        hosts = [node.host for node in nodes if node.host]
        for host in hosts:
            host.tell("stop", seconds)
        for host in hosts:
            host.answer(seconds + 30)
            host.close()


def _wait_for_the_same_story(ports: Sequence[int]) -> None:
    """Brokers with ZooKeeper are told by one of them, whose word is not numbered."""

    def told(port: int) -> object:
        request = MetadataRequest(topics=None, allow_auto_topic_creation=False)
        with Wire(Address(LOOPBACK, port), SECONDS) as wire:
            wire.learn_versions()
            answer = wire.ask(request)
        brokers = sorted(broker.node_id for broker in answer.brokers)
        return brokers, sorted(str((topic.name, topic.partitions)) for topic in answer.topics)

    def stories() -> list[object]:
        return [told(port) for port in ports]

    def is_same() -> bool:
        first, *others = stories()
        return all(each == first for each in others)

    wait_until(is_same, "all brokers tell of the same topics", stories)


def wait_until(
    is_so: Callable[[], bool],
    what: str,
    found: Callable[[], object] = str,
    seconds: float = START_SECONDS,
) -> None:
    """Look again and again until `is_so`.

    Raises HostError with `what` was waited for and what was `found` instead.
    """
    deadline = time.monotonic() + seconds
    pause = 0.01
    while not is_so():
        if time.monotonic() > deadline:
            raise HostError(f"in {seconds} s it did not come to this: {what}; {found()}")
        time.sleep(pause)
        pause = min(2 * pause, 0.2)
