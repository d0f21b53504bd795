"""SARIF objects as the plain data that JSON is written from."""

from __future__ import annotations

from typing import Any

import attr

_PROPERTIES: dict[type, list[tuple[str, str, Any]]] = {}


def as_plain(thing: Any) -> Any:
    """`thing` with every sarif_om object as a dict by SARIF's own property names.

    What equals the default is left out, as SARIF asks, but for the level: a reader would
    take the rule's level for one that is not there. A dict or list is taken as it is.
    """
    if isinstance(thing, list):
        return [as_plain(item) for item in thing]
    if isinstance(thing, dict):
        return {key: as_plain(value) for key, value in thing.items()}
    kind = type(thing)
    if kind not in _PROPERTIES:
        _PROPERTIES[kind] = _properties(kind) if attr.has(kind) else []
    if not _PROPERTIES[kind]:
        return thing
    plain = {}
    for name, key, default in _PROPERTIES[kind]:
        value = getattr(thing, name)
        if value is not None and (value != default or name == "level"):
            plain[key] = as_plain(value)
    return plain


def _properties(kind: type) -> list[tuple[str, str, Any]]:
    """Attribute, SARIF's name for it and its default, for every property of a class."""
    return [
        (field.name, field.metadata["schema_property_name"], _default(field.default))
        for field in attr.fields(kind)
    ]


def _default(default: Any) -> Any:
    return default.factory() if isinstance(default, attr.Factory) else default  # type: ignore[arg-type]
