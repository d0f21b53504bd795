"""The attributes of one resource as Values: where they stand, and what of them is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources._cloud.texts import written
from kafkalint.values import Origin, Value, unknown

Place = Callable[[tuple[str, ...]], tuple[Origin, ...]]
"""The places in Terraform's own source for the attribute at a path of names."""
Later = Callable[[tuple[str, ...]], Value[Any] | None]
"""What stands for the attribute at a path, where it is known only after apply."""

HIDDEN = "sensitive: Terraform does not show it"
AFTER_APPLY = "known after apply"


class Making(NamedTuple):
    """One resource: its address, where its source is, and what stands for what is made later.

    `zero_is_unset`: a state holds "" for text that nobody set.
    """

    address: str
    place: Place
    later: Later
    zero_is_unset: bool


def arguments(node: Node, unknowns: Any, hidden: Any, making: Making) -> dict[str, Value[Any]]:
    """All attributes of the object `node`, and those that `unknowns` says are still to come."""
    value = _object(node, unknowns, hidden, (), making, ())
    return value.data if isinstance(value.data, dict) else {}


def _object(
    node: Node,
    unknowns: Any,
    hidden: Any,
    path: tuple[str, ...],
    making: Making,
    origins: tuple[Origin, ...],
) -> Value[Any]:
    made: dict[str, Value[Any]] = {}
    if isinstance(node, Mapping):
        for entry in node:
            name = entry.key.text
            found = _origins(entry, (*path, name), making)
            made[name] = _value(
                entry.value,
                _inner(unknowns, name),
                _inner(hidden, name),
                (*path, name),
                making,
                found,
            )
    anchor = origins or making.place(path) or (Origin(node.path, node.span, making.address),)
    for name, still in unknowns.items() if isinstance(unknowns, dict) else ():
        if name not in made and _any(still):
            made[name] = _later((*path, name), making, making.place((*path, name)) or anchor)
    return Value(made, anchor)


def _value(
    node: Node,
    unknowns: Any,
    hidden: Any,
    path: tuple[str, ...],
    making: Making,
    origins: tuple[Origin, ...],
) -> Value[Any]:
    if unknowns is True:
        return _later(path, making, origins)
    if hidden is True:
        return Value(None, origins, unknown("").provenance, HIDDEN, True)
    if isinstance(node, Mapping):
        return _object(node, unknowns, hidden, path, making, origins)
    if isinstance(node, Sequence):
        items = [
            _value(
                item,
                _at(unknowns, index),
                _at(hidden, index),
                path,
                making,
                origins if isinstance(item, Scalar) else (),
            )
            for index, item in enumerate(node.items)
        ]
        return Value(tuple(items), origins)
    return _scalar(node, path, making, origins)


def _scalar(
    node: Node, path: tuple[str, ...], making: Making, origins: tuple[Origin, ...]
) -> Value[Any]:
    if not isinstance(node, Scalar):
        return unknown("nothing that can be read", *origins)
    if node.style:
        if not node.text and making.zero_is_unset:
            return Value(None, origins)
        secret = bool(path) and is_sensitive(path[-1])
        logical = origins[0].logical if origins else ""
        return Value(written(node, node.text, logical), origins, sensitive=secret)
    if node.is_null:
        return Value(None, origins)
    if node.text in ("true", "false"):
        return Value(node.text == "true", origins)
    text = node.text
    whole = text.lstrip("-").isdecimal()
    return Value(int(text) if whole and len(text) < 30 else float(text), origins)


def _later(path: tuple[str, ...], making: Making, origins: tuple[Origin, ...]) -> Value[Any]:
    found = making.later(path)
    if found is None:
        return unknown(AFTER_APPLY, *origins)
    return found.at(origins or found.origins)


def _origins(entry: Entry, path: tuple[str, ...], making: Making) -> tuple[Origin, ...]:
    logical = ".".join((making.address, *path))
    own = entry.origin._replace(logical=logical)
    return (*making.place(path), own)


def _inner(shape: Any, name: str) -> Any:
    if shape is True:
        return True
    return shape.get(name, False) if isinstance(shape, dict) else False


def _at(shape: Any, index: int) -> Any:
    if shape is True:
        return True
    if isinstance(shape, list):
        return shape[index] if index < len(shape) else False
    return shape.get(index, False) if isinstance(shape, dict) else False


def _any(shape: Any) -> bool:
    """Whether anything in the shape is true."""
    waiting = [shape]
    while waiting:
        here = waiting.pop()
        if here is True:
            return True
        if isinstance(here, dict):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
    return False
