"""What a node is where process.roles is not known: what the rest of its settings leaves."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.nodes import is_broker, is_controller, roles
from kafkalint.facts.voters import quorum_problem
from kafkalint.model import Node

from .deployments import cluster, kafka

load()

UNKNOWN = "its image is not known, and it may set more by itself"
VOTERS = "1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093"


def of_unknown_image(number: int, **settings: str) -> Node:
    return kafka(f"kafka-{number}", partial=UNKNOWN, node__id=str(number), **settings)


def test_a_voter_whom_clients_are_told_of_is_both() -> None:
    told = {"advertised__listeners": "INTERNAL://kafka-1:9092"}
    node = of_unknown_image(1, controller__quorum__voters=VOTERS, **told)
    cluster(node, of_unknown_image(2, controller__quorum__voters=VOTERS))
    assert roles(node).data == ("broker", "controller")
    assert quorum_problem(node).data == ""


def test_a_voter_alone_in_its_cluster_is_both() -> None:
    node = of_unknown_image(1, controller__quorum__voters="1@kafka-1:9093")
    cluster(node)
    assert roles(node).data == ("broker", "controller")


def test_a_voter_of_whom_nobody_is_told_may_be_a_controller_alone() -> None:
    node = of_unknown_image(1, controller__quorum__voters=VOTERS)
    cluster(node, of_unknown_image(2, controller__quorum__voters=VOTERS))
    assert roles(node).is_unknown
    assert is_controller(node).data
    assert is_broker(node).is_unknown


def test_whoever_is_not_among_the_voters_is_a_broker_alone() -> None:
    node = of_unknown_image(4, controller__quorum__voters=VOTERS)
    cluster(node, of_unknown_image(1, controller__quorum__voters=VOTERS))
    assert roles(node).data == ("broker",)


@pytest.mark.parametrize("voters", ["${VOTERS}", "{{ voters }}"])
def test_voters_that_are_filled_in_elsewhere_tell_nothing(voters: str) -> None:
    node = of_unknown_image(1, controller__quorum__voters=voters)
    cluster(node, of_unknown_image(2, controller__quorum__voters=voters))
    assert is_controller(node).is_unknown


def test_all_the_kafka_there_is_is_a_broker_whatever_else_it_is() -> None:
    node = of_unknown_image(1)
    cluster(node)
    assert is_broker(node).data
    assert is_controller(node).is_unknown
