"""Whatever a cluster did not tell, the rest is judged: every fact may be missing by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import fields, replace

from kafkalint import audit
from kafkalint.live import model, notices
from kafkalint.live.snapshot import (
    Acl,
    Broker,
    Certificate,
    Config,
    Endpoint,
    Feature,
    Group,
    LogDir,
    Member,
    Offset,
    OpenPort,
    Partition,
    PartitionHealth,
    Plain,
    Probe,
    Quorum,
    QuorumMember,
    Reassignment,
    ScramCredential,
    ScramUser,
    SecondLook,
    Snapshot,
    Topic,
)
from kafkalint.reporters import load

STATIC = "STATIC_BROKER_CONFIG"
SETTINGS = {
    "node.id": "1",
    "process.roles": "broker",
    "listeners": "CLIENTS://:9093,BROKERS://:9094",
    "advertised.listeners": "CLIENTS://kafka-1:9093,BROKERS://kafka-1:9094",
    "listener.security.protocol.map": "CLIENTS:SASL_SSL,BROKERS:SSL,CONTROLLER:SSL",
    "inter.broker.listener.name": "BROKERS",
    "controller.listener.names": "CONTROLLER",
    "controller.quorum.voters": "101@controller-1:9095",
    "min.insync.replicas": "2",
    "log.dirs": "/var/lib/kafka/data",
}
SNAPSHOT = Snapshot(
    tool="kafkalint 1.0",
    taken_at="2026-03-01T12:00:00Z",
    complete=True,
    bootstrap=("kafka-1:9093",),
    config_file="client.properties",
    security_protocol="SASL_SSL",
    principal="auditor",
    cluster_id="MkU3OEVBNTcwNTJENDM2Qg",
    controller_id=101,
    authorized_operations=("DESCRIBE",),
    features={"metadata.version": Feature(25, (7, 27))},
    brokers=(
        Broker(
            1,
            "kafka-1",
            9093,
            "a",
            False,
            {key: Config(text, STATIC) for key, text in SETTINGS.items()},
            (LogDir("/var/lib/kafka/data", "", 1000, 900, 10, 2),),
            {"Metadata": (0, 13)},
        ),
        Broker(2, "kafka-2", 9093, "b", True),
    ),
    broker_defaults={"log.retention.ms": Config("1000", "DYNAMIC_DEFAULT_BROKER_CONFIG")},
    quorum=Quorum(
        101,
        4,
        900,
        (QuorumMember(101, "d", 900, 0, 1000, 1000, (Endpoint("CONTROLLER", "c-1", 9095),)),),
        (QuorumMember(1, "d", 899, 1, 900, 800),),
    ),
    topics=(
        Topic(
            "orders",
            "id",
            False,
            (Partition(0, 1, (1, 2), (1,), (2,), (), (2,)),),
            {"min.insync.replicas": Config("2", "DYNAMIC_TOPIC_CONFIG")},
        ),
    ),
    second_look=SecondLook(2.0, (PartitionHealth("orders", 0, 1, (1,)),)),
    groups=(
        Group(
            "billing",
            "STABLE",
            "consumer",
            "consumer",
            "uniform",
            1,
            (Member("m", "app", "/10.0.0.1", None, {"orders": (0,)}),),
            (Offset("orders", 0, 10, 15, 5),),
        ),
    ),
    acls=(Acl("TOPIC", "orders", "LITERAL", "User:app", "*", "READ", "ALLOW"),),
    authorizer=True,
    scram_users=(ScramUser("app", (ScramCredential("SCRAM-SHA-512", 4096),)),),
    quotas=(),
    reassignments=(Reassignment("orders", 0, (1, 2, 3), (3,), ()),),
    probes=(
        Probe(
            1,
            "kafka-1",
            9093,
            "CLIENTS",
            True,
            protocol="SASL_SSL",
            accepts_unauthenticated=False,
            sasl_mechanisms=("SCRAM-SHA-512",),
            tls_versions=("TLSv1.3",),
            chain=(Certificate("CN=kafka-1", "CN=ca", ("kafka-1",), "", "2026-06-01T00:00:00Z"),),
            trusted=True,
            hostname_matches=True,
        ),
    ),
    open_ports=(OpenPort("kafka-1", 9999, "jmx", 1, False),),
)


def variants(whole: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """`whole` with one field, here or below, as it is where nobody told it."""
    for field in fields(whole):
        value, where = getattr(whole, field.name), f"{path}.{field.name}".lstrip(".")
        if not field.required and value != field.default:
            yield where, replace(whole, **{field.name: field.default})
        if isinstance(value, tuple) and value and isinstance(value[0], Plain):
            yield f"{where} empty", replace(whole, **{field.name: ()})
            for below, changed in variants(value[0], f"{where}[0]"):
                yield below, replace(whole, **{field.name: (changed, *value[1:])})
        elif isinstance(value, Plain):
            for below, changed in variants(value, where):
                yield below, replace(whole, **{field.name: changed})


CASES = [
    pytest.param(changed, id=f"without {where}")
    for where, changed in variants(SNAPSHOT)
    if where != "version"
]


@pytest.mark.parametrize("snapshot", [pytest.param(SNAPSHOT, id="whole"), *CASES])
def test_it_is_judged_and_told(snapshot: Snapshot) -> None:
    options = audit.Options()
    report = audit.audit_clusters([model.cluster(snapshot)], notices.of(snapshot), options)

    for name in ("json", "text"):
        stream = io.StringIO()
        load(name).write(report, stream)
        assert stream.getvalue()


def test_there_are_many_of_them() -> None:
    assert len(CASES) > 60
