"""Text that is put together of pieces, each of which remembers where it stands.

What is not known stays in the text as a placeholder (`${KafkaVersion}`): the value is unknown
then, and carries the text all the same, so that what is known in it can be judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kafkalint.formats.node import Scalar
from kafkalint.formats.text import Text
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Written
from kafkalint.values import Origin, Provenance, Value

Piece = tuple[str, Origin]
"""A stretch of text within one line (a line break may end it), and its place."""

MAX_LENGTH = 1_000_000


def written(scalar: Scalar, text: str, logical: str = "") -> str:
    """The text of a scalar; one of several lines knows the place of each."""
    return _joined(list(pieces(scalar, text, logical)))


def pieces(scalar: Scalar, text: str, logical: str = "") -> Iterable[Piece]:
    """The lines of a scalar's text, each with its place."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        yield text, Origin(scalar.path, scalar.span, logical)
        return
    place = scalar.read_on() if scalar.text == text else Text(scalar.path, text, within=scalar.span)
    for number, line in enumerate(lines, 1):
        first = len(line) - len(line.lstrip()) + 1
        last = len(line.rstrip()) + 1
        span = place.span(number, min(first, last), number, last)
        yield line, Origin(scalar.path, span, logical)


def value_pieces(value: Value[Any], placeholder: str, origin: Origin) -> Iterable[Piece]:
    """The text of a value as pieces; `placeholder` where it is not known."""
    data = value.data
    place = value.origins[0] if value.origins else origin
    if isinstance(data, Written):
        for number, line in enumerate(data.splitlines(keepends=True), 1):
            yield line, data.line(number, place)
    elif not isinstance(data, str):
        yield (shown(data) if value.is_known and is_simple(data) else placeholder), place
    else:
        yield data, place


def assembled(
    parts: Iterable[tuple[Value[Any], str]], origins: tuple[Origin, ...], at: Origin
) -> Value[Any]:
    """One text of values, each with the placeholder that stands for it where it is unknown.

    `origins` come first. A text that is one reference and nothing else is that reference.
    """
    parts = [(value, placeholder) for value, placeholder in parts if value.data != ""]
    if len(parts) == 1 and isinstance(parts[0][0].data, Reference):
        return Value(parts[0][0].data, origins)
    made: list[Piece] = []
    reason, how, where = "", Provenance.EXPLICIT, origins
    for value, placeholder in parts:
        made.extend(value_pieces(value, placeholder, at))
        if placeholder:
            where = _together(where, [o for o in value.origins if not _covers(origins, o)])
        if not value.is_known or not is_simple(value.data):
            reason = reason or value.reason or f"{placeholder} is known only when it is made"
        elif value.provenance is not Provenance.EXPLICIT:
            how = value.provenance
    if sum(len(text) for text, _ in made) > MAX_LENGTH:
        return Value(None, origins, Provenance.UNKNOWN, "a text longer than anything honest")
    text = _joined(made)
    if reason:
        return Value(text, where, Provenance.UNKNOWN, reason)
    return Value(text, where, how)


def is_simple(data: Any) -> bool:
    """Whether it is text, a number or a boolean."""
    return isinstance(data, (str, int, float)) and not isinstance(data, Reference)


def shown(data: Any) -> str:
    """A simple value as text."""
    if isinstance(data, bool):
        return "true" if data else "false"
    return str(data)


def _together(*origins: Iterable[Origin]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for group in origins for origin in group))


def _covers(origins: tuple[Origin, ...], inner: Origin) -> bool:
    """Whether one of `origins` is where `inner` stands as well."""
    return any(
        inner.path == outer.path
        and inner.span is not None
        and outer.span is not None
        and outer.span.line <= inner.span.line <= outer.span.end_line
        for outer in origins
    )


def _joined(made: list[Piece]) -> str:
    text = "".join(piece for piece, _ in made)
    if "\n" not in text.rstrip("\n"):
        return text
    lines: list[Origin] = []
    begun = False
    for piece, origin in made:
        for part in piece.splitlines(keepends=True):
            if not begun:
                lines.append(origin)
            begun = not part.endswith("\n")
    return Written(text, tuple(lines))
