"""`Fn::Sub`: text with `${Name}` in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.regex import regex
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.texts import assembled, pieces
from kafkalint.sources.cloudformation.evaluation import Place, evaluate
from kafkalint.sources.cloudformation.names import attribute, named
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.values import Value, unknown

_VARIABLE = regex(r"\$\{(!?)([^{}\s!][^{}]*)\}")
_LETTER = regex(r"[a-f]")


def substitute(node: Node, scope: Scope, place: Place) -> Value[Any]:
    """The text with its variables filled in; those of the map beside it come first."""
    text = node
    given: dict[str, Value[Any]] = {}
    if isinstance(node, Sequence) and node.items:
        text = node.items[0]
        if len(node.items) > 1 and isinstance(node.items[1], Mapping):
            given = evaluate(node.items[1], scope, Place((), place.logical, place.depth)).data or {}
    if not isinstance(text, Scalar):
        return unknown("Fn::Sub of no text", *place.origins)
    parts = list(_parts(text, given, scope, place))
    zone = _zone_of_region(parts)
    if zone is not None:
        return Value(zone, place.origins)
    return assembled(parts, place.origins, place.origins[0])


def _parts(
    text: Scalar, given: dict[str, Value[Any]], scope: Scope, place: Place
) -> Iterator[tuple[Value[Any], str]]:
    inner = Place((place.origins[0],), place.logical, place.depth)
    for line, origin in pieces(text, text.text, place.logical):
        begin = 0
        for found in _VARIABLE.finditer(line):
            yield Value(line[begin : found.start()], (origin,)), ""
            begin = found.end()
            name = found[2].strip()
            if found[1]:  # ${!Literal}
                yield Value(f"${{{name}}}", (origin,)), ""
                continue
            if name in given:
                value = given[name]
            elif "." in name and name not in scope.loops:
                value = attribute(name, scope, inner)
            else:
                value = named(name, scope, inner)
            yield value.at((origin, *value.origins)), found[0]
        yield Value(line[begin:], (origin,)), ""


def _zone_of_region(parts: list[tuple[Value[Any], str]]) -> Reference | None:
    """A zone that is told by its letter (`${AWS::Region}a`), whatever the region will be."""
    said = [(value, name) for value, name in parts if value.data != ""]
    if len(said) != 2 or said[0][1] != "${AWS::Region}" or not said[0][0].is_unknown:
        return None
    letter = said[1][0].data
    if isinstance(letter, str) and _LETTER.fullmatch(letter):
        return Reference("data.aws_availability_zones.AWS::Region", f"names[{letter}]")
    return None
