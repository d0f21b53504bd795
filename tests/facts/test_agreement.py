"""What topics get where the brokers do not say the same."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.topics import agreed
from kafkalint.model import Node

from .deployments import cluster, kafka

load()

FACTOR = "offsets.topic.replication.factor"


def broker(number: int, factor: str = "", partial: str = "") -> Node:
    settings = {"offsets__topic__replication__factor": factor} if factor else {}
    return kafka(f"kafka-{number}", "4.1", partial, zookeeper__connect="zk:2181", **settings)


def test_the_lowest_counts() -> None:
    assert agreed(cluster(broker(1, "3"), broker(2, "2")), FACTOR).data == 2


@pytest.mark.parametrize(("factor", "decided"), [("1", True), ("2", False)])
def test_nothing_is_lower_than_one_replica(factor: str, decided: bool) -> None:
    unknown = broker(2, partial="an overlay without its base")
    value = agreed(cluster(broker(1, factor), unknown), FACTOR)
    assert value.is_known is decided


def test_of_other_settings_one_that_is_unknown_leaves_all_open() -> None:
    unknown = broker(2, partial="an overlay without its base")
    one = kafka("kafka-1", "4.1", zookeeper__connect="zk:2181", num__partitions="1")
    assert agreed(cluster(one, unknown), "num.partitions").is_unknown
