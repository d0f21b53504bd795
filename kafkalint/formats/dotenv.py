"""Env files, in the syntax that Docker Compose gives them.

Follows compose-go's own reader, which is more than a shell's: `KEY: value` is one, too, and
a quoted value may go on over lines. `docker run --env-file` reads the same files more
simply; it is not meant here.
"""

from __future__ import annotations

import re

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.properties import Property, check_entries
from kafkalint.formats.text import Lines, Text, check_size
from kafkalint.regex import regex

MAX_CHARACTERS = 1_000_000

_BETWEEN = regex(r"(?:\s|#[^\n]*)*")  # blanks and comments between two statements
_EXPORT = regex(r"export\s+")
_NAME = regex(r"[^=:\n]*")
_BAD_CHARACTER = regex(r"[^\w.\-\[\] \t\v\f\r\x85\xa0]")
_SPACE = regex(r"[^\S\n]*")
_QUOTED = {
    quote: regex(rf"{quote}([^\\{quote}]*(?:\\.[^\\{quote}]*)*){quote}", re.DOTALL)
    for quote in ("'", '"')
}
_ESCAPED = regex(r"\\(.)", re.DOTALL)
_ESCAPE = regex(r'\\([abcfnrtv$"\\]|0\d{0,3})')
_ESCAPES = dict(zip('abfnrtv"\\', '\a\b\f\n\r\t\v"\\', strict=True)) | {"$": "$$"}


def read(text: Text) -> list[Property]:
    """The variables in order, duplicates kept (Compose takes the last one).

    Nothing is interpolated: that is for the caller, with `$$` for a dollar sign, in every
    value but a single-quoted one. Raises SyntaxProblem as Compose does, and LimitExceeded.
    """
    check_size(text, MAX_CHARACTERS)
    reader = _Reader(text)
    found: list[Property] = []
    while (entry := reader.next()) is not None:
        found.append(entry)
        check_entries(text, len(found))
    return found


class _Reader:
    """Reads one statement after the other; `index` is where the next one may begin."""

    def __init__(self, text: Text) -> None:
        self.lines = Lines(text)
        self.path = text.path
        self.content = text.content
        self.index = 0

    def next(self) -> Property | None:
        """The next variable, None at the end."""
        start = self._skip(_BETWEEN, self.index)
        if start == len(self.content):
            return None
        name_start = self._skip(_EXPORT, start)
        name_end = self._skip(_NAME, name_start)
        name = self.content[name_start:name_end].rstrip()
        self._check(name, name_start)
        behind = name_start + len(name)
        if name_end == len(self.content) or self.content[name_end] == "\n":
            self.index = name_end
            nothing = self.lines.origin(behind, behind)
            return Property(name, "", self.lines.origin(name_start, behind), nothing, "", False)
        value_start = self._skip(_SPACE, name_end + 1)
        value, value_start, value_end, end, quote = self._value(value_start)
        self.index = end
        return Property(
            name,
            value,
            self.lines.origin(name_start, max(end if quote else value_end, name_end + 1)),
            self.lines.origin(value_start, value_end),
            quote,
        )

    def _value(self, start: int) -> tuple[str, int, int, int, str]:
        """The value from `start` on, where its text begins and ends, where it ends with its
        closing quote, and its quote."""
        quote = self.content[start : start + 1]
        pattern = _QUOTED.get(quote)
        if pattern is None:
            line_end = self.content.find("\n", start)
            line_end = len(self.content) if line_end < 0 else line_end
            value = self.content[start:line_end].partition(" #")[0].rstrip()
            return value, start, start + len(value), line_end, ""
        found = pattern.match(self.content, start)
        if found is None:
            raise self._problem(start, f"the {quote} that begins here never ends")
        value = _ESCAPED.sub(lambda m: quote if m[1] == quote else m[0], found[1])
        if quote == '"':
            value = _ESCAPE.sub(_unescape, value)
        return value, found.start(1), found.end(1), found.end(), quote

    def _check(self, name: str, start: int) -> None:
        bad = _BAD_CHARACTER.search(name)
        if bad:
            raise self._problem(start + bad.start(), f"a name cannot hold {bad[0]!r}")
        if " " in name:
            raise self._problem(start + name.index(" "), "a name cannot hold a space")

    def _skip(self, pattern: re.Pattern[str], index: int) -> int:
        found = pattern.match(self.content, index)
        return found.end() if found else index

    def _problem(self, index: int, message: str) -> SyntaxProblem:
        line, column, _, _ = self.lines.span(index, index)
        return SyntaxProblem(
            f"not an env file: {message}",
            path=self.path,
            line=line,
            column=column,
            remedy="Write NAME=value, one a line; comments begin with #.",
        )


def _unescape(match: re.Match[str]) -> str:
    """What an escape in double quotes stands for; Compose keeps a dollar sign from its own
    interpolation by doubling it."""
    escape = match[1]
    if escape[0] != "0":
        return _ESCAPES.get(escape, match[0])
    digits = escape[1:]
    if re.fullmatch("[0-3][0-7]{2}", digits):
        return chr(int(digits, 8))
    return f"\\{digits}"
