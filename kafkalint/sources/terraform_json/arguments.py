"""The attributes of one resource as Values: where they stand, and what of them is not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.texts import written
from kafkalint.sources.terraform_json.references import Path
from kafkalint.values import Origin, Value, unknown

Place = Callable[[Path], tuple[Origin, ...]]
"""The places in Terraform's own source for the attribute at a path."""
Later = Callable[[Path], Value[Any]]
"""What stands for the attribute at a path that is known only after apply; absent where nobody
asked for it and the provider will say what it is."""

HIDDEN = "sensitive: Terraform does not show it"
_ZERO_IS_UNSET = frozenset({"datapoints_to_alarm", "period", "volume_throughput"})


class Making(NamedTuple):
    """One resource: its address, where its source is, and what stands for what is made later.

    Text that is "" is not set: providers keep it so where nobody said anything.
    """

    address: str
    place: Place
    later: Later


def arguments(node: Node, unknowns: Any, hidden: Any, making: Making) -> dict[str, Value[Any]]:
    """All attributes of the object `node`, and those that `unknowns` says are still to come."""
    value = _object(node, unknowns, hidden, (), making, ())
    return value.data if isinstance(value.data, dict) else {}


def _object(
    node: Node,
    unknowns: Any,
    hidden: Any,
    path: Path,
    making: Making,
    origins: tuple[Origin, ...],
) -> Value[Any]:
    made: dict[str, Value[Any]] = {}
    if isinstance(node, Mapping):
        for entry in node:
            name = entry.key.text
            found = _origins(entry, (*path, name), making)
            still, secret = _inner(unknowns, name), _inner(hidden, name)
            value = _value(entry.value, still, secret, (*path, name), making, found)
            if value.data is not None or not value.is_known:  # null is what nobody set
                made[name] = value
    anchor = origins or making.place(path) or (Origin(node.path, node.span, making.address),)
    for name, still in unknowns.items() if isinstance(unknowns, dict) else ():
        if name not in made and _any(still):
            value = _later((*path, name), making, making.place((*path, name)) or anchor)
            if not value.is_absent:
                made[name] = value
    return Value(made, anchor)


def _value(
    node: Node,
    unknowns: Any,
    hidden: Any,
    path: Path,
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
        return Value(_items(node, unknowns, hidden, path, making, origins), origins)
    return _scalar(node, path, making, origins)


def _items(
    node: Sequence,
    unknowns: Any,
    hidden: Any,
    path: Path,
    making: Making,
    origins: tuple[Origin, ...],
) -> tuple[Value[Any], ...]:
    if isinstance(unknowns, list) and True in unknowns:
        made = making.later(path)
        found = made.data if isinstance(made.data, tuple) else ()
        if made.is_known and isinstance(made.data, Reference):
            found = (made,)
        if made.is_known and len(found) == len(unknowns):
            return tuple(item.at(origins or item.origins) for item in found)
    return tuple(
        _value(
            item,
            _at(unknowns, index),
            _at(hidden, index),
            (*path, index),
            making,
            origins if isinstance(item, Scalar) else (),
        )
        for index, item in enumerate(node.items)
    )


def _scalar(node: Node, path: Path, making: Making, origins: tuple[Origin, ...]) -> Value[Any]:
    if not isinstance(node, Scalar):
        return unknown("nothing that can be read", *origins)
    if node.style:
        if not node.text:
            return Value(None, origins)
        secret = any(isinstance(name, str) and is_sensitive(name) for name in path[-1:])
        logical = origins[0].logical if origins else ""
        return Value(written(node, node.text, logical), origins, sensitive=secret)
    if node.is_null:
        return Value(None, origins)
    if node.text in ("true", "false"):
        return Value(node.text == "true", origins)
    text = node.text
    if text == "0" and path and path[-1] in _ZERO_IS_UNSET:
        return Value(None, origins)
    whole = text.lstrip("-").isdecimal()
    return Value(int(text) if whole and len(text) < 30 else float(text), origins)


def _later(path: Path, making: Making, origins: tuple[Origin, ...]) -> Value[Any]:
    found = making.later(path)
    return found.at(origins or found.origins)


def _origins(entry: Entry, path: Path, making: Making) -> tuple[Origin, ...]:
    logical = logical_path(making.address, path)
    own = entry.origin._replace(logical=logical)
    return (*making.place(path), own)


def logical_path(address: str, path: Path) -> str:
    """The attribute at a path as Terraform writes it: "aws_x.this.ingress[0].from_port"."""
    return address + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


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
