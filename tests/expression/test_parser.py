"""The grammar: precedence, literals, and mistakes shown at their place."""

from __future__ import annotations

from typing import Any

import pytest

from kafkalint.expression import Expression, ExpressionError


def value(text: str, **variables: Any) -> Any:
    return Expression(text).evaluate(variables).data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("true || false && false", True),
        ("1 + 1 == 2 && 2 in [1, 2]", True),
        ("true ? 1 : false ? 2 : 3", 1),
        ("!true == false", True),
        ("- -3", 3),
        ("--3", 3),
        ("-2.5 < 0.0", True),
        ("-9223372036854775808", -(2**63)),
        ("0x1f", 31),
        ("1e3", 1000.0),
        (r"'it\'s'", "it's"),
        (r'"\u00e9\t\x41\101"', "é\tAA"),
        (r"r'\d+'", r"\d+"),
        ("[]", ()),
        ("[1, 2][1]", 2),
        ("'a'.startsWith('a')", True),
    ],
)
def test_what_an_expression_means(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("topic.min_isr = 2", "'=' has no meaning here; equality is '=='", 14, 15),
        ("a & b", "'&' has no meaning here; and is '&&'", 2, 3),
        ("a and b", "expected an operator or the end, found 'and'", 2, 5),
        ("1 +", "expected a value, found the end", 3, 4),
        ("(1 + 2", "expected ')', found the end", 6, 7),
        ("a.1", "expected the name of a field, found '1'", 2, 3),
        ("'abc", "this string has no end", 0, 4),
        (r"'a\qb'", r"unknown escape '\q'", 2, 4),
        ("for == 1", "'for' is a reserved word", 0, 3),
        ("9223372036854775808", "this number does not fit into 64 bits", 0, 19),
        ("99999999999999999999", "this number does not fit into 64 bits", 0, 20),
        ("l.all(x)", "all takes a variable and an expression: all(x, x > 1)", 2, 5),
        ("sizes(l)", "there is no function 'sizes'", 0, 5),
        ("l.sort()", "there is no method 'sort'", 2, 6),
        ("size(1, 2)", "'size' takes 1 argument(s), not 2", 0, 10),
        ("a.startsWith()", "'startsWith' takes 1 argument(s), not 0", 2, 14),
        ("has(1 + 1)", "'has' asks about a field or a setting", 4, 9),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        Expression(text)
    assert raised.value.message.startswith(message)
    assert (raised.value.start, raised.value.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100 + "1" + ")" * 100,
        "[" * 100 + "]" * 100,
        "!" * 1000 + "true",
        "-" * 1000 + "1",
        "+".join(["1"] * 900),
        "a" + ".b" * 900,
        "a" + "[0]" * 600,
        "1" * 3000,
        "true ? " * 300 + "1",
    ],
)
def test_hostile_text_is_refused_at_once(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(text)


def test_the_longest_allowed_chain_runs() -> None:
    assert value("+".join(["1"] * 199)) == 199


def test_work_is_bounded() -> None:
    many = tuple(range(1000))
    nested = "l.all(a, l.all(b, l.all(c, a + b + c >= 0)))"
    result = Expression(nested).evaluate({"l": many})
    assert result.is_unknown
    assert "steps of work" in result.reason
