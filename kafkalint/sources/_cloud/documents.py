"""Documents inside arguments: settings as properties or as a map, JSON as Values."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.errors import KafkalintError
from kafkalint.formats import json as positioned
from kafkalint.formats import properties
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.properties import Property
from kafkalint.formats.scalar import number
from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Text
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources._building import has_hole_in_key
from kafkalint.sources._cloud.arguments import text as as_text
from kafkalint.sources._cloud.written import Encoded, Written
from kafkalint.values import Origin, Provenance, Value, unknown


class Settings(NamedTuple):
    """Settings that are written in an argument; `partial` says why there may be more."""

    settings: dict[str, Value[str]]
    partial: str = ""


def read_settings(value: Value[Any], what: str) -> Settings:
    """The settings of a property text, or of a map from keys to values.

    An unknown text that is known in part gives what is known of it. `what` is what the value
    is called in reasons.
    """
    if value.is_absent:
        return Settings({})
    if isinstance(value.data, dict):
        if not value.is_known:
            return Settings(_from_map(value), f"{what}: {value.reason}")
        return Settings(_from_map(value))
    if not isinstance(value.data, str) or isinstance(value.data, tuple):
        reason = value.reason or "it is made elsewhere"
        return Settings({}, f"{what}: {reason}")
    return _from_text(value, what)


def _from_map(value: Value[Any]) -> dict[str, Value[str]]:
    found = {}
    for key, item in value.data.items():
        shown = as_text(item)
        if not shown.is_absent:
            origins = tuple(o._replace(logical=key) for o in shown.origins or value.origins)
            found[key] = Value(
                shown.data, origins, shown.provenance, shown.reason, is_sensitive(key)
            )
    return found


def _from_text(value: Value[Any], what: str) -> Settings:
    found: dict[str, Value[str]] = {}
    partial = ""
    try:
        entries = properties.read(Text("", str(value.data)))
    except KafkalintError as error:
        return Settings({}, f"{what}: {error}")
    for entry in entries:
        if not value.is_known and has_hole_in_key(entry):
            partial = partial or f"{what}: {value.reason}"
        else:
            found[entry.key] = _entry(entry, value)
    return Settings(found, partial)


def _entry(entry: Property, value: Value[Any]) -> Value[str]:
    origin = _place(entry, value)
    text = entry.value.strip()
    if not value.is_known and "${" in text:
        hole = placeholder(text)
        reason = f"{hole} is not known here" if hole else value.reason
        return unknown(f"{entry.key}: {reason}", *origin)
    how = value.provenance if value.is_known else Provenance.EXPLICIT
    return Value(text, origin, how, sensitive=is_sensitive(entry.key))


def _place(entry: Property, value: Value[Any]) -> tuple[Origin, ...]:
    """Where the line stands; the value's own place where its lines are not known."""
    whole = value.origins[:1]
    if isinstance(value.data, Written) and entry.line <= len(value.data.lines):
        whole = (value.data.lines[entry.line - 1],)
    return tuple(origin._replace(logical=entry.key) for origin in whole)


def read_json(value: Value[Any]) -> Value[Any]:
    """JSON in a text as Values all the way down, each at its line; other data as it is.

    A text with `${` in it is unknown where the whole is: that part is made elsewhere.
    """
    if not isinstance(value.data, str) or isinstance(value.data, tuple):
        return value
    if isinstance(value.data, Encoded) and isinstance(value.data.value.data, dict):
        return value.data.value
    try:
        node = positioned.read(Text("", str(value.data)))
    except KafkalintError:
        return unknown(value.reason or "not JSON that can be read", *value.origins)
    return _with_places(node, value)


def _with_places(node: Node, value: Value[Any]) -> Value[Any]:
    origins = value.origins[:1]
    line = node.span.line
    if isinstance(value.data, Written) and line <= len(value.data.lines):
        origins = (value.data.lines[line - 1],)
    if isinstance(node, Mapping):
        held = {entry.key.text: _with_places(entry.value, value) for entry in node}
        return Value(held, origins)
    if isinstance(node, Sequence):
        return Value(tuple(_with_places(item, value) for item in node), origins)
    return _leaf(node, value, origins)


def _leaf(node: Node, value: Value[Any], origins: tuple[Origin, ...]) -> Value[Any]:
    if not isinstance(node, Scalar) or node.is_null:
        return Value(None, origins)
    if not value.is_known and "${" in node.text:
        return unknown(value.reason, *origins)
    if node.style:
        return Value(node.text, origins)
    if node.text in ("true", "false"):
        return Value(node.text == "true", origins)
    return Value(number(node), origins)
