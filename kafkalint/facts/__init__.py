"""Derived facts: what follows from the model, each a typed function with a name.

A fact is a function of one entity, marked with `@fact`; rules read it as a field:
`broker_count(cluster)` is `cluster.broker_count`. It is worked out once for each entity.
A subject is a function from a cluster to the entities of one kind, marked with `@subject`;
rules name that kind in `for:`. Both are found by being in a module of this package, which is
loaded when a rule first asks for what `index` says is in it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from kafkalint import modules
from kafkalint.facts import index
from kafkalint.model import Cluster, Entity

F = TypeVar("F", bound=Callable[[Any], Any])

_NOTHING = object()

FACTS: dict[str, dict[str, Callable[[Any], Any]]] = {}
"""Class name ("Cluster") to fact name to the function."""

SUBJECTS: dict[str, Callable[[Cluster], Iterable[Entity]]] = {}
"""Subject kind ("listener") to the function that lists them."""

PARTS: dict[str, str] = {}
"""Subject kind to the field of a cluster without which it has none, for some kinds."""


def fact(function: F) -> F:
    """Make `function` a fact of the class that its only parameter is annotated with.

    Its return annotation is its type in rules: `Value[int]`, `Value[tuple[str, ...]]`,
    an entity, an optional entity or a tuple of entities. It must not raise.
    """
    owner = str(next(iter(function.__annotations__.values())))
    name = function.__name__
    FACTS.setdefault(owner, {})[name] = remembered = _remembered(function, name)
    return remembered


def once(function: F) -> F:
    """Work out once for each entity what `function` says of it; rules do not see it."""
    return _remembered(function, f"{function.__module__}.{function.__name__}")


def _remembered(function: F, key: str) -> F:
    def remembered(entity: Any) -> Any:
        memo = entity.memo
        value = memo.get(key, _NOTHING)
        if value is _NOTHING:
            value = memo[key] = function(entity)
        return value

    remembered.__name__ = function.__name__
    remembered.__doc__ = function.__doc__
    remembered.__annotations__ = function.__annotations__
    remembered.__wrapped__ = function  # type: ignore[attr-defined]
    return remembered  # type: ignore[return-value]


def subject(kind: str, part_of: str = "") -> Callable[[F], F]:
    """Make a function the lister of the subjects called `kind`.

    Where they come from one field of a cluster (`running`), `part_of` names it: the function
    is not asked, nor its module loaded, for clusters that have nothing there.
    """

    def register(function: F) -> F:
        SUBJECTS[kind] = function
        if part_of:
            PARTS[kind] = part_of
        return function

    return register


def load() -> None:
    """Import every module of this package, so that all facts and subjects are known."""
    for name in modules.names(__path__):
        importlib.import_module(f"{__name__}.{name}")


def find(owner: type, name: str) -> Callable[[Any], Any] | None:
    """The fact `name` of things of the class `owner`; None where there is none."""
    found = _known(owner, name)
    if found is None:
        for module, names in index.FACTS.items():
            if name in names.split():
                importlib.import_module(f"{__name__}.{module}")
        found = _known(owner, name)
    if found is None:  # a mistake, or a fact that the index does not have yet
        load()
        found = _known(owner, name)
    return found


def _known(owner: type, name: str) -> Callable[[Any], Any] | None:
    for base in owner.__mro__:
        known = FACTS.get(base.__name__)
        if known is not None and name in known:
            return known[name]
    return None


def subjects(kind: str, cluster: Cluster) -> Iterable[Entity]:
    """What there is of a kind in `cluster`. Raises KeyError where there is no such kind."""
    part = index.PARTS.get(kind)
    if part is not None and not getattr(cluster, part):
        return ()
    if kind not in SUBJECTS:
        module = index.SUBJECTS.get(kind)
        if module is None:
            load()
        else:
            importlib.import_module(f"{__name__}.{module}")
    return SUBJECTS[kind](cluster)
