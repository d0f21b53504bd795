"""Platforms that run Kafka: from an estate's resources to clusters, one module for each.

A platform is a module of this package with

    TYPES: frozenset[str]                        the resource types it makes something of
    def clusters(estate) -> Iterable[Cluster]    their clusters, in order

and is found by being here; modules that begin with `_` are what several of them share.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import Protocol, cast

from kafkalint.model import Cluster
from kafkalint.sources import Reading
from kafkalint.sources._cloud.resource import Estate


class Platform(Protocol):
    """The shape of a platform's module."""

    TYPES: frozenset[str]

    def clusters(self, estate: Estate) -> Iterable[Cluster]: ...


@cache
def load() -> tuple[Platform, ...]:
    """All platforms, by name."""
    names = sorted(
        module.name for module in pkgutil.iter_modules(__path__) if module.name[0] != "_"
    )
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast(Platform, module) for module in modules)


def clusters(estate: Estate) -> Reading:
    """The clusters that the resources of `estate` describe; raises nothing."""
    types = {resource.type for resource in estate.resources}
    found = Reading()
    for platform in load():
        if not types.isdisjoint(platform.TYPES):
            found.clusters.extend(platform.clusters(estate))
    return found


def types() -> frozenset[str]:
    """Every resource type that some platform makes something of."""
    return frozenset().union(*(platform.TYPES for platform in load()))
