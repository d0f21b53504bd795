"""Derived facts: what follows from the model, each a typed function with a name.

A fact is a function of one entity, marked with `@fact`; rules read it as a field:
`broker_count(cluster)` is `cluster.broker_count`. It is worked out once for each entity.
A subject is a function from a cluster to the entities of one kind, marked with `@subject`;
rules name that kind in `for:`. Both are found by being in a module of this package.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from kafkalint.model import Cluster, Entity

F = TypeVar("F", bound=Callable[[Any], Any])

FACTS: dict[str, dict[str, Callable[[Any], Any]]] = {}
"""Class name ("Cluster") to fact name to the function."""

SUBJECTS: dict[str, Callable[[Cluster], Iterable[Entity]]] = {}
"""Subject kind ("listener") to the function that lists them."""


def fact(function: F) -> F:
    """Make `function` a fact of the class that its only parameter is annotated with.

    Its return annotation is its type in rules: `Value[int]`, `Value[tuple[str, ...]]`,
    an entity, an optional entity or a tuple of entities. It must not raise.
    """
    owner = str(next(iter(function.__annotations__.values())))
    name = function.__name__

    def remembered(entity: Any) -> Any:
        memo = entity.memo
        if name not in memo:
            memo[name] = function(entity)
        return memo[name]

    remembered.__name__ = name
    remembered.__doc__ = function.__doc__
    remembered.__annotations__ = function.__annotations__
    remembered.__wrapped__ = function  # type: ignore[attr-defined]
    FACTS.setdefault(owner, {})[name] = remembered
    return remembered  # type: ignore[return-value]


def subject(kind: str) -> Callable[[F], F]:
    """Make a function the lister of the subjects called `kind`."""

    def register(function: F) -> F:
        SUBJECTS[kind] = function
        return function

    return register


def load() -> None:
    """Import every module of this package, so that its facts and subjects are known."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
