"""A real cluster of many topics: three brokers in three racks, with ACLs and consumer groups.

The Kafka is the one that the tests run (`tests/kafka/harness`): fetched by Maven, on loopback.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "kafka"))

from confluent_kafka import Consumer, KafkaException, TopicPartition  # noqa: E402
from confluent_kafka.admin import (  # noqa: E402
    AclOperation,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)
from harness import shapes  # noqa: E402
from harness.acls import allow  # noqa: E402
from harness.cluster import Cluster  # noqa: E402
from harness.installation import Kafka  # noqa: E402

SECONDS = 120
TOPICS_AT_ONCE = 100
SETTINGS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "auto.create.topics.enable": "false",
    "broker.session.timeout.ms": "60000",
}


class Size(NamedTuple):
    """How much of everything there is; every `flawed`-th topic may lose what it was told."""

    topics: int = 2000
    partitions: int = 10_000
    acls: int = 200
    groups: int = 100
    offsets: int = 50  # of each group
    flawed: int = 40


@dataclass(frozen=True)
class Roomy(Kafka):
    """Kafka with memory for ten thousand replicas."""

    def command(self, main: str, *options: str) -> list[str]:
        return super().command(main, "-Xmx1g", *options)


@contextmanager
def running(kafka: Kafka, folder: Path, size: Size) -> Iterator[Cluster]:
    """The cluster, started and furnished."""
    roomy = Roomy(kafka.release, kafka.java, kafka.jars, kafka.archive)
    with shapes.three_racks(roomy, folder, SETTINGS) as cluster:
        _make_topics(cluster, size, range(TOPICS_AT_ONCE))
        _make_groups(cluster, size, range(1))  # with the topic that keeps offsets
        _make_topics(cluster, size, range(TOPICS_AT_ONCE, size.topics))
        _make_groups(cluster, size, range(1, size.groups))
        _make_acls(cluster, size)
        _settle(cluster, size)
        yield cluster


def _topic(number: int) -> str:
    return f"team-{number % 40:02}.events-{number:04}"


def _make_topics(cluster: Cluster, size: Size, numbers: range) -> None:
    each, more = divmod(size.partitions, size.topics)
    wanted = []
    for number in numbers[: size.topics]:
        config = {"retention.ms": "86400000"} if number % 3 == 0 else {}
        if number % size.flawed == 0:
            config["min.insync.replicas"] = "1"
        wanted.append(NewTopic(_topic(number), each + (number < more), 3, config=config))
    for at in range(0, len(wanted), TOPICS_AT_ONCE):
        some = wanted[at : at + TOPICS_AT_ONCE]
        _finish(
            cluster.admin.create_topics(
                some, operation_timeout=SECONDS, request_timeout=SECONDS
            ).values()
        )


def _make_acls(cluster: Cluster, size: Size) -> None:
    acls = [
        allow(
            f"User:application-{number:03}",
            AclOperation.WRITE if number % 2 else AclOperation.READ,
            ResourceType.TOPIC,
            f"team-{number % 40:02}.",
            ResourcePatternType.PREFIXED,
        )
        for number in range(size.acls)
    ]
    _finish(cluster.admin.create_acls(acls, request_timeout=SECONDS).values())


def _make_groups(cluster: Cluster, size: Size, numbers: range) -> None:
    each = size.partitions // size.topics
    some = size.topics if numbers.start else min(size.topics, TOPICS_AT_ONCE)
    for number in numbers:
        partitions = [
            TopicPartition(_topic((number * 7 + at // each) % some), at % each, 0)
            for at in range(size.offsets)
        ]
        consumer = Consumer({**cluster.settings, "group.id": f"application-{number:03}"})
        _commit(consumer, partitions)
        consumer.close()


def _commit(consumer: Consumer, offsets: list[TopicPartition]) -> None:
    """A first commit makes the topic of offsets, which takes a while."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            consumer.commit(offsets=offsets, asynchronous=False)
            return
        except KafkaException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _settle(cluster: Cluster, size: Size) -> None:
    """Wait until every broker knows all, and all replicas are in sync."""
    deadline = time.monotonic() + SECONDS
    while not _has_all(cluster, size):
        if time.monotonic() > deadline:
            raise SystemExit(f"the cluster does not tell all within {SECONDS} s")
        time.sleep(1)
    cluster.agree()


def _has_all(cluster: Cluster, size: Size) -> bool:
    topics = cluster.admin.list_topics(timeout=SECONDS).topics.values()
    partitions = [each for topic in topics for each in topic.partitions.values()]
    in_sync = all(len(each.isrs) == len(each.replicas) for each in partitions)
    has_acls = len(cluster.acls()) == size.acls
    return in_sync and len(partitions) >= size.partitions and has_acls


def _finish(asked: Sequence[Future[Any]] | Any) -> None:
    for future in asked:
        future.result(timeout=SECONDS + 10)
