"""`Fn::ForEach` of the language extensions: what its body makes for each item of a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.sources.cloudformation.evaluation import NOTHING, Place, evaluate, looped
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.values import Value


def turns(node: Node, scope: Scope) -> Iterator[Mapping]:
    """The body of a loop once for each item, whose variable is set in `scope` meanwhile."""
    if not isinstance(node, Sequence) or len(node.items) != 3:
        return
    variable, collection, body = node.items
    if not (isinstance(variable, Scalar) and isinstance(body, Mapping)):
        return
    items = evaluate(collection, scope, Place((), ""))
    if not items.is_known or not isinstance(items.data, tuple):
        scope.tell(
            f"Fn::ForEach runs over what is not known here: {items.reason or 'no list'}",
            (items.origins or (scope.template.anchor,))[0],
        )
        return
    before = scope.loops
    try:
        for item in items.data:
            scope.budget.spend()
            scope.loops = {**before, variable.text: item}
            yield body
    finally:
        scope.loops = before


def members(entry: Entry, scope: Scope, place: Place) -> Iterator[tuple[str, Value[Any]]]:
    """The properties that a loop within properties makes."""
    for body in turns(entry.value, scope):
        for item in body:
            if item.key.text.startswith("Fn::ForEach::"):
                yield from members(item, scope, place)
                continue
            name = looped(item.key.text, scope)
            logical = f"{place.logical}.{name}"
            at = Place((item.origin._replace(logical=logical),), logical, place.depth + 1)
            value = evaluate(item.value, scope, at)
            if value.data is not NOTHING:
                yield name, value


def resources(entry: Entry, scope: Scope) -> Iterator[tuple[str, Entry]]:
    """The resources of an entry of the section: itself, or those that a loop makes.

    The loop's variables are set in `scope` while one of them is looked at.
    """
    if not entry.key.text.startswith("Fn::ForEach::"):
        yield entry.key.text, entry
        return
    for body in turns(entry.value, scope):
        for item in body:
            if item.key.text.startswith("Fn::ForEach::"):
                yield from resources(item, scope)
            else:
                yield looped(item.key.text, scope), item
