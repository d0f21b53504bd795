"""A cluster without flaws, and flaws that are put into it one by one and taken out again.

Each has to be found by the rule that is meant for it, and nothing else may change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)
from conftest import Say
from harness import shapes
from harness.acls import allow
from harness.cluster import Cluster, Node
from harness.hardened import Hardened, hardened, node_of
from harness.installation import Kafka
from harness.looking import Said, judge, said_of, said_of_hardened, take
from harness.ports import LOOPBACK, free_port
from kafka.admin import KafkaAdminClient
from kafka.protocol.admin import IncrementalAlterConfigsRequest

from kafkalint.facts.nodes import kafka_version
from kafkalint.findings import Severity

SECONDS = 60
PATIENCE = 120
TOPIC, BROKER = ConfigResource.Type.TOPIC, ConfigResource.Type.BROKER
ANYBODY = "User:*"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Flaw(NamedTuple):
    """What is wrong, how to make it so, and everything that has to be found then.

    `found` is a rule to how its subjects begin; every one of them has to be there.
    """

    name: str
    put: Callable[[Hardened], Iterator[None]]
    found: dict[str, tuple[str, ...]]


def topic(
    name: str, partitions: int = 3, replicas: int = 3, **config: str
) -> Callable[[Hardened], Iterator[None]]:
    """A topic that is there for a while; underscores in names of settings are dots."""

    def put(hard: Hardened) -> Iterator[None]:
        own = {key.replace("_", "."): text for key, text in config.items()}
        new = NewTopic(name, partitions, replicas, config=own)
        hard.cluster.make_topics(new)
        yield
        hard.cluster.drop_topic(name)

    return put


def config(
    kind: ConfigResource.Type, name: str, key: str, value: str
) -> Callable[[Hardened], Iterator[None]]:
    """A setting of a topic or of a broker, while they run."""

    def put(hard: Hardened) -> Iterator[None]:
        hard.cluster.configure(kind, name, key, value)
        yield
        hard.cluster.configure(kind, name, key, None)

    return put


def everywhere(
    key: str, value: str, before: str | None = None
) -> Callable[[Hardened], Iterator[None]]:
    """A setting of all brokers while they run, which confluent-kafka has no name for."""

    def put(hard: Hardened) -> Iterator[None]:
        with closing(_python_admin(hard)) as admin:
            _alter_all(admin, key, value)
            hard.cluster.agree()
            yield
            _alter_all(admin, key, before)
            hard.cluster.agree()

    return put


def _alter_all(admin: KafkaAdminClient, key: str, value: str | None) -> None:
    resource = IncrementalAlterConfigsRequest.AlterConfigsResource
    change = resource.AlterableConfig(name=key, config_operation=int(value is None), value=value)
    every_broker = resource(resource_type=4, resource_name="", configs=[change])
    request = IncrementalAlterConfigsRequest(resources=[every_broker], validate_only=False)
    manager = admin._manager  # it takes no name but a number for brokers

    async def ask() -> object:
        return await manager.wait_for(manager.send(request, None), SECONDS * 1000)

    [answer] = manager.run(ask).responses
    assert not answer.error_code, answer.error_message


def _python_admin(hard: Hardened) -> KafkaAdminClient:
    return KafkaAdminClient(
        bootstrap_servers=hard.admin["bootstrap.servers"].split(","),
        security_protocol="SASL_SSL",
        sasl_mechanism=hard.admin["sasl.mechanism"],
        sasl_plain_username=hard.admin["sasl.username"],
        sasl_plain_password=hard.admin["sasl.password"],
        ssl_cafile=hard.admin["ssl.ca.location"],
    )


def acl(*bindings: AclBinding) -> Callable[[Hardened], Iterator[None]]:
    def put(hard: Hardened) -> Iterator[None]:
        hard.cluster.make_acls(bindings)
        yield
        hard.cluster.drop_acls(bindings)

    return put


def down(*numbers: int) -> Callable[[Hardened], Iterator[None]]:
    """Nodes that are ended as by a power cut, and later started again."""

    def put(hard: Hardened) -> Iterator[None]:
        hard.cluster.kill(*numbers)
        yield
        hard.cluster.start_nodes(numbers)
        hard.cluster.settle()

    return put


def restarted(**changes: str | None) -> Callable[[Hardened], Iterator[None]]:
    """Broker 3 with other lines in its file; two underscores are a dot, None takes one out."""
    lines = {key.replace("__", "."): text for key, text in changes.items()}

    def put(hard: Hardened) -> Iterator[None]:
        node = hard.cluster.nodes[3]
        before = dict(node.properties)
        for key, text in lines.items():
            if text is None:
                node.properties.pop(key, None)
            else:
                node.properties[key] = text.format(**_places(before, hard))
        _restart(hard)
        yield
        node.properties = before
        _restart(hard)

    return put


def among_temporary_files(hard: Hardened) -> Iterator[None]:
    with TemporaryDirectory(prefix="kafkalint-flaw-", dir="/tmp") as folder:
        yield from restarted(log__dirs=f"{{data}},{folder}")(hard)


def _places(properties: dict[str, str], hard: Hardened) -> dict[str, object]:
    mapping = properties["listener.security.protocol.map"]
    return {
        "listeners": properties["listeners"],
        "map": mapping,
        "port": free_port(),
        "folder": hard.cluster.nodes[3].folder,
        "data": properties["log.dirs"],
    }


def _restart(hard: Hardened) -> None:
    hard.cluster.restart(3)
    hard.cluster.settle()


def lagging(hard: Hardened) -> Iterator[None]:
    """A consumer that is there, and committed nothing of what came since the beginning."""
    _produce(hard, 10_500)
    with _reader(hard) as consumer:
        consumer.commit(offsets=[TopicPartition("orders", 0, 0)], asynchronous=False)
        yield
    _catch_up(hard)


def abandoned(hard: Hardened) -> Iterator[None]:
    _produce(hard, 50)
    yield
    _catch_up(hard)


def _produce(hard: Hardened, records: int) -> None:
    producer = Producer({**hard.admin, "log_level": "0"})
    for number in range(records):
        producer.produce("orders", f"order {number}".encode(), partition=0)
        producer.poll(0)
    assert producer.flush(SECONDS) == 0


@contextmanager
def _reader(hard: Hardened) -> Iterator[Consumer]:
    """A consumer of the group billing that has its partitions."""
    consumer = Consumer(
        {
            **hard.admin,
            "group.id": "billing",
            "enable.auto.commit": "false",
            "auto.offset.reset": "earliest",
            "log_level": "0",
        }
    )
    given: list[object] = []
    consumer.subscribe(["orders"], on_assign=lambda _, parts: given.extend(parts))
    deadline = time.monotonic() + PATIENCE
    while not given:
        assert time.monotonic() < deadline, "the consumer gets no partitions"
        consumer.poll(0.1)
    try:
        yield consumer
    finally:
        consumer.close()


def _catch_up(hard: Hardened) -> None:
    with _reader(hard) as consumer:
        ends = [
            TopicPartition(
                "orders", n, consumer.get_watermark_offsets(TopicPartition("orders", n))[1]
            )
            for n in range(3)
        ]
        consumer.commit(offsets=ends, asynchronous=False)


def broken_disk(hard: Hardened) -> Iterator[None]:
    """Broker 3's second log directory turns into something that cannot be written."""
    with ExitStack() as stack:
        node = hard.cluster.nodes[3]
        second = node.folder / "second"
        change = restarted(
            log__dirs="{data},{folder}/second",
            log__flush__offset__checkpoint__interval__ms="500",
        )
        stack.enter_context(contextmanager(change)(hard))
        made = contextmanager(topic("flawed.disk", partitions=6))
        stack.enter_context(made(hard))
        aside = second.rename(node.folder / "aside")
        second.write_text("a disk that is gone")
        yield
        second.unlink()
        aside.rename(second)
        _restart(hard)


def certificate(**of: Any) -> Callable[[Hardened], Iterator[None]]:
    """A further listener of broker 3 with a certificate of its own."""

    def put(hard: Hardened) -> Iterator[None]:
        change = restarted(
            listeners="{listeners},FURTHER://127.0.0.1:{port}",
            listener__security__protocol__map="{map},FURTHER:SASL_SSL",
            listener__name__further__ssl__keystore__location=str(
                hard.authority.issue("broker", file="further", **of)
            ),
            **{"listener.name.further.scram-sha-512.sasl.jaas.config": SCRAM},
        )
        yield from change(hard)

    return put


def expiring(hard: Hardened) -> Iterator[None]:
    """Another certificate for broker 1's clients, put in while it runs."""
    ending = hard.authority.issue("broker", days=6, file="ending")
    key = "listener.name.clients.ssl.keystore.location"
    yield from config(BROKER, "1", key, str(ending))(hard)


def on(principal: str, operation: str, kind: str, name: str, **more: object) -> AclBinding:
    return allow(
        principal,
        AclOperation[operation],
        ResourceType[kind],
        name,
        ResourcePatternType[str(more.get("pattern", "LITERAL"))],
        str(more.get("host", "*")),
    )


FLAWS = [
    Flaw(
        "a topic with one replica",
        topic("flawed.one", replicas=1),
        {"replication-factor-below-two": ("topic flawed.one",)},
    ),
    Flaw(
        "a topic with two replicas",
        topic("flawed.two", replicas=2, min_insync_replicas="1"),
        {"replication-factor-below-three": ("topic flawed.two",)},
    ),
    Flaw(
        "a topic with one partition",
        topic("flawed.narrow", partitions=1),
        {"partition-count-unreasonable": ("topic flawed.narrow",)},
    ),
    Flaw("a topic that no ACL names", topic("bare"), {"topic-without-acl": ("topic bare",)}),
    Flaw(
        "as many replicas in sync as there are",
        config(TOPIC, "orders", "min.insync.replicas", "3"),
        {"min-isr-blocks-writes": ("topic orders",)},
    ),
    Flaw(
        "one replica in sync is enough",
        config(TOPIC, "orders", "min.insync.replicas", "1"),
        {"min-isr-too-low": ("topic orders",)},
    ),
    Flaw(
        "unclean elections of a topic",
        config(TOPIC, "orders", "unclean.leader.election.enable", "true"),
        {"unclean-leader-election-enabled": ("topic orders",)},
    ),
    Flaw(
        "unclean elections everywhere, while it runs",
        everywhere("unclean.leader.election.enable", "true"),
        {
            "unclean-leader-election-enabled": (
                "topic orders, topic payments, topics that set nothing",
            )
        },
    ),
    Flaw(
        "records for ever",
        config(TOPIC, "orders", "retention.ms", "-1"),
        {"retention-unbounded": ("topic orders",)},
    ),
    Flaw(
        "records for ever everywhere, while it runs",
        everywhere("log.retention.ms", "-1"),
        {"retention-unbounded": ("topic orders, topic payments, topics that set nothing",)},
    ),
    Flaw(
        "segments that outlive the retention",
        topic("flawed.slow", retention_ms="3600000", segment_ms="86400000"),
        {"topic-segment-retention-mismatch": ("topic flawed.slow",)},
    ),
    Flaw(
        "the brokers ask for fewer replicas than their files",
        everywhere("min.insync.replicas", "1", before="2"),
        {
            "min-isr-too-low": (
                "topic __consumer_offsets, topic orders, topic payments, topics that set nothing",
            ),
            "dynamic-config-shadows-static": ("brokers 1, 2, 3",),
        },
    ),
    Flaw(
        "a broker of its own mind",
        config(BROKER, "1", "num.io.threads", "4"),
        {"dynamic-config-shadows-static": ("broker 1",)},
    ),
    Flaw(
        "a broker that keeps records for another time",
        config(BROKER, "1", "log.retention.ms", "7200000"),
        {"config-drift": ("log.retention.ms of",)},
    ),
    Flaw(
        "everybody may read",
        acl(on(ANYBODY, "READ", "TOPIC", "orders")),
        {"acl-wildcard-principal": ("acl allow User:* read topic orders",)},
    ),
    Flaw(
        "everybody may change the cluster",
        acl(on(ANYBODY, "ALTER", "BROKER", "kafka-cluster")),
        {"acl-wildcard-principal": ("acl allow User:* alter cluster kafka-cluster",)},
    ),
    Flaw(
        "a service that may write every topic",
        acl(on("User:shop", "WRITE", "TOPIC", "*")),
        {"acl-overbroad-resource": ("acl allow User:shop write topic *",)},
    ),
    Flaw(
        "a prefix that is none",
        acl(on("User:shop", "WRITE", "TOPIC", "o", pattern="PREFIXED")),
        {"acl-overbroad-resource": ("acl allow User:shop write topic prefix o",)},
    ),
    Flaw(
        "a service that may do all to the cluster",
        acl(on("User:shop", "ALL", "BROKER", "kafka-cluster")),
        {"acl-overbroad-resource": ("acl allow User:shop all cluster kafka-cluster",)},
    ),
    Flaw(
        "an ACL for a range of addresses",
        acl(on("User:shop", "WRITE", "TOPIC", "orders", host="10.0.0.0/8")),
        {"acl-ineffective-host": ("acl allow User:shop write topic orders from 10.0.0.0/8",)},
    ),
    Flaw(
        "a consumer that may join no group",
        acl(on("User:shop", "READ", "TOPIC", "orders")),
        {"acl-consumer-without-group": ("principal User:shop",)},
    ),
    Flaw(
        "an ACL for a user that is gone",
        acl(on("User:former", "WRITE", "TOPIC", "orders")),
        {"acl-dangling-principal": ("principal User:former",)},
    ),
    Flaw("a group that lags", lagging, {"consumer-group-behind": ("group billing",)}),
    Flaw("a group that nobody is in", abandoned, {"consumer-group-abandoned": ("group billing",)}),
    Flaw("a broker that is down", down(3), {"broker-down": ("broker 3",)}),
    Flaw(
        "two brokers that are down",
        down(2, 3),
        {
            "broker-down": ("broker 2", "broker 3"),
            "partition-unhealthy": (
                "topic __consumer_offsets",
                "topic orders",
                "topic payments",
            ),
        },
    ),
    Flaw("a controller that is down", down(103), {"quorum-voter-behind": ("voter 103",)}),
    Flaw("a disk that is broken", broken_disk, {"log-directory-offline": ("directory ",)}),
    Flaw(
        "a broker without a rack",
        restarted(broker__rack=None),
        {"broker-rack-missing": ("cluster ",)},
    ),
    Flaw(
        "two brokers in one rack",
        restarted(broker__rack="rack-1"),
        {"brokers-in-too-few-zones": ("cluster ",), "cannot-lose-one-zone": ("cluster ",)},
    ),
    Flaw(
        "a broker that makes topics by itself",
        restarted(auto__create__topics__enable="true"),
        {
            "auto-create-topics-enabled": ("broker 3",),
            "config-drift": ("auto.create.topics.enable of",),
        },
    ),
    Flaw(
        "a broker that gives new topics one replica",
        restarted(default__replication__factor="1"),
        {
            "replication-factor-below-two": ("topics that set nothing",),
            "config-drift": ("default.replication.factor of",),
        },
    ),
    Flaw(
        "a broker that does not ask whose certificate it is",
        restarted(ssl__endpoint__identification__algorithm=""),
        {"tls-hostname-verification-disabled": ("broker 3",)},
    ),
    Flaw(
        "a listener that does not insist on certificates",
        restarted(listener__name__brokers__ssl__client__auth="requested"),
        {"tls-listener-without-client-auth": ("listener BROKERS of broker 3",)},
    ),
    Flaw(
        "broken TLS",
        restarted(listener__name__clients__ssl__enabled__protocols="TLSv1.2,TLSv1.1"),
        {"tls-weak-protocol": ("listener CLIENTS of broker 3",)},
    ),
    Flaw(
        "a listener that is open to everybody",
        restarted(
            listeners="{listeners},OPEN://0.0.0.0:{port}",
            advertised__listeners="{listeners},OPEN://127.0.0.1:{port}",
            listener__security__protocol__map="{map},OPEN:PLAINTEXT",
        ),
        {
            "client-listener-plaintext": ("listener OPEN of broker 3",),
            "no-client-authentication": ("listener OPEN of broker 3",),
        },
    ),
    Flaw(
        "a super user that everybody is",
        restarted(
            listeners="{listeners},OPEN://127.0.0.1:{port}",
            listener__security__protocol__map="{map},OPEN:PLAINTEXT",
            super__users="User:CN=broker;User:CN=controller;User:admin;User:ANONYMOUS",
        ),
        {
            "anonymous-may-administer": ("cluster ",),
            "client-listener-plaintext": ("listener OPEN of broker 3",),
            "no-client-authentication": ("listener OPEN of broker 3",),
        },
    ),
    Flaw(
        "logins without encryption",
        restarted(
            listeners="{listeners},OPEN://0.0.0.0:{port}",
            advertised__listeners="{listeners},OPEN://127.0.0.1:{port}",
            listener__security__protocol__map="{map},OPEN:SASL_PLAINTEXT",
            **{"listener.name.open.scram-sha-512.sasl.jaas.config": SCRAM},
        ),
        {"sasl-over-plaintext": ("listener OPEN of broker 3",)},
    ),
    Flaw(
        "a certificate that ends in a week",
        expiring,
        {"certificate-expiring": ("endpoint 127.0.0.1:",)},
    ),
    Flaw(
        "a certificate for another host",
        certificate(host="kafka.example.com"),
        {"certificate-host-mismatch": ("endpoint 127.0.0.1:",)},
    ),
    Flaw(
        "a certificate with a short key",
        certificate(rsa_bits=1024),
        {"certificate-weak": ("endpoint 127.0.0.1:",)},
    ),
    Flaw(
        "data among temporary files",
        among_temporary_files,
        {"log-dirs-in-tmp": ("directory /tmp/kafkalint-flaw",)},
    ),
]


@pytest.fixture(scope="module")
def hard(newest: Kafka, kept: Path, say: Say) -> Iterator[Hardened]:
    with hardened(newest, kept) as hard:
        _catch_up(hard)
        yield hard
    say(f"Kafka {newest.release}: a hardened cluster, and {len(FLAWS)} flaws put into it")


@pytest.fixture(scope="module")
def before(hard: Hardened) -> frozenset[Said]:
    hard.cluster.settle()
    return said_of_hardened(hard)


def test_a_hardened_cluster_has_no_flaws(hard: Hardened) -> None:
    report = judge(take(hard.admin))
    assert [f.rule.id for f in report.active if f.severity >= Severity.MEDIUM] == []
    assert [notice for notice in report.notices if notice.kind != "skipped"] == []


@pytest.mark.parametrize("user", ["billing", "shop"])
def test_who_may_see_little_is_told_nothing_wrong(hard: Hardened, user: str) -> None:
    report = judge(take({**hard.admin, "sasl.username": user}))
    assert [(f.rule.id, f.subject) for f in report.active] == []
    assert report.incomplete


def test_what_is_kept_of_it_holds_no_secret(hard: Hardened) -> None:
    assert hard.password not in repr(take(hard.admin))


@pytest.mark.parametrize("flaw", [pytest.param(flaw, id=flaw.name) for flaw in FLAWS])
def test_a_flaw_is_found_and_nothing_else_changes(
    hard: Hardened, before: frozenset[Said], flaw: Flaw
) -> None:
    with contextmanager(flaw.put)(hard):
        found = eventually(hard, lambda found: is_expected(found - before, flaw))
    assert is_expected(found - before, flaw), sorted(found - before)
    assert before <= found
    after = eventually(hard, lambda found: found == before)
    assert after == before


def is_expected(found: frozenset[Said], flaw: Flaw) -> bool:
    """Every expected subject is there, and nothing but expected ones."""
    wanted = [(rule, start) for rule, starts in flaw.found.items() for start in starts]
    met = [
        [each for each in found if each.rule == rule and each.subject.startswith(start)]
        for rule, start in wanted
    ]
    return all(met) and {each for group in met for each in group} == found


def eventually(hard: Hardened, is_so: Callable[[frozenset[Said]], bool]) -> frozenset[Said]:
    """What is said once `is_so`, or what is still said when patience is at its end."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = said_of_hardened(hard)
        if is_so(found) or time.monotonic() > deadline:
            return found
        time.sleep(0.3)


@pytest.fixture(scope="module")
def fourth(hard: Hardened) -> None:
    """A broker in the rack of the first."""
    node = node_of(4, hard.folder, hard.authority, hard.controllers)
    node.properties["broker.rack"] = "rack-1"
    hard.cluster.nodes[4] = node
    hard.cluster.start_nodes([4])


class TestAFourthBroker:
    """It stays on the list when it is gone, so this comes last on the hardened cluster."""

    def test_replicas_that_share_a_rack_are_found(
        self, hard: Hardened, before: frozenset[Said], fourth: None
    ) -> None:
        new = NewTopic("flawed.crowded", 2, replica_assignment=[[1, 4, 2], [2, 3, 1]])
        hard.cluster.make_topics(new)
        hard.cluster.settle()
        found = said_of_hardened(hard)
        hard.cluster.drop_topic("flawed.crowded")
        assert {(each.rule, each.subject) for each in found - before} == {
            ("topic-replicas-not-rack-spread", "topic flawed.crowded")
        }

    def test_a_broker_without_replicas_that_is_gone_is_found(
        self, hard: Hardened, before: frozenset[Said], fourth: None
    ) -> None:
        hard.cluster.kill(4)
        found = eventually(hard, lambda found: bool(found - before))
        assert {(each.rule, each.subject) for each in found - before} == {
            ("broker-down", "broker 4")
        }


def test_an_anonymous_super_user(newest: Kafka, tmp_path: Path) -> None:
    settings = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    with shapes.one_node(newest, tmp_path, settings) as cluster:
        found = said_of(cluster.settings)
    assert "anonymous-may-administer" in {each.rule for each in found}


def open_to_everybody(folder: Path, release: str = "") -> Node:
    """A combined node without any security, on every address of the machine."""
    port, controller = free_port(), free_port()
    own = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://0.0.0.0:{port},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "offsets.topic.replication.factor": "1",
    }
    return Node(1, own, folder, port, release=release)


def test_a_cluster_that_is_open_to_everybody(newest: Kafka, tmp_path: Path) -> None:
    with shapes.running(Cluster(newest, [open_to_everybody(tmp_path / "node")])) as cluster:
        report = judge(take(cluster.settings))
    critical = {f.rule.id for f in report.active if f.severity is Severity.CRITICAL}
    assert critical >= {
        "authorizer-missing",
        "broker-count-below-three",
        "client-listener-plaintext",
        "no-client-authentication",
        "quorum-too-small",
        "replication-factor-below-two",
    }
    assert "metadata-version-behind" not in {f.rule.id for f in report.active}


def test_an_upgrade_that_was_not_finished(newest: Kafka, tmp_path: Path) -> None:
    node = open_to_everybody(tmp_path / "node", release="4.1")
    with shapes.running(Cluster(newest, [node])) as cluster:
        report = judge(take(cluster.settings))
    assert "metadata-version-behind" in {f.rule.id for f in report.active}
    assert kafka_version(report.clusters[0]).data == newest.release.minor
