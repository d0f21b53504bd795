"""CloudFormation's functions, by name.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.sources._cloud.resource import Reference, plain
from kafkalint.sources._cloud.texts import assembled, is_simple, shown
from kafkalint.sources.cloudformation.conditions import chosen
from kafkalint.sources.cloudformation.evaluation import Call, Place, evaluate
from kafkalint.sources.cloudformation.names import attribute, named
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.sources.cloudformation.substitution import substitute
from kafkalint.values import Origin, Value, derive, unknown

Function = Callable[[Node, bool, Scope, Place], Value[Any]]


class Encoded(str):
    """Text in Base64, which remembers what it was before."""

    plain: Value[Any]

    def __new__(cls, before: Value[Any]) -> Encoded:
        made = super().__new__(cls, base64.b64encode(str(before.data).encode()).decode())
        made.plain = before
        return made


def call(function: Call, scope: Scope, place: Place) -> Value[Any]:
    """The value of a call; unknown for a function whose result only a deployment has."""
    known = _FUNCTIONS.get(function.name)
    inner = place.within(function.argument)
    if known is None:
        reason = _ONLY_DEPLOYED.get(function.name, "no function that is known here")
        return unknown(f"{function.name} {reason}", *inner.origins)
    return known(function.argument, function.is_short, scope, inner)


def _ref(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    if not isinstance(node, Scalar):
        return unknown("Ref names nothing", *place.origins)
    value = named(node.text, scope, place)
    data = f"${{{node.text}}}" if value.is_unknown and value.data is None else value.data
    origins = tuple(dict.fromkeys((*place.origins, *value.origins)))
    return Value(data, origins, value.provenance, value.reason)


def _get_att(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    names: list[str] = []
    if isinstance(node, Scalar):
        names = [node.text]
    else:
        for item in _arguments(node, short, scope, place):
            if not isinstance(item.data, str):
                return unknown("Fn::GetAtt names what is not known here", *place.origins)
            names.append(item.data)
    return attribute(".".join(names), scope, place)


def _sub(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    return substitute(node, scope, place)


def _join(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    parts = _arguments(node, short, scope, place)
    if len(parts) != 2 or not isinstance(parts[0].data, str):
        return unknown("Fn::Join without a delimiter", *place.origins)
    delimiter, items = parts
    if not items.is_known or not isinstance(items.data, tuple):
        return unknown(items.reason or "Fn::Join of no list", *place.origins, *items.origins)
    between = Value(delimiter.data, place.origins)
    pieces: list[tuple[Value[Any], str]] = []
    for item in items.data:
        if pieces:
            pieces.append((between, ""))
        placeholder = item.data if isinstance(item.data, str) else f"${{{_name(item)}}}"
        pieces.append((item, placeholder))
    return assembled(pieces, place.origins, place.origins[0])


def _split(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    parts = _arguments(node, short, scope, place)
    if len(parts) != 2:
        return unknown("Fn::Split without text", *place.origins)
    delimiter, text = parts
    if not (isinstance(delimiter.data, str) and delimiter.data and isinstance(text.data, str)):
        return unknown(text.reason or "Fn::Split of no text", *place.origins)
    if not text.is_known:
        return text.at(place.origins)
    items = tuple(Value(item, text.origins) for item in text.data.split(delimiter.data))
    return Value(items, (*place.origins, *text.origins))


def _select(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    parts = _arguments(node, short, scope, place)
    if len(parts) != 2:
        return unknown("Fn::Select without a list", *place.origins)
    index, items = parts
    if not (index.is_known and isinstance(index.data, str) and index.data.isdecimal()):
        return unknown(index.reason or "Fn::Select without an index", *place.origins)
    number = int(index.data)
    if isinstance(items.data, Reference):  # the zones of a region: which ones, nobody knows here
        reference = items.data
        return Value(
            Reference(reference.address, f"{reference.attribute}[{number}]"),
            place.origins,
        )
    if not items.is_known or not isinstance(items.data, tuple):
        return unknown(items.reason or "Fn::Select of no list", *place.origins, *items.origins)
    if number >= len(items.data):
        return unknown(f"the list has no item {number}", *place.origins)
    item: Value[Any] = items.data[number]
    return item.at((*place.origins, *item.origins))


def _zones(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    region = evaluate(node, scope, place, short=short)
    name = region.data if isinstance(region.data, str) and region.is_known else ""
    address = "data.aws_availability_zones." + (name or "AWS::Region")
    return Value(Reference(address, "names"), place.origins)


def _find_in_map(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    parts = _arguments(node, short, scope, place)
    if len(parts) < 3:
        return unknown("Fn::FindInMap needs a mapping and two keys", *place.origins)
    fallback = None
    if len(parts) > 3 and isinstance(parts[3].data, dict):
        fallback = parts[3].data.get("DefaultValue")
    unresolved = next((key for key in parts[:3] if not key.is_known), None)
    found: list[Value[Any]] = []
    level: list[Node] = []
    entry = scope.template.entry("Mappings", str(parts[0].data))
    if parts[0].is_known and entry is not None:
        level = [entry.value]
    for key in parts[1:3]:
        wanted = key.data if key.is_known and isinstance(key.data, str) else None
        level = [
            item.value
            for inner in level
            if isinstance(inner, Mapping)
            for item in inner
            if wanted is None or item.key.text == wanted
        ]
    for inner in level:
        at = Place((Origin(inner.path, inner.span, f"Mappings.{parts[0].data}"),), place.logical)
        found.append(evaluate(inner, scope, at))
    if unresolved is None and not found and fallback is not None:
        default: Value[Any] = fallback
        return default.at((*place.origins, *default.origins))
    if not found:
        if unresolved is None:
            keys = ".".join(str(key.data) for key in parts[:3])
            message = f"Fn::FindInMap finds no {keys} in the template"
            scope.tell(message, place.origins[0], "unreadable")
        reason = unresolved.reason if unresolved is not None else "the mapping has no such key"
        return unknown(reason, *place.origins)
    first = found[0]
    if all(_same(first, other) for other in found):  # whatever the key may be
        return first.at((*place.origins, *first.origins))
    reason = unresolved.reason if unresolved is not None else ""
    return unknown(reason or "which entry of the mapping it is, is not known", *place.origins)


def _if(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    if not isinstance(node, Sequence) or len(node.items) != 3:
        return unknown("Fn::If needs a condition and two values", *place.origins)
    return chosen(node, scope, place)


def _base64(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    text = evaluate(node, scope, place, short=short)
    if not isinstance(text.data, str):
        return unknown(text.reason or "Fn::Base64 of no text", *place.origins)
    return Value(Encoded(text), text.origins, text.provenance, text.reason)


def _json(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    held = evaluate(node, scope, place, short=short)
    try:
        text = json.dumps(plain(held), separators=(",", ":"))
    except ValueError as error:
        return unknown(str(error) or "part of it is known only when it is made", *place.origins)
    return Value(text, (*place.origins, *held.origins))


def _length(node: Node, short: bool, scope: Scope, place: Place) -> Value[Any]:
    items = evaluate(node, scope, place, short=short)
    if not isinstance(items.data, tuple):
        return unknown(items.reason or "the length of no list", *place.origins, *items.origins)
    return derive(lambda data: shown(len(data)), items)


def _arguments(node: Node, short: bool, scope: Scope, place: Place) -> tuple[Value[Any], ...]:
    """The arguments of a function that takes several."""
    if not isinstance(node, Sequence):
        return ()
    return tuple(
        evaluate(item, scope, Place((), f"{place.logical}", place.depth + 1)) for item in node.items
    )


def _same(one: Value[Any], other: Value[Any]) -> bool:
    try:
        return bool(plain(one) == plain(other))
    except ValueError:
        return False


def _name(value: Value[Any]) -> str:
    data = value.data
    if isinstance(data, Reference):
        return f"{data.address}.{data.attribute}".rstrip(".")
    return "" if is_simple(data) else "?"


_FUNCTIONS: dict[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::GetAZs": _zones,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::Base64": _base64,
    "Fn::ToJsonString": _json,
    "Fn::Length": _length,
}

_ONLY_DEPLOYED = {
    "Fn::ImportValue": "takes what another stack exports",
    "Fn::Transform": "is what a macro makes",
    "Fn::Cidr": "is worked out when it is deployed",
    "Fn::GetStackOutput": "takes what another stack gives out",
}
