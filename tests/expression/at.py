"""Values written on a line of a file, to see which of them decide a result."""

from __future__ import annotations

from typing import Any

from kafkalint.values import Origin, Provenance, Span, Value, absent, unknown

FILE = "server.properties"


def line(number: int) -> Origin:
    return Origin(FILE, Span(number, 1, number, 20))


def written(data: Any, number: int, sensitive: bool = False) -> Value[Any]:
    return Value(data, (line(number),), Provenance.EXPLICIT, sensitive=sensitive)


def default(data: Any, number: int, reason: str = "Kafka 4.1 defaults to it") -> Value[Any]:
    return Value(data, (line(number),), Provenance.KAFKA, reason)


def unresolved(number: int, reason: str = "${VAR} is not resolved") -> Value[Any]:
    return unknown(reason, line(number))


def unset(number: int) -> Value[Any]:
    return absent(line(number))


def lines(origins: tuple[Origin, ...]) -> list[int]:
    return [origin.line for origin in origins]
