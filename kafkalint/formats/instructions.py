"""A Dockerfile as its instructions: continued lines joined, comments and heredocs left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from kafkalint.formats.text import Lines, Text
from kafkalint.regex import regex
from kafkalint.values import Origin

_DIRECTIVE = regex(r"#[ \t]*(\w+)[ \t]*=[ \t]*(\S+)[ \t]*\Z")
_NAME = regex(r"[ \t]*([A-Za-z]+)(?=[ \t]|\Z)[ \t]*")
_HEREDOC = regex(r"(?<!<)<<(-?)(['\"]?)([A-Za-z_]\w*)\2")
_TAKES_HEREDOC = ("RUN", "COPY", "ADD")


class Word(NamedTuple):
    """A word with its quotes, and where it stands in the text of its instruction."""

    text: str
    start: int
    end: int


class Instruction:
    """One instruction: its name in capitals and what is behind it, on one line.

    `escape` is the character that continues lines and escapes others.
    """

    def __init__(self, lines: Lines, pieces: list[tuple[int, str]], escape: str) -> None:
        joined = "".join(piece for _, piece in pieces)
        found = _NAME.match(joined)
        self.name = found[1].upper() if found else ""
        self.escape = escape
        self.text = joined.rstrip()
        self.start = found.end() if found else 0  # of what is behind the name
        self._name_start = found.start(1) if found else 0
        self._lines = lines
        self._at: list[int] = []  # where each piece begins in the text, and in the file
        self._from: list[int] = []
        length = 0
        for index, piece in pieces:
            self._at.append(length)
            self._from.append(index)
            length += len(piece)

    @property
    def rest(self) -> str:
        """What is behind the name."""
        return self.text[self.start :]

    @property
    def origin(self) -> Origin:
        return self.place(self._name_start, len(self.text))

    def place(self, start: int, end: int) -> Origin:
        """The place of a stretch of the text."""
        first = self._index(start)
        return self._lines.origin(first, max(self._index(max(end - 1, 0)) + 1, first))

    def words(self, start: int | None = None) -> list[Word]:
        """The words from `start` on, the quoted ones whole."""
        begin = self.start if start is None else start
        pattern = _words(self.escape)
        return [Word(m[0], *m.span()) for m in pattern.finditer(self.text, begin)]

    def _index(self, offset: int) -> int:
        piece = bisect_right(self._at, offset) - 1
        return self._from[piece] + offset - self._at[piece]


def instructions(text: Text) -> Iterator[Instruction]:
    """The instructions of a Dockerfile, in order."""
    lines = Lines(text)
    numbered = _Cursor(text.content)
    escape = _escape(text.content)
    while (line := numbered.next()) is not None:
        if not line[1].strip() or line[1].lstrip().startswith("#"):
            continue
        pieces: list[tuple[int, str]] = []
        current: tuple[int, str] | None = line
        while current is not None:
            index, written = current
            if written.strip() and not (pieces and written.lstrip().startswith("#")):
                kept, continues = _continuation(written, escape)
                pieces.append((index, kept))
                if not continues:
                    break
            current = numbered.next()
        found = Instruction(lines, pieces, escape)
        if found.name in _TAKES_HEREDOC:
            for dash, _, delimiter in _HEREDOC.findall(found.text):
                numbered.skip_to(delimiter, tabs=bool(dash))
        yield found


class _Cursor:
    """Goes through the lines of a text: where each begins, and what it says."""

    def __init__(self, content: str) -> None:
        self.content = content
        self.index = 0

    def next(self) -> tuple[int, str] | None:
        if self.index >= len(self.content):
            return None
        start = self.index
        end = self.content.find("\n", start)
        end = len(self.content) if end < 0 else end
        self.index = end + 1
        return start, self.content[start:end].removesuffix("\r")

    def skip_to(self, delimiter: str, tabs: bool) -> None:
        while (line := self.next()) is not None:
            if (line[1].lstrip("\t") if tabs else line[1]) == delimiter:
                return


def _escape(content: str) -> str:
    """The escape character, which a directive in the first comments may change."""
    for line in content.splitlines():
        found = _DIRECTIVE.match(line)
        if not found:
            break
        if found[1].lower() == "escape" and found[2] in ("\\", "`"):
            return found[2]
    return "\\"


def _continuation(line: str, escape: str) -> tuple[str, bool]:
    """The line without the escape character that continues it, and whether one did."""
    kept = line.rstrip(" \t")
    if kept.endswith(escape) and not kept.endswith(escape * 2):
        return kept[:-1], True
    return line, False


def _words(escape: str) -> re.Pattern[str]:
    return _BACKTICK if escape == "`" else _BACKSLASH


def _pattern(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    whole = rf"""'[^']*'|"(?:{e}.|[^"{e}])*"|{e}.|[^\s'"{e}]"""
    return re.compile(rf"(?:{whole})+|\S", re.DOTALL)


_BACKSLASH = _pattern("\\")
_BACKTICK = _pattern("`")
