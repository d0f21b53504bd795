"""Fields of what is in the model, as rules see them: attributes, properties and facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from kafkalint import facts
from kafkalint.expression import operations
from kafkalint.values import Value, unknown

Getter = Callable[[Any], Any]

HIDDEN = frozenset({"memo", "anchor"})
_PLAIN = (int, float, str, bool, tuple, list, frozenset, set)


def getter(kind: type, field: str) -> Getter | None:
    """The function that reads `field` of an instance of `kind`; None where it has none."""
    if kind is dict:
        return lambda items: items.get(field, operations.ABSENT)
    if kind in _PLAIN:
        return lambda data: operations.mismatch(f".{field}", data)
    if field in attributes(kind):
        return attrgetter(field)
    return facts.find(kind, field)


def own_annotations(kind: type) -> dict[str, Any]:
    """The annotations in the body of `kind` itself."""
    found: dict[str, Any] = vars(kind).get("__annotations__", {})
    return found


@cache
def attributes(kind: type) -> dict[str, Any]:
    """The annotated attributes and the properties of `kind`, with their annotations."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        found.update(own_annotations(base))
        for name, member in base.__dict__.items():
            if isinstance(member, property) and member.fget is not None:
                found[name] = member.fget.__annotations__.get("return")
    return {name: kind for name, kind in found.items() if name[0] != "_" and name not in HIDDEN}


def setting(entity: Any, key: str) -> Any:
    """`entity["some.key"]`: what holds for a node or topic, what is written for the others.

    None where the entity has no settings.
    """
    if hasattr(entity, "software"):
        return _effective()(entity, key)
    if hasattr(entity, "declared_topics") or not hasattr(entity, "settings"):
        return None
    if hasattr(entity, "partitions"):
        return _topic_setting()(entity, key)
    return entity.settings.get(key, operations.ABSENT)


@cache
def _effective() -> Callable[[Any, str], Any]:
    from kafkalint.facts import config

    return config.effective


@cache
def _topic_setting() -> Callable[[Any, str], Any]:
    from kafkalint.facts import topics

    return topics.topic_setting


def is_set(entity: Any, key: str) -> Any:
    """Somebody wrote `key` of `entity`, whatever it says: True, False or an unknown Value."""
    from kafkalint.facts import config

    if key in entity.settings:
        return bool(config.is_set(entity, key))
    partial: str = getattr(entity, "partial", "")
    if partial:
        return unknown(f"{key} is not set here: {partial}", entity.anchor)
    return False


def place(entity: Any) -> Any:
    """The origin that stands for a thing of the model itself; None for anything else."""
    kind = type(entity)
    if kind in _PLAIN or kind is Value or kind is dict:
        return None
    found = getattr(entity, "anchor", None)
    return found if found is not None else getattr(entity, "origin", None)
