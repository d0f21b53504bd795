"""Functions that turn one type into another, and those that ask for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.constraints import BOOL, NUMBER, STRING, convert
from kafkalint.sources.terraform.evaluation.functions._plain import Function
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    Set,
    as_set,
    hidden,
    kind,
    made,
    open_,
    pending,
    to_list,
    to_map,
    unified,
)
from kafkalint.values import Value

Values = Sequence[Value[Any]]


def _scalar(to: Any) -> Function:
    def change(arguments: Values, scope: Scope) -> Value[Any]:
        (value,) = arguments
        if value.is_unknown or isinstance(value.data, Reference):
            return value
        return convert(value, to)

    return change


def _collection(change: Callable[[Value[Any], Scope], Value[Any]]) -> Function:
    """`change` of what is known; null stays null, and what is not known unknown."""

    def changed(arguments: Values, scope: Scope) -> Value[Any]:
        (value,) = arguments
        undecided = pending(value)
        if undecided is not None:
            return undecided
        return value if value.data is None else change(value, scope)

    return changed


def _tolist(value: Value[Any], scope: Scope) -> Value[Any]:
    return Value(tuple(unified(to_list(value.data))), value.origins, sensitive=value.sensitive)


def _toset(value: Value[Any], scope: Scope) -> Value[Any]:
    if isinstance(value.data, Set):
        return value
    scope.world.budget.spend(len(to_list(value.data)))
    found = as_set(to_list(value.data))
    return found if found.is_unknown else found.at(value.origins or found.origins)


def _tomap(value: Value[Any], scope: Scope) -> Value[Any]:
    entries = to_map(value.data)
    items = zip(entries, unified(entries.values()), strict=True)
    return value.map(lambda _: dict(items))


def _type(arguments: Values, scope: Scope) -> Value[Any]:
    (value,) = arguments
    return pending(value) or made(kind(value.data), value)


def _sensitive(arguments: Values, scope: Scope) -> Value[Any]:
    return hidden(arguments[0])


def _nonsensitive(arguments: Values, scope: Scope) -> Value[Any]:
    (value,) = arguments
    return Value(value.data, value.origins, value.provenance, value.reason)


def _issensitive(arguments: Values, scope: Scope) -> Value[Any]:
    return made(arguments[0].sensitive, arguments[0])


def _pass(arguments: Values, scope: Scope) -> Value[Any]:
    return arguments[0]


def _old_list(arguments: Values, scope: Scope) -> Value[Any]:
    return made(tuple(arguments), *arguments)


def _old_map(arguments: Values, scope: Scope) -> Value[Any]:
    if len(arguments) % 2:
        raise Failure("map is given a key without a value")
    found: dict[str, Value[Any]] = {}
    for key, value in zip(arguments[::2], arguments[1::2], strict=True):
        undecided = pending(key)
        if undecided is not None:
            return open_(undecided.reason, undecided)
        found[str(key.data)] = value
    return made(found, *arguments)


FUNCTIONS: dict[str, Function] = {
    "tobool": _scalar(BOOL),
    "tonumber": _scalar(NUMBER),
    "tostring": _scalar(STRING),
    "tolist": _collection(_tolist),
    "toset": _collection(_toset),
    "tomap": _collection(_tomap),
    "type": _type,
    "sensitive": _sensitive,
    "nonsensitive": _nonsensitive,
    "issensitive": _issensitive,
    "ephemeralasnull": _pass,
    "defaults": _pass,
    "list": _old_list,
    "map": _old_map,
}
