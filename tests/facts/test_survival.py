"""What a cluster survives, from what its files say."""

from __future__ import annotations

import pytest

from kafkalint.facts import load, survival
from kafkalint.facts.quorum import quorum
from kafkalint.facts.topics import (
    min_isr_key,
    replication_factor,
    replication_key,
    topics,
)
from kafkalint.model import Cluster

from .deployments import cluster, combined, kafka, topic, zookeeper

load()

VOTERS = "1@k1:9093,2@k2:9093,3@k3:9093"


def three(rf: str, m: str, racks: tuple[str, ...] = ("a", "b", "c"), **more: str) -> Cluster:
    return cluster(
        *(
            combined(
                number,
                VOTERS,
                broker__rack=rack,
                default__replication__factor=rf,
                min__insync__replicas=m,
                **more,
            )
            for number, rack in enumerate(racks, 1)
        )
    )


def outcome(of: Cluster, failed: str, subject: str) -> survival.Outcome:
    (found,) = (
        each for each in survival.outcomes(of) if each.failure == failed and each.subject == subject
    )
    return found


NOTHING_SET = "topic topics that set nothing"


def test_three_zones_three_replicas_two_in_sync_survive_everything() -> None:
    good = three("3", "2")
    assert survival.survives_broker_loss(good).data is True
    for what in ("any broker", "any zone"):
        for subject in (NOTHING_SET, "topic __consumer_offsets", "the controller quorum"):
            assert outcome(good, what, subject).writes.data is True


def test_two_replicas_that_must_both_be_in_sync_stop_with_any_broker() -> None:
    bad = outcome(three("2", "2"), "any broker", NOTHING_SET)
    assert bad.writes.data is False
    assert bad.cause == "RF 2 with min.insync.replicas 2: any broker down stops acks=all writes"


def test_two_replicas_over_three_zones_stop_with_any_zone() -> None:
    bad = outcome(three("2", "2"), "any zone", NOTHING_SET)
    assert bad.writes.data is False
    assert bad.cause.startswith("RF 2 with min.insync.replicas 2 over 3 zones")


def test_two_zones_lose_the_quorum_however_it_is_split() -> None:
    split = three("3", "2", racks=("a", "a", "b"))
    assert outcome(split, "any zone", "the controller quorum").writes.data is False
    assert outcome(split, "any zone", NOTHING_SET).writes.data is False


def test_one_replica_writes_on_and_loses_data() -> None:
    weak = outcome(three("2", "1"), "any broker", NOTHING_SET)
    assert (weak.writes.data, weak.durable.data) == (True, False)


def test_an_unknown_number_leaves_the_verdict_unknown_and_others_decided() -> None:
    unclear = three("${RF}", "2")
    assert outcome(unclear, "any broker", NOTHING_SET).writes.is_unknown
    assert outcome(unclear, "any broker", "topic __consumer_offsets").writes.data is True
    assert survival.survives_broker_loss(unclear).is_unknown


def test_a_broker_without_a_rack_makes_zones_unknown() -> None:
    bare = cluster(*(combined(n, VOTERS, default__replication__factor="3") for n in (1, 2, 3)))
    assert outcome(bare, "any zone", NOTHING_SET).writes.is_unknown


def test_more_in_sync_replicas_than_replicas_refuse_all_writes_before_3_7() -> None:
    def of(version: str) -> bool | None:
        asked = cluster(
            kafka(version=version, zookeeper__connect="zk:2181", min__insync__replicas="2")
        )
        (plain,) = (t for t in topics(asked) if t.kind == "default")
        return survival.is_writable(plain).or_else(None)

    assert of("3.6") is False
    assert of("3.7") is True
    assert of("") is None


def test_a_declared_topic_counts_with_its_own_numbers() -> None:
    declared = cluster(*three("3", "2").nodes, topics=(topic("orders", 1), topic("audit", -1)))
    assert outcome(declared, "any broker", "topic orders").writes.data is False
    factors = {t.name: replication_factor(t).data for t in topics(declared)}
    assert (factors["orders"], factors["audit"]) == (1, 3)


def test_a_standalone_zookeeper_has_one_vote() -> None:
    votes = quorum(cluster(kafka(zookeeper__connect="zk:2181"), zookeeper()))
    assert votes is not None
    assert (votes.kind, votes.size.data) == ("zookeeper", 1)


@pytest.mark.parametrize(
    "text", ["{{ zk | join(':2181,') }}:2181", "{{ zk | join('/,') }}", "zk1:2181,${MORE}"]
)
def test_addresses_that_are_filled_in_are_not_counted(text: str) -> None:
    votes = quorum(cluster(kafka(zookeeper__connect=text)))
    assert votes is not None
    assert votes.size.is_unknown


def test_observers_do_not_vote() -> None:
    servers = {f"server__{n}": f"zk{n}:2888:3888" for n in (1, 2, 3)}
    votes = quorum(cluster(zookeeper(**{**servers, "server__4": "zk4:2888:3888:observer"})))
    assert votes is not None
    assert votes.size.data == 3


def test_bootstrap_servers_do_not_tell_the_number_of_voters() -> None:
    node = kafka(
        process__roles="broker", node__id="4", controller__quorum__bootstrap__servers="c:9093"
    )
    votes = quorum(cluster(node, undisclosed="one file"))
    assert votes is not None
    assert votes.kind == "kraft-dynamic"
    assert votes.size.is_unknown


def test_settings_that_an_internal_topic_takes_its_numbers_from() -> None:
    found = {each.name: each for each in topics(three("3", "2"))}
    internal = found["__transaction_state"]
    assert replication_key(internal) == "transaction.state.log.replication.factor"
    assert min_isr_key(internal) == "transaction.state.log.min.isr"
    other = found["topics that set nothing"]
    assert (replication_key(other), min_isr_key(other)) == (
        "default.replication.factor",
        "min.insync.replicas",
    )
