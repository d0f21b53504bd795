"""A result points at just the values that decided it."""

from __future__ import annotations

from typing import Any

import pytest
from at import default, line, lines, unresolved, unset, written

from kafkalint.expression import Expression
from kafkalint.model import Cluster, Node, Topic
from kafkalint.model.quorum import Voter
from kafkalint.values import Provenance, Value

VALUES: dict[str, Any] = {
    "t": written(True, 1),
    "f": written(False, 2),
    "g": written(False, 3),
    "u": unresolved(4),
    "v": unresolved(5),
    "three": written(3, 6),
    "one": default(1, 7, "Kafka 4.1 defaults to 1"),
    "a": unset(8),
    "l": tuple(written(number, number) for number in (11, 12, 13)),
    "dirs": written(("/data", "/tmp/a", "/tmp/b"), 20),
}


def decided(text: str) -> list[int]:
    return lines(Expression(text).evaluate(VALUES).origins)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f && t", [2]),
        ("t && f", [2]),
        ("u && f", [2]),
        ("f && g", [2]),
        ("t && three == 3", [1, 6]),
        ("t || f", [1]),
        ("f || t", [1]),
        ("f || g", [2, 3]),
        ("!f", [2]),
        ("three < 2", [6]),
        ("three < one", [6, 7]),
        ("one < three", [6, 7]),  # what is written comes before what is a default
        ("t ? three == 1 : u", [6, 1]),
        ("f ? u : g", [3, 2]),
        ("size(dirs)", [20]),
        ("a == null", [8]),
    ],
)
def test_operators(text: str, expected: list[int]) -> None:
    assert decided(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t && u", [4]),
        ("u && v", [4, 5]),
        ("three < u", [4]),
        ("u + v > 1", [4, 5]),
        ("a < three", [8]),
        ("[three, u].all(x, x > 1)", [4]),
    ],
)
def test_of_an_unknown_result_just_what_was_unknown(text: str, expected: list[int]) -> None:
    assert decided(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l.all(x, x < 12)", [12, 13]),
        ("l.all(x, x > 1)", [11, 12, 13]),
        ("l.exists(x, x == 12)", [12]),
        ("l.exists(x, x == 99)", [11, 12, 13]),
        ("l.all(x, x < 13 && t)", [13]),
        ("dirs.all(d, !d.startsWith('/tmp'))", [20]),
        ("l.filter(x, x > 11) == []", [11, 12, 13]),
        ("size(l.map(x, x + 1)) == 3", [11, 12, 13]),
    ],
)
def test_of_a_list_the_culprits_or_the_witnesses(text: str, expected: list[int]) -> None:
    assert decided(text) == expected


def test_defaults_bring_their_reason() -> None:
    assert Expression("one >= 2").evaluate(VALUES).reason == "not set; Kafka 4.1 defaults to 1"
    assert Expression("three >= 2").evaluate(VALUES).reason == ""


def test_derived_values_bring_theirs_as_it_is() -> None:
    worked_out = Value(1, (line(1),), Provenance.DERIVED, "KAFKA_HEAP_OPTS says so")
    assert Expression("d > 1").evaluate({"d": worked_out}).reason == "KAFKA_HEAP_OPTS says so"


@pytest.fixture
def cluster() -> Cluster:
    nodes = tuple(Node(f"kafka{number}", line(number), software="kafka") for number in (31, 32))
    orders = Topic("orders", line(41), partitions=written(6, 42))
    return Cluster("main", line(30), id="main", nodes=nodes, declared_topics=(orders,))


def test_things_stand_for_themselves(cluster: Cluster) -> None:
    def found(text: str) -> list[int]:
        return lines(Expression(text).evaluate({"cluster": cluster}).origins)

    assert found("size(cluster.nodes) >= 3") == [31, 32]
    assert found("cluster.nodes.all(n, n.software == 'zookeeper')") == [31, 32]
    assert found("cluster.nodes.exists(n, n.name == 'kafka32')") == [32]
    assert found("cluster.platform == 'compose'") == [30]


def test_something_written_is_better_evidence_than_a_thing(cluster: Cluster) -> None:
    variables = {"topic": cluster.declared_topics[0]}
    result = Expression("topic.name == 'x' || topic.partitions > 9").evaluate(variables)
    assert lines(result.origins) == [42]


def test_things_without_an_anchor_have_their_origin() -> None:
    voters = (Voter(1, "a", "9093", line(51)), Voter(2, "b", "9093", line(52)))
    found = Expression("voters.all(v, v.id == 1)").evaluate({"voters": voters})
    assert lines(found.origins) == [52]
    assert lines(Expression("size(voters) > 2").evaluate({"voters": voters}).origins) == [51, 52]


def test_what_is_absent_points_at_its_owner(cluster: Cluster) -> None:
    variables = {"topic": cluster.declared_topics[0], "node": cluster.nodes[0]}
    assert lines(Expression("topic.replicas > 1").evaluate(variables).origins) == [41]
    assert lines(Expression("node.container.image.tag == 'x'").evaluate(variables).origins) == [31]
