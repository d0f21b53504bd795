"""Functions of lists, sets and maps: they look at no more of their items than they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.constraints import STRING, convert
from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_known
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    Set,
    as_set,
    distinct,
    equal,
    first_pending,
    kind,
    made,
    open_,
    pending,
    to_bool,
    to_list,
    to_map,
    to_text,
    to_whole,
    unified,
)
from kafkalint.values import Value

Values = Sequence[Value[Any]]
ZONES_EVERYWHERE = 3
"""Zones that a region has at least, as far as anyone deploys brokers there."""


def _over_known(function: Callable[..., Value[Any]]) -> Function:
    """The same as `of_known`, of a function whose arguments are given one by one."""

    @of_known
    def wrapped(arguments: Values, scope: Scope) -> Value[Any]:
        for argument in arguments:
            if isinstance(argument.data, (tuple, dict)):
                scope.world.budget.spend(len(argument.data))
        return function(*arguments)

    return wrapped


def _length(of: Value[Any]) -> Value[Any]:
    if isinstance(of.data, (tuple, dict, str)):
        return made(len(of.data), of)
    raise Failure(f"a {kind(of.data)} has no length")


def _merge(*maps: Value[Any]) -> Value[Any]:
    found: dict[str, Value[Any]] = {}
    for one in maps:
        if one.data is not None:
            found.update(to_map(one.data))
    return Value(dict(sorted(found.items())), made(None, *maps).origins)


def _concat(*lists: Value[Any]) -> Value[Any]:
    items = tuple(item for one in lists for item in to_list(one.data))
    return made(items, *lists)


def _element(arguments: Values, scope: Scope) -> Value[Any]:
    of, index = arguments
    undecided = pending(index)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    number = to_whole(index.data)
    if isinstance(of.data, Reference) and of.data.attribute in ("names", "zone_ids"):
        if 0 <= number < ZONES_EVERYWHERE:
            return _zone(of, number)
        return open_("how many zones there are is not known", of)
    undecided = pending(of)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    items = to_list(of.data)
    if not items:
        raise Failure("there is no element of an empty list")
    return items[number % len(items)]


def _zone(of: Value[Any], number: int) -> Value[Any]:
    data: Reference = of.data
    return made(Reference(data.address, f"{data.attribute}[{number}]"), of)


def _slice(arguments: Values, scope: Scope) -> Value[Any]:
    of, start, end = arguments
    undecided = first_pending((start, end))
    if undecided is not None:
        return open_(undecided.reason, undecided)
    first, last = to_whole(start.data), to_whole(end.data)
    if isinstance(of.data, Reference) and of.data.attribute in ("names", "zone_ids"):
        if 0 <= first <= last <= 26:
            return made(tuple(_zone(of, number) for number in range(first, last)), of)
        raise Failure("there are not as many zones")
    undecided = pending(of)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    items = to_list(of.data)
    if not 0 <= first <= last <= len(items):
        raise Failure("the slice reaches beyond the list")
    return made(tuple(items[first:last]), of)


def _lookup(of: Value[Any], key: Value[Any], default: Value[Any] | None = None) -> Value[Any]:
    found = to_map(of.data).get(to_text(key.data))
    if found is not None:
        return found
    if default is None:
        raise Failure("lookup finds no such key")
    return default


def _lookup_lazily(arguments: Values, scope: Scope) -> Value[Any]:
    undecided = first_pending(arguments[:2])
    if undecided is not None:
        return open_(undecided.reason, undecided)
    return _lookup(*arguments)


def _keys(of: Value[Any]) -> Value[Any]:
    entries = to_map(of.data)
    return made(tuple(made(key, entries[key]) for key in sorted(entries)), of)


def _values(of: Value[Any]) -> Value[Any]:
    entries = to_map(of.data)
    return made(tuple(entries[key] for key in sorted(entries)), of)


def _contains(of: Value[Any], wanted: Value[Any]) -> Value[Any]:
    answers = [equal(item, wanted) for item in to_list(of.data)]
    if True in answers:
        return made(True, of, wanted)
    if None in answers:
        return open_("what is in the list is not known", of, wanted)
    return made(False, of, wanted)


def _coalesce(arguments: Values, scope: Scope) -> Value[Any]:
    for value in arguments:
        if value.is_unknown or isinstance(value.data, Reference):
            return value
        if value.data is not None and value.data != "":
            return value
    raise Failure("coalesce is given nothing but null and empty text")


def _coalescelist(arguments: Values, scope: Scope) -> Value[Any]:
    for value in arguments:
        if value.is_known and isinstance(value.data, (str, int, float)):
            raise Failure("coalescelist is given what is no list")
    for value in arguments:
        if not value.is_known or isinstance(value.data, Reference) or value.data:
            return value
    raise Failure("coalescelist is given nothing but empty lists")


def _compact(of: Value[Any]) -> Value[Any]:
    items = to_list(of.data)
    undecided = next((item for item in items if item.is_unknown), None)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    kept = (item for item in items if item.data is not None and item.data != "")
    return made(tuple(convert(item, STRING) for item in kept), of)


def _distinct(of: Value[Any]) -> Value[Any]:
    items = to_list(of.data)
    undecided = next((item for item in items if item.is_unknown), None)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    return made(tuple(distinct(unified(items))), of)


def _flatten(of: Value[Any]) -> Value[Any]:
    found: list[Value[Any]] = []
    stack = list(reversed(to_list(of.data)))
    while stack:
        item = stack.pop()
        if item.is_unknown:
            return open_(item.reason, item)
        if isinstance(item.data, tuple) and not isinstance(item.data, Reference):
            stack += reversed(item.data)
        else:
            found.append(item)
    return made(tuple(found), of)


def _reverse(of: Value[Any]) -> Value[Any]:
    return made(tuple(reversed(to_list(of.data))), of)


def _sort(of: Value[Any]) -> Value[Any]:
    undecided = first_pending(to_list(of.data))
    if undecided is not None:
        return open_(undecided.reason, undecided)
    items = [made(to_text(item.data), item) for item in of.data]
    return made(tuple(sorted(items, key=lambda item: item.data)), of)


def _one(of: Value[Any]) -> Value[Any]:
    items = to_list(of.data)
    if len(items) > 1:
        raise Failure("one is given more than one item")
    return items[0] if items else made(None, of)


def _index(of: Value[Any], wanted: Value[Any]) -> Value[Any]:
    for number, item in enumerate(to_list(of.data)):
        same = equal(item, wanted)
        if same is None:
            return open_("what is in the list is not known", of, wanted)
        if same:
            return made(number, of, wanted)
    raise Failure("the list has no such item")


def _zipmap(keys: Value[Any], values: Value[Any]) -> Value[Any]:
    names, items = to_list(keys.data), to_list(values.data)
    if len(names) != len(items):
        raise Failure("zipmap is given lists of different lengths")
    undecided = first_pending(names)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    pairs = zip(names, items, strict=True)
    return made(dict(sorted((to_text(name.data), item) for name, item in pairs)), keys, values)


def _transpose(of: Value[Any]) -> Value[Any]:
    found: dict[str, list[Value[Any]]] = {}
    for key, names in to_map(of.data).items():
        undecided = pending(names) or first_pending(to_list(names.data))
        if undecided is not None:
            return open_(undecided.reason, undecided)
        for name in names.data:
            found.setdefault(to_text(name.data), []).append(made(key, name))
    return made({key: made(tuple(items)) for key, items in sorted(found.items())}, of)


def _chunklist(of: Value[Any], size: Value[Any]) -> Value[Any]:
    items, count = to_list(of.data), to_whole(size.data)
    if count < 0:
        raise Failure("chunklist is given a size below zero")
    count = count or max(len(items), 1)
    parts = [items[start : start + count] for start in range(0, len(items), count)]
    return made(tuple(made(tuple(part), *part) for part in parts), of)


@of_known
def _setproduct(arguments: Values, scope: Scope) -> Value[Any]:
    lists = [to_list(argument.data) for argument in arguments]
    size = 1
    for one in lists:
        size *= len(one)
        scope.world.budget.spend(size)
    rows = [made(tuple(row), *row) for row in product(*lists)]
    if all(isinstance(one, Set) for one in lists):
        return made(Set(rows), *arguments)
    return made(tuple(rows), *arguments)


def _sets(keep: Callable[[int, int], bool]) -> Callable[..., Value[Any]]:
    """A function of sets that keeps what is in some of them: `keep(how many, of how many)`."""

    def combine(*sets: Value[Any]) -> Value[Any]:
        counts: list[tuple[Value[Any], int]] = []
        for one in sets:
            items = to_list(one.data)
            undecided = next((item for item in items if item.is_unknown), None)
            if undecided is not None:
                return open_(undecided.reason, undecided)
            for item in distinct(items):
                for place, (known, count) in enumerate(counts):
                    if equal(known, item):
                        counts[place] = (known, count + 1)
                        break
                else:
                    counts.append((item, 1))
        return as_set(item for item, count in counts if keep(count, len(sets)))

    return combine


def _setsubtract(first: Value[Any], second: Value[Any]) -> Value[Any]:
    kept = []
    for item in to_list(first.data):
        answers = [equal(item, other) for other in to_list(second.data)]
        if True in answers:
            continue
        if None in answers:
            return open_("what is in the sets is not known", first, second)
        kept.append(item)
    return as_set(kept)


def _every(decisive: bool) -> Callable[..., Value[Any]]:
    """alltrue and anytrue: one item may decide."""

    def combine(of: Value[Any]) -> Value[Any]:
        items = [item for item in to_list(of.data) if not (item.is_known and item.data is None)]
        undecided: Value[Any] | None = None
        for item in items:
            open_item = pending(item)
            if open_item is not None:
                undecided = undecided or open_item
            elif to_bool(item.data) is decisive:
                return made(decisive, item)
        if not decisive and len(items) < len(to_list(of.data)):
            return made(False, of)
        return open_(undecided.reason, undecided) if undecided else made(not decisive, *items)

    return combine


def _matchkeys(values: Value[Any], keys: Value[Any], wanted: Value[Any]) -> Value[Any]:
    items, names = to_list(values.data), to_list(keys.data)
    if len(items) != len(names):
        raise Failure("matchkeys is given lists of different lengths")
    kept = []
    for item, name in zip(items, names, strict=True):
        answers = [equal(name, other) for other in to_list(wanted.data)]
        if True not in answers and None in answers:
            return open_("what is in the lists is not known", keys, wanted)
        if True in answers:
            kept.append(item)
    return made(tuple(kept), values)


FUNCTIONS: dict[str, Function] = {
    "alltrue": _over_known(_every(False)),
    "anytrue": _over_known(_every(True)),
    "chunklist": _over_known(_chunklist),
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _over_known(_compact),
    "concat": _over_known(_concat),
    "contains": lambda arguments, scope: _over_known(lambda of: _contains(of, arguments[1]))(
        arguments[:1], scope
    ),
    "distinct": _over_known(_distinct),
    "element": _element,
    "flatten": _over_known(_flatten),
    "index": _over_known(_index),
    "keys": _over_known(_keys),
    "length": _over_known(_length),
    "lookup": _lookup_lazily,
    "matchkeys": _over_known(_matchkeys),
    "merge": _over_known(_merge),
    "one": _over_known(_one),
    "reverse": _over_known(_reverse),
    "setintersection": _over_known(_sets(lambda count, of: count == of)),
    "setproduct": _setproduct,
    "setsubtract": _over_known(_setsubtract),
    "setunion": _over_known(_sets(lambda count, of: True)),
    "slice": _slice,
    "sort": _over_known(_sort),
    "transpose": _over_known(_transpose),
    "values": _over_known(_values),
    "zipmap": _over_known(_zipmap),
}
