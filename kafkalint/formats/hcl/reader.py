"""HCL to its syntax, by tree-sitter's grammar of it.

The grammar's tree is walked without recursion, children before parents; wrappers that say
nothing (`expression`, `literal_value`…) give what is inside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any

from kafkalint.formats.hcl import _delimiters
from kafkalint.formats.hcl._problems import problem
from kafkalint.formats.hcl._shapes import LEAVES, SHAPES, SILENT, WORDS, WRAPPERS, Made, Shape, term
from kafkalint.formats.hcl.tree import Body, Expression, Template
from kafkalint.formats.text import Lines, Text, check_size, too_much
from kafkalint.regex import regex

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

MAX_CHARACTERS = 500_000
MAX_NODES = 300_000
MAX_DEPTH = 600
"""Of the grammar's tree, three or four levels of which are one of the configuration."""
MAX_SECONDS = 1.0
"""Of the parser's own time: recovering from errors is what can take long."""

_STEP = 16_384
_CONFLICT = regex(r"^<{7} \S", re.MULTILINE)
_PILED_UP = regex(r"""(?:(?:"\$\{|[-!(\[{])\s{0,9}){200}""")


def read(text: Text) -> Body:
    """The body of a configuration file.

    Raises SyntaxProblem where it is not HCL, LimitExceeded where it is larger, deeper or
    takes longer than anything honest.
    """
    return _build(text, Lines(text), text.content, 0)


def read_template(text: Text) -> Template:
    """A text as the template of its own that `templatefile` makes of it.

    Raises SyntaxProblem and LimitExceeded.
    """
    word = _delimiters.free(text.content)
    head = f"x = <<{word}\n"
    made = _build(text, Lines(text), f"{head}{text.content}\n{word}\n", len(head))
    (attribute,) = made.attributes.values()
    assert isinstance(attribute.value, Template)
    return attribute.value


def read_expression(text: Text) -> Expression:
    """A text that is one expression. Raises SyntaxProblem and LimitExceeded."""
    head = "x = (\n"
    made = _build(text, Lines(text), f"{head}{text.content}\n)\n", len(head))
    if len(made.attributes) != 1 or made.blocks:
        raise problem(text, 0, "this is no expression")
    (attribute,) = made.attributes.values()
    return attribute.value


def _build(text: Text, lines: Lines, source: str, shift: int) -> Body:
    """What `source` is, which is `text` behind the first `shift` characters."""
    check_size(text, MAX_CHARACTERS)
    if piled := _PILED_UP.search(source):
        place = lines.span(*[max(piled.start() - shift, 0)] * 2)
        raise too_much(text, "nested too deeply for a configuration", place.line, place.column)
    written = _delimiters.without_traps(source)
    data = written.encode("utf-8", "replace") + b"\n"
    tree = _parse(text, data)
    index = _Index(written, data, shift, len(text.content))
    if tree.root_node.has_error:
        raise _first_problem(text, source, tree, index)
    found = _Builder(lines, index).build(tree)
    return found if isinstance(found, Body) else Body()


class _Index:
    """From bytes of what was parsed to characters of the text."""

    def __init__(self, source: str, data: bytes, shift: int, length: int) -> None:
        self.shift = shift
        self.length = length
        self.extra: list[int] = []  # bytes at which a character of several ends
        self.gone: list[int] = [0]  # how many bytes more than characters there are up to there
        if not source.isascii():
            at = 0
            for character in source:
                if character < "\x80":
                    at += 1
                    continue
                size = len(character.encode("utf-8", "replace"))
                at += size
                self.extra.append(at)
                self.gone.append(self.gone[-1] + size - 1)

    def __call__(self, byte: int) -> int:
        if self.extra:
            byte -= self.gone[bisect_right(self.extra, byte)]
        return min(max(byte - self.shift, 0), self.length)


@cache
def _parser() -> Parser:
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def _parse(text: Text, data: bytes) -> Tree:
    """The grammar's tree; what takes too long is cut off, and refused."""
    if len(data) < _STEP:
        return _parser().parse(data)
    from time import process_time

    until = process_time() + MAX_SECONDS
    view = memoryview(data)

    def part(start: int, _: object) -> bytes:
        return bytes(view[start : start + _STEP]) if process_time() < until else b""

    tree = _parser().parse(part)
    if process_time() >= until:
        raise too_much(text, "takes longer to read than any configuration")
    return tree


class _Builder:
    """Makes our pieces of the grammar's nodes."""

    def __init__(self, lines: Lines, index: _Index) -> None:
        self.lines = lines
        self.index = index

    def build(self, tree: Tree) -> Any:
        """The body that the root node is. Raises SyntaxProblem and LimitExceeded."""
        lines, index, shapes = self.lines, self.index, SHAPES
        content = lines.text.content
        plain = not index.extra and not index.shift
        order, children = self._walk(tree)
        made: list[Made] = [_NOTHING] * len(order)
        for number in range(len(order) - 1, -1, -1):
            kind, node, inner = order[number]
            start, end = node.start_byte, node.end_byte
            if not plain:
                start, end = index(start), index(end)
            parts = [made[child] for child in children[number]]
            shape = shapes.get(inner)
            if shape is not None:
                value = self._shaped(shape, start, end, parts)
            elif inner in WORDS:
                value = content[start:end]
            else:
                value = term(lines, parts) if parts else inner
            made[number] = Made(kind, start, end, value)
        return made[0].value

    def _shaped(self, shape: Shape, start: int, end: int, parts: list[Made]) -> Any:
        try:
            return shape(self.lines, start, end, parts)
        except (IndexError, StopIteration):  # parts are missing that the language needs
            raise problem(self.lines.text, start, "") from None

    def _walk(self, tree: Tree) -> tuple[list[tuple[str, Node, str]], list[list[int]]]:
        """All nodes but silent ones, parents first, and which ones are the children of each.

        A wrapper gives its kind to what it wraps: (kind, node, kind of the node itself).
        """
        order: list[tuple[str, Node, str]] = []
        children: list[list[int]] = []
        stack: list[tuple[Node, int, int]] = [(tree.root_node, -1, 0)]
        while stack:
            node, parent, depth = stack.pop()
            kind = inner = node.type
            held = () if inner in LEAVES else node.children
            while inner in WRAPPERS and len(held) == 1:
                node = held[0]
                inner = node.type
                depth += 1
                held = () if inner in LEAVES else node.children
            number = len(order)
            order.append((kind, node, inner))
            children.append([])
            if parent >= 0:
                children[parent].append(number)
            if not held:
                continue
            if depth > MAX_DEPTH or number > MAX_NODES:
                place = self.lines.span(*[self.index(node.start_byte)] * 2)
                what = "nested too deeply" if depth > MAX_DEPTH else "more values"
                raise too_much(
                    self.lines.text, f"{what} for a configuration", place.line, place.column
                )
            stack += [
                (child, number, depth + 1) for child in reversed(held) if child.type not in SILENT
            ]
        return order, children


_NOTHING = Made("", 0, 0, None)


def _first_problem(text: Text, source: str, tree: Tree, index: _Index) -> Exception:
    """Where the grammar first found something else than it looked for."""
    conflict = _CONFLICT.search(source)
    if conflict is not None:
        start = max(conflict.start() - index.shift, 0)
        return problem(text, start, "a merge has left its marks here")
    opened = _delimiters.never_closed(source)
    if opened >= 0:
        return problem(text, max(opened - index.shift, 0), "this heredoc is never closed")
    node = tree.root_node
    while not (node.is_error or node.is_missing):
        inside = [child for child in node.children if child.has_error or child.is_missing]
        if not inside:
            break
        node = inside[0]
    start = index(node.start_byte)
    if node.is_missing:
        return problem(text, start, f"{node.type!r} is missing here")
    return problem(text, start, "")
