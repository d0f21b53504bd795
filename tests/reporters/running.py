"""A running cluster of four brokers in three racks, with topics that do not survive everything."""

from __future__ import annotations

from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.live import model, notices
from kafkalint.live.snapshot import (
    Broker,
    Config,
    Partition,
    Quorum,
    QuorumMember,
    Snapshot,
    Topic,
)

RACKS = {1: "a", 2: "b", 3: "c", 4: "a"}
NOW = 1_700_000_000_000


def snapshot() -> Snapshot:
    """`orders` has one replica, `payments` two in one rack, `invoices` is as it should be."""
    placed: dict[str, list[tuple[int, ...]]] = {
        "orders": [(1,), (2,)],
        "payments": [(1, 4, 2)],
        "invoices": [(1, 2, 3)],
    }
    return Snapshot(
        complete=True,
        cluster_id="MkU3OEVBNTcwNTJENDM2Qg",
        brokers=tuple(
            Broker(
                number,
                f"kafka-{number}",
                9092,
                rack,
                False,
                {
                    "node.id": Config(str(number), "STATIC_BROKER_CONFIG"),
                    "process.roles": Config("broker", "STATIC_BROKER_CONFIG"),
                },
            )
            for number, rack in RACKS.items()
        ),
        quorum=Quorum(
            101, 1, 9, tuple(QuorumMember(n, "", 9, 0, NOW, NOW) for n in (101, 102, 103))
        ),
        topics=tuple(
            Topic(
                name,
                partitions=tuple(Partition(i, r[0], r, r) for i, r in enumerate(replicas)),
                configs={"min.insync.replicas": Config("2", "DYNAMIC_TOPIC_CONFIG")},
            )
            for name, replicas in placed.items()
        ),
    )


def report() -> Report:
    taken = snapshot()
    return audit.audit_clusters([model.cluster(taken)], notices.of(taken), audit.Options())
