"""Java's .properties: keys and values as `java.util.Properties` loads them, and where they stand.

The javaproperties library does the reading (escapes, continuations, separators); the places
come from the exact source text that it keeps for every element.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.text import Text
from kafkalint.values import Origin

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_BLANK = " \t\f"
_KEY = re.compile(r"(?:\\(?:\r\n|.)|[^\\=: \t\f\r\n])*", re.DOTALL)
_GAP = re.compile(r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*")


class Property(NamedTuple):
    """One key and its value, both unescaped; trailing blanks belong to a value, as in Java.

    `origin` reaches from the key to the end of the value, `value_origin` is the value's own
    place (empty, behind the separator, where there is no value). `line` is the key's.
    `quote` is how an env file quoted the value ("" not, "'" or '"'); always "" here.
    """

    key: str
    value: str
    origin: Origin
    value_origin: Origin
    quote: str = ""
    is_set: bool = True

    @property
    def line(self) -> int:
        return self.origin.line


def read(text: Text) -> list[Property]:
    """The entries in order, duplicates kept (Java takes the last one).

    Raises SyntaxProblem where a unicode escape is not one: Java refuses the whole file.
    """
    from javaproperties import InvalidUEscapeError, KeyValue, parse  # imports urllib: only here

    found: list[Property] = []
    line = 1
    elements = parse(text.content)
    while True:
        try:
            element = next(elements)
        except StopIteration:
            return found
        except InvalidUEscapeError as error:
            raise _bad_escape(text, error.escape, line) from None
        source = element.source
        if isinstance(element, KeyValue):
            found.append(_located(text, element.key, element.value, source, line))
        line += len(_LINE_BREAK.findall(source))


def _located(text: Text, key: str, value: str, source: str, line: int) -> Property:
    """The property with its place; `source` is all its lines, the first of which is `line`."""
    body = source.rstrip("\r\n")
    start = len(body) - len(body.lstrip(_BLANK))
    begin = _KEY.match(body, start)
    behind = begin.end() if begin else start
    behind = _skip(body, behind)
    if behind < len(body) and body[behind] in "=:":
        behind = _skip(body, behind + 1)
    places = [_place(source, line, index) for index in (start, behind, len(body))]
    (first, column), (at, value_column), (last, end_column) = places
    return Property(
        key,
        value,
        text.origin(first, column, last, end_column),
        text.origin(at, value_column, last, end_column),
    )


def _skip(body: str, index: int) -> int:
    gap = _GAP.match(body, index)
    return gap.end() if gap else index


def _place(source: str, line: int, index: int) -> tuple[int, int]:
    """Line and column (from 1) of the character at `index` of `source`."""
    column = index
    for found in _LINE_BREAK.finditer(source, 0, index):
        line += 1
        column = index - found.end()
    return line, column + 1


def _bad_escape(text: Text, escape: str, line: int) -> SyntaxProblem:
    lines = _LINE_BREAK.split(text.content)
    for number in range(line, len(lines) + 1):
        column = lines[number - 1].find(escape)
        if column >= 0:
            line = number
            break
    span = text.span(line, 1, line, 1)
    return SyntaxProblem(
        f"{escape!r} is no unicode escape: four hexadecimal digits must follow \\u",
        path=text.path,
        line=span.line,
        remedy="Write a backslash itself as two: C:\\\\users, not C:\\users.",
    )
