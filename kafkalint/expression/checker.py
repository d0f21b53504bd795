"""Names, fields and types of an expression, checked before anything runs.

A rule that passes here cannot meet an unknown name or field, and its operators are given
what they work on. What the annotations leave open (`any`) is left to run time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint import facts
from kafkalint.expression import patterns, types
from kafkalint.expression.errors import ExpressionError, suggest
from kafkalint.expression.functions import FUNCTIONS, METHODS
from kafkalint.expression.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    ListOf,
    Literal,
    Logic,
    Macro,
    Name,
    Select,
    Tree,
    Unary,
)
from kafkalint.expression.types import ANY, BOOL, DOUBLE, INT, NULL, STRING, Type, list_of

Scope = dict[str, Type]

_ORDERED = frozenset({"int", "double"})


def kinds() -> list[str]:
    """The kinds of subjects, sorted."""
    return sorted(facts.SUBJECTS)


def scope(kind: str, variable: str) -> Scope | None:
    """The variables of a rule `for: kind`; None where there is no such kind."""
    subject = types.subject_type(kind)
    if subject is None:
        return None
    from kafkalint.model import Cluster

    return {variable: subject, "cluster": types.of_thing(Cluster), "environment": STRING}


def check(tree: Tree, names: Scope, wanted: str = "any") -> Type:
    """The type of `tree`. Raises ExpressionError where it does not fit together."""
    found = _type(tree, names)
    if wanted != "any" and found.kind not in (wanted, "any"):
        raise ExpressionError(f"this is a {found}, not a {wanted}", tree.start, tree.end)
    return found


def _type(tree: Tree, names: Scope) -> Type:
    return _TYPE[type(tree)](tree, names)


def _literal(tree: Literal, names: Scope) -> Type:
    by_type = {int: INT, float: DOUBLE, str: STRING, bool: BOOL}
    return by_type.get(type(tree.value), NULL)


def _name(tree: Name, names: Scope) -> Type:
    if tree.name not in names:
        known = ", ".join(sorted(names))
        raise ExpressionError(
            f"there is no '{tree.name}' here; there are: {known}", tree.start, tree.end
        )
    return names[tree.name]


def _list(tree: ListOf, names: Scope) -> Type:
    items = {_type(item, names) for item in tree.items} - {NULL}
    return list_of(items.pop() if len(items) == 1 else ANY)


def _select(tree: Select, names: Scope) -> Type:
    owner = _type(tree.target, names)
    if owner.kind == "any":
        return ANY
    if owner.kind == "map":
        return owner.item
    start = tree.end - len(tree.field)
    if owner.thing is None:
        raise ExpressionError(f"a {owner} has no fields", start, tree.end)
    fields = types.fields(owner.thing)
    if tree.field not in fields:
        raise ExpressionError(suggest(str(owner), tree.field, fields), start, tree.end)
    return fields[tree.field]


def _index(tree: Index, names: Scope) -> Type:
    owner, key = _type(tree.target, names), _type(tree.key, names)
    if owner.kind == "list":
        _expect(key, "int", tree.key)
        return owner.item
    if owner.kind == "any":
        return ANY
    _expect(key, "string", tree.key)
    if owner.kind == "map":
        return owner.item
    if owner.thing is None or "settings" not in types.fields(owner.thing):
        raise ExpressionError(f"a {owner} has no elements", tree.start, tree.end)
    return _setting(tree, owner.thing)


def _setting(tree: Index, owner: type) -> Type:
    """The type of a setting; its key must exist in some version of Kafka."""
    from kafkalint.kafka import settings

    scope = {"Node": "broker", "Topic": "topic"}.get(owner.__name__)
    if scope is None or not isinstance(tree.key, Literal):
        return STRING if scope is None else ANY
    key = tree.key.value
    if not settings.exists_in_any_version(key, scope):
        if scope == "broker" and not _looks_like_kafka(key):
            return STRING
        hint = suggest("Kafka", key, settings.keys(scope))
        raise ExpressionError(hint, tree.key.start, tree.key.end)
    return _KAFKA_TYPES.get(settings.type_of(key, scope).upper(), ANY)


_KAFKA_TYPES = {
    **dict.fromkeys(("INT", "LONG", "SHORT"), INT),
    **dict.fromkeys(("STRING", "CLASS", "PASSWORD"), STRING),
    "DOUBLE": DOUBLE,
    "BOOLEAN": BOOL,
    "LIST": list_of(STRING),
}


def _looks_like_kafka(key: str) -> bool:
    """ZooKeeper's own keys are free: camel case, or with no dot at all."""
    return "." in key and key == key.lower() and not key.startswith("server.")


def _unary(tree: Unary, names: Scope) -> Type:
    found = _type(tree.operand, names)
    if tree.operator == "!":
        _expect(found, "bool", tree.operand)
        return BOOL
    if found.kind not in ("int", "double", "any"):
        raise ExpressionError(f"'-' does not work on a {found}", tree.start, tree.end)
    return found


def _expect(found: Type, wanted: str, tree: Tree) -> None:
    if found.kind not in (wanted, "any"):
        raise ExpressionError(f"this is a {found}; a {wanted} is needed here", tree.start, tree.end)


def _binary(tree: Binary, names: Scope) -> Type:
    left, right = _type(tree.left, names), _type(tree.right, names)
    sign = tree.operator
    if sign in ("==", "!="):
        fits = _comparable(left, right)
    elif sign == "in":
        fits = right.kind in ("any", "map") or (
            right.kind == "list" and _comparable(left, right.item)
        )
    elif sign in ("<", "<=", ">", ">="):
        fits = _orderable(left, right)
    else:
        return _arithmetic(tree, left, right)
    if not fits:
        raise ExpressionError(f"'{sign}' does not work on {left} and {right}", tree.start, tree.end)
    return BOOL


def _comparable(left: Type, right: Type) -> bool:
    if "any" in (left.kind, right.kind) or "null" in (left.kind, right.kind):
        return True
    if left.kind in _ORDERED and right.kind in _ORDERED:
        return True
    if left.kind == right.kind == "list":
        return _comparable(left.item, right.item)
    return left.kind == right.kind


def _orderable(left: Type, right: Type) -> bool:
    kinds = {left.kind, right.kind} - {"any"}
    return kinds <= _ORDERED or kinds == {"string"} or kinds == {"bool"}


def _arithmetic(tree: Binary, left: Type, right: Type) -> Type:
    allowed = {"+": ("int", "double", "string", "list"), "%": ("int",)}
    kinds = {left.kind, right.kind} - {"any"}
    if not kinds:
        return ANY
    kind = kinds.pop()
    if kinds or kind not in allowed.get(tree.operator, ("int", "double")):
        raise ExpressionError(
            f"'{tree.operator}' does not work on {left} and {right}", tree.start, tree.end
        )
    if kind == "list":
        same = left.item == right.item and left.kind == right.kind
        return list_of(left.item if same else ANY)
    return left if left.kind == kind else right


def _logic(tree: Logic, names: Scope) -> Type:
    for operand in tree.operands:
        _expect(_type(operand, names), "bool", operand)
    return BOOL


def _conditional(tree: Conditional, names: Scope) -> Type:
    _expect(_type(tree.condition, names), "bool", tree.condition)
    yes, no = _type(tree.yes, names), _type(tree.no, names)
    if yes == NULL:
        return no
    return yes if no in (yes, NULL) else ANY


def _call(tree: Call, names: Scope) -> Type:
    function = (METHODS if tree.method else FUNCTIONS)[tree.function]
    found = [_type(argument, names) for argument in tree.arguments]
    for argument, given, wanted in zip(tree.arguments, found, function.parameters, strict=True):
        if wanted == "sized":
            fits = given.kind in ("string", "list", "map", "any")
        else:
            fits = wanted == "any" or given.kind in (wanted, "any")
        if not fits:
            raise ExpressionError(
                f"'{tree.function}' does not work on a {given}", argument.start, argument.end
            )
    if tree.function == "matches" and isinstance(tree.arguments[1], Literal):
        try:
            patterns.admit(tree.arguments[1].value)
        except patterns.PatternError as error:
            pattern = tree.arguments[1]
            raise ExpressionError(str(error), pattern.start, pattern.end) from None
    results: dict[str, Type] = {"same": found[0], "element": found[0].item}
    return results.get(function.result) or Type(function.result)


def _macro(tree: Macro, names: Scope) -> Type:
    target = _type(tree.target, names)
    if target.kind not in ("list", "map", "any"):
        raise ExpressionError(
            f"'{tree.kind}' goes over a list, not a {target}", tree.target.start, tree.target.end
        )
    if tree.variable in names:
        raise ExpressionError(
            f"'{tree.variable}' is taken already; choose another name", tree.start, tree.end
        )
    item = STRING if target.kind == "map" else target.item
    body = _type(tree.body, {**names, tree.variable: item})
    if tree.kind == "map":
        return list_of(body)
    _expect(body, "bool", tree.body)
    return list_of(item) if tree.kind == "filter" else BOOL


_TYPE: dict[type[Tree], Callable[[Any, Scope], Type]] = {
    Literal: _literal,
    Name: _name,
    ListOf: _list,
    Select: _select,
    Index: _index,
    Unary: _unary,
    Binary: _binary,
    Logic: _logic,
    Conditional: _conditional,
    Call: _call,
    Macro: _macro,
}
