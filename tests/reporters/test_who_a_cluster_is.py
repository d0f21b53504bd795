"""The head of a cluster's section says how many there are, or that this is not known."""

from __future__ import annotations

from io import StringIO

import pytest

from kafkalint.findings import Report
from kafkalint.model import Cluster, Managed, Node
from kafkalint.reporters import text
from kafkalint.values import Origin, Value, absent, known, unknown

HERE = Origin("main.tf")


@pytest.mark.parametrize(
    ("replicas", "said"),
    [
        (absent(), "2 brokers"),
        (known(3, HERE), "6 brokers"),
        (unknown("var.brokers has no value", HERE), "number of brokers not known"),
    ],
)
def test_brokers_are_counted_with_their_copies(replicas: Value[int], said: str) -> None:
    nodes = tuple(
        Node(name, HERE, settings={"broker.id": known("1", HERE)}, replicas=replicas)
        for name in ("one", "other")
    )
    stream = StringIO()
    text.write(Report("production", "default", (Cluster("orders", HERE, nodes=nodes),)), stream)
    assert said in stream.getvalue().splitlines()[0]


@pytest.mark.parametrize(
    ("asked", "said"), [(absent(), False), (known(1, HERE), True)], ids=["the platform's", "asked"]
)
def test_nobody_counts_the_brokers_that_a_platform_decides_on(
    asked: Value[int], said: bool
) -> None:
    node = Node("the brokers", HERE, settings={"broker.id": known("1", HERE)})
    managed = Managed("aiven", brokers=asked)
    stream = StringIO()
    cluster = Cluster("orders", HERE, platform="aiven", nodes=(node,), managed=managed)
    text.write(Report("production", "default", (cluster,)), stream)
    assert ("1 broker" in stream.getvalue().splitlines()[0]) is said
