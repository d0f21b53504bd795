"""A template as the text around its tags, line by line and column by column.

What controls the text (`{% if %}`, `{{- end }}`, comments) becomes blank. What is put into
the text (`{{ name }}`) is kept, but in characters that mean nothing in YAML, so that the
rest can be read; the reader gives its own characters back (see `formats.disguise`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from kafkalint.formats.disguise import mask
from kafkalint.formats.text import Text, check_size
from kafkalint.regex import regex

MAX_CHARACTERS = 1_000_000

_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>", "<#": ">", "</#": ">", "${": "}"}
_OPENER = regex(r"\{\{|\{%|\{#|<%|</?#(?=[a-z])|\$\{")
_WORD = regex(r"%[A-Z][A-Z0-9_]{0,63}%|@[A-Za-z_][A-Za-z0-9_.-]{0,63}@")
_COMMENT = regex(r"\{#|\{\{-?\s*/\*|<%#|<#--")
_OUTPUT = regex(
    r"\$\{|<%[-=]?=|[%@]\w"
    r"|\{\{(?!-?\s*(?:if|else|end|range|with|define|block|break|continue)\b|-?\s*\$\w+\s*:?=)"
)
_BEGINS = regex(r"(?:\{%[-+]?|\{\{-?|<%-?|<#)\s*(?:if|unless|for|foreach|range|with|list)\b")
_ENDS = regex(r"\{%[-+]?\s*end(?:if|for|unless)\b|\{\{-?\s*end\b|<%-?\s*(?:end|\})|</#(?:if|list)")
_INK = regex(r"\S")
_LINE = regex(r"^[^\S\n]*(\S(?:.*\S)?)", re.MULTILINE)


class Tag(NamedTuple):
    """A tag of a template: where it begins and ends, and what it is written as."""

    start: int
    end: int
    source: str

    @property
    def is_output(self) -> bool:
        """It puts something into the text, and is not there to control it."""
        return _OUTPUT.match(self.source) is not None


def literal_lines(text: Text) -> Text:
    """`text` with its template tags out of the way, every other character in its place.

    For text that cannot be read as what its name says. Placeholders inside values are seen
    as they were written; both branches of a condition are there (see `conditional_lines`).
    Raises LimitExceeded for more than MAX_CHARACTERS.
    """
    content = text.content
    check_size(text, MAX_CHARACTERS)
    tags = _tags(content)
    lines = _Lines(content, tags)
    pieces: list[str] = []
    done = 0
    for tag in tags:
        pieces.append(content[done : tag.start])
        blank = lines.can_lose(tag)
        pieces.append(_INK.sub(" ", tag.source) if blank else mask(tag.source))
        done = tag.end
    pieces.append(content[done:])
    return text._replace(content="".join(pieces), masked=True)


def conditional_lines(text: Text) -> frozenset[int]:
    """The lines of the file that a condition or a loop may leave out or repeat.

    A condition around everything decides whether the file exists, not what it says: it
    does not count.
    """
    tags = _tags(text.content)
    bare = _bare(text.content, tags)
    everything = len(bare) - len(bare.lstrip()), len(bare.rstrip())
    breaks = [found.start() for found in re.finditer("\n", text.content)]
    lines: set[int] = set()
    begun: list[int] = []
    for tag in tags:
        if _BEGINS.match(tag.source):
            begun.append(tag.start)
        elif begun and _ENDS.match(tag.source):
            start = begun.pop()
            outermost = not begun or (len(begun) == 1 and begun[0] < everything[0])
            if outermost and not (start < everything[0] and tag.end > everything[1]):
                first, last = bisect_right(breaks, start), bisect_right(breaks, tag.end - 1)
                lines.update(range(text.line + first, text.line + last + 1))
    return frozenset(lines)


def _bare(content: str, tags: list[Tag]) -> str:
    """`content` with every tag blank."""
    pieces: list[str] = []
    done = 0
    for tag in tags:
        pieces += content[done : tag.start], _INK.sub(" ", tag.source)
        done = tag.end
    return "".join((*pieces, content[done:]))


def _tags(content: str) -> list[Tag]:
    """The tags of `content` in order; one that nothing closes is text."""
    tags: list[Tag] = []
    unclosed: set[str] = set()
    index = 0
    while found := _OPENER.search(content, index):
        start = found.start()
        opener = found[0]
        closer = _CLOSERS[opener]
        end = -1 if opener in unclosed else content.find(closer, found.end())
        if end < 0:  # nor will there be one further on
            unclosed.add(opener)
            index = found.end()
            continue
        end += len(closer)
        tags.append(Tag(start, end, content[start:end]))
        index = end
    words = [Tag(*found.span(), found[0]) for found in _WORD.finditer(content)]
    return _without_overlap(sorted(tags + words))


def _without_overlap(tags: list[Tag]) -> list[Tag]:
    kept: list[Tag] = []
    for tag in tags:
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
    return kept


class _Lines:
    """The lines of a template, seen without their tags."""

    def __init__(self, content: str, tags: list[Tag]) -> None:
        self.bare = _bare(content, tags)
        self.starts = [0, *(found.end() for found in re.finditer("\n", content))]
        self.written = [found.span(1) for found in _LINE.finditer(self.bare)]  # lines with ink

    def can_lose(self, tag: Tag) -> bool:
        """Whether a tag is to be blanked, not masked.

        Comments are; so is what stands on lines of its own, unless it is the only thing
        below a key; so are control tags that begin a line. A control tag behind a value
        stays, since the value depends on it.
        """
        first = bisect_right(self.starts, tag.start) - 1
        last = bisect_left(self.starts, tag.end, first)
        end = self.starts[last] if last < len(self.starts) else len(self.bare)
        following = bisect_left(self.written, (self.starts[first], 0))
        ink = self.written[following][0] if following < len(self.written) else end
        if _COMMENT.match(tag.source):
            return True
        if tag.is_output:
            return ink >= end and not self._is_only_value(tag)
        return ink >= end or ink > tag.start

    def _is_only_value(self, tag: Tag) -> bool:
        """`tag` stands alone below a line that ends with a colon, and deeper than it."""
        index = bisect_right(self.written, (tag.start, 0)) - 1
        if index < 0:
            return False
        start, end = self.written[index]
        key_indent = start - self._line_start(start)
        if self.bare[end - 1] != ":" or tag.start - self._line_start(tag.start) <= key_indent:
            return False
        if index + 1 == len(self.written):
            return True
        following = self.written[index + 1][0]
        return following - self._line_start(following) <= key_indent

    def _line_start(self, index: int) -> int:
        return self.starts[bisect_right(self.starts, index) - 1]
