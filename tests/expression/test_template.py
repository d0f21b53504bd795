"""Messages and fixes: texts with expressions in them."""

from __future__ import annotations

from typing import Any

import pytest
from at import unresolved, unset, written

from kafkalint.expression import ExpressionError, Template
from kafkalint.expression.expression import environment
from kafkalint.expression.general import in_general


def filled(text: str, *each: dict[str, Any]) -> str:
    return Template(text).render([environment(**variables) for variables in each or ({},)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name} has {size(dirs)} directories: {dirs}", "kafka1 has 2 directories: /a, /b"),
        ("{gone} and {open}", "not set and ?"),
        ("{yes} {half} {whole}", "true 0.5 2"),
        ("{dirs.all(d, d == '/a')}", "false"),
        ("password {secret}", "password ‹hidden›"),
        ("options {options}", "options -Xmx1g, ‹hidden›"),
        ("hint: {size(secret)}", "hint: ‹hidden›"),
        ("set ${VAR} and {{.Task.Slot}}", "set ${VAR} and {{.Task.Slot}}"),
        ('{"log-driver": "x"} {} { }', '{"log-driver": "x"} {} { }'),
        ("{yes ? 'a: {b: 1}' : '{'} and {name}", "a: {b: 1} and kafka1"),
        ("no placeholder", "no placeholder"),
    ],
)
def test_placeholders_are_filled_in(text: str, expected: str) -> None:
    variables = {
        "name": "kafka1",
        "dirs": written(("/a", "/b"), 1),
        "gone": unset(2),
        "open": unresolved(3),
        "yes": True,
        "half": 0.5,
        "whole": 2.0,
        "options": (written("-Xmx1g", 5), written("-Dpw=s3cret", 6, sensitive=True)),
        "secret": written("s3cret", 4, sensitive=True),
    }
    assert filled(text, variables) == expected


def test_several_subjects_are_listed_once_each() -> None:
    each = [{"name": f"kafka{number}", "rack": "a"} for number in (1, 2)]
    assert filled("{name} in {rack}", *each) == "kafka1, kafka2 in a"


def test_many_subjects_are_counted() -> None:
    each = [{"name": f"k{number}"} for number in range(1, 10)]
    assert filled("{name}", *each) == "k1, k2, k3, k4, k5, 4 more"


def test_lines_of_a_block_stand_below_each_other() -> None:
    each = [{"mount": f"- {name}-data:/data"} for name in ("kafka1", "kafka2")]
    block = "Mount them:\n\n    volumes:\n      {mount}\n"
    assert filled(block, *each) == (
        "Mount them:\n\n    volumes:\n      - kafka1-data:/data\n      - kafka2-data:/data\n"
    )
    assert filled(block, each[0], {"mount": ""}).endswith("\n      - kafka1-data:/data\n")


def test_many_lines_are_counted_in_a_comment() -> None:
    each = [{"key": f"k{number}"} for number in range(1, 10)]
    assert filled("Drop:\n  {key}", *each) == "Drop:\n  k1\n  k2\n  k3\n  k4\n  k5\n  # and 4 more"


def test_a_mistake_in_a_placeholder_is_shown_at_its_place() -> None:
    with pytest.raises(ExpressionError) as raised:
        Template("{name} has {size(}")
    assert raised.value.start == 17


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nothing to fill in", "nothing to fill in"),
        ("mount {directory.path}", "mount ‹path›"),
        ("--group {group.name}", "--group ‹group›"),
        ("- {directory.node.name}-data:{directory.usual_path}", "- ‹node›-data:‹usual path›"),
        ("broker {broker['node.id']}", "broker ‹node.id›"),
        ("map={join(distinct(names), ',')},…", "map=…,…"),
        ('{cluster.is_msk ? "On MSK: iam = true." : ""}', "On MSK: iam = true."),
        ("map={listener.name + ':SASL_SSL'},…", "map=‹listener›:SASL_SSL,…"),
        (
            "{x.next == '' ? 'Take it out:' : 'Take what Kafka has:'}\n\n"
            "    {x.next == '' ? '# ' : ''}{x.next == '' ? x.key : x.next}\n\n"
            "Then restart.",
            "Take it out:\n\n    # ‹key›\n\nTake what Kafka has:\n\n    ‹next›\n\nThen restart.",
        ),
        ("set ${VAR} and {{.Task.Slot}}", "set ${VAR} and {{.Task.Slot}}"),
    ],
)
def test_without_a_subject_it_is_told_what_will_stand_there(text: str, told: str) -> None:
    assert in_general(Template(text)) == told
