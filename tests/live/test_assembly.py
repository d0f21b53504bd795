"""Pieces come in any order; what is known wins over what is not, and nothing is lost on the way."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from kafkalint.live.assembly import Assembly
from kafkalint.live.messages import Begun, Done, Frames, Piece, Unreachable, frame
from kafkalint.live.snapshot import (
    Broker,
    Config,
    Group,
    LogDir,
    Member,
    Offset,
    Partition,
    Refusal,
    Snapshot,
    Topic,
)
from kafkalint.live.visibility import admit

PIECES = (
    Snapshot(brokers=(Broker(1, "a", 9092, "r1", False), Broker(2, "b", 9092)), cluster_id="x"),
    Snapshot(brokers=(Broker(2, configs={"k": Config("v")}),)),
    Snapshot(brokers=(Broker(2, log_dirs=(LogDir("/data"),)),)),
    Snapshot(topics=(Topic("t", "id", partitions=(Partition(0, 1, (1,), (1,)),)),)),
    Snapshot(topics=(Topic("t", configs={"k": Config("v")}),)),
    Snapshot(groups=(Group("g", "STABLE", "classic"),)),
    Snapshot(groups=(Group("g", members=(Member("m"),)),)),
    Snapshot(groups=(Group("g", offsets=(Offset("t", 0, 1),)),)),
    Snapshot(refusals=(Refusal("Call", "cluster", "error", "x"),)),
)


def assembled(pieces: tuple[Snapshot, ...]) -> Snapshot:
    assembly = Assembly(Snapshot(tool="t"))
    for piece in pieces:
        assembly.add(piece)
    return assembly.snapshot


def test_the_order_of_pieces_makes_no_difference() -> None:
    first = assembled(PIECES)

    assert first.tool == "t"
    assert first.brokers == (
        Broker(1, "a", 9092, "r1", False),
        Broker(2, "b", 9092, configs={"k": Config("v")}, log_dirs=(LogDir("/data"),)),
    )
    (topic,) = first.topics or ()
    assert topic.partitions and topic.configs
    (group,) = first.groups or ()
    assert group.state and group.members and group.offsets
    for shuffled in itertools.islice(itertools.permutations(PIECES), 0, None, 9973):
        assert assembled(shuffled) == first


def test_what_nobody_told_stays_unknown() -> None:
    nothing = assembled(())
    assert nothing.brokers is None
    assert nothing.topics is None
    assert nothing.groups is None


def test_that_there_is_none_is_known() -> None:
    told = assembled((Snapshot(topics=(), acls=(), authorizer=False),))
    assert (told.topics, told.acls, told.authorizer) == ((), (), False)


def test_the_same_refusal_is_told_once_and_in_order() -> None:
    refusals = [Refusal("B", "broker 2", "error", ""), Refusal("A", "broker 1", "error", "")]
    told = assembled(tuple(Snapshot(refusals=(each,)) for each in (*refusals, *refusals)))
    assert told.refusals == tuple(reversed(refusals))


class TestFrames:
    MESSAGES = (Begun("topics"), Piece(Snapshot(topics=())), Unreachable("a", "b"), Done())

    @pytest.mark.parametrize("size", [1, 3, 7, 1000])
    def test_they_come_whole_however_they_arrive(self, size: int) -> None:
        data = b"".join(map(frame, self.MESSAGES))
        frames = Frames()
        found = [
            message
            for at in range(0, len(data), size)
            for message in frames.feed(data[at : at + size])
        ]
        assert tuple(found) == self.MESSAGES

    @pytest.mark.parametrize("data", [b"\xff" * 8, b"\x00\x00\x00\x02{}"])
    def test_what_is_none_is_refused(self, data: bytes) -> None:
        with pytest.raises(msgspec.DecodeError):
            Frames().feed(data)


def test_settings_are_of_the_topics_that_are_there() -> None:
    assembly = Assembly(Snapshot())
    assembly.add_settings(("t", "u", "gone"), {"k": Config("v")})
    assert assembly.snapshot.topics is None

    assembly.add(Snapshot(topics=(Topic("u", "id"), Topic("t", internal=True), Topic("w"))))

    assert assembly.snapshot.topics == (
        Topic("t", internal=True, configs={"k": Config("v")}),
        Topic("u", "id", configs={"k": Config("v")}),
        Topic("w"),
    )


class TestVisibility:
    TOPICS = (Topic("t"),)

    def test_without_an_authorizer_all_is_seen(self) -> None:
        snapshot = Snapshot(topics=(), groups=(), authorizer=False)
        assert admit(snapshot) is snapshot

    def test_an_administrator_sees_that_there_is_none(self) -> None:
        operations = ("ALTER", "DESCRIBE")
        snapshot = Snapshot(topics=(), groups=(), authorizer=True, authorized_operations=operations)
        assert admit(snapshot) is snapshot

    def test_who_may_describe_the_cluster_may_still_miss_all_topics(self) -> None:
        told = admit(
            Snapshot(topics=(), groups=(), authorizer=True, authorized_operations=("DESCRIBE",))
        )
        assert told.topics is None
        assert told.groups == ()
        assert [(r.call, r.needs) for r in told.refusals] == [
            ("Metadata", "Describe on the topics")
        ]

    def test_who_may_not_even_that_is_told_that_lists_may_be_short(self) -> None:
        told = admit(Snapshot(topics=self.TOPICS, groups=(), authorizer=True))
        assert told.topics == self.TOPICS
        assert told.groups is None
        assert {r.call for r in told.refusals} == {"Metadata", "ListGroups"}
