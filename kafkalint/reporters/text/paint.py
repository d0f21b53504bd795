"""Words, colours and widths: how pieces of text look on a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from kafkalint.findings import Severity
from kafkalint.regex import regex
from kafkalint.reporters import Style
from kafkalint.reporters._prose import parts

_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_CODES = {
    "bold": "1",
    "dim": "2",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "good": "32",
}
MAX_PROSE = 100
"""Columns that prose fills at most, however wide the terminal is."""


def visible(text: str) -> str:
    """`text` in one line, with what could steer a terminal or turn text around made visible."""
    if text.isprintable():
        return text
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\n\t":
        return " "
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def plural(number: int, noun: str, nouns: str = "") -> str:
    """ "1 broker", "3 brokers"."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


class Paint:
    """Colours (or none) and wraps text for one stream."""

    def __init__(self, style: Style) -> None:
        self.color = style.color
        self.width = max(40, style.width)
        self.page = min(self.width, MAX_PROSE)

    def __call__(self, text: str, *names: str) -> str:
        """`text` in the colours called `names`: "bold", "dim", "good" or a severity."""
        if not self.color or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"

    def severity(self, severity: Severity) -> str:
        return self(severity.word, severity.word)

    def wrap(self, text: str, indent: int, hanging: int | None = None) -> list[str]:
        """`text` as lines with `indent` spaces before them (`hanging` from the second on)."""
        rest, margin = visible(text).rstrip(" "), " " * indent
        lines: list[str] = []
        while rest:
            room = self.page - len(margin)
            cut = len(rest)
            if cut > room:
                cut = rest.rfind(" ", 0, room + 1)
                if cut <= 0:  # a word that is too long stands in a line of its own
                    cut = rest.find(" ", room)
                    cut = len(rest) if cut < 0 else cut
            line = rest[:cut].rstrip(" ")
            if line:
                lines.append(margin + line)
                margin = " " * (indent if hanging is None else hanging)
            rest = rest[cut:].lstrip(" ")
        return lines

    def prose(self, text: str, indent: int) -> list[str]:
        """`text` wrapped after `indent` spaces, its lines of configuration as written."""
        lines: list[str] = []
        for is_code, found in parts(text):
            if is_code:
                lines += [f"{' ' * (indent + 2)}{visible(line)}".rstrip() for line in found]
            else:
                lines += self.wrap(found[0], indent)
        return lines

    def titled(self, title: str, body: Sequence[str]) -> Iterator[str]:
        """A part of a page, after an empty line; nothing where there is no `body`."""
        if body:
            yield ""
            yield self(title, "bold")
            yield from body

    def rule(self) -> str:
        """A line across the page."""
        return self("─" * self.page, "dim")
