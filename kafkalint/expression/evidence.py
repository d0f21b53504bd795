"""Which values decided a result: the second walk, taken only for results that are shown.

Of `a && b` that is false only the first false operand counts; of `all` the elements that
break it, of `exists` those that witness it; of an unknown result just what was unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kafkalint.expression import access
from kafkalint.expression.compiler import elements
from kafkalint.expression.tree import (
    Binary,
    Call,
    Conditional,
    Environment,
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
from kafkalint.values import Origin, Provenance, Value

_PATHS = (Name, Select, Index)
_LISTS = (tuple, list, frozenset, set)


class Evidence:
    """What decided a result: the places, why defaults are what they are, and secrecy.

    `written` are places of values that somebody wrote or that follow from such,
    `supplied` stand in for defaults and absent values, `things` for entities themselves.
    `reasons` are short sentences on the defaults: "not set; Kafka 4.1 defaults to 1".
    """

    __slots__ = ("reasons", "sensitive", "supplied", "things", "written")

    def __init__(self) -> None:
        self.written: dict[Origin, None] = {}
        self.supplied: dict[Origin, None] = {}
        self.things: dict[Origin, None] = {}
        self.reasons: dict[str, None] = {}
        self.sensitive = False

    @property
    def origins(self) -> tuple[Origin, ...]:
        """All places, the telling ones first; entities only where there is nothing better."""
        return tuple({**self.written, **self.supplied}) or tuple(self.things)

    def add(self, value: Value[Any], place: Origin | None, setting: str = "") -> None:
        """Take note of a value read from the thing at `place`."""
        self.sensitive = self.sensitive or value.sensitive
        missing = value.provenance is Provenance.ABSENT
        kept = self.supplied if missing or value.is_default else self.written
        for origin in value.origins or ((place,) if place else ()):
            kept[origin] = None
        if value.reason and value.is_known:
            self.reasons[_said(value, setting)] = None

    def meet(self, things: Any) -> None:
        """Take note of entities (or anything else that is no Value)."""
        for thing in things if type(things) in _LISTS else (things,):
            if type(thing) is Value:
                self.add(thing, None)
            else:
                place = access.place(thing)
                if place is not None:
                    self.things[place] = None


def _said(value: Value[Any], setting: str) -> str:
    if not value.is_default:
        return value.reason
    return f"{setting} is not set; {value.reason}" if setting else f"not set; {value.reason}"


def gather(tree: Tree, environment: Environment, evidence: Evidence) -> None:
    """Add to `evidence` what decided the compiled `tree` in `environment`."""
    _GATHER[type(tree)](tree, environment, evidence)


def _nothing(tree: Tree, environment: Environment, evidence: Evidence) -> None:
    return


def _name(tree: Name, environment: Environment, evidence: Evidence) -> None:
    evidence.meet(environment[tree.name])


def _field(tree: Select | Index, environment: Environment, evidence: Evidence) -> None:
    owner = tree.target.run(environment)
    if not isinstance(tree.target, _PATHS) or type(owner) is Value:
        gather(tree.target, environment, evidence)
        if type(owner) is Value:
            return
    place = access.place(owner) or _owner_place(tree.target, environment)
    value = tree.raw(environment)
    if type(value) is Value:
        key = tree.key.run(environment) if isinstance(tree, Index) else ""
        evidence.add(value, place, key if type(key) is str else "")
        return
    if place is not None and access.place(value) is None and type(value) not in _LISTS:
        evidence.things[place] = None
    evidence.meet(value)


def _owner_place(tree: Tree, environment: Environment) -> Origin | None:
    """The place of the closest entity on the way to `tree`, which has none itself."""
    while isinstance(tree, (Select, Index)):
        tree = tree.target
        place = access.place(tree.run(environment))
        if place is not None:
            return place  # type: ignore[no-any-return]
    return None


def _all_of(
    tree: Tree, operands: Iterable[Tree], environment: Environment, evidence: Evidence
) -> None:
    undecided = type(tree.run(environment)) is Value
    for operand in operands:
        if undecided and type(operand.run(environment)) is not Value:
            continue
        gather(operand, environment, evidence)


def _list(tree: ListOf, environment: Environment, evidence: Evidence) -> None:
    for item in tree.items:
        gather(item, environment, evidence)


def _unary(tree: Unary, environment: Environment, evidence: Evidence) -> None:
    gather(tree.operand, environment, evidence)


def _binary(tree: Binary, environment: Environment, evidence: Evidence) -> None:
    _all_of(tree, (tree.left, tree.right), environment, evidence)


def _call(tree: Call, environment: Environment, evidence: Evidence) -> None:
    _all_of(tree, tree.arguments, environment, evidence)


def _logic(tree: Logic, environment: Environment, evidence: Evidence) -> None:
    result = tree.run(environment)
    decisive = tree.operator == "||"
    for operand in tree.operands:
        value = operand.run(environment)
        if value is result or (type(result) is Value and type(value) is not bool):
            gather(operand, environment, evidence)
            if result is decisive:
                return


def _conditional(tree: Conditional, environment: Environment, evidence: Evidence) -> None:
    condition = tree.condition.run(environment)
    if condition is True or condition is False:
        gather(tree.yes if condition else tree.no, environment, evidence)
    gather(tree.condition, environment, evidence)


def _macro(tree: Macro, environment: Environment, evidence: Evidence) -> None:
    items = elements(tree.target.run(environment), environment)
    if type(items) is Value:
        gather(tree.target, environment, evidence)
        return
    result = tree.run(environment)
    decisive = {"all": False, "exists": True}.get(tree.kind)
    inner = environment.copy()
    placed = False
    for item in items:
        inner[tree.variable] = item
        placed = placed or type(item) is Value or access.place(item) is not None
        value = tree.body.run(inner)
        decides = value is result if result is decisive else True
        if decides and (type(result) is not Value or type(value) is Value):
            gather(tree.body, inner, evidence)
    if not placed:  # the items are parts of one value
        gather(tree.target, environment, evidence)


_GATHER: dict[type[Tree], Callable[[Any, Environment, Evidence], None]] = {
    Literal: _nothing,
    Name: _name,
    ListOf: _list,
    Select: _field,
    Index: _field,
    Unary: _unary,
    Binary: _binary,
    Logic: _logic,
    Conditional: _conditional,
    Call: _call,
    Macro: _macro,
}
