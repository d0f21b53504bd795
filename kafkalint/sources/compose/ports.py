"""Published ports in both their spellings."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.template import placeholder
from kafkalint.model import Port
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.scalars import number
from kafkalint.values import Origin, Value, absent, unknown

_SHORT = regex(
    r"(?:(?:(?P<ip>\[[^\]]*\]|[^:]*|(?:[0-9a-fA-F]*:){2,}[0-9a-fA-F.]*):)?(?P<published>[^:]*):)?"
    r"(?P<target>[^:/]+)(?:/(?P<protocol>[a-zA-Z]+))?\Z"
)
MAX_RANGE = 1024
"""Ports of a range that are looked at one by one; a longer one is taken as its two ends."""


class _Numbers(NamedTuple):
    """The ports of "9092" or "9092-9094"; None where they are not known."""

    ports: list[int] | None
    reason: str = ""


def read(project: Project, service: str, node: Node | None) -> tuple[Port, ...]:
    """The published ports of a service, each number of a range by itself, none twice."""
    if not isinstance(node, Sequence):
        return ()
    found: dict[object, Port] = {}
    for item in node:
        logical = f"services.{service}.ports"
        for port in _item(project, item, logical):
            key = (
                port.target.data or port.target.reason,
                port.published.data or port.published.reason,
                port.host_ip.data or port.host_ip.reason,
                port.protocol,
            )
            found[key] = port
    return tuple(found.values())


def _item(project: Project, item: Node, logical: str) -> Iterator[Port]:
    if isinstance(item, Scalar):
        yield from _short(project.value(item, logical))
    elif isinstance(item, Mapping):
        yield from _long(project, item, logical)


def _short(value: Value[str]) -> Iterator[Port]:
    match = _SHORT.match(value.data.strip())
    if match is None:
        return
    host_ip = _address((match["ip"] or "").strip("[]"), value.origins)
    protocol = (match["protocol"] or "tcp").lower()
    targets, published = _numbers(match["target"]), _numbers(match["published"] or "")
    yield from _ports(targets, published, host_ip, value.origins, protocol)


def _long(project: Project, item: Mapping, logical: str) -> Iterator[Port]:
    parts = {entry.key.text: project.plain(entry.value) for entry in item}
    origins = (Origin(item.path, item.span, logical),)
    target = item.entries.get("target")
    if target is not None:
        origins = (Origin(item.path, target.origin.span, logical),)
    ports = _ports(
        _numbers(parts.get("target", "")),
        _numbers(parts.get("published", "")),
        _address(parts.get("host_ip", "").strip("[]"), origins),
        origins,
        parts.get("protocol", "tcp") or "tcp",
        mode=parts.get("mode", ""),
        long_syntax=True,
    )
    yield from ports


def _ports(
    targets: _Numbers,
    published: _Numbers,
    host_ip: Value[str],
    origins: tuple[Origin, ...],
    protocol: str,
    mode: str = "",
    long_syntax: bool = False,
) -> Iterator[Port]:
    inside: list[Value[int]] = _values(targets, origins)
    outside: list[Value[int]] = _values(published, origins)
    if len(outside) != len(inside):
        lone = unknown("Docker picks a port of the range", *origins)
        outside = outside * len(inside) if len(outside) == 1 else [lone] * len(inside)
    for target, public in zip(inside, outside, strict=True):
        yield Port(target, public, host_ip, origins[0], protocol, mode, long_syntax)


def _values(numbers: _Numbers, origins: tuple[Origin, ...]) -> list[Value[int]]:
    if numbers.ports is None:
        return [unknown(numbers.reason, *origins)]
    if not numbers.ports:
        return [absent(*origins)]
    return [Value(port, origins) for port in numbers.ports]


def _numbers(text: str) -> _Numbers:
    text = text.strip()
    if text.isdecimal() and len(text) < 6 and int(text) < 65536:
        return _Numbers([int(text)])
    if not text:
        return _Numbers([])
    hole = placeholder(text)
    if hole is not None:
        return _Numbers(None, f"{hole} has no value in these files")
    first, dash, last = text.partition("-")
    low, high = number(first), number(last if dash else first)
    if low is None or high is None or high < low or high > 65535:
        return _Numbers(None, f"{text} is no port")
    if high - low > MAX_RANGE:
        return _Numbers([low, high])
    return _Numbers(list(range(low, high + 1)))


def _address(text: str, origins: tuple[Origin, ...]) -> Value[str]:
    hole = placeholder(text)
    if hole is not None:
        return unknown(f"{hole} has no value in these files", *origins)
    return Value(text, origins)
