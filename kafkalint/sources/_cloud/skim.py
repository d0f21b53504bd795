"""Walks a large JSON text without building it: what is of no use is passed over.

A plan of a real estate has hundreds of thousands of values, of which a handful matter. The
standard library's decoder reads each value where it stands; only what the caller asks for is
kept, together with where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.values import Origin

_BLANK = regex(r"[ \t\r\n]*")
_SHALLOW = 3
"""Levels down to which a value that is passed over is walked, not built."""


class Found(NamedTuple):
    """A value that was read, and the indices between which it stands."""

    data: Any
    start: int
    end: int


class Skim:
    """One JSON text. Every method raises SyntaxProblem where the text is not JSON."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.content = text.content
        self._decoder = json.JSONDecoder()
        self._ends: dict[int, int] = {}
        self._counted = (0, 1)  # an index, and its line

    @property
    def begin(self) -> int:
        """Where the outermost value begins."""
        return self._next(0)

    def kind(self, start: int) -> str:
        """The character that the value at `start` begins with."""
        return self.content[start : start + 1]

    def read(self, start: int) -> Found:
        """The value at `start`, built."""
        try:
            data, end = self._decoder.raw_decode(self.content, start)
        except json.JSONDecodeError as error:
            ends = error.msg.startswith("Unterminated string")
            place = len(self.content) if ends else error.pos
            raise self.problem(place, error.msg.lower()) from None
        except ValueError:
            raise self.problem(start, "a number of more digits than any has") from None
        except RecursionError:
            raise self.problem(start, "nested deeper than anything honest") from None
        self._ends[start] = end
        return Found(data, start, end)

    def members(self, start: int) -> Iterator[tuple[str, int]]:
        """The keys of the object at `start`, and where their values begin."""
        if self.kind(start) != "{":
            return
        index = self._next(start + 1)
        while self.kind(index) != "}":
            key = self.read(index)
            if not isinstance(key.data, str):
                raise self.problem(index, "a key in double quotes is missing")
            index = self._next(self._ends.pop(index))
            if self.kind(index) != ":":
                raise self.problem(index, "a colon is missing")
            index = self._next(index + 1)
            yield key.data, index
            index = self._behind(index, "}")
        self._ends[start] = index + 1

    def items(self, start: int) -> Iterator[int]:
        """Where the values of the list at `start` begin."""
        if self.kind(start) != "[":
            return
        index = self._next(start + 1)
        while self.kind(index) != "]":
            yield index
            index = self._behind(index, "]")
        self._ends[start] = index + 1

    def origin(self, start: int, end: int, logical: str = "") -> Origin:
        """The place of the characters from `start` up to `end`."""
        return Origin(
            self.text.path, self.text.span(*self._place(start), *self._place(end)), logical
        )

    def part(self, found: Found) -> Text:
        """A value's text as one of its own, at its true position."""
        place = self.origin(found.start, found.end).span
        line, column = (place.line, place.column) if place else (1, 1)
        return Text(self.text.path, self.content[found.start : found.end], line, column)

    def problem(self, index: int, message: str) -> SyntaxProblem:
        """The error that says what is wrong at `index`."""
        place = self.origin(index, index)
        if index >= len(self.content.rstrip()):
            message = "the file ends in the middle"
        column = place.span.column if place.span else 0
        return SyntaxProblem(
            f"not valid JSON: {message}", path=self.text.path, line=place.line, column=column
        )

    def _place(self, index: int) -> tuple[int, int]:
        """Line and column of a character; places are mostly asked for in order."""
        before, line = self._counted
        if index < before:
            before, line = 0, 1
        line += self.content.count("\n", before, index)
        self._counted = (index, line)
        return line, index - self.content.rfind("\n", 0, index)

    def _behind(self, start: int, closing: str) -> int:
        """Where the next member or item begins, or `closing` stands, behind the one at `start`."""
        end = self._ends.pop(start, None)
        index = self._next(end if end is not None else self._pass(start))
        if self.kind(index) == closing:
            return index
        if self.kind(index) != ",":
            raise self.problem(index, "a comma is missing")
        return self._next(index + 1)

    def _pass(self, start: int, level: int = 0) -> int:
        """The index behind the value at `start`, which nobody wants."""
        kind = self.kind(start)
        if level < _SHALLOW and kind in ("{", "["):
            inner = (
                (index for _, index in self.members(start)) if kind == "{" else self.items(start)
            )
            for index in inner:
                self._ends[index] = self._pass(index, level + 1)
            return self._ends.pop(start)
        return self.read(start).end

    def _next(self, index: int) -> int:
        found = _BLANK.match(self.content, index)
        return found.end() if found else index
