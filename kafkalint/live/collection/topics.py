"""Topics: where their replicas are, which of them are in sync, and how they are set."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import kafka.errors as kafka_errors
import kafka.protocol.admin as messages
from kafka.protocol.metadata import MetadataRequest

from kafkalint.live.collection import Tell
from kafkalint.live.collection.brokers import TOPIC, configs_of, configs_request
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import ApiError, gather, refusal
from kafkalint.live.snapshot import (
    Broker,
    Config,
    Partition,
    PartitionHealth,
    Refusal,
    SecondLook,
    Snapshot,
    Topic,
)

PAGE = 2000  # partitions that a broker tells at once, by default
TOPICS_AT_ONCE = 100
ROUNDS_AT_ONCE = 2
SECOND_LOOK_SECONDS = 2.0


def ask_placement(reader: Reader, tell: Tell) -> tuple[Topic, ...] | None:
    """Every topic that may be seen, with its partitions; None where that cannot be told."""
    call = "DescribeTopicPartitions" if _tells_eligible(reader) else "Metadata"
    try:
        found = tuple(sorted(_placement(reader, ()), key=lambda topic: topic.name))
    except Exception as error:
        tell(Snapshot(refusals=(refusal(call, "topics", error),)))
        return None
    tell(Snapshot(topics=found))
    return found


def _tells_eligible(reader: Reader) -> bool:
    return reader.speaks("DescribeTopicPartitions")


def _placement(reader: Reader, names: Sequence[str]) -> Iterator[Topic]:
    """The topics called `names`, or all."""
    if _tells_eligible(reader):
        return _by_page(reader, names)
    return _by_metadata(reader, names)


def _by_page(reader: Reader, names: Sequence[str]) -> Iterator[Topic]:
    request = messages.DescribeTopicPartitionsRequest
    cursor = None
    pending: Topic | None = None
    while True:
        answer = reader.ask(
            request(
                topics=[request.TopicRequest(name=name) for name in names],
                response_partition_limit=PAGE,
                cursor=cursor,
            )
        )
        for told in answer.topics:
            if told.error_code and not told.partitions:
                continue  # deleted meanwhile, or not to be seen
            topic = _topic(told, tells_eligible=True)
            if pending and pending.name == topic.name:  # a page ended within it
                both = (*pending.partitions, *topic.partitions)
                pending = Topic(topic.name, topic.id, topic.internal, both)
                continue
            if pending:
                yield pending
            pending = topic
        if answer.next_cursor is None:
            break
        cursor = request.Cursor(
            topic_name=answer.next_cursor.topic_name,
            partition_index=answer.next_cursor.partition_index,
        )
    if pending:
        yield pending


def _by_metadata(reader: Reader, names: Sequence[str]) -> Iterator[Topic]:
    wanted = MetadataRequest.MetadataRequestTopic
    answer = reader.ask(
        MetadataRequest(
            topics=[wanted(name=name) for name in names] or None,
            allow_auto_topic_creation=False,
            include_cluster_authorized_operations=False,
            include_topic_authorized_operations=False,
            min_version=4,  # older ones create what is asked for
        )
    )
    for told in answer.topics:
        if told.error_code and not told.partitions:
            continue
        yield _topic(told, tells_eligible=False)


def _topic(told: Any, tells_eligible: bool) -> Topic:
    partitions = [
        Partition(
            each.partition_index,
            each.leader_id,
            tuple(each.replica_nodes),
            tuple(each.isr_nodes),
            _numbers(each.eligible_leader_replicas) if tells_eligible else None,
            _numbers(each.last_known_elr) if tells_eligible else None,
            tuple(getattr(each, "offline_replicas", None) or ()),
        )
        for each in told.partitions
    ]
    partitions.sort(key=lambda partition: partition.id)
    identity = str(getattr(told, "topic_id", None) or "")
    return Topic(told.name, identity, bool(told.is_internal), tuple(partitions))


def _numbers(told: Any) -> tuple[int, ...] | None:
    return None if told is None else tuple(told)


def ask_configs(
    reader: Reader, topics: Sequence[Topic], brokers: Sequence[Broker], tell: Tell
) -> None:
    """The settings of `topics`, many at a time, from all brokers at once."""
    names = [topic.name for topic in topics]
    batches = [names[at : at + TOPICS_AT_ONCE] for at in range(0, len(names), TOPICS_AT_ONCE)]
    known: dict[tuple[Any, ...], Config] = {}
    serving: list[int | None] = [broker.id for broker in brokers] or [None]

    def ask(round_of: list[list[str]]) -> list[tuple[str, BaseException]]:
        requests = [configs_request(TOPIC, batch, False) for batch in round_of]
        found, failed = [], []
        answers = reader.ask_all([*zip(serving, requests, strict=False)])
        for batch, answer in zip(round_of, answers, strict=True):
            if isinstance(answer, BaseException):
                failed += [(f"topic {name}", answer) for name in batch]
                continue
            for result in answer.results:
                try:
                    configs = configs_of(result, known)
                    found.append(Topic(result.resource_name, configs=configs))
                except ApiError as error:
                    failed.append((f"topic {result.resource_name}", error))
        tell(Snapshot(topics=tuple(found)))
        return failed

    # A round at a time, so that of many thousands of settings few are in memory twice; and one
    # more under way, so that brokers do not wait while it is read.
    rounds = [batches[at : at + len(serving)] for at in range(0, len(batches), len(serving))]
    with ThreadPoolExecutor(ROUNDS_AT_ONCE) as pool:
        failed = [each for told in pool.map(ask, rounds) for each in told]
    gone = kafka_errors.UnknownTopicOrPartitionError  # deleted meanwhile
    failed = [
        (scope, error)
        for scope, error in failed
        if not (isinstance(error, ApiError) and issubclass(error.cause, gone))
    ]
    tell(Snapshot(refusals=tuple(gather("DescribeConfigs", f"{len(failed)} topics", failed))))


def is_unwell(partition: Partition) -> bool:
    """It has no leader, or not all of its replicas are in sync."""
    return partition.leader < 0 or len(partition.isr) < len(partition.replicas)


def look_again(reader: Reader, topics: Iterable[Topic], since: float, tell: Tell) -> None:
    """Ask once more about the partitions that were unwell at the first look, at `since`."""
    unwell = {
        topic.name: {partition.id for partition in topic.partitions if is_unwell(partition)}
        for topic in topics
    }
    unwell = {name: numbers for name, numbers in unwell.items() if numbers}
    if not unwell:
        tell(Snapshot(second_look=SecondLook(0.0)))
        return
    time.sleep(max(0.0, min(SECOND_LOOK_SECONDS - (time.monotonic() - since), reader.seconds_left)))
    try:
        again = tuple(_placement(reader, sorted(unwell)))
    except Exception as error:
        failed: Refusal = refusal("DescribeTopicPartitions", "second look", error)
        tell(Snapshot(refusals=(failed,)))
        return
    partitions = [
        PartitionHealth(topic.name, partition.id, partition.leader, partition.isr)
        for topic in again
        for partition in topic.partitions
        if partition.id in unwell[topic.name]
    ]
    tell(Snapshot(second_look=SecondLook(time.monotonic() - since, tuple(partitions))))
