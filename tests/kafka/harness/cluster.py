"""A Kafka cluster of real processes on loopback, one JVM for each node."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from confluent_kafka.admin import AdminClient

from harness.archive import CLUSTER_ID
from harness.host import Host, HostError
from harness.installation import Kafka
from harness.ports import LOOPBACK

START_SECONDS = 60
STOP_SECONDS = 30
QUORUM_STOP_SECONDS = 2

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
        """Start all nodes at once and wait until each is up and seen; raises HostError."""
        self.start_nodes(self.nodes)
        brokers = {node.id for node in self.nodes.values() if node.port}
        deadline = time.monotonic() + START_SECONDS
        while (seen := self.brokers_seen()) != brokers:
            if time.monotonic() > deadline:
                raise HostError(f"of the brokers {brokers} only {seen} are seen")
            time.sleep(0.1)

    def brokers_seen(self) -> set[int]:
        """The brokers that a client is told of."""
        return set(self.admin.list_topics(timeout=START_SECONDS).brokers)

    def start_nodes(self, ids: Iterable[int]) -> None:
        """Start these nodes at once, with storage formatted where it is not yet."""
        begun = [self._begin(self.nodes[number]) for number in ids]
        for host, orders in begun:
            for order in orders:
                host.expect_yes(order, host.answer(START_SECONDS + 30))

    def _begin(self, node: Node) -> tuple[Host, list[str]]:
        node.write()
        node.host = host = Host(self.kafka, node.folder / "log")
        if node.is_kraft:
            users = [part for user in node.scram for part in ("--add-scram", user)]
            older = ["--release-version", node.release] if node.release else []
            command = ["-t", CLUSTER_ID, "-c", node.file, "--ignore-formatted", *users, *older]
            host.tell("format", *command)
        host.tell("start", node.file, START_SECONDS)
        return host, ["format", "start"] if node.is_kraft else ["start"]

    def kill(self, *ids: int) -> None:
        """End these nodes as a power cut would."""
        for number in ids:
            host = self.nodes[number].host
            assert host is not None
            host.kill()

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
