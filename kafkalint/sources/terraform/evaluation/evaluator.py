"""Expressions to values. What Terraform refuses raises Failure, what is not known is unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.formats.hcl import tree
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation import operators, templates
from kafkalint.sources.terraform.evaluation.scope import MAX_DEPTH, Exhausted, Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    Set,
    awaited,
    equal,
    is_any,
    kind,
    made,
    open_,
    pending,
    places,
    say,
    to_bool,
    to_text,
    to_whole,
)
from kafkalint.values import Value


def evaluate(expression: tree.Expression, scope: Scope) -> Value[Any]:
    """The value of an expression.

    Raises Failure where nothing runs with it, Exhausted where it takes too much.
    """
    budget = scope.world.budget
    budget.spend()
    budget.depth += 1
    if budget.depth > MAX_DEPTH:
        budget.depth = 0
        raise Exhausted("is nested too deeply to be evaluated")
    try:
        value = _BY_TYPE[type(expression)](expression, scope)
        if type(expression) in _BUILDS:
            budget.spend(budget.weigh(value) // 16)
        return value
    finally:
        budget.depth -= 1


def settle(expression: tree.Expression, scope: Scope) -> Value[Any]:
    """The same, where what nothing runs with is unknown. Raises Exhausted."""
    try:
        return evaluate(expression, scope)
    except Failure as failure:
        return open_(failure.reason).at((expression.origin,))


def _literal(expression: tree.Literal, scope: Scope) -> Value[Any]:
    return Value(expression.value)


def _name(expression: tree.Name, scope: Scope) -> Value[Any]:
    found = scope.names.get(expression.name)
    if found is not None:
        return found
    raise Failure(f"there is nothing called {expression.name} here")


def _item(expression: tree.Item, scope: Scope) -> Value[Any]:
    return scope.names["*"]


def _get_attribute(expression: tree.GetAttribute, scope: Scope) -> Value[Any]:
    of = expression.of
    if isinstance(of, tree.Name) and of.name not in scope.names:
        return scope.world.name(of.name, expression.name)
    if (
        isinstance(of, tree.GetAttribute)
        and isinstance(of.of, tree.Name)
        and of.of.name in ("data", "ephemeral")
        and of.of.name not in scope.names
    ):
        return scope.world.data(of.name, expression.name)
    return member(evaluate(of, scope), expression.name, scope)


def _index(expression: tree.Index, scope: Scope) -> Value[Any]:
    of = evaluate(expression.of, scope)
    key = evaluate(expression.key, scope)
    return item(of, key, scope)


def member(value: Value[Any], name: str, scope: Scope) -> Value[Any]:
    """`value.name`"""
    data = value.data
    if value.is_known and isinstance(data, Reference):
        if not data.attribute:
            return scope.world.attribute(data, name)
        return open_(awaited(f"{say(data)}.{name}"), value)
    if value.is_unknown:
        return value
    if isinstance(data, dict):
        found: Value[Any] | None = data.get(name)
        if found is not None:
            return found
        raise Failure(f"there is no {name} in it")
    raise Failure(f"a {kind(data)} has no {name}")


def item(value: Value[Any], key: Value[Any], scope: Scope) -> Value[Any]:
    """`value[key]`"""
    if value.is_unknown:
        return value
    data = value.data
    if isinstance(data, Reference):
        return _item_of_reference(value, key, scope)
    unknown_key = pending(key)
    if unknown_key is not None:
        return _any_item(value, unknown_key)
    if isinstance(data, dict):
        name = to_text(key.data)
        found: Value[Any] | None = data.get(name)
        if found is not None:
            return found
        raise Failure(f"there is no {name} in it")
    if isinstance(data, tuple) and not isinstance(data, Set):
        number = to_whole(key.data)
        if 0 <= number < len(data):
            one: Value[Any] = data[number]
            return one
        raise Failure(f"there is no item {number} in it")
    raise Failure(f"a {kind(data)} has no items")


def _item_of_reference(value: Value[Any], key: Value[Any], scope: Scope) -> Value[Any]:
    data: Reference = value.data
    if not data.attribute and is_any(data):
        return value
    if not data.attribute and isinstance(key.data, str) and key.is_known:
        return scope.world.attribute(data, key.data)
    if data.attribute in ("names", "zone_ids") and isinstance(key.data, int) and key.is_known:
        return made(Reference(data.address, f"{data.attribute}[{key.data}]"), value)
    return open_(awaited(say(data)), value)


def _any_item(value: Value[Any], key: Value[Any]) -> Value[Any]:
    """An item of which it is not known which: known where they are all the same."""
    if not isinstance(value.data, (dict, tuple)):
        raise Failure(f"a {kind(value.data)} has no items")
    items = list(value.data.values() if isinstance(value.data, dict) else value.data)
    if items and all(equal(items[0], other) for other in items[1:]):
        return open_(key.reason, key) if len(items) > 1 and not items[0].is_known else items[0]
    return open_(key.reason, key)


def _splat(expression: tree.Splat, scope: Scope) -> Value[Any]:
    of = evaluate(expression.of, scope)
    if of.is_unknown:
        return of
    if of.data is None:
        return made((), of)
    if isinstance(of.data, Reference) and not of.data.attribute and is_any(of.data):
        return open_(f"how many of {say(of.data)} there are is not known", of)
    items = of.data if isinstance(of.data, tuple) and not isinstance(of.data, Reference) else (of,)
    scope.world.budget.spend(len(items))
    each = tuple(evaluate(expression.each, scope.with_(**{"*": one})) for one in items)
    return Value(each, places((of, *each)), sensitive=of.sensitive)


def _list(expression: tree.List, scope: Scope) -> Value[Any]:
    return Value(tuple(_at(evaluate(item, scope), item) for item in expression.items))


def _object(expression: tree.Object, scope: Scope) -> Value[Any]:
    found: dict[str, Value[Any]] = {}
    for element in expression.elements:
        key = evaluate(element.key, scope)
        undecided = pending(key)
        if undecided is not None:
            return open_(undecided.reason, undecided)
        found[to_text(key.data)] = _at(evaluate(element.value, scope), element)
    return Value(found)


def _at(value: Value[Any], piece: tree.Piece) -> Value[Any]:
    """The value as it is written here, and then where it comes from."""
    return value.at((piece.origin, *(o for o in value.origins if o != piece.origin)))


def _unary(expression: tree.Unary, scope: Scope) -> Value[Any]:
    return operators.unary(expression.operator, evaluate(expression.operand, scope))


def _binary(expression: tree.Binary, scope: Scope) -> Value[Any]:
    if expression.operator in ("&&", "||"):
        return _either(expression, scope)
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    budget = scope.world.budget
    budget.spend((budget.weigh(left) + budget.weigh(right)) // 4)
    return operators.binary(expression.operator, left, right)


def _either(expression: tree.Binary, scope: Scope) -> Value[Any]:
    """`&&` and `||`: the left one may decide, and what the right one is does not matter then."""
    decisive = expression.operator == "||"
    left = evaluate(expression.left, scope)
    if pending(left) is None and to_bool(left.data) is decisive:
        return made(decisive, left)
    right = evaluate(expression.right, scope)
    if pending(right) is None and to_bool(right.data) is decisive:
        return made(decisive, right)
    undecided = pending(left) or pending(right)
    return open_(undecided.reason, undecided) if undecided else made(not decisive, left, right)


def _conditional(expression: tree.Conditional, scope: Scope) -> Value[Any]:
    condition = evaluate(expression.condition, scope)
    undecided = pending(condition)
    if undecided is None:
        chosen = expression.yes if to_bool(condition.data) else expression.no
        value = evaluate(chosen, scope)
        where = places((value, condition))
        hides = value.sensitive or condition.sensitive
        return Value(value.data, where, value.provenance, value.reason, hides)
    try:
        yes, no = evaluate(expression.yes, scope), evaluate(expression.no, scope)
    except Failure:
        return open_(undecided.reason, undecided)
    return either(yes, no, undecided)


def either(yes: Value[Any], no: Value[Any], condition: Value[Any]) -> Value[Any]:
    """One of two values: what they share is known."""
    if equal(yes, no):
        return yes
    one, other = yes.data, no.data
    if yes.is_known and no.is_known:
        if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
            return made({key: either(one[key], other[key], condition) for key in one}, yes, no)
        if (
            isinstance(one, tuple)
            and isinstance(other, tuple)
            and type(one) is type(other)
            and not isinstance(one, (Set, Reference))
            and len(one) == len(other)
        ):
            items = tuple(either(a, b, condition) for a, b in zip(one, other, strict=True))
            return made(items, yes, no)
    return open_(condition.reason, condition)


def _for(expression: tree.For, scope: Scope) -> Value[Any]:
    collection = evaluate(expression.loop.collection, scope)
    undecided = pending(collection)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    items: list[Value[Any]] = []
    entries: dict[str, list[Value[Any]]] = {}
    for names in loop(expression.loop, collection, scope):
        if expression.condition is not None:
            condition = evaluate(expression.condition, names)
            undecided = pending(condition)
            if undecided is not None:
                return open_(undecided.reason, undecided)
            if not to_bool(condition.data):
                continue
        if expression.key is None:
            items.append(evaluate(expression.value, names))
            continue
        key = evaluate(expression.key, names)
        undecided = pending(key)
        if undecided is not None:
            return open_(undecided.reason, undecided)
        entries.setdefault(to_text(key.data), []).append(evaluate(expression.value, names))
    if expression.key is None:
        return Value(tuple(items), collection.origins, sensitive=collection.sensitive)
    if expression.groups:
        grouped = {key: made(tuple(values), *values) for key, values in entries.items()}
        return Value(grouped, collection.origins, sensitive=collection.sensitive)
    if any(len(values) > 1 for values in entries.values()):
        raise Failure("two items of it have the same key")
    single = {key: values[0] for key, values in sorted(entries.items())}
    return Value(single, collection.origins, sensitive=collection.sensitive)


def loop(head: tree.Loop, collection: Value[Any], scope: Scope) -> list[Scope]:
    """A scope for each item of a known collection. Raises Failure where it is none."""
    data = collection.data
    if isinstance(data, dict):
        pairs = [(made(key, data[key]), data[key]) for key in sorted(data)]
    elif isinstance(data, Set):
        pairs = [(one, one) for one in data]
    elif isinstance(data, tuple):
        pairs = [(Value(number), one) for number, one in enumerate(data)]
    else:
        raise Failure(f"a {kind(data)} has no items")
    scope.world.budget.spend(len(pairs))
    if head.key:
        return [scope.with_(**{head.key: key, head.item: one}) for key, one in pairs]
    return [scope.with_(**{head.item: one}) for _, one in pairs]


def _call(expression: tree.Call, scope: Scope) -> Value[Any]:
    from kafkalint.sources.terraform.evaluation.functions import call

    return call(expression, scope)


def _template(expression: tree.Template, scope: Scope) -> Value[Any]:
    wrapped = expression.wraps
    if wrapped is not None:
        return evaluate(wrapped, scope)
    return templates.render(expression, scope)


_BUILDS = frozenset({tree.List, tree.Object, tree.For, tree.Splat, tree.Conditional})
_BY_TYPE: dict[type, Callable[[Any, Scope], Value[Any]]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Item: _item,
    tree.GetAttribute: _get_attribute,
    tree.Index: _index,
    tree.Splat: _splat,
    tree.List: _list,
    tree.Object: _object,
    tree.Unary: _unary,
    tree.Binary: _binary,
    tree.Conditional: _conditional,
    tree.For: _for,
    tree.Call: _call,
    tree.Template: _template,
}
