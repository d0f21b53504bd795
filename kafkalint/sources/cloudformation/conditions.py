"""Conditions: true, false, or for the deployment to say."""

from __future__ import annotations

from typing import Any

from kafkalint.formats.node import Node, Scalar, Sequence
from kafkalint.sources._cloud.resource import Reference, plain
from kafkalint.sources.cloudformation.evaluation import (
    NOTHING,
    Place,
    call_of,
    evaluate,
)
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.values import Origin, Value, every, negate, some, unknown


def condition(name: str, scope: Scope) -> Value[bool]:
    """Whether the condition `name` of the template holds."""
    entry = scope.template.entry("Conditions", name)
    if entry is None:
        return unknown(f"the template has no condition {name}", scope.template.anchor)
    if name not in scope.conditions:
        scope.conditions[name] = None  # one that needs itself is nothing anybody knows
        origin = entry.origin._replace(logical=f"Conditions.{name}")
        place = Place((origin,), f"Conditions.{name}")
        scope.conditions[name] = _holds(entry.value, scope, place)
    found = scope.conditions[name]
    return found if found is not None else unknown(f"{name} depends on itself", entry.origin)


def chosen(node: Sequence, scope: Scope, place: Place) -> Value[Any]:
    """`Fn::If`: one of two values; what both agree on, where the condition is not known."""
    name, first, second = node.items
    if not isinstance(name, Scalar):
        return unknown("Fn::If names no condition", *place.origins)
    decided = condition(name.text, scope)
    if decided.is_known:
        one = first if decided.data else second
        value = evaluate(one, scope, place)
        return value.at((*value.origins, *decided.origins))
    return _agreed(
        evaluate(first, scope, place),
        evaluate(second, scope, place),
        f"the condition {name.text} is not known here: {decided.reason}",
    )


def _holds(node: Node, scope: Scope, place: Place) -> Value[bool]:
    scope.budget.spend()
    call = call_of(node)
    if call is None or place.depth > 60:
        return unknown("no condition that is known here", *place.origins)
    argument, inner = call.argument, place.within(call.argument)
    if call.name == "Condition":
        if isinstance(argument, Scalar):
            return condition(argument.text, scope)
    elif isinstance(argument, Sequence):
        if call.name == "Fn::Not" and len(argument.items) == 1:
            return negate(_holds(argument.items[0], scope, inner))
        if call.name in ("Fn::And", "Fn::Or"):
            parts = [_holds(item, scope, inner) for item in argument.items]
            return every(parts) if call.name == "Fn::And" else some(parts)
        if call.name == "Fn::Equals" and len(argument.items) == 2:
            one, other = (evaluate(item, scope, Place((), "", inner.depth)) for item in argument)
            return _equal(one, other, place.origins)
    return unknown(f"{call.name} is no condition that is known here", *place.origins)


def _equal(one: Value[Any], other: Value[Any], origins: tuple[Origin, ...]) -> Value[bool]:
    for value in (one, other):
        if not value.is_known:
            return unknown(value.reason, *origins, *value.origins)
    try:
        return Value(plain(one) == plain(other), (*origins, *one.origins, *other.origins))
    except ValueError:
        return unknown("known only when it is made", *origins)


def _agreed(one: Value[Any], other: Value[Any], reason: str) -> Value[Any]:
    """What two values that may stand for each other have in common."""
    if one.is_known and other.is_known:
        if isinstance(one.data, dict) and isinstance(other.data, dict):
            return Value(_common(one.data, other.data, reason), one.origins)
        if isinstance(one.data, Reference) or isinstance(other.data, Reference):
            if one.data == other.data:
                return one
        elif one.data is not NOTHING and other.data is not NOTHING:
            try:
                if plain(one) == plain(other):
                    return one
            except ValueError:
                pass
    return unknown(reason, *one.origins, *other.origins)


def _common(
    one: dict[str, Value[Any]], other: dict[str, Value[Any]], reason: str
) -> dict[str, Value[Any]]:
    made = {}
    for key in (*one, *(key for key in other if key not in one)):
        if key in one and key in other:
            made[key] = _agreed(one[key], other[key], reason)
        else:
            made[key] = unknown(reason, *(one if key in one else other)[key].origins)
    return made
