"""The line of a file that a finding points at, with carets under the very place."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.record import NamedTuple
from kafkalint.reporters._lines import Columns, masked
from kafkalint.reporters.text.paint import columns, visible
from kafkalint.values import Span

TAB = "    "
_CONTEXT = 8
"""Columns of context that a cropped line keeps before the place, where it can."""


class Excerpt(NamedTuple):
    """The line as shown and the line of carets below it."""

    line: str
    carets: str


def excerpt(text: str, span: Span, hidden: Sequence[Columns], width: int) -> Excerpt:
    """Line `text`, on which `span` begins, in at most `width` columns of a terminal."""
    text = text.rstrip()
    start, end = span.column - 1, len(text)
    if span.end_line == span.line:
        end = min(end, span.end_column - 1)
    end = max(end, start + 1)
    for first, last in hidden:  # what is hidden is hidden as a whole
        start = first if first < start < last else start
        end = last if first < end < last else end
    left = _shown(text, 0, start, hidden)
    middle = _shown(text, start, end, hidden)
    right = _shown(text, end, len(text), hidden)
    return _crop(left, middle, right, width)


def _shown(text: str, start: int, end: int, hidden: Sequence[Columns]) -> str:
    return visible(masked(text, start, end, hidden).replace("\t", TAB))


def _crop(left: str, middle: str, right: str, width: int) -> Excerpt:
    if columns(left + middle + right) > width:
        room = width - columns(middle)
        if columns(left) > max(room, _CONTEXT):
            left = "…" + _last(left, max(min(room // 2, width // 3), _CONTEXT) - 1)
        room = width - columns(left)
        if columns(middle) + bool(right) > room:
            middle, right = _first(middle, room - 1) + "…", ""
        elif columns(middle + right) > room:
            right = _first(right, room - columns(middle) - 1) + "…"
    return Excerpt(left + middle + right, " " * columns(left) + "^" * max(1, columns(middle)))


def _first(text: str, width: int) -> str:
    """As much of the beginning as fits `width` columns."""
    out = text[: max(0, width)]
    while columns(out) > width:
        out = out[:-1]
    return out


def _last(text: str, width: int) -> str:
    """As much of the end as fits `width` columns."""
    out = text[-width:]
    while columns(out) > width:
        out = out[1:]
    return out
