"""What losing a broker, a machine or a rack does to a running cluster, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafkalint import facts
from kafkalint.facts import failure
from kafkalint.facts.losses import FINE, OFFLINE, REFUSES, Hit, Loss, losses, state
from kafkalint.facts.remedies import Remedy, remedies
from kafkalint.live import model
from kafkalint.live import snapshot as seen
from kafkalint.model import Cluster, Partition

RACKS = {1: "a", 2: "b", 3: "c", 4: "a", 5: "b", 6: "c"}
NONE: frozenset[int] = frozenset()

Topics = Mapping[str, tuple[int, Sequence[tuple[int, ...]]]]
"""By name: min.insync.replicas, and the brokers of each partition."""


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    facts.load()


def cluster(
    topics: Topics,
    racks: Mapping[int, str] = RACKS,
    voters: int = 0,
    silent: tuple[int, ...] = (),
) -> Cluster:
    """A cluster with these topics, all of their replicas in sync."""
    now = 1_700_000_060_000
    members = tuple(
        seen.QuorumMember(n, "", 9, 0, now - 60_000 * (n in silent), now)
        for n in range(1, voters + 1)
    )
    return model.cluster(
        seen.Snapshot(
            complete=True,
            cluster_id="x",
            brokers=tuple(
                seen.Broker(
                    number,
                    f"kafka-{number}",
                    9092,
                    rack,
                    False,
                    {
                        "node.id": seen.Config(str(number), "STATIC_BROKER_CONFIG"),
                        "process.roles": seen.Config(
                            "broker,controller" if number <= voters else "broker",
                            "STATIC_BROKER_CONFIG",
                        ),
                    },
                )
                for number, rack in racks.items()
            ),
            quorum=seen.Quorum(members[-1].id, 1, 9, members) if members else None,
            topics=tuple(
                seen.Topic(
                    name,
                    partitions=tuple(
                        seen.Partition(i, replicas[0], replicas, replicas)
                        for i, replicas in enumerate(placement)
                    ),
                    configs={"min.insync.replicas": seen.Config(str(m), "DYNAMIC_TOPIC_CONFIG")},
                )
                for name, (m, placement) in topics.items()
            ),
        )
    )


def after(found: Cluster, kind: str, name: str) -> Loss:
    [loss] = [each for each in losses(found) if (each.kind, each.name) == (kind, name)]
    return loss


class TestAPartition:
    def part(self, *in_sync: int, leader: int = 1, eligible: tuple[int, ...] = ()) -> Partition:
        return Partition(0, leader, (1, 2, 3), in_sync, eligible)

    @pytest.mark.parametrize(
        ("in_sync", "lost", "ends"),
        [
            ((1, 2, 3), {3}, FINE),
            ((1, 2, 3), {2, 3}, REFUSES),
            ((1, 2, 3), {1, 2, 3}, OFFLINE),
            ((1, 2), {2}, REFUSES),
            ((1, 2), {3}, FINE),
            ((1,), {1}, OFFLINE),
        ],
    )
    def test_what_is_in_sync_decides(
        self, in_sync: tuple[int, ...], lost: set[int], ends: int
    ) -> None:
        assert state(self.part(*in_sync), 2, False, frozenset(lost)) == ends

    def test_an_eligible_replica_may_lead(self) -> None:
        assert state(self.part(1, eligible=(2,)), 2, False, frozenset({1})) == REFUSES

    def test_unclean_election_keeps_it_going(self) -> None:
        assert state(self.part(1), 1, True, frozenset({1})) == FINE

    def test_without_a_leader_it_is_offline_already(self) -> None:
        assert state(self.part(1, leader=-1), 1, False, NONE) == OFFLINE

    def test_more_than_there_are_cannot_be_required(self) -> None:
        assert state(Partition(0, 1, (1,), (1,)), 2, False, NONE) == FINE

    def test_nobody_knows_what_is_required(self) -> None:
        assert state(self.part(1, 2), None, False, frozenset({2})) is None
        assert state(self.part(1), None, False, frozenset({1})) == OFFLINE


TOPICS: Topics = {
    "one": (1, [(1,), (2,)]),
    "two": (2, [(1, 2)]),
    "safe": (2, [(1, 2, 3), (4, 5, 6)]),
    "crowded": (2, [(1, 4, 2)]),
}


class TestLosses:
    def test_a_broker(self) -> None:
        loss = after(cluster(TOPICS), "broker", "1")

        assert (loss.partitions, loss.offline, loss.refusing) == (6, 1, 1)
        assert loss.worst == (Hit("one", 2, 1, 0), Hit("two", 1, 0, 1))

    def test_a_rack_takes_all_of_its_brokers(self) -> None:
        loss = after(cluster(TOPICS), "rack", "a")

        assert loss.brokers == (1, 4)
        assert (loss.offline, loss.refusing) == (1, 2)

    def test_a_machine_is_a_broker_where_each_has_one(self) -> None:
        found = cluster(TOPICS)

        assert after(found, "host", "kafka-1").offline == after(found, "broker", "1").offline

    def test_what_is_ill_already_is_counted(self) -> None:
        ill = seen.Partition(0, -1, (1, 2), (2,))
        found = model.cluster(
            seen.Snapshot(
                brokers=(seen.Broker(1, "a"), seen.Broker(3, "b")),
                topics=(seen.Topic("ill", partitions=(ill,)),),
            )
        )
        assert after(found, "broker", "3").offline == 1

    def test_what_is_lost_already_cannot_be_lost(self) -> None:
        part = seen.Partition(0, 1, (1, 2), (1,), offline=(2,))
        found = model.cluster(
            seen.Snapshot(
                brokers=(seen.Broker(1, "a"),), topics=(seen.Topic("t", partitions=(part,)),)
            )
        )
        assert [loss.name for loss in losses(found) if loss.kind == "broker"] == ["1"]

    def test_a_quorum_goes_with_its_voters(self) -> None:
        assert after(cluster(TOPICS, voters=3), "broker", "1").quorum.data is True
        assert after(cluster(TOPICS, voters=1), "broker", "1").quorum.data is False
        assert after(cluster(TOPICS, voters=3), "rack", "a").quorum.data is True

    def test_a_voter_that_is_missing_already_makes_the_next_one_fatal(self) -> None:
        found = cluster(TOPICS, voters=3, silent=(2,))

        assert after(found, "broker", "1").quorum.data is False
        assert after(found, "broker", "4").quorum.data is True

    def test_racks_are_left_out_where_one_is_not_known(self) -> None:
        found = cluster(TOPICS, {1: "a", 2: "b", 3: "c", 4: "a", 5: "b", 6: ""})

        assert {loss.kind for loss in losses(found)} == {"broker", "host"}

    def test_at_most_ten_topics_are_named(self) -> None:
        topics = {f"t{n}": (1, [(1,)]) for n in range(15)}

        assert len(after(cluster(topics), "broker", "1").worst) == 10

    @given(
        st.lists(
            st.tuples(st.integers(1, 4), st.permutations([1, 2, 3, 4, 5, 6]), st.integers(1, 6)),
            max_size=6,
        )
    )
    def test_each_count_is_what_one_by_one_gives(
        self, drawn: list[tuple[int, list[int], int]]
    ) -> None:
        topics = {
            f"t{index}": (m, [tuple(order[:rf])]) for index, (m, order, rf) in enumerate(drawn)
        }
        found = cluster(topics)
        for loss in losses(found):
            ends = [
                state(part, m, False, frozenset(loss.brokers))
                for topic, (m, _) in zip(found.declared_topics, topics.values(), strict=True)
                for part in topic.placement.data
            ]
            assert (ends.count(OFFLINE), ends.count(REFUSES)) == (loss.offline, loss.refusing)


class TestRemedies:
    def only(self, found: Cluster) -> Remedy:
        [remedy] = remedies(found)
        return remedy

    def test_nothing_has_to_change_where_all_goes_on(self) -> None:
        assert remedies(cluster({"safe": (2, [(1, 2, 3)])}, voters=3)) == ()

    def test_one_replica_asks_for_three(self) -> None:
        remedy = self.only(cluster({"one": (1, [(1,), (2,)])}))

        assert (remedy.kind, remedy.moves, remedy.survives) == (
            "raise-replication",
            4,
            ("broker", "rack"),
        )
        assert remedy.text == (
            "raise the replication factor of topic one to 3, with min.insync.replicas at 2"
        )

    def test_a_setting_is_cheaper_than_replicas(self) -> None:
        remedy = self.only(cluster({"strict": (3, [(1, 2, 3)])}, {1: "a", 2: "a", 3: "a"}))

        assert (remedy.kind, remedy.moves) == ("lower-min-isr", 0)

    def test_replicas_that_share_a_rack_are_spread(self) -> None:
        remedy = self.only(cluster({"crowded": (2, [(1, 4, 2)])}))

        assert (remedy.kind, remedy.survives) == ("spread", ("rack",))

    def test_two_racks_are_not_enough_for_three_replicas(self) -> None:
        remedy = self.only(cluster({"orders": (2, [(1, 2, 4)])}, {1: "a", 2: "b", 4: "a"}))

        assert remedy.kind == "add-rack"

    def test_four_replicas_survive_one_of_two_racks(self) -> None:
        racks = {1: "a", 2: "b", 4: "a", 5: "b"}
        remedy = self.only(cluster({"orders": (2, [(1, 2, 4)])}, racks))

        assert (remedy.kind, remedy.moves) == ("raise-replication", 1)

    def test_one_voter_asks_for_two_more(self) -> None:
        found = remedies(cluster({"safe": (2, [(1, 2, 3)])}, voters=1))

        assert [each.text for each in found] == [
            "2 more controllers: three voters survive the loss of one"
        ]

    def test_too_few_brokers_ask_for_more(self) -> None:
        remedy = self.only(cluster({"one": (1, [(1,)])}, {1: "a", 2: "a"}))

        assert (remedy.kind, remedy.text) == ("add-brokers", "one more broker, for topic one")

    def test_topics_that_need_the_same_are_one_change(self) -> None:
        remedy = self.only(cluster({"a": (1, [(1,)]), "b": (1, [(2,), (3,)])}))

        assert (remedy.topics, remedy.partitions) == (("a", "b"), 3)

    def test_files_alone_tell_nothing(self) -> None:
        bare = Cluster("x", model.places.place("x"), id="x")

        assert (losses(bare), remedies(bare)) == ((), ())

    @given(st.integers(1, 4), st.permutations([1, 2, 3, 4, 5, 6]), st.integers(1, 5))
    def test_a_change_does_what_it_says(self, m: int, order: list[int], rf: int) -> None:
        for remedy in remedies(cluster({"t": (m, [tuple(order[:rf])])})):
            for replicas, enforced in changed(remedy, rf, m):
                assert failure.writes_continue(replicas, enforced, 1)
                assert (
                    failure.writes_continue(
                        replicas, enforced, failure.worst_zone(replicas, [2, 2, 2])
                    )
                    or "rack" not in remedy.survives
                )


def changed(remedy: Remedy, rf: int, m: int) -> Iterator[tuple[int, int]]:
    """Replicas and what is enforced after the change, as its text says."""
    numbers = [int(word.strip(",")) for word in remedy.text.split() if word.strip(",").isdigit()]
    if remedy.kind == "lower-min-isr":
        yield rf, numbers[-1]
    elif remedy.kind == "raise-replication":
        yield numbers[0], numbers[1]
    elif remedy.kind == "spread":
        yield rf, min(m, rf)
