"""Settings in which the brokers of one cluster differ."""

from __future__ import annotations

from kafkalint.facts.disagreement import (
    disagreements,
    is_settled,
    keeps_brokers_apart,
    sides_said,
)
from kafkalint.model import Cluster

from .deployments import cluster, kafka


def of(*brokers: dict[str, str], roles: str = "broker,controller") -> Cluster:
    nodes = (
        kafka(f"kafka-{number}", "4.1", process__roles=roles, **settings)
        for number, settings in enumerate(brokers, 1)
    )
    return cluster(*nodes)


def test_the_fewest_come_first() -> None:
    two, one = {"min__insync__replicas": "2"}, {"min__insync__replicas": "1"}
    [found] = disagreements(of(two, one, two))
    assert sides_said(found) == "kafka-2 has 1; kafka-1, kafka-3 have 2"
    assert found.described == "min.insync.replicas of c"
    assert is_settled(found).data is False
    assert not keeps_brokers_apart(found)


def test_a_default_is_a_side_too() -> None:
    [found] = disagreements(of({"message__max__bytes": "4000000"}, {}))
    assert sides_said(found) == "kafka-1 has 4000000; kafka-2 has 1048588"


def test_the_default_written_out_is_no_difference() -> None:
    assert not [*disagreements(of({"num__partitions": "1"}, {}))]


def test_retention_is_compared_whatever_its_unit() -> None:
    assert not [
        *disagreements(of({"log__retention__ms": "604800000"}, {"log__retention__hours": "168"}))
    ]
    [found] = disagreements(of({"log__retention__hours": "24"}, {}))
    assert sides_said(found) == "kafka-1 has 86400000; kafka-2 has 604800000"


def test_order_is_no_difference() -> None:
    users = [{"super__users": "User:a;User:b"}, {"super__users": "User:b; User:a"}]
    names = [{"sasl__enabled__mechanisms": "PLAIN,GSSAPI"}] * 2
    assert not [
        *disagreements(of(*({**user, **name} for user, name in zip(users, names, strict=True))))
    ]


def test_what_belongs_to_a_node() -> None:
    assert not [
        *disagreements(of({"broker__rack": "a", "num__io__threads": "4"}, {"broker__rack": "b"}))
    ]


def test_what_is_not_known_says_nothing() -> None:
    assert not [*disagreements(of({"num__partitions": "${N}"}, {"num__partitions": "3"}))]


def test_listeners_between_brokers() -> None:
    own = {"listeners": "A://:9092,B://:9093", "inter__broker__listener__name": "A"}
    [found] = disagreements(of(own, {**own, "inter__broker__listener__name": "B"}))
    assert keeps_brokers_apart(found)


def test_any_server_leads_to_the_ensemble() -> None:
    def connected(*texts: str) -> list[str]:
        nodes = (kafka(f"k{text}", "3.9", zookeeper__connect=text) for text in texts)
        return [sides_said(found) for found in disagreements(cluster(*nodes))]

    assert connected("zk1:2181/kafka", "zk2:2181,zk1:2181/kafka") == []
    assert connected("zk1:2181/kafka", "zk2:2181") == [
        "kzk1:2181/kafka has /kafka; kzk2:2181 has /"
    ]


def test_controllers_are_not_brokers() -> None:
    broker = kafka("b", "4.1", process__roles="broker", num__partitions="3")
    controller = kafka("c", "4.1", process__roles="controller")
    assert not [*disagreements(cluster(broker, controller))]
