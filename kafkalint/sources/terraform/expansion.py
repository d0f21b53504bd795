"""How many instances `count` and `for_each` make of a block, and what each of them is called."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.formats.hcl.tree import Body
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    ANY_INSTANCE,
    Failure,
    Set,
    made,
    open_,
    pending,
    to_text,
    to_whole,
)
from kafkalint.values import Value

MAX_INSTANCES = 1_000


class Instance(NamedTuple):
    """One of them: the suffix of its address, its key, and the names that it brings."""

    suffix: str  # "", "[0]", '["a"]', "[*]"
    key: str | int | None
    names: dict[str, Value[Any]]


class Expansion(NamedTuple):
    """All instances of a block; `uncertain` says why it is not known which there are.

    Then there is one that stands for all of them.
    """

    kind: str  # "", "count", "for_each"
    instances: tuple[Instance, ...]
    uncertain: Value[Any] | None = None


SINGLE = Expansion("", (Instance("", None, {}),))


def expand(body: Body, scope: Scope) -> Expansion:
    """The instances of a block with this body. Raises Exhausted."""
    count, for_each = body.attributes.get("count"), body.attributes.get("for_each")
    if count is not None:
        value = settle(count.value, scope)
        return _counted(value.at((count.origin, *value.origins)))
    if for_each is not None:
        value = settle(for_each.value, scope)
        return _for_each(value.at((for_each.origin, *value.origins)))
    return SINGLE


def _counted(value: Value[Any]) -> Expansion:
    undecided = pending(value)
    if undecided is not None:
        return _uncertain("count", undecided)
    try:
        number = to_whole(value.data)
    except Failure as failure:
        return _uncertain("count", open_(failure.reason, value))
    if number > MAX_INSTANCES:
        return _uncertain("count", open_(f"more than {MAX_INSTANCES:,} of them", value))
    return Expansion(
        "count",
        tuple(
            Instance(f"[{index}]", index, {"count": made({"index": made(index, value)})})
            for index in range(number)
        ),
    )


def _for_each(value: Value[Any]) -> Expansion:
    undecided = pending(value)
    if undecided is not None:
        return _uncertain("for_each", undecided)
    data = value.data
    if isinstance(data, dict):
        pairs = [(key, made(key, held), held) for key, held in sorted(data.items())]
    elif isinstance(data, Set) or data == ():
        undecided = next((pending(item) for item in data if pending(item) is not None), None)
        if undecided is not None:
            return _uncertain("for_each", undecided)
        try:
            pairs = [(to_text(item.data), item, item) for item in data]
        except Failure as failure:
            return _uncertain("for_each", open_(failure.reason, value))
    else:
        return _uncertain("for_each", open_("for_each is neither a map nor a set", value))
    if len(pairs) > MAX_INSTANCES:
        return _uncertain("for_each", open_(f"more than {MAX_INSTANCES:,} of them", value))
    return Expansion(
        "for_each",
        tuple(
            Instance(f'["{key}"]', key, {"each": made({"key": name, "value": held})})
            for key, name, held in pairs
        ),
    )


def _uncertain(kind: str, why: Value[Any]) -> Expansion:
    index = open_(why.reason, why)
    names = {"index": index} if kind == "count" else {"key": index, "value": index}
    root = "count" if kind == "count" else "each"
    return Expansion(kind, (Instance(ANY_INSTANCE, None, {root: made(names)}),), why)
