"""Known, absent and unknown: what goes through, and what decides nevertheless."""

from __future__ import annotations

from typing import Any

import pytest
from at import default, unresolved, unset, written

from kafkalint.expression import Expression

THINGS: dict[str, Any] = {
    "t": written(True, 1),
    "f": written(False, 2),
    "u": unresolved(3),
    "a": unset(4),
    "three": written(3, 5),
    "one": default(1, 6),
    "l": (written(1, 7), unresolved(8), written(3, 9)),
    "s": (written("x", 10), unset(11)),
    "m": {"k": written("v", 12)},
}


def verdict(text: str) -> Any:
    result = Expression(text).evaluate(THINGS)
    return result.data if result.is_known else result.reason


UNRESOLVED = "${VAR} is not resolved"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f && u", False),
        ("u && f", False),
        ("t && u", UNRESOLVED),
        ("t || u", True),
        ("u || t", True),
        ("f || u", UNRESOLVED),
        ("!u", UNRESOLVED),
        ("t ? 1 : u", 1),
        ("f ? u : 2", 2),
        ("u ? 1 : 1", UNRESOLVED),
        ("u == 1", UNRESOLVED),
        ("u != null", UNRESOLVED),
        ("three > u", UNRESOLVED),
        ("three + u", UNRESOLVED),
        ("-u", UNRESOLVED),
        ("u in [1]", UNRESOLVED),
        ("1 in u", UNRESOLVED),
        ("u.startsWith('a')", UNRESOLVED),
        ("'a'.startsWith(u)", UNRESOLVED),
        ("size(u)", UNRESOLVED),
        ("u.all(x, x > 1)", UNRESOLVED),
        ("u['k']", UNRESOLVED),
        ("u.field", UNRESOLVED),
    ],
)
def test_unknown_goes_through_unless_the_rest_decides(text: str, expected: Any) -> None:
    assert verdict(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l.all(x, x < 2)", False),
        ("l.all(x, x > 0)", UNRESOLVED),
        ("l.exists(x, x == 3)", True),
        ("l.exists(x, x == 4)", UNRESOLVED),
        ("l.filter(x, x > 1)", UNRESOLVED),
        ("l.exists_one(x, x == 3)", UNRESOLVED),
        ("size(l)", 3),
        ("size(l.map(x, x + 1))", 3),
        ("l.map(x, x + 1)[0]", 2),
        ("3 in l", True),
        ("4 in l", UNRESOLVED),
        ("l == [1, 2, 4]", False),
        ("l == [1, 2, 3]", UNRESOLVED),
        ("l == [1, 2]", False),
        ("distinct(l)", UNRESOLVED),
        ("max(l)", UNRESOLVED),
        ("join(l, ',')", UNRESOLVED),
        ("[u, 1][1]", 1),
        ("[u, 1]", UNRESOLVED),
    ],
)
def test_lists_may_hold_something_unknown(text: str, expected: Any) -> None:
    assert verdict(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a == null", True),
        ("a != null", False),
        ("null == a", True),
        ("a == 3", False),
        ("a != 3", True),
        ("a == a", True),
        ("a in [1, 2]", False),
        ("a in [1, null]", True),
        ("null in s", True),
        ("a == u", UNRESOLVED),
        ("a < 3", "not set"),
        ("a + 1", "not set"),
        ("!a", "not set"),
        ("a && t", "not set"),
        ("a && f", False),
        ("a ? 1 : 2", "not set"),
        ("size(a)", "not set"),
        ("a.all(x, true)", "not set"),
        ("a.startsWith('x')", "not set"),
        ("lower(a)", "not set"),
        ("m['k']", "v"),
        ("m['none'] == null", True),
        ("m.none == null", True),
        ("'none' in m", False),
        ("'k' in m", True),
        ("a.field.deeper == null", True),
        ("a['key'] == null", True),
        ("join(s, '+')", "x+not set"),
        ("size(distinct(s + s))", 2),
    ],
)
def test_absent_equals_null_and_is_no_value(text: str, expected: Any) -> None:
    assert verdict(text) == expected


@pytest.mark.parametrize(
    ("name", "has", "absent", "known", "is_set"),
    [
        ("three", True, False, True, True),
        ("one", True, False, True, False),
        ("a", False, True, True, False),
        ("u", UNRESOLVED, UNRESOLVED, False, UNRESOLVED),
    ],
)
def test_what_can_be_asked_about_a_value(
    name: str, has: Any, absent: Any, known: Any, is_set: Any
) -> None:
    assert verdict(f"has({name})") == has
    assert verdict(f"is_absent({name})") == absent
    assert verdict(f"is_known({name})") == known
    assert verdict(f"is_set({name})") == is_set


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "a division by zero"),
        ("9223372036854775807 + 1", "a number larger than 64 bits"),
        ("1 + 1.0", "'+' does not work on int and double"),
        ("1 < 'a'", "'<' does not work on int and string"),
        ("1 && true", "'&&' does not work on int"),
        ("[1][5]", "the list has no element 5"),
        ("max([])", "the max of an empty list"),
        ("'a'.matches('(a+)+')", "a repetition or choice may not stand inside a repetition"),
    ],
)
def test_what_cel_calls_an_error_is_unknown(text: str, reason: str) -> None:
    result = Expression(text).evaluate({})
    assert result.is_unknown
    assert result.reason == reason


def test_secrets_stay_secret() -> None:
    password = written("s3cret", 1, sensitive=True)
    result = Expression("p + '!'").evaluate({"p": password})
    assert result.sensitive
    assert "s3cret" not in repr(result)
