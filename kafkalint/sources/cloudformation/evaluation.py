"""What a piece of a template stands for: literals, and CloudFormation's functions.

Everything literal is text, as CloudFormation itself takes it; what an attribute's type is, is
for `_cloud.normalise` to say. What only a deployment can tell is unknown.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.sources._cloud.texts import written
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.sources.cloudformation.template import scalar_text
from kafkalint.values import Origin, Value, unknown

MAX_DEPTH = 80

SHORT_FORMS = {"!Ref": "Ref", "!Condition": "Condition"}


class Nothing:
    """What `AWS::NoValue` stands for: the property is not set."""


NOTHING = Nothing()


class Call(NamedTuple):
    """A function and what it is called with; in the short form `argument` has its tag still."""

    name: str  # "Ref", "Fn::Sub"
    argument: Node
    is_short: bool


class Place(NamedTuple):
    """Where a value stands: the origins for it, and the path of names that leads there."""

    origins: tuple[Origin, ...]
    logical: str
    depth: int = 0

    def at(self, node: Node, name: str | int) -> Place:
        """The place of a member."""
        logical = f"{self.logical}.{name}" if isinstance(name, str) else f"{self.logical}[{name}]"
        return Place((Origin(node.path, node.span, logical),), logical, self.depth + 1)

    def within(self, node: Node) -> Place:
        """The same place, one level further down; the node's own, where nothing was closer."""
        origins = self.origins or (Origin(node.path, node.span, self.logical),)
        return Place(origins, self.logical, self.depth + 1)


def call_of(node: Node) -> Call | None:
    """The function that a node calls, in either spelling; None for a literal."""
    if node.tag.startswith("!") and not node.tag.startswith("!!"):
        return Call(SHORT_FORMS.get(node.tag, f"Fn::{node.tag[1:]}"), node, True)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((name, entry),) = node.entries.items()
        if name in ("Ref", "Condition") or (name.startswith("Fn::") and name.count("::") == 1):
            return Call(name, entry.value, False)
    return None


def evaluate(node: Node, scope: Scope, place: Place, *, short: bool = False) -> Value[Any]:
    """The value of `node`; `short` where its tag was read as a function's already."""
    scope.budget.spend()
    if place.depth > MAX_DEPTH:
        return unknown(f"nested more than {MAX_DEPTH} levels deep", *place.origins)
    call = None if short else call_of(node)
    if call is not None and not (call.name == "Condition" and not call.is_short):
        from kafkalint.sources.cloudformation import functions

        return functions.call(call, scope, place)
    origins = place.origins or (Origin(node.path, node.span, place.logical),)
    if isinstance(node, Scalar):
        return _literal(node, scope, place, origins)
    if isinstance(node, Sequence):
        return _list(node, scope, place, origins)
    if isinstance(node, Mapping):
        return _object(node, scope, place, origins)
    return unknown("neither text nor list nor object", *origins)


def _literal(node: Scalar, scope: Scope, place: Place, origins: tuple[Origin, ...]) -> Value[Any]:
    text = scalar_text(node)
    if node.is_null:
        return Value(None, origins)
    if "{{resolve:" in text:
        return unknown("resolved from a store when it is deployed", *origins)
    if scope.loops and ("${" in text or "&{" in text):
        text = looped(text, scope)
    return Value(written(node, text, place.logical), origins)


def looped(text: str, scope: Scope) -> str:
    """The text with the variables of the loops around it filled in, as far as they are known."""
    for name, value in scope.loops.items():
        if value.is_known:
            filled = str(value.data)
            text = text.replace(f"${{{name}}}", filled)
            text = text.replace(f"&{{{name}}}", "".join(filter(str.isalnum, filled)))
    return text


def _list(node: Sequence, scope: Scope, place: Place, origins: tuple[Origin, ...]) -> Value[Any]:
    made = []
    for index, item in enumerate(node.items):
        value = evaluate(item, scope, place.at(item, index))
        if value.data is NOTHING:
            continue
        if index in node.via:
            value = value.at((*value.origins, node.via[index]))
        made.append(value)
    return Value(tuple(made), origins)


def _object(node: Mapping, scope: Scope, place: Place, origins: tuple[Origin, ...]) -> Value[Any]:
    made: dict[str, Value[Any]] = {}
    for entry in node:
        name = entry.key.text
        if name.startswith("Fn::ForEach::"):
            from kafkalint.sources.cloudformation import loops

            for looped_name, value in loops.members(entry, scope, place):
                made[looped_name] = value
            continue
        if name == "Fn::Transform":
            return unknown("a macro adds to it when it is deployed", *origins)
        if scope.loops:
            name = looped(name, scope)
        logical = f"{place.logical}.{name}"
        found = (entry.origin._replace(logical=logical), *entry.via)
        value = evaluate(entry.value, scope, Place(found, logical, place.depth + 1))
        if value.data is not NOTHING:
            made[name] = value
    return Value(made, origins)
