"""Cutting the text of a span out of a file, to compare it with what was read."""

from __future__ import annotations

import re

from kafkalint.values import Origin, Span

_BREAK = re.compile(r"\r\n|\n|\r")


def cut(content: str, place: Span | Origin | None) -> str:
    """The text at a place; fails where the place is not inside `content`."""
    span = place.span if isinstance(place, Origin) else place
    assert span is not None
    return content[_index(content, span[0], span[1]) : _index(content, span[2], span[3])]


def _index(content: str, line: int, column: int) -> int:
    starts = [0, *(found.end() for found in _BREAK.finditer(content))]
    assert 1 <= line <= len(starts), f"line {line} of {len(starts)}"
    index = starts[line - 1] + column - 1
    end = starts[line] if line < len(starts) else len(content)
    assert starts[line - 1] <= index <= end, f"column {column} of line {line}"
    return index
