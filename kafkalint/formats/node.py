"""The tree that every structured format is read into.

Mappings, sequences and scalars, each with its span. A reader may hand over two marks in
place of a span: most nodes are never asked where they are, so the span is made on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kafkalint.formats.text import Lines, Text
from kafkalint.record import NamedTuple
from kafkalint.values import Origin, Span


class Mark(Protocol):
    """A place as PyYAML gives it: line, column and index count from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def index(self) -> int: ...


class Point:
    """A mark of our own, where PyYAML's own is not the place we mean."""

    __slots__ = ("column", "index", "line")

    def __init__(self, line: int, column: int, index: int = 0) -> None:
        self.line = line
        self.column = column
        self.index = index


class Offset:
    """A mark of which only the index in a text is known; the rest is looked up when asked."""

    __slots__ = ("index", "lines")

    def __init__(self, lines: Lines, index: int) -> None:
        self.lines = lines
        self.index = index

    @property
    def line(self) -> int:
        return self.lines.span(self.index, self.index).line - 1

    @property
    def column(self) -> int:
        return self.lines.span(self.index, self.index).column - 1


class Content(NamedTuple):
    """Where the lines of a block scalar begin: the first one (from 1), and their indentation."""

    line: int
    indent: int


class Node:
    """A positioned piece of a document; exactly one of the three subclasses."""

    __slots__ = ("_end", "_start", "path", "tag")

    def __init__(
        self, path: str, span: Span | Mark, tag: str = "", end: Mark | None = None
    ) -> None:
        self.path = path
        self.tag = tag  # an explicit tag such as "!reset" or "!Ref"; "" where there is none
        self._start = span
        self._end = end

    @property
    def span(self) -> Span:
        """Where it is written. A collection's begins at its anchor or tag, where it has one."""
        start = self._start
        if isinstance(start, Span):
            return start
        end = self._end or start
        span = Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        self._start = span
        return span

    @property
    def origin(self) -> Origin:
        return Origin(self.path, self.span)


class Scalar(Node):
    """Text as written (`text`, after unescaping), whether quoted or a block, and where it is.

    A mapping's key that is no scalar at all (`? [a, b]`) becomes one of style "?", its text
    the source; so does a key that is an alias, its text what it stands for.
    """

    __slots__ = ("content", "style", "text")

    def __init__(
        self,
        path: str,
        span: Span | Mark,
        text: str,
        style: str = "",
        end: Mark | None = None,
        tag: str = "",
    ) -> None:
        self.path = path  # spelt out, not super().__init__: these are the reader's hottest calls
        self.tag = tag
        self._start = span
        self._end = end
        self.text = text
        self.style = style  # "" plain, "'" or '"' quoted, "|" literal, ">" folded
        self.content: Content | None = None

    @property
    def content_line(self) -> int:
        """The line of the file where the text of a block scalar begins; 0 for any other."""
        return self.content.line if self.content else 0

    @property
    def indent(self) -> int:
        """How many columns the text of a block scalar is indented; 0 for any other."""
        return self.content.indent if self.content else 0

    def read_on(self) -> Text:
        """Its text as a document of its own, at true positions where that can be.

        That is so for a literal block and for a scalar on one line without escapes; in any
        other, every place is the whole scalar's.
        """
        if self.content is not None and self.style == "|":
            first, indent = self.content
            return Text(self.path, self.text, first, indent + 1, indent)
        line, column, end_line, end_column = self.span
        quotes = 1 if self.style in ("'", '"') else 0
        if line == end_line and end_column - column == len(self.text) + 2 * quotes:
            return Text(self.path, self.text, line, column + quotes)
        return Text(self.path, self.text, within=self.span)

    @property
    def is_null(self) -> bool:
        """An empty, `~` or `null` plain scalar."""
        return not self.style and self.text in ("", "~", "null", "Null", "NULL")

    def __repr__(self) -> str:
        return f"Scalar({self.text!r} @ {self.span.line}:{self.span.column})"


class Entry:
    """One key of a mapping: the key, the value, and the places through which it got here.

    `via` holds the spans of the alias (`*env`) or merge (`<<: *env`) uses, outermost first;
    key and value keep the position of the definition.
    """

    __slots__ = ("key", "value", "via")

    def __init__(self, key: Scalar, value: Node, via: tuple[Origin, ...] = ()) -> None:
        self.key = key
        self.value = value
        self.via = via

    @property
    def span(self) -> Span:
        """From the start of the key to the end of a scalar value, or the key alone.

        An alias' value may stand before the key, or in another file.
        """
        key, value = self.key, self.value
        if type(value) is not Scalar or value.path != key.path:
            return key.span
        start, begin, end = key._start, value._start, value._end
        if isinstance(start, Span) or isinstance(begin, Span) or end is None:
            first, last = key.span, value.span
            return Span(*first[:2], *last[2:]) if last >= first else first
        line, column = start.line, start.column
        if begin.line > line or (begin.line == line and begin.column >= column):
            return Span(line + 1, column + 1, end.line + 1, end.column + 1)
        return key.span

    @property
    def origin(self) -> Origin:
        return Origin(self.key.path, self.span)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where it is defined, then where it is used from."""
        return (self.origin, *self.via)


class Mapping(Node):
    """Keys to entries, in order, merges resolved; the last of duplicate keys wins."""

    __slots__ = ("duplicates", "entries")

    def __init__(
        self, path: str, span: Span | Mark, tag: str = "", end: Mark | None = None
    ) -> None:
        self.path = path
        self.tag = tag
        self._start = span
        self._end = end
        self.entries: dict[str, Entry] = {}
        self.duplicates: list[Entry] = []  # the earlier ones, that lost

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def mapping(self, key: str) -> Mapping | None:
        value = self.get(key)
        return value if isinstance(value, Mapping) else None

    def sequence(self, key: str) -> Sequence | None:
        value = self.get(key)
        return value if isinstance(value, Sequence) else None

    def scalar(self, key: str) -> Scalar | None:
        value = self.get(key)
        return value if isinstance(value, Scalar) else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __repr__(self) -> str:
        return f"Mapping({', '.join(self.entries)})"


class Sequence(Node):
    """Items in order; `via[i]` is the alias use of item i, where there is one."""

    __slots__ = ("items", "via")

    def __init__(
        self, path: str, span: Span | Mark, tag: str = "", end: Mark | None = None
    ) -> None:
        self.path = path
        self.tag = tag
        self._start = span
        self._end = end
        self.items: list[Node] = []
        self.via: dict[int, Origin] = {}

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Sequence({len(self.items)})"
