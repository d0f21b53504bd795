"""Java's .properties: keys and values as `java.util.Properties` loads them, and where they stand.

The javaproperties library does the reading (escapes, continuations, separators); the places
come from the exact source text that it keeps for every element.
"""

from __future__ import annotations

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.text import Lines, Text, check_size, too_much
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Origin

MAX_CHARACTERS = 1_000_000
MAX_ENTRIES = 50_000
MAX_COPIED = 20_000_000

_BLANK = " \t\f"
_CONTINUED = regex(r"\\(?:\r\n|\n|\r)")
_BREAK = regex(r"[\r\n]")
_KEY = regex(r"(?:[^\\=: \t\f\r\n]|\\(?:\r\n[ \t\f]*|[\r\n][ \t\f]*|.))*")
_GAP = regex(r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*")


class Property(NamedTuple):
    """One key and its value, both unescaped; trailing blanks belong to a value, as in Java.

    `origin` reaches from the key to the end of the value, `value_origin` is the value's own
    place (empty, behind the separator, where there is no value). The rest is for env files:
    `quote` is how the value is quoted ("" not, "'" or '"'), and `is_set` is false for a name
    alone, which takes its value from around.
    """

    key: str
    value: str
    origin: Origin
    value_origin: Origin
    quote: str = ""
    is_set: bool = True

    @property
    def line(self) -> int:
        """The line of the key."""
        return self.origin.line


def read(text: Text) -> list[Property]:
    """The entries in order, duplicates kept (Java takes the last one).

    Raises SyntaxProblem where a unicode escape is not one, for which Java refuses the whole
    file, and LimitExceeded where there is more than anything honest.
    """
    from javaproperties import InvalidUEscapeError, KeyValue, parse  # imports urllib: only here

    _check(text)
    content = text.content
    lines = Lines(text)
    found: list[Property] = []
    offset = 0
    try:
        for element in parse(content):
            if isinstance(element, KeyValue):
                check_entries(text, len(found) + 1)
                found.append(_located(lines, element.key, element.value, element.source, offset))
            offset += len(element.source)
    except InvalidUEscapeError as error:
        raise _bad_escape(text, lines, content, error.escape, offset) from None
    return found


def check_entries(text: Text, number: int) -> None:
    """Raises LimitExceeded for more entries than anything honest."""
    if number > MAX_ENTRIES:
        raise too_much(text, f"more than {MAX_ENTRIES:,} entries")


def _check(text: Text) -> None:
    """The library copies a value anew for each line that continues it: what that comes to."""
    check_size(text, MAX_CHARACTERS)
    content = text.content
    copied, behind, start = 0, -1, 0
    for found in _CONTINUED.finditer(content):
        if behind < 0 or _BREAK.search(content, behind, found.start()):
            start = found.start()
        copied += found.end() - start
        behind = found.end()
        if copied > MAX_COPIED:
            line, _, _, _ = Lines(text).span(behind, behind)
            raise too_much(text, "a value that goes on over too many lines", line)


def _located(lines: Lines, key: str, value: str, source: str, offset: int) -> Property:
    """The property with its place; `source` is all its lines, which begin at `offset`."""
    body = source.rstrip("\r\n")
    start = _skip(body, 0)
    begin = _KEY.match(body, start)
    behind = _skip(body, begin.end() if begin else start)
    if behind < len(body) and body[behind] in "=:":
        behind = _skip(body, behind + 1)
    end = offset + len(body)
    return Property(
        key, value, lines.origin(offset + start, end), lines.origin(offset + behind, end)
    )


def _skip(body: str, index: int) -> int:
    gap = _GAP.match(body, index)
    return gap.end() if gap else index


def _bad_escape(text: Text, lines: Lines, content: str, escape: str, offset: int) -> SyntaxProblem:
    """The element from `offset` on holds `escape`, which is not one."""
    index = max(content.find(escape, offset), offset)
    span = lines.span(index, index)
    return SyntaxProblem(
        f"{escape} is no unicode escape: four hexadecimal digits must follow \\u",
        path=text.path,
        line=span.line,
        column=span.column,
        remedy="Write a backslash itself as two: C:\\\\users, not C:\\users.",
    )
