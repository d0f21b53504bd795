"""Names, fields and types are checked against the model before anything runs."""

from __future__ import annotations

import pytest

from kafkalint import facts
from kafkalint.expression import Expression, ExpressionError, checker, types
from kafkalint.model import Cluster, Container, Node, Topic
from kafkalint.values import Value


@pytest.fixture(scope="module", autouse=True)
def _facts() -> None:
    facts.load()


def check(text: str, kind: str = "topic", wanted: str = "bool") -> str:
    scope = checker.scope(kind, kind)
    assert scope is not None
    return str(checker.check(Expression(text).tree, scope, wanted))


@pytest.mark.parametrize(
    "text",
    [
        "topic.replication_factor >= 2 && topic.min_isr < topic.replication_factor",
        "topic.name.startsWith('_') || topic.is_internal",
        'topic["retention.ms"] > 1000',
        "cluster.nodes.all(n, n.software == 'kafka')",
        'size(distinct(cluster.brokers.map(b, b["broker.rack"]))) >= 3',
        "environment == 'production'",
        "topic.partitions != null",
        "topic.settings['retention.ms'] == '1'",
        "cluster.nodes.exists(n, n.container.image.tag == 'latest')",
        "cluster.nodes.filter(n, at_least(n.version, '3.7')) == []",
    ],
)
def test_fits(text: str) -> None:
    assert check(text) == "bool"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("topic.replication_factor", "int"),
        ("topic.name", "string"),
        ("cluster.nodes", "list(Node)"),
        ("cluster.nodes[0]", "Node"),
        ("cluster.nodes.map(n, n.name)", "list(string)"),
        ("max(cluster.nodes.map(n, size(n.files)))", "int"),
        ("cluster.nodes[0].container.memory_limit", "int"),
        ("topic.settings", "map(string)"),
        ('cluster.nodes[0]["min.insync.replicas"]', "int"),
        ('cluster.nodes[0]["log.dirs"]', "list(string)"),
        ('cluster.nodes[0]["unclean.leader.election.enable"]', "bool"),
        ('cluster.nodes[0]["tickTime"]', "string"),
        ("1 + topic.min_isr", "int"),
        ("true ? 'a' : topic.name", "string"),
    ],
)
def test_types_follow_the_annotations(text: str, kind: str) -> None:
    assert check(text, wanted="any") == kind


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("topc.min_isr > 1", "there is no 'topc' here; there are: cluster, environment, top", 0, 4),
        (
            "topic.replicationfactor > 1",
            "Topic has no 'replicationfactor'; did you mean 'replication_factor'?",
            6,
            23,
        ),
        ("cluster.nodes.all(n, n.rol == 'x')", "Node has no 'rol'", 23, 26),
        ('cluster.nodes[0]["min.insync.replica"] > 1', "Kafka has no 'min.insync.rep", 17, 37),
        ("topic.min_isr", "this is a int, not a bool", 0, 13),
        ("topic.min_isr > 'a'", "'>' does not work on int and string", 0, 19),
        ("topic.min_isr == '2'", "'==' does not work on int and string", 0, 20),
        ("topic.min_isr + 1.5 > 2.0", "'+' does not work on int and double", 0, 19),
        ("topic.min_isr && true", "this is a int; a bool is needed here", 0, 13),
        ("!topic.name", "this is a string; a bool is needed here", 1, 11),
        ("topic.min_isr.all(x, true)", "'all' goes over a list, not a int", 0, 13),
        ("cluster.nodes.all(n, n.name)", "this is a string; a bool is needed here", 21, 27),
        ("cluster.nodes.all(topic, true)", "'topic' is taken already", 0, 30),
        ("'x' in topic.min_isr", "'in' does not work on string and int", 0, 20),
        ("1 in ['a']", "'in' does not work on int and list(string)", 0, 10),
        ("topic.min_isr.contains('a')", "'contains' does not work on a int", 0, 13),
        ("topic.name.matches('(a+)+')", "a repetition or choice may not stand", 19, 26),
        ("topic.name['x'] == 1", "a string has no elements", 0, 15),
        ("cluster['log.dirs'] == []", "a Cluster has no elements", 0, 19),
        ("topic.name.length > 1", "a string has no fields", 11, 17),
        ("-topic.name == 1", "'-' does not work on a string", 0, 11),
    ],
)
def test_does_not_fit(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        check(text)
    assert raised.value.message.startswith(message)
    assert (raised.value.start, raised.value.end) == (start, end)


def test_every_field_of_the_model_and_every_fact_has_a_type() -> None:
    """Only what is annotated as `object` is, and records that facts alone look into."""
    open_fields = {
        f"{kind.__name__}.{name}"
        for kind in (Cluster, Node, Topic, Container)
        for name, found in types.fields(kind).items()
        if found == types.ANY
    }
    assert open_fields <= {"Companion.container", "Cluster.managed", "Cluster.running"}


def test_every_kind_of_subject_has_a_type() -> None:
    for kind in checker.kinds():
        found = types.subject_type(kind)
        assert found is not None
        assert found.thing is not None, kind


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("Value[int]", "int"),
        ("Value[tuple[str, ...]]", "list(string)"),
        ("tuple[Value[str], ...]", "list(string)"),
        ("dict[str, Value[str]]", "map(string)"),
        ("Container | None", "Container"),
        ("None", "null"),
        ("int | str", "any"),
        ("object", "any"),
        ("frozenset[Node]", "list(Node)"),
        ("Value[float]", "double"),
    ],
)
def test_reading_annotations(annotation: str, expected: str) -> None:
    home = {"Container": Container, "Node": Node, "Value": Value}
    assert str(types.read(annotation, home)) == expected
