"""The JSON form of the same language: objects for bodies, strings for templates."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table

from kafkalint.errors import SyntaxProblem
from kafkalint.formats import json
from kafkalint.formats.hcl.reader import read_template
from kafkalint.formats.hcl.tree import (
    Attribute,
    Block,
    Body,
    Element,
    Expression,
    List,
    Literal,
    Object,
    Template,
)
from kafkalint.formats.node import Entry, Mapping, Node, Offset, Scalar, Sequence
from kafkalint.formats.text import Lines, Text

_COMMENT = "//"
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: Text, labels: Table[str, int]) -> Body:
    """The body of a configuration file in JSON.

    `labels` are the types of blocks and how many labels each has; whatever else there is,
    blocks inside blocks too, is an attribute. Raises SyntaxProblem and LimitExceeded.
    """
    root = json.read(text)
    reader = _Reader(text)
    if not isinstance(root, (Mapping, Sequence)):
        raise SyntaxProblem("this is no object", path=text.path, line=1)
    body = Body()
    for entry in reader.entries(root):
        if entry.key.text in labels:
            body.blocks += reader.blocks(entry, labels[entry.key.text])
        elif entry.key.text != _COMMENT:
            body.attributes.setdefault(entry.key.text, reader.attribute(entry))
    return body


class _Reader:
    """Makes pieces of JSON's nodes."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.lines = Lines(text)

    def entries(self, node: Node) -> Iterator[Entry]:
        """Those of an object, or of every object in a list."""
        objects = node.items if isinstance(node, Sequence) else [node]
        for held in objects:
            if isinstance(held, Mapping):
                yield from held

    def blocks(self, entry: Entry, count: int, outer: tuple[str, ...] = ()) -> Iterator[Block]:
        """The blocks of one type; `count` levels of keys are labels."""
        type_, labels = (outer[0], outer[1:]) if outer else (entry.key.text, ())
        if count:
            for inner in self.entries(entry.value):
                if inner.key.text != _COMMENT:
                    yield from self.blocks(inner, count - 1, (type_, *labels, inner.key.text))
            return
        bodies = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for body in bodies:
            if isinstance(body, Mapping):
                attributes = [self.attribute(e) for e in body if e.key.text != _COMMENT]
                start, end = self.place(entry.key)
                yield Block(self.lines, start, end, type_, labels, Body(attributes))

    def attribute(self, entry: Entry) -> Attribute:
        """One entry of an object."""
        value = self.expression(entry.value)
        start, _ = self.place(entry.key)
        return Attribute(self.lines, start, value.end, entry.key.text, value)

    def expression(self, root: Node) -> Expression:
        """What a value is; the innermost ones are made first."""
        order: list[Node] = []
        stack = [root]
        while stack:
            node = stack.pop()
            order.append(node)
            if isinstance(node, Mapping):
                stack += [entry.value for entry in node]
            elif isinstance(node, Sequence):
                stack += node.items
        made: dict[int, Expression] = {}
        for node in reversed(order):
            made[id(node)] = self._one(node, made)
        return made[id(root)]

    def _one(self, node: Node, made: dict[int, Expression]) -> Expression:
        start, end = self.place(node)
        if isinstance(node, Scalar):
            return self._scalar(node, start, end)
        if isinstance(node, Sequence):
            return List(self.lines, start, end, [made[id(item)] for item in node])
        assert isinstance(node, Mapping)
        elements = []
        for entry in node:
            if entry.key.text == _COMMENT:
                continue
            value = made[id(entry.value)]
            begin, close = self.place(entry.key)
            key = self._scalar(entry.key, begin, close)
            elements.append(Element(self.lines, begin, value.end, key, value))
        return Object(self.lines, start, end, elements)

    def _scalar(self, node: Scalar, start: int, end: int) -> Expression:
        if not node.style:
            return Literal(self.lines, start, end, _plain(node.text))
        if "${" not in node.text and "%{" not in node.text:
            return Literal(self.lines, start, end, node.text)
        template = read_template(node.read_on())
        return Template(self.lines, start, end, template.parts)

    def place(self, node: Node) -> tuple[int, int]:
        """From its first character up to its end."""
        start, end = node._start, node._end
        if isinstance(start, Offset) and isinstance(end, Offset):
            return start.index, end.index
        span = node.span
        return self._index(span.line, span.column), self._index(span.end_line, span.end_column)

    def _index(self, line: int, column: int) -> int:
        return self.lines.starts[line - 1] + column - 1


def _plain(text: str) -> int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    try:
        return int(text[:400])
    except ValueError:
        number = float(text[:400])
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
