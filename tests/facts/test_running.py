"""How a running cluster is: its partitions, its quorum, its groups, the work of its brokers."""

from __future__ import annotations

import pytest

from kafkalint import facts
from kafkalint.facts import balance, groups, partitions, running, survival, wire
from kafkalint.model import Cluster, ConsumerGroup, Member, Node, Partition, Topic
from kafkalint.values import Origin, Value, absent, known, unknown

HERE = Origin("", None, "x")


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    facts.load()


def cluster(*placement: Partition, min_isr: int = 2, down: tuple[int, ...] = ()) -> Cluster:
    """Brokers 1 to 4 in racks a, b, c, a, and the topic orders."""
    nodes = tuple(
        Node(
            f"broker {number}",
            HERE,
            settings={
                "node.id": Value(str(number)),
                "process.roles": Value("broker"),
                "broker.rack": Value(rack),
            },
            is_up=known(number not in down, HERE),
        )
        for number, rack in {1: "a", 2: "b", 3: "c", 4: "a"}.items()
    )
    topic = Topic(
        "orders",
        HERE,
        partitions=known(len(placement)),
        replicas=known(3),
        settings={"min.insync.replicas": Value(str(min_isr))},
        placement=known(placement, HERE),
    )
    return Cluster("x", HERE, id="x", platform="live", nodes=nodes, declared_topics=(topic,))


def orders(*placement: Partition, min_isr: int = 2, down: tuple[int, ...] = ()) -> Topic:
    [topic] = cluster(*placement, min_isr=min_isr, down=down).declared_topics
    return topic


WELL = Partition(0, 1, (1, 2, 3), (1, 2, 3))
LAGS = Partition(1, 1, (1, 2, 3), (1, 2))
REFUSES = Partition(2, 1, (1, 2, 3), (1,))
OFFLINE = Partition(3, -1, (1, 2, 3), (3,))


class TestPartitions:
    def test_each_is_told_apart(self) -> None:
        topic = orders(WELL, LAGS, REFUSES, OFFLINE)

        assert partitions.offline_partitions(topic).data == (3,)
        assert partitions.refusing_partitions(topic).data == (2,)
        assert partitions.unhealthy_partitions(topic).data == (1, 2, 3)

    def test_what_is_wrong_is_said_with_numbers(self) -> None:
        assert partitions.ailment(orders(WELL, LAGS, OFFLINE)) == (
            "1 of 3 partitions (3) is without a leader: nobody writes or reads it; "
            "1 of 3 partitions (1) is with a replica that does not keep up"
        )

    def test_a_broker_that_is_down_excuses_its_replicas(self) -> None:
        assert partitions.unhealthy_partitions(orders(LAGS, down=(3,))).data == ()
        assert partitions.unhealthy_partitions(orders(REFUSES, down=(2, 3))).data == (2,)

    def test_a_disk_that_is_gone_excuses_them_too(self) -> None:
        assert partitions.unhealthy_partitions(orders(LAGS._replace(offline=(3,)))).data == ()

    def test_what_is_being_copied_is_not_awaited(self) -> None:
        moving = LAGS._replace(reassigning=True, adding=(3,))

        assert partitions.unhealthy_partitions(orders(moving)).data == ()

    def test_what_lags_lags_whatever_is_required(self) -> None:
        topic, other = orders(LAGS, OFFLINE), orders(REFUSES, down=(2, 3))
        for each in (topic, other):
            each.settings["min.insync.replicas"] = unknown("may not be read", HERE)

        assert partitions.unhealthy_partitions(topic).data == (1, 3)
        assert partitions.unhealthy_partitions(other).is_unknown

    def test_a_moment_is_not_a_state(self) -> None:
        assert partitions.unhealthy_partitions(orders(OFFLINE._replace(settled=False))).data == ()

    def test_more_than_there_are_replicas_cannot_be_required(self) -> None:
        alone = Partition(0, 1, (1,), (1,))

        assert partitions.refusing_partitions(orders(alone)).data == ()


class TestRacks:
    def test_replicas_that_share_a_rack_though_there_is_another(self) -> None:
        topic = orders(WELL, Partition(1, 1, (1, 4, 2), (1, 4, 2)))

        assert partitions.crowded_partitions(topic).data == (1,)
        assert partitions.crowding(topic) == "partition 1 has 2 of 3 replicas in a"

    def test_what_a_reassignment_takes_away_does_not_count(self) -> None:
        part = Partition(0, 1, (1, 4, 2, 3), (1, 2, 3), removing=(4,))

        assert partitions.crowded_partitions(orders(part)).data == ()

    def test_where_the_replicas_are_decides_what_a_rack_takes(self) -> None:
        spread, crowded = orders(WELL), orders(Partition(0, 1, (1, 4, 2), (1, 4, 2)))

        assert survival.writes_survive_zone_loss(spread).data is True
        assert survival.writes_survive_zone_loss(crowded).data is False
        assert survival.reads_survive_zone_loss(crowded).data is True
        [cause] = [
            outcome.cause
            for outcome in survival.outcomes(crowded.cluster)
            if (outcome.failure, outcome.subject) == ("any zone", "topic orders")
        ]
        assert "over 3 zones: the loss of a zone takes 2 of 3 replicas" in cause

    def test_one_replica_cannot_be_spread(self) -> None:
        assert partitions.crowded_partitions(orders(Partition(0, 1, (1,), (1,)))).data == ()


def member(
    silent: Value[float] | float,
    behind: float = 0.0,
    lag: Value[int] | None = None,
    leads: bool = False,
) -> Member:
    return Member(
        "102",
        HERE,
        id=102,
        is_leader=leads,
        silent=silent if isinstance(silent, Value) else known(silent, HERE),
        behind=known(behind, HERE),
        lag=known(0, HERE) if lag is None else lag,
    )


class TestVoters:
    @pytest.mark.parametrize(
        ("voter", "says"),
        [
            (member(0.5), ""),
            (member(10.0), ""),
            (member(43.0), "it has not fetched for 43 s"),
            (member(0.5, behind=31.0), "it has been behind for 31 s"),
            (member(absent(HERE)), "the leader has never heard of it"),
            (member(99.0, leads=True), ""),
        ],
    )
    def test_who_does_not_keep_up(self, voter: Member, says: str) -> None:
        assert running.voter_problem(voter).data == says

    def test_before_kafka_tells_times_records_do(self) -> None:
        older = unknown("this version of Kafka does not tell", HERE)

        assert running.voter_problem(member(older, lag=known(0, HERE))).data == ""
        assert running.voter_problem(member(older, lag=known(3, HERE))).is_unknown
        assert "behind" in running.voter_problem(member(older, lag=known(20_000, HERE))).data
        assert "never heard" in running.voter_problem(member(older, lag=absent(HERE))).data


class TestGroups:
    @pytest.mark.parametrize(
        ("lag", "written", "is_so"),
        [
            (0, 0, False),
            (99, 99, False),
            (100, 100, True),
            (400, 1000, False),
            (10_000, 1_000_000, True),
            (10_000, 100_000_000, False),
            (10_000_000, 10**12, True),
            (9_999, None, False),
            (10_000, None, True),
        ],
    )
    def test_how_much_is_much_depends_on_the_topic(
        self, lag: int, written: int | None, is_so: bool
    ) -> None:
        group = ConsumerGroup(
            "g",
            HERE,
            lag={"orders": known(lag, HERE)},
            written={} if written is None else {"orders": known(written, HERE)},
        )
        assert groups.is_far_behind(group).data is is_so

    def test_one_that_was_seen_to_fall_back_is_behind(self) -> None:
        group = ConsumerGroup("g", HERE, lag={"orders": known(5, HERE)}, growing=known(True, HERE))
        assert groups.is_far_behind(group).data is True

    def test_one_topic_of_several_is_enough(self) -> None:
        lags = {"a": known(0, HERE), "b": known(20_000, HERE), "c": unknown("no end", HERE)}
        group = ConsumerGroup("g", HERE, lag=lags)

        assert groups.is_far_behind(group).data is True
        assert groups.total_lag(group).data == 20_000
        assert groups.worst_topic(group) == "b"

    def test_a_group_that_reads_nothing_is_not_behind(self) -> None:
        assert groups.is_far_behind(ConsumerGroup("g", HERE)).data is False


class TestWork:
    def test_what_a_broker_should_lead_and_does_not(self) -> None:
        strayed = Partition(0, 2, (1, 2, 3), (1, 2, 3))
        missing = Partition(1, 2, (1, 2, 3), (2, 3))
        found = cluster(strayed, missing, WELL)

        assert balance.preferred_leaders(found.nodes[0]).data == 3
        assert balance.strayed_leaders(found.nodes[0]).data == 1

    def test_a_share_is_half_to_twice_the_mean(self) -> None:
        parts = [Partition(n, 1, (1, 2), (1, 2)) for n in range(40)]
        found = cluster(*parts)

        assert balance.mean_replicas(found).data == 20
        assert [balance.has_its_share(node).data for node in found.nodes] == [
            True,
            True,
            False,
            False,
        ]

    @pytest.mark.parametrize(
        ("size", "text"),
        [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (5 * 1024**4, "5.0 TiB")],
    )
    def test_sizes_are_said_as_people_do(self, size: int, text: str) -> None:
        assert balance.shown(size) == text


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("TLS_AES_256_GCM_SHA384", False),
        ("ECDHE-RSA-AES128-GCM-SHA256", False),
        ("AES256-SHA", False),
        ("NULL-SHA256", True),
        ("DES-CBC3-SHA", True),
        ("ADH-AES128-SHA", True),
        ("EXP-RC4-MD5", True),
        ("TLS_RSA_WITH_NULL_SHA", True),
        ("TLS_DH_anon_WITH_AES_128_CBC_SHA", True),
    ],
)
def test_a_weak_cipher_is_known_by_either_name(name: str, is_so: bool) -> None:
    assert wire.is_weak_cipher(name) is is_so
