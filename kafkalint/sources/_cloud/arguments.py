"""Arguments as what they are meant to be: numbers, booleans, texts, lists, however written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.sources._cloud.written import Written
from kafkalint.values import Origin, Value, unknown

_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


def integer(value: Value[Any]) -> Value[int]:
    """A whole number; "3" is one as well."""
    data = value.data
    if not value.is_known or (isinstance(data, int) and not isinstance(data, bool)):
        return value
    if isinstance(data, float) and data.is_integer():
        return value.map(int)
    if isinstance(data, str) and data.strip().lstrip("-").isdecimal():
        return value.map(int)
    return _made_later(value, "no whole number")


def decimal(value: Value[Any]) -> Value[float]:
    """A number; "0.5" is one as well."""
    data = value.data
    if not value.is_known:
        return value
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return value.map(float)
    if isinstance(data, str):
        try:
            return value.map(float)
        except ValueError:
            pass
    return _made_later(value, "no number")


def boolean(value: Value[Any]) -> Value[bool]:
    """True or false; "true" is true as well."""
    if not value.is_known or isinstance(value.data, bool):
        return value
    text = str(value.data).strip().lower()
    if isinstance(value.data, str) and text in _TRUE | _FALSE:
        return value.map(lambda _: text in _TRUE)
    return _made_later(value, "neither true nor false")


def text(value: Value[Any]) -> Value[str]:
    """Text; numbers and booleans as they are written in properties."""
    data = value.data
    if not value.is_known or (isinstance(data, str) and not isinstance(data, Reference)):
        return value
    if isinstance(data, bool):
        return value.map(lambda known: "true" if known else "false")
    if isinstance(data, (int, float)):
        return value.map(lambda known: str(int(known)) if float(known).is_integer() else str(known))
    return _made_later(value, "no text")


def items(value: Value[Any]) -> tuple[Value[Any], ...] | None:
    """The members of a list, or a single value as a list of it; None where it is not known."""
    if value.is_absent:
        return ()
    if not value.is_known:
        return None
    return value.data if isinstance(value.data, tuple) and not _is_one(value.data) else (value,)


def texts(value: Value[Any]) -> Value[tuple[str, ...]]:
    """A list of texts; unknown where any member is."""
    if not value.is_known:
        return value
    members = [text(item) for item in items(value) or ()]
    for member in members:
        if not member.is_known:
            return unknown(member.reason or "not set", *(member.origins or value.origins))
    return value.map(lambda _: tuple(member.data for member in members))


def refers_to(value: Value[Any], resource: Resource) -> bool:
    """A value is a reference to `resource`, its ARN, its id or its name."""
    if not value.is_known:
        return False
    if isinstance(value.data, Reference):
        return value.data.address == resource.address
    return isinstance(value.data, str) and value.data in resource.identities


def attached(estate: Estate, resource: Resource, argument: str, *types: str) -> Iterator[Resource]:
    """The resources of `types` whose `argument` names `resource`."""
    for other in estate.of_type(*types):
        if refers_to(other.value(argument), resource):
            yield other


def paths(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Every file in which something of `resources` is written, the first one first."""
    found: dict[str, None] = {}
    for resource in resources:
        for origin in (resource.anchor, *resource.related):
            found[origin.path] = None
        waiting: list[Any] = list(resource.arguments.values())
        while waiting:
            value = waiting.pop()
            found.update(dict.fromkeys(origin.path for origin in value.origins))
            if isinstance(value.data, dict):
                waiting += value.data.values()
            elif isinstance(value.data, tuple) and not _is_one(value.data):
                waiting += value.data
            elif isinstance(value.data, Written):
                found.update(dict.fromkeys(origin.path for origin in value.data.lines))
    return tuple(path for path in found if path)


def at(value: Value[Any], *origins: Origin) -> Value[Any]:
    """The value, pointing at `origins` where it points nowhere."""
    return value if value.origins else value.at(origins)


def _is_one(data: Any) -> bool:
    return isinstance(data, Reference)


def _made_later(value: Value[Any], what: str) -> Value[Any]:
    if isinstance(value.data, Reference):
        reason = f"{value.data.address} is known only when it is made"
    else:
        reason = f"{str(value.data)[:60]!r} is {what}"
    return unknown(value.reason or reason, *value.origins)
