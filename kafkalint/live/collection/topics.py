"""Topics: where their replicas are, which of them are in sync, and how they are set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

import kafka.errors as kafka_errors
import kafka.protocol.admin as messages
from kafka.protocol.metadata import MetadataRequest

from kafkalint.live.collection import Tell
from kafkalint.live.collection.alike import DescribeConfigsRequest, Known
from kafkalint.live.reader import AT_ONCE, Reader
from kafkalint.live.refusals import ApiError, check, gather, refusal
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
TOPIC = 2
TOPICS_AT_ONCE = 100
THREADS = 12
SECOND_LOOK_SECONDS = 2.0

TellAlike = Callable[[tuple[str, ...], dict[str, Config]], None]


def ask_placement(
    reader: Reader, tell: Tell, name: Callable[[str], None], broker: int | None = None
) -> tuple[Topic, ...] | None:
    """Every topic that may be seen, with its partitions; None where that cannot be told.

    `name` takes the name of each as soon as it is known; `broker` is asked before others.
    """
    call = "DescribeTopicPartitions" if _tells_eligible(reader) else "Metadata"
    told = []
    try:
        for topic in _placement(reader, (), broker):
            told.append(topic)
            name(topic.name)
        found = tuple(sorted(told, key=lambda topic: topic.name))
    except Exception as error:
        tell(Snapshot(refusals=(refusal(call, "topics", error),)))
        return None
    tell(Snapshot(topics=found))
    return found


def _tells_eligible(reader: Reader) -> bool:
    return reader.speaks("DescribeTopicPartitions")


def _placement(reader: Reader, names: Sequence[str], broker: int | None = None) -> Iterator[Topic]:
    """The topics called `names`, or all."""
    if _tells_eligible(reader):
        return _by_page(reader, names, broker)
    return _by_metadata(reader, names)


def _by_page(reader: Reader, names: Sequence[str], broker: int | None) -> Iterator[Topic]:
    pending: Topic | None = None
    for answer in _pages(reader, names, broker):
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
    if pending:
        yield pending


def _pages(reader: Reader, names: Sequence[str], broker: int | None) -> Iterator[Any]:
    """The answers, each of them read while the next one is awaited."""
    request = messages.DescribeTopicPartitionsRequest

    def ask(cursor: Any) -> Any:
        page = request(
            topics=[request.TopicRequest(name=name) for name in names],
            response_partition_limit=PAGE,
            cursor=cursor,
        )
        try:
            return reader.ask(page, broker)
        except Exception:
            if broker is None:
                raise
            return reader.ask(page)

    with ThreadPoolExecutor(1) as pool:
        asked: Future[Any] | None = pool.submit(ask, None)
        while asked:
            answer = asked.result()
            following = answer.next_cursor
            asked = following and pool.submit(
                ask,
                request.Cursor(
                    topic_name=following.topic_name, partition_index=following.partition_index
                ),
            )
            yield answer


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


class Names(Protocol):
    """The names of topics, to go over while they become known."""

    teller: int | None
    """The broker that tells them; None once all are known."""

    def __iter__(self) -> Iterator[str]: ...


def ask_configs(
    reader: Reader,
    names: Names,
    brokers: Sequence[Broker],
    tell: Tell,
    alike: TellAlike,
) -> None:
    """The settings of topics, many at a time, from all brokers at once.

    What `names` has is asked for while more is awaited, and not from the broker that tells them:
    what is asked on one connection waits for each other. `alike` takes the settings, and the
    topics that have just these.
    """
    known = Known()
    serving: list[int | None] = [broker.id for broker in brokers] or [None]

    def broker(number: int) -> int | None:
        free = [each for each in serving if each != names.teller] or serving
        return free[number % len(free)]

    def ask(numbered: tuple[int, list[str]]) -> list[tuple[str, BaseException]]:
        number, batch = numbered
        failed: list[tuple[str, BaseException]] = []
        found: dict[int, tuple[dict[str, Config], list[str]]] = {}
        try:
            answer = reader.ask(_configs_request(batch, known), broker(number))
        except Exception as error:
            return [(f"topic {name}", error) for name in batch]
        for result in answer.results:
            try:
                check(result.error_code, result.error_message)
            except ApiError as error:
                failed.append((f"topic {result.resource_name}", error))
                continue
            _, topics = found.setdefault(id(result.configs), (result.configs, []))
            topics.append(result.resource_name)
        for configs, topics in found.values():
            alike(tuple(topics), configs)
        return failed

    batches = enumerate(_batches(names))
    with ThreadPoolExecutor(min(THREADS, AT_ONCE * len(serving))) as pool:
        asked = [pool.submit(ask, each) for each in batches]
        failed = [each for future in asked for each in future.result()]
    gone = kafka_errors.UnknownTopicOrPartitionError  # deleted meanwhile
    failed = [
        (scope, error)
        for scope, error in failed
        if not (isinstance(error, ApiError) and issubclass(error.cause, gone))
    ]
    tell(Snapshot(refusals=tuple(gather("DescribeConfigs", f"{len(failed)} topics", failed))))


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    batch = []
    for name in names:
        batch.append(name)
        if len(batch) == TOPICS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _configs_request(names: Sequence[str], known: Known) -> Any:
    resource = messages.DescribeConfigsRequest.DescribeConfigsResource
    return DescribeConfigsRequest(
        known,
        resources=[
            resource(resource_type=TOPIC, resource_name=name, configuration_keys=None)
            for name in names
        ],
        include_synonyms=False,
        include_documentation=False,
    )


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
