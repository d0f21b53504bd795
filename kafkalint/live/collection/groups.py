"""Groups: who is in them, and how far behind they are.

Whoever lists a group coordinates it and is asked about it, many groups at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import kafka.protocol.admin as messages
from kafka.protocol.consumer import (
    ConsumerProtocolAssignment,
    ListOffsetsRequest,
    OffsetFetchRequest,
)

from kafkalint.live.collection import Tell
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import check, gather, separately
from kafkalint.live.snapshot import Broker, Group, Member, Offset, Snapshot, Topic

AT_ONCE = 100
LATEST = -1
CLASSIC, CONSUMER = "classic", "consumer"
_COMMITTING = ("consumer", "streams", "")

Key = tuple[str, int]
"""A partition: its topic and its number."""


def ask_groups(reader: Reader, brokers: Sequence[Broker], tell: Tell) -> tuple[Group, ...]:
    """Every group that may be seen, with the members of those of the classic protocol."""
    answers = reader.ask_all([(broker.id, messages.ListGroupsRequest()) for broker in brokers])
    failed = []
    found: dict[str, Group] = {}
    for broker, answer in zip(brokers, answers, strict=True):
        try:
            if isinstance(answer, BaseException):
                raise answer
            check(answer.error_code)
        except Exception as error:
            failed.append((f"broker {broker.id}", error))
            continue
        found |= {told.group_id: _group(told, broker.id) for told in answer.groups}
    refusals = tuple(separately("ListGroups", failed))
    listed = tuple(found[name] for name in sorted(found))
    # None at those that answered does not mean that there are none.
    tell(Snapshot(groups=listed if listed or not failed else None, refusals=refusals))
    _ask_members(reader, [group for group in listed if group.type in (CLASSIC, "")], tell)
    return listed


def _group(told: Any, coordinator: int) -> Group:
    state = str(getattr(told, "group_state", None) or "")
    kind = str(getattr(told, "group_type", None) or "").lower()
    return Group(
        told.group_id,
        _words(state),
        kind,
        told.protocol_type or "",
        coordinator=coordinator,
    )


def _words(state: str) -> str:
    """ "PREPARING_REBALANCE" of "PreparingRebalance"."""
    spaced = "".join(f"_{letter}" if letter.isupper() else letter for letter in state)
    return spaced.lstrip("_").upper()


def _ask_members(reader: Reader, groups: Sequence[Group], tell: Tell) -> None:
    batches = [*_by_coordinator(groups)]
    answers = reader.ask_all(
        [
            (batch[0].coordinator, messages.DescribeGroupsRequest(groups=[g.id for g in batch]))
            for batch in batches
        ]
    )
    failed: list[tuple[str, BaseException]] = []
    found = []
    for batch, answer in zip(batches, answers, strict=True):
        if isinstance(answer, BaseException):
            failed += [(f"group {group.id}", answer) for group in batch]
            continue
        for told in answer.groups:
            try:
                check(told.error_code, getattr(told, "error_message", None))
            except Exception as error:
                failed.append((f"group {told.group_id}", error))
                continue
            found.append(_described(told))
    refusals = gather("DescribeGroups", f"{len(failed)} groups", failed)
    tell(Snapshot(groups=tuple(found) or None, refusals=tuple(refusals)))


def _by_coordinator(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """The groups, at most so many at a time, each batch of one coordinator."""
    of: dict[int | None, list[Group]] = {}
    for group in groups:
        of.setdefault(group.coordinator, []).append(group)
    for together in of.values():
        for at in range(0, len(together), AT_ONCE):
            yield together[at : at + AT_ONCE]


def _described(told: Any) -> Group:
    return Group(
        told.group_id,
        _words(told.group_state or ""),
        protocol_type=told.protocol_type or "",
        protocol=told.protocol_data or "",
        members=tuple(_member(each, told.protocol_type) for each in told.members),
    )


def _member(told: Any, protocol_type: str) -> Member:
    return Member(
        told.member_id,
        told.client_id,
        told.client_host,
        getattr(told, "group_instance_id", None),
        _assignment(told.member_assignment) if protocol_type == "consumer" else {},
    )


def _assignment(data: bytes) -> dict[str, tuple[int, ...]]:
    """What a consumer is to read; nothing where its own code wrote something else."""
    if not data:
        return {}
    try:
        decoded = ConsumerProtocolAssignment.decode(data)
        return {each.topic: tuple(each.partitions) for each in decoded.assigned_partitions}
    except Exception:
        return {}


def ask_offsets(
    reader: Reader, groups: Sequence[Group], topics: Sequence[Topic] | None, tell: Tell
) -> None:
    """How far each group is, and how far it could be."""
    committing = [group for group in groups if group.protocol_type in _COMMITTING]
    committed, refusals = _committed(reader, [g for g in committing if g.type != "share"])
    wanted = {(o.topic, o.partition) for offsets in committed.values() for o in offsets}
    ends: dict[Key, int] = {}
    if topics is not None and wanted:
        ends, more = _ends(reader, wanted, topics)
        refusals += more
    found = tuple(
        Group(name, offsets=tuple(_with_end(offset, ends) for offset in offsets))
        for name, offsets in committed.items()
    )
    tell(Snapshot(groups=found or None, refusals=tuple(refusals)))


def _with_end(offset: Offset, ends: dict[Key, int]) -> Offset:
    end = ends.get((offset.topic, offset.partition))
    if end is None:
        return offset
    return Offset(
        offset.topic, offset.partition, offset.committed, end, max(0, end - offset.committed)
    )


def _committed(
    reader: Reader, groups: Sequence[Group]
) -> tuple[dict[str, list[Offset]], list[Any]]:
    failed: list[tuple[str, BaseException]] = []
    found: dict[str, list[Offset]] = {}
    requests = [*_offset_requests(groups, reader.speaks("OffsetFetch", 8))]
    answers = reader.ask_all([(batch[0].coordinator, request) for batch, request in requests])
    for (batch, _), answer in zip(requests, answers, strict=True):
        if isinstance(answer, BaseException):
            failed += [(f"group {group.id}", answer) for group in batch]
            continue
        several = answer.groups if answer.API_VERSION >= 8 else [answer]
        for told, group in zip(several, batch, strict=False):
            name = getattr(told, "group_id", None) or group.id
            try:
                check(told.error_code)
            except Exception as error:
                failed.append((f"group {name}", error))
                continue
            found[name] = [
                Offset(topic.name, partition.partition_index, partition.committed_offset)
                for topic in told.topics
                for partition in topic.partitions
                if not partition.error_code and partition.committed_offset >= 0
            ]
    return found, gather("OffsetFetch", f"{len(failed)} groups", failed)


def _offset_requests(groups: Sequence[Group], together: bool) -> Iterator[tuple[list[Group], Any]]:
    """One request for many groups since Kafka 3.0, before that one for each."""
    if together:
        one = OffsetFetchRequest.OffsetFetchRequestGroup
        for batch in _by_coordinator(groups):
            wanted = [one(group_id=group.id, topics=None) for group in batch]
            yield batch, OffsetFetchRequest(groups=wanted, min_version=8, max_version=8)
    else:
        for group in groups:
            yield (
                [group],
                OffsetFetchRequest(group_id=group.id, topics=None, min_version=2, max_version=7),
            )


def _ends(
    reader: Reader, wanted: set[Key], topics: Sequence[Topic]
) -> tuple[dict[Key, int], list[Any]]:
    """The ends of partitions, from their leaders; those without a leader have none."""
    at: dict[int, dict[str, list[int]]] = {}
    for topic in topics:
        for partition in topic.partitions:
            if partition.leader >= 0 and (topic.name, partition.id) in wanted:
                at.setdefault(partition.leader, {}).setdefault(topic.name, []).append(partition.id)
    asked = [(leader, _ends_request(of)) for leader, of in at.items()]
    failed: list[tuple[str, BaseException]] = []
    found: dict[Key, int] = {}
    for (leader, _), answer in zip(asked, reader.ask_all(asked), strict=True):
        if isinstance(answer, BaseException):
            failed.append((f"broker {leader}", answer))
            continue
        for told in answer.topics:
            for each in told.partitions:
                if each.error_code:
                    continue  # its leader moved meanwhile, or it may not be seen
                found[told.name, each.partition_index] = each.offset
    return found, separately("ListOffsets", failed)


def _ends_request(of: dict[str, list[int]]) -> Any:
    topic = ListOffsetsRequest.ListOffsetsTopic
    partition = topic.ListOffsetsPartition
    return ListOffsetsRequest(
        replica_id=-1,
        isolation_level=0,
        topics=[
            topic(
                name=name,
                partitions=[
                    partition(partition_index=number, current_leader_epoch=-1, timestamp=LATEST)
                    for number in numbers
                ],
            )
            for name, numbers in of.items()
        ],
    )
