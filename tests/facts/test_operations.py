"""How nodes are run."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.operations import maintained_image
from kafkalint.model import Node

from .deployments import cluster, combined, kafka, zookeeper

load()


@pytest.mark.parametrize(
    ("node", "image"),
    [
        (zookeeper(), "zookeeper"),
        (kafka(version="3.4", zookeeper__connect="zk:2181"), "confluentinc/cp-kafka"),
        (combined(1, "1@kafka-1:9093"), "apache/kafka"),
    ],
)
def test_an_image_that_is_maintained_for_what_the_node_is(node: Node, image: str) -> None:
    cluster(node)
    assert maintained_image(node).partition(":")[0] == image
