"""What operators make of values, and values of each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kafkalint.sources._cloud.resource import Reference, plain
from kafkalint.values import Origin, Value

if TYPE_CHECKING:
    from tree_sitter import Node


def truth(value: Value[Any]) -> Value[bool]:
    """Whether JavaScript takes a value for true; an object of its own is."""
    if value.is_unknown:
        return value
    if value.is_absent or value.data is None:
        return Value(False, value.origins)
    return Value(bool(value.data) or isinstance(value.data, (dict, tuple)), value.origins)


def items_of(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"]


def is_reference(value: Value[Any]) -> bool:
    return isinstance(value.data, Reference)


def same(one: Value[Any], other: Value[Any]) -> bool:
    try:
        return one.is_known and other.is_known and bool(plain(one) == plain(other))
    except ValueError:
        return False


def joined(
    items: tuple[Value[Any], ...], between: str, origins: tuple[Origin, ...]
) -> Iterator[tuple[Value[Any], str]]:
    for number, item in enumerate(items):
        if number:
            yield Value(between, origins), ""
        yield item, "${?}"


def as_json(held: Value[Any], origins: tuple[Origin, ...]) -> Value[Any]:
    try:
        return Value(json.dumps(plain(held)), origins, sensitive=held.sensitive)
    except ValueError:
        return held


def beyond(kind: str, least: int, other: Any) -> bool | None:
    """What a comparison of something that is at least `least` gives; None where it may be both."""
    if not isinstance(other, (int, float)) or isinstance(other, bool):
        return None
    if kind in (">", ">=", "!==", "!="):
        decided = least > other or (kind == ">=" and least == other)
        return True if decided else None
    if kind in ("<", "<=", "===", "=="):
        decided = least > other or (kind == "<" and least == other)
        return False if decided else None
    return None


COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "===": lambda a, b: a == b,
    "==": lambda a, b: a == b,
    "!==": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
