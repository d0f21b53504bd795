"""The functions of the language, and patterns that cannot take for ever."""

from __future__ import annotations

import time
from typing import Any

import pytest
from at import written

from kafkalint.expression import Expression
from kafkalint.expression.patterns import PatternError, admit
from kafkalint.model import Node
from kafkalint.values import Origin, Provenance, Value


def value(text: str, **variables: Any) -> Any:
    return Expression(text).evaluate(variables).data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size('é😀')", 2),
        ("size([1, 2])", 2),
        ("[1, 2].size()", 2),
        ("distinct([1, 2, 1, 'a', 'a'])", (1, 2, "a")),
        ("distinct([1, true, 1.0])", (1, True, 1.0)),
        ("distinct([null, null])", (None,)),
        ("min([3, 1, 2])", 1),
        ("max([3, 1.5])", 3),
        ("max(['a', 'b'])", "b"),
        ("join(['a', 1, true, 2.0], '+')", "a+1+true+2"),
        ("lower('SASL_SSL')", "sasl_ssl"),
        ("at_least('3.7.1', '3.7')", True),
        ("at_least('3.6', '3.7')", False),
        ("at_least('3.10', '3.9')", True),
        ("'kafka'.contains('afk')", True),
    ],
)
def test_functions(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("afk", "kafka", True),
        ("^afk", "kafka", False),
        ("a$", "kafka", True),
        ("a$", "kafka\n", False),
        (r"^\d+$", "123", True),
        (r"^\d+$", "١٢٣", False),
        ("^(ssl|sasl_ssl)$", "sasl_ssl", True),
        (r"^[a-z0-9]([a-z0-9-]*)\.local$", "b-1.local", True),
        (r"^kafka-\d{1,3}(\.example)?$", "kafka-12.example", True),
        (r"[^]x]", "]x", False),
    ],
)
def test_matches(pattern: str, text: str, expected: bool) -> None:
    assert value("s.matches(p)", s=text, p=pattern) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a|b)*",
        "(a?){20}",
        "((a{1,9}){1,9}){1,9}",
        "(x*y)*",
        r"(a)\1",
        "(?=a)",
        "(?<!a)",
        "(?P<n>a)",
        "(?i)a",
        "a++",
        "a*+",
        "a**",
        r"\pL",
        "[[:alpha:]]",
        "(a",
        "a)",
        "[a",
        "a{2,1}",
        "*a",
        "a" * 201,
        "a*b*c*d*e*f*",
        "a?" * 40,
    ],
)
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        admit(pattern)


@pytest.mark.parametrize("pattern", ["a*a*a*b", ".*.*x", "^(a*)b$", "a?a?a?a?a*a*b", "[ab]+c"])
def test_admitted_patterns_are_fast_on_the_worst_text(pattern: str) -> None:
    admitted = admit(pattern)
    began = time.process_time()
    admitted.regex.search("a" * admitted.longest)
    assert time.process_time() - began < 2


def test_a_text_that_is_too_long_is_not_matched() -> None:
    result = Expression("t.matches('a')").evaluate({"t": "x" * 5000})
    assert result.is_unknown
    assert result.reason == "longer than 4096 characters: not matched"


class TestIsSet:
    """Somebody wrote it: of a setting of a node that is asked of what stands there."""

    @staticmethod
    def asked(node: Node, key: str) -> Value[Any]:
        return Expression(f'is_set(node["{key}"])').evaluate({"node": node})

    def node(self, partial: str = "") -> Node:
        unresolved = Value(None, (), Provenance.UNKNOWN, "${RACK} is not resolved")
        settings = {
            "node.id": written("1", 1),
            "broker.rack": unresolved,
            "log.dirs": Value("/data", (), Provenance.IMAGE, "the image writes it"),
        }
        return Node("kafka", Origin("x"), settings=settings, partial=partial)

    def test_what_is_written_is_set(self) -> None:
        assert self.asked(self.node(), "node.id").data is True

    def test_what_is_written_and_unknown_is_set(self) -> None:
        assert self.asked(self.node(), "broker.rack").data is True

    def test_what_an_image_or_kafka_supplies_is_not(self) -> None:
        assert self.asked(self.node(), "log.dirs").data is False
        assert self.asked(self.node(), "num.partitions").data is False

    def test_what_a_partial_source_leaves_out_may_be(self) -> None:
        found = self.asked(self.node("an overlay without its base"), "num.partitions")
        assert found.is_unknown
        assert found.reason == "num.partitions is not set here: an overlay without its base"
