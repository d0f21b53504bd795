"""On values that are fully known the language gives what CEL gives, by its C++ implementation.

Where CEL says "error", we say "unknown".
"""

from __future__ import annotations

import math
from typing import Any

import cel_expr_python.cel as cel
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kafkalint.expression import Expression, ExpressionError
from kafkalint.values import unknown

NAMES = ("i", "j", "d", "e", "s", "t", "p", "q", "l", "m", "any")
CEL = cel.NewEnv(variables=dict.fromkeys(NAMES, cel.Type.DYN))
ERROR = object()

INTS = st.integers(-3, 3) | st.sampled_from([2**63 - 1, -(2**63), 2**62, 10])
DOUBLES = st.sampled_from([0.0, -0.0, 1.0, -1.5, 2.5, 1e308, math.inf, math.nan])
TEXTS = st.text(alphabet="ab.é😀", max_size=3)
SCALARS = INTS | DOUBLES | TEXTS | st.booleans() | st.none()
VARIABLES = st.fixed_dictionaries(
    {
        "i": INTS,
        "j": INTS,
        "d": DOUBLES,
        "e": DOUBLES,
        "s": TEXTS,
        "t": TEXTS,
        "p": st.booleans(),
        "q": st.booleans(),
        "l": st.lists(SCALARS, max_size=4).map(tuple),
        "m": st.fixed_dictionaries({"k": SCALARS, "n": SCALARS}),
        "any": SCALARS,
    }
)
# Expressions of a wanted type; `any` and `x` fit everywhere and are often of another one.
OPEN = st.sampled_from(["any", "m.k", 'm["n"]', "l[1]"])


def kind(leaves: list[str], *grown: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    simple = st.sampled_from(leaves)
    return st.one_of(simple, simple, OPEN, *grown)


def of(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(template.format, *parts)


BOOLS = st.deferred(lambda: _BOOLS)
NUMBERS = st.deferred(lambda: _NUMBERS)
STRINGS = st.deferred(lambda: _STRINGS)
LISTS = st.deferred(lambda: _LISTS)
OVER_X = st.sampled_from(
    ["x == i", "x > 0", "x != 'a'", "x == null", "p && x < d", "1 / x > 0", "x"]
)
EQUALITY = st.sampled_from(["==", "!="])
ORDER = st.sampled_from(["<", "<=", ">", ">="])
_BOOLS = kind(
    ["p", "q", "true", "false"],
    of("({} {} {})", BOOLS, st.sampled_from(["&&", "||"]), BOOLS),
    of("{} {} {}", BOOLS, st.sampled_from(["&&", "||"]), BOOLS),
    of("!({})", BOOLS),
    *(of("({} {} {})", one, EQUALITY, one) for one in (BOOLS, NUMBERS, STRINGS, LISTS)),
    *(of("({} {} {})", one, ORDER, one) for one in (BOOLS, NUMBERS, STRINGS)),
    *(of("({} in {})", one, LISTS) for one in (NUMBERS, STRINGS)),
    of("({} in m)", STRINGS),
    of("({}).{}({})", STRINGS, st.sampled_from(["startsWith", "endsWith", "contains"]), STRINGS),
    of("({}).matches({})", STRINGS, st.sampled_from(["'^a+$'", "'a.?b'", "'[^.]$'"])),
    of("{}.{}(x, {})", LISTS, st.sampled_from(["all", "exists", "exists_one"]), OVER_X),
    of("({} ? {} : {})", BOOLS, BOOLS, BOOLS),
)
_NUMBERS = kind(
    ["i", "j", "d", "e", "0", "1", "-7", "9223372036854775807", "2.5", "1e3", "0x1F"],
    of("({} {} {})", NUMBERS, st.sampled_from("+-*/%"), NUMBERS),
    of("{} {} {}", NUMBERS, st.sampled_from("+-*/%"), NUMBERS),
    of("-({})", NUMBERS),
    of("size({})", st.one_of(LISTS, STRINGS)),
    of("({} ? {} : {})", BOOLS, NUMBERS, NUMBERS),
)
_STRINGS = kind(
    ["s", "t", "'a'", '"\\u00e9"', "r'a\\b'"],
    of("({} + {})", STRINGS, STRINGS),
    of("({} ? {} : {})", BOOLS, STRINGS, STRINGS),
)
_LISTS = kind(
    ["l", "l", "[]", "[1, 'a', any]", "[i, j, d]"],
    of("({} + {})", LISTS, LISTS),
    of("{}.filter(x, {})", LISTS, OVER_X),
    of("{}.map(x, {})", LISTS, OVER_X),
)
LONGEST = 200
EXPRESSIONS = st.one_of(BOOLS, NUMBERS, STRINGS, LISTS).map(
    lambda text: text if len(text) < LONGEST else "p"
)


def ask_cel(text: str, variables: dict[str, Any]) -> Any:
    """The plain result, or ERROR. Raises RuntimeError where CEL does not compile it."""
    given = {name: list(v) if isinstance(v, tuple) else v for name, v in variables.items()}
    result = CEL.compile(text).eval(data=given)
    return ERROR if result.type() == cel.Type.ERROR else freeze(result.plain_value())


def freeze(data: Any) -> Any:
    """Data with its types, so that 1, 1.0 and true differ, and NaN is NaN."""
    if isinstance(data, (list, tuple)):
        return ("list", *map(freeze, data))
    if isinstance(data, dict):
        return ("map", *sorted((key, freeze(value)) for key, value in data.items()))
    return (type(data).__name__, repr(data))


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS, VARIABLES)
@example("false && 1 / 0 > 1", dict.fromkeys(NAMES, 0))
@example("1 / 0 > 1 || true", dict.fromkeys(NAMES, 0))
@example("-7 / 2 == -3 && -7 % 3 == -1", dict.fromkeys(NAMES, 0))
@example("-(i % -1)", {**dict.fromkeys(NAMES, 0), "i": -(2**63)})
@example("i < d && any == 1.0", {**dict.fromkeys(NAMES, 0), "d": 0.5, "any": 1})
def test_gives_what_cel_gives(text: str, variables: dict[str, Any]) -> None:
    try:
        wanted = ask_cel(text, variables)
    except RuntimeError:
        return  # ill-typed for CEL's own checker
    result = Expression(text).evaluate(variables)
    if wanted is ERROR:
        assert result.is_unknown or partial(text)
    else:
        assert result.is_known, result
        assert freeze(result.data) == wanted


def partial(text: str) -> bool:
    """A list may hold one unknown element and still have a known size: we say more than CEL."""
    return ".map(" in text


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, VARIABLES, st.sampled_from(NAMES))
def test_what_holds_whatever_an_unknown_is_holds_without_knowing_it(
    text: str, variables: dict[str, Any], hidden: str
) -> None:
    """A result that is known in spite of an unknown is the result for every value of it."""
    expression = Expression(text)
    blind = expression.evaluate({**variables, hidden: unknown("hidden from us")})
    if blind.is_known:
        sighted = expression.evaluate(variables)
        assert sighted.is_known
        assert freeze(sighted.data) == freeze(blind.data)


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet="ab.*+?|()[]^$\\\\dw{1,}-", max_size=8),
    st.text(alphabet="ab1]- \n", max_size=6),
)
def test_patterns_that_we_admit_match_what_re2_matches(pattern: str, text: str) -> None:
    result = Expression("s.matches(t)").evaluate({"s": text, "t": pattern})
    if result.is_known:
        assert ask_cel("s.matches(t)", {"s": text, "t": pattern}) == freeze(result.data)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1.\"'()[]&|!=<>+-*/%?:, \\", max_size=25))
def test_text_that_we_take_cel_takes(text: str) -> None:
    """The language is a subset: nothing is accepted that CEL's grammar refuses."""
    try:
        Expression(text)
    except ExpressionError:
        return
    try:
        CEL.compile(text)
    except RuntimeError as refusal:
        assert "Syntax error" not in str(refusal)


@pytest.mark.parametrize(
    "text",
    ["1 +", "a.", "(1", "[1", "a ? b", "1 2", "'a", "for", "a && ", "x.all(x)", "f(", "a = b"],
)
def test_text_that_cel_refuses_we_refuse(text: str) -> None:
    with pytest.raises(RuntimeError):
        CEL.compile(text)
    with pytest.raises(ExpressionError):
        Expression(text)
