"""How nodes are run."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.operations import image_with_version, maintained_image
from kafkalint.kafka import versions
from kafkalint.model import Container, Image, Node
from kafkalint.values import absent, known

from .deployments import HERE, cluster, combined, kafka, zookeeper

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


def test_apache_kafka_is_named_in_a_version_that_is_supported() -> None:
    node = combined(1, "1@kafka-1:9093")
    cluster(node)
    version = versions.minor(maintained_image(node).partition(":")[2])
    assert version in versions.supported()


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("registry:5000/acme/kafka:latest", "registry:5000/acme/kafka:VERSION"),
        ("kafka", "kafka:VERSION"),
        ("acme/kafka@sha256:12", "acme/kafka:VERSION"),
    ],
)
def test_an_image_with_a_version(written: str, named: str) -> None:
    image = Image(known(written, HERE), "acme/kafka", absent(HERE))
    node = Node("kafka", HERE, container=Container("kafka", image))
    assert image_with_version(node) == named
