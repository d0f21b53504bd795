"""TypeScript, and with it JavaScript, to the syntax tree that tree-sitter's grammar makes.

Nothing is run and nothing is typed here. A piece that the grammar cannot read is an error node
in the tree, and the rest is there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from kafkalint.formats.text import Text, check_size, too_much
from kafkalint.regex import regex
from kafkalint.values import Origin, Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Point

MAX_CHARACTERS = 1_000_000
MAX_SECONDS = 0.5
"""Of the parser's own time: recovering from errors is what can take long."""

_STEP = 16_384
_PILED_UP = regex(r"(?:<[^<>;]{0,200}){30}")
"""Types or comparisons without end: the parser tries all of them as both."""


class Program:
    """A file and its tree; places in it are counted in characters, as everywhere."""

    def __init__(self, text: Text) -> None:
        """Raises LimitExceeded for what is larger or takes longer than anything honest."""
        check_size(text, MAX_CHARACTERS)
        self.text = text
        self.data = text.content.encode("utf-8", "replace")
        self.root = _parse(text, self.data)
        self._lines = [] if text.content.isascii() else self.data.split(b"\n")

    def source(self, node: Node) -> str:
        """A node as it is written."""
        return self.data[node.start_byte : node.end_byte].decode()

    def origin(self, node: Node, logical: str = "") -> Origin:
        start, end = self._place(node.start_point), self._place(node.end_point)
        return Origin(self.text.path, Span(*start, *end), logical)

    def lines(self, node: Node, logical: str = "") -> Iterator[tuple[str, Origin]]:
        """The lines of a node's text, each with its place."""
        line, column = self._place(node.start_point)
        for part in self.source(node).splitlines(keepends=True):
            length = len(part.rstrip("\r\n"))
            yield part, Origin(self.text.path, Span(line, column, line, column + length), logical)
            line, column = line + 1, 1

    def walk(self) -> Iterator[Node]:
        """Every node with a name, from the first one to the last."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.named_children))

    def _place(self, point: Point) -> tuple[int, int]:
        if not self._lines:
            return point.row + 1, point.column + 1
        before = self._lines[point.row][: point.column]
        return point.row + 1, len(before.decode(errors="replace")) + 1


def _parse(text: Text, data: bytes) -> Node:
    from time import process_time

    if _PILED_UP.search(text.content):
        raise too_much(text, "types without end")
    until = process_time() + MAX_SECONDS
    try:
        tree = _parser().parse(
            lambda start, _: data[start : start + _STEP],
            progress_callback=lambda *_: process_time() >= until,
        )
    except ValueError:
        _parser().reset()
        raise too_much(text, "takes longer to read than any program") from None
    return tree.root_node


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_typescript

    language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
    return tree_sitter.Parser(language)
