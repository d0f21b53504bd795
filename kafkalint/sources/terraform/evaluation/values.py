"""The data of the language: its types, how they turn into each other, and when they are equal.

Data is text, int and float, bool, None (null), a tuple of Values (a `Set` where it is one), a
dict of Values, or a `Reference` to what exists only once it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.regex import regex
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Written
from kafkalint.values import Origin, Provenance, Value, gather

MAX_ORIGINS = 12
MAX_DEPTH = 100
ANY_INSTANCE = "[*]"

_PLACEHOLDER = regex(r"\$\{[^{}]*\}")
_NUMBER = regex(r"[-+]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][-+]?\d{1,3})?")


class Failure(Exception):
    """An expression that nothing runs with, as Terraform would refuse it: `try` goes on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Set(tuple[Value[Any], ...]):
    """A set: sorted, each element once."""

    __slots__ = ()


class Several(tuple[Value[Any], ...]):
    """Instances of a resource or module that has `count`: like a list of them."""

    __slots__ = ()


def made(data: Any, *values: Value[Any]) -> Value[Any]:
    """Known data that came of `values`."""
    return Value(
        data, places(values), Provenance.EXPLICIT, sensitive=any(v.sensitive for v in values)
    )


def open_(reason: str, *values: Value[Any], data: Any = None) -> Value[Any]:
    """Unknown, because of what `values` are."""
    return Value(data, places(values), Provenance.UNKNOWN, reason, any(v.sensitive for v in values))


def places(values: Iterable[Value[Any]]) -> tuple[Origin, ...]:
    """The first origins of all `values`."""
    return gather(values)[:MAX_ORIGINS]


def pending(value: Value[Any]) -> Value[Any] | None:
    """The unknown that a value is, or that a reference is to all but those that follow it."""
    if not value.is_known:
        return value if value.is_unknown else open_("not set", value)
    if isinstance(value.data, Reference):
        return open_(awaited(say(value.data)), value)
    return None


def first_pending(values: Iterable[Value[Any]]) -> Value[Any] | None:
    """The first of `values` whose data cannot be worked with."""
    for value in values:
        found = pending(value)
        if found is not None:
            return found
    return None


def inner_pending(value: Value[Any]) -> Value[Any] | None:
    """The first unknown anywhere inside a value."""
    stack = [value]
    while stack:
        here = stack.pop()
        found = pending(here)
        if found is not None:
            return found
        if isinstance(here.data, dict):
            stack += reversed(here.data.values())
        elif isinstance(here.data, tuple):
            stack += reversed(here.data)
    return None


def say(reference: Reference) -> str:
    """A reference as it is written."""
    return ".".join(part for part in reference if part)


def awaited(address: str) -> str:
    """Why nobody knows yet what is at an address: a resource is made, data are looked up."""
    if address.startswith("data.") or ".data." in address:
        return f"{address} is looked up when it runs"
    return f"{address} exists only once it is made"


def is_any(reference: Reference) -> bool:
    """It is one of nobody knows how many: `aws_subnet.private[*]`."""
    return reference.address.endswith(ANY_INSTANCE)


def kind(data: Any) -> str:
    """The name of the type of some data, for messages."""
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "bool"
    if isinstance(data, (int, float)):
        return "number"
    if isinstance(data, Reference):
        return "reference"
    if isinstance(data, str):
        return "string"
    return "map" if isinstance(data, dict) else "list"


def to_text(data: Any) -> str:
    """Raises Failure for what is no string, number or boolean."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, (int, float)):
        return number_text(data)
    if isinstance(data, str) and not isinstance(data, Reference):
        return data
    raise Failure(f"a string is needed where there is a {kind(data)}")


def number_text(number: int | float) -> str:
    """A number as templates write it: never with an exponent."""
    if isinstance(number, int):
        return str(number)
    text = repr(number)
    if "e" not in text and "n" not in text:
        return text.removesuffix(".0")
    return f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.0f}"


def to_number(data: Any) -> int | float:
    """Raises Failure for what is no number."""
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return data
    if isinstance(data, str) and not isinstance(data, Reference):
        if _NUMBER.fullmatch(data) is not None:
            return tidy(float(data)) if not data.lstrip("+-").isdigit() else int(data)
        raise Failure("a number is needed where there is another text")
    raise Failure(f"a number is needed where there is a {kind(data)}")


def to_whole(data: Any) -> int:
    """Raises Failure for what is no whole number."""
    number = to_number(data)
    if isinstance(number, float):
        raise Failure("a whole number is needed")
    return number


def tidy(number: float) -> int | float:
    """A result of arithmetic, without what binary fractions add to it.

    Raises Failure for what is no number at all.
    """
    if number != number or number in (float("inf"), float("-inf")):
        raise Failure("a number that is too large")
    if float(number).is_integer():
        return int(number)
    return float(f"{number:.16g}")


def to_bool(data: Any) -> bool:
    """Raises Failure for what is no boolean."""
    if isinstance(data, bool):
        return data
    if data in ("true", "1") and isinstance(data, str):
        return True
    if data in ("false", "0") and isinstance(data, str):
        return False
    raise Failure(f"a bool is needed where there is a {kind(data)}")


def to_list(data: Any) -> tuple[Value[Any], ...]:
    """The items of a list, set or tuple. Raises Failure for what is none."""
    if isinstance(data, tuple) and not isinstance(data, Reference):
        return data
    raise Failure(f"a list is needed where there is a {kind(data)}")


def to_map(data: Any) -> dict[str, Value[Any]]:
    """The entries of a map or object. Raises Failure for what is none."""
    if isinstance(data, dict):
        return data
    raise Failure(f"a map is needed where there is a {kind(data)}")


def unified(values: Iterable[Value[Any]]) -> list[Value[Any]]:
    """Values of different simple types as text, as lists, sets and maps need them."""
    items = list(values)
    kinds = {kind(item.data) for item in items if item.is_known} - {"null"}
    if len(kinds) > 1 and kinds <= {"string", "number", "bool"}:
        return [item if item.data is None else item.map(to_text) for item in items]
    return items


def as_set(values: Iterable[Value[Any]]) -> Value[Any]:
    """A set of `values`; unknown where two of them may be the same."""
    items = unified(values)
    for item in items:
        if item.is_unknown:
            return open_(item.reason, item)
    scalars = [item for item in items if not isinstance(item.data, (tuple, dict))]
    if len(scalars) < len(items):
        return made(Set(_distinct(items)), *items)
    return made(Set(_sorted(_distinct(items))), *items)


def _sorted(values: list[Value[Any]]) -> list[Value[Any]]:
    if all(isinstance(v.data, (int, float)) and not isinstance(v.data, bool) for v in values):
        return sorted(values, key=lambda value: value.data)
    return sorted(values, key=lambda value: str(value.data))


def _distinct(values: list[Value[Any]]) -> list[Value[Any]]:
    """Each of `values` once, the first of equals."""
    seen: set[object] = set()
    found: list[Value[Any]] = []
    for value in values:
        mark = _mark(value)
        if mark not in seen:
            seen.add(mark)
            found.append(value)
    return found


def _mark(value: Value[Any]) -> object:
    """Something hashable that equal values share."""
    data = value.data
    if isinstance(data, Reference):
        return ("reference", *data)
    if isinstance(data, tuple):
        return ("list", *map(_mark, data))
    if isinstance(data, dict):
        return ("map", *((key, _mark(data[key])) for key in sorted(data)))
    return (kind(data), data)


def distinct(values: Iterable[Value[Any]]) -> list[Value[Any]]:
    """Each of `values` once; they must be known."""
    return _distinct(list(values))


def equal(one: Value[Any], other: Value[Any]) -> bool | None:
    """Whether two values are the same; None where that cannot be known."""
    if (_is_nothing(one) and _is_something(other)) or (_is_something(one) and _is_nothing(other)):
        return False
    if not one.is_known or not other.is_known:
        return None
    left, right = one.data, other.data
    if isinstance(left, Reference) or isinstance(right, Reference):
        return True if left == right and type(left) is type(right) else None
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return _all(equal(left[key], right[key]) for key in left)
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        return _all(equal(a, b) for a, b in zip(left, right, strict=True))
    return kind(left) == kind(right) and bool(left == right)


def _is_nothing(value: Value[Any]) -> bool:
    """Null or empty text."""
    return value.is_known and (value.data is None or value.data == "")


def _is_something(value: Value[Any]) -> bool:
    """Neither null nor empty, whatever it will be: an ARN, text with something around it."""
    if isinstance(value.data, Reference):
        return True
    return isinstance(value.data, Written) and bool(_PLACEHOLDER.sub("", value.data))


def _all(answers: Iterator[bool | None]) -> bool | None:
    seen = set(answers)
    return False if False in seen else None if None in seen else True


def hidden(value: Value[Any]) -> Value[Any]:
    """The same, never to be shown, with all that is inside."""
    data = value.data
    if isinstance(data, dict):
        data = {key: hidden(item) for key, item in data.items()}
    elif isinstance(data, tuple) and not isinstance(data, Reference):
        data = type(data)(hidden(item) for item in data)
    return Value(data, value.origins, value.provenance, value.reason, sensitive=True)


def bare(value: Value[Any]) -> Any:
    """Plain data without Values inside; raises Failure where any of it is unknown."""
    found = inner_pending(value)
    if found is not None:
        raise Failure(found.reason)
    return _bare(value.data)


def _bare(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _bare(item.data) for key, item in data.items()}
    if isinstance(data, tuple):
        return [_bare(item.data) for item in data]
    return data


def dressed(data: Any, like: Value[Any], depth: int = 0) -> Value[Any]:
    """Plain data as Values all the way down, where `like` stands.

    Raises Failure where it is nested more deeply than anything honest.
    """
    if depth > MAX_DEPTH:
        raise Failure("the text is nested too deeply")
    if isinstance(data, dict):
        data = {str(key): dressed(item, like, depth + 1) for key, item in data.items()}
    elif isinstance(data, list):
        data = tuple(dressed(item, like, depth + 1) for item in data)
    return Value(data, like.origins, Provenance.EXPLICIT, sensitive=like.sensitive)


def written_lines(value: Value[Any]) -> tuple[Origin, ...]:
    """Where each line of a text stands, as far as that is known."""
    return value.data.lines if isinstance(value.data, Written) else ()
