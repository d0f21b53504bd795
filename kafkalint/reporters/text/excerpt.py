"""The line of a file that a finding points at, with carets under the very place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kafkalint.reporters._lines import HIDDEN, Columns
from kafkalint.reporters.text.paint import columns, visible
from kafkalint.values import Span

TAB = "    "
_CONTEXT = 8
"""Columns of context that a cropped line keeps before the place, where it can."""


class Excerpt(NamedTuple):
    """The line as shown and the line of carets below it."""

    line: str
    carets: str


class _Cell(NamedTuple):
    """What is shown for the stretch [start, end) of the line."""

    shown: str
    start: int
    end: int


def excerpt(text: str, span: Span, hidden: Sequence[Columns], width: int) -> Excerpt:
    """Line `text`, on which `span` begins, in at most `width` columns of a terminal."""
    start, end = span.column - 1, len(text.rstrip())
    if span.end_line == span.line:
        end = min(end, span.end_column - 1)
    cells = _cells(text.rstrip(), hidden)
    before = [cell for cell in cells if cell.end <= start]
    under = [cell for cell in cells if cell.end > start and cell.start < max(end, start + 1)]
    after = cells[len(before) + len(under) :]
    return _crop(before, under, after, width)


def _cells(text: str, hidden: Sequence[Columns]) -> list[_Cell]:
    cells: list[_Cell] = []
    at = 0
    for start, end in hidden:
        cells += [_cell(text, index) for index in range(at, start)]
        cells.append(_Cell(HIDDEN, start, end))
        at = end
    return cells + [_cell(text, index) for index in range(at, len(text))]


def _cell(text: str, index: int) -> _Cell:
    character = text[index]
    shown = TAB if character == "\t" else visible(character)
    return _Cell(shown, index, index + 1)


def _crop(before: list[_Cell], under: list[_Cell], after: list[_Cell], width: int) -> Excerpt:
    left, middle, right = (_shown(cells) for cells in (before, under, after))
    if columns(left + middle + right) > width:
        room = width - columns(middle)
        if columns(left) > max(room, _CONTEXT):
            left = "…" + _last(left, max(min(room // 2, width // 3), _CONTEXT) - 1)
        room = width - columns(left)
        if columns(middle) > room:
            middle, right = _first(middle, room - 1) + "…", ""
        elif columns(middle + right) > room:
            right = _first(right, room - columns(middle) - 1) + "…"
    return Excerpt(left + middle + right, " " * columns(left) + "^" * max(1, columns(middle)))


def _shown(cells: list[_Cell]) -> str:
    return "".join(cell.shown for cell in cells)


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
