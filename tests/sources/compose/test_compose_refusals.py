"""What an image refuses to start over, and what keeps us from saying so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kafkalint.model import Node

ADVERTISED_ON_A_CONTROLLER = """\
environment:
  CLUSTER_ID: q1Sh-9_ISia_zwGINzRvyQ
  KAFKA_NODE_ID: 1
  KAFKA_PROCESS_ROLES: controller
  KAFKA_LISTENERS: CONTROLLER://:9093
  KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
  KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
"""


def reasons(node: Node) -> list[str]:
    return [value.data for value in node.refusals]


def test_a_reason_comes_with_the_line_that_is_to_blame(broker: Callable[..., Node]) -> None:
    node = broker(ADVERTISED_ON_A_CONTROLLER)
    (reason,) = node.refusals
    assert "not supported on a KRaft controller" in reason.data
    assert reason.origins[0].line == 11


def test_a_service_that_starts_has_none(broker: Callable[..., Node]) -> None:
    node = broker(
        """
        environment:
          KAFKA_ZOOKEEPER_CONNECT: zk.example.com:2181
          KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka.example.com:9092
        """
    )
    assert reasons(node) == []


@pytest.mark.parametrize(
    "options",
    [
        'command: bash -c "/tmp/patch.sh && /etc/confluent/docker/run"',
        'volumes: ["./configure:/etc/confluent/docker/configure"]',
        "env_file: elsewhere.env",
        "build: ./kafka",
    ],
)
def test_what_may_change_the_start_leaves_it_open(
    broker: Callable[..., Node], options: str
) -> None:
    assert reasons(broker(f"{options}\n{ADVERTISED_ON_A_CONTROLLER}")) == []


def test_a_service_without_variables_may_be_a_fragment(broker: Callable[..., Node]) -> None:
    assert reasons(broker("restart: always")) == []


def test_the_images_own_command_changes_nothing(broker: Callable[..., Node]) -> None:
    node = broker(f"command: /etc/confluent/docker/run\n{ADVERTISED_ON_A_CONTROLLER}")
    assert len(reasons(node)) == 1
