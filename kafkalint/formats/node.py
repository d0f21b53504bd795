"""The tree that every structured format is read into: mappings, sequences and scalars with spans."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.values import Origin, Span


class Node:
    """A positioned piece of a document; exactly one of the three subclasses."""

    __slots__ = ("path", "span", "tag")

    def __init__(self, path: str, span: Span, tag: str = "") -> None:
        self.path = path
        self.span = span
        self.tag = tag  # an explicit tag such as "!reset" or "!Ref"; "" where there is none

    @property
    def origin(self) -> Origin:
        return Origin(self.path, self.span)


class Scalar(Node):
    """Text as written (`text`, after unescaping), whether quoted or a block, and where it is.

    `content_line` and `indent` locate the first content line of a block scalar, so that
    its text can be read on as a document of its own (see `Text`).
    """

    __slots__ = ("content_line", "indent", "style", "text")

    def __init__(
        self,
        path: str,
        span: Span,
        text: str,
        style: str = "",
        tag: str = "",
        content_line: int = 0,
        indent: int = 0,
    ) -> None:
        super().__init__(path, span, tag)
        self.text = text
        self.style = style  # "" plain, "'" or '"' quoted, "|" literal, ">" folded
        self.content_line = content_line
        self.indent = indent

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
    def origin(self) -> Origin:
        """From the start of the key to the end of a scalar value, or the key alone."""
        key, value = self.key.span, self.value
        if isinstance(value, Scalar) and value.path == self.key.path and value.span >= key:
            return Origin(
                self.key.path,
                Span(key.line, key.column, value.span.end_line, value.span.end_column),
            )
        return Origin(self.key.path, key)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where it is defined, then where it is used from."""
        return (self.origin, *self.via)


class Mapping(Node):
    """Keys to entries, in order, merges resolved; the last of duplicate keys wins."""

    __slots__ = ("duplicates", "entries")

    def __init__(self, path: str, span: Span, tag: str = "") -> None:
        super().__init__(path, span, tag)
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

    __slots__ = ("items",)

    def __init__(self, path: str, span: Span, tag: str = "") -> None:
        super().__init__(path, span, tag)
        self.items: list[Node] = []

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"Sequence({len(self.items)})"
