"""JSON to the same nodes as YAML, for files that are JSON and nothing else.

A YAML reader fails at surrogate pairs (`"\\ud83d\\ude00"`), and `json.loads` forgets where it
found things; its own scanner of strings is what reads them here.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.node import Entry, Mapping, Node, Offset, Scalar, Sequence
from kafkalint.formats.text import Lines, Text, check_size, too_much
from kafkalint.regex import regex

MAX_DEPTH = 200
MAX_VALUES = 300_000

_BLANK = regex(r"[ \t\n\r]*")
_LITERAL = regex(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null", re.ASCII)


def read(text: Text) -> Node:
    """The value of a JSON text; a string is a scalar in double quotes, any other a plain one.

    The last of duplicate keys wins. Raises SyntaxProblem and LimitExceeded.
    """
    check_size(text)
    return _Reader(text).read()


class _Reader:
    """Reads values one after the other; `index` is where the next character is."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.content = text.content
        self.lines = Lines(text)
        self.index = 1 if text.content.startswith("\ufeff") else 0
        self.values = 0

    def read(self) -> Node:
        """The one value that the text is."""
        stack: list[tuple[Mapping | Sequence, Scalar | None]] = []
        while True:
            node, start = self.value()
            if isinstance(node, (Mapping, Sequence)):
                if len(stack) == MAX_DEPTH:
                    message = f"nested more than {MAX_DEPTH} levels deep"
                    raise too_much(self.text, message, *self.place(start))
                if not self.closes(node):
                    stack.append((node, self.key(node)))
                    continue
            while stack:
                parent, key = stack.pop()
                self.put(parent, key, node)
                if self.character() == ",":
                    self.index += 1
                    stack.append((parent, self.key(parent)))
                    break
                if not self.closes(parent):
                    raise self.problem("a comma or a closing bracket is missing here")
                node = parent
            else:
                if self.character():
                    raise self.problem("there is more behind the end of the value")
                return node

    def value(self) -> tuple[Node, int]:
        """The next value, a collection still empty, and the index where it begins."""
        self.count()
        character, start = self.character(), self.index
        if character in ("{", "["):
            self.index += 1
            made = Mapping if character == "{" else Sequence
            return made(self.text.path, Offset(self.lines, start)), start
        if character == '"':
            return self.string(), start
        found = _LITERAL.match(self.content, start)
        if found is None:
            raise self.problem("a value is missing here")
        self.index = found.end()
        return self.scalar(start, found[0]), start

    def count(self) -> None:
        """One more key or value."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise too_much(self.text, f"more than {MAX_VALUES:,} values", *self.place(self.index))

    def string(self) -> Scalar:
        """The string that begins here."""
        start = self.index
        try:
            value, self.index = scanstring(self.content, start + 1, True)
        except JSONDecodeError as error:
            self.index = error.pos
            message = error.msg.removesuffix(" at").rstrip(": ")
            raise self.problem(message[:1].lower() + message[1:]) from None
        return self.scalar(start, value, '"')

    def scalar(self, start: int, text: str, style: str = "") -> Scalar:
        """The scalar that begins at `start` and ends here."""
        end = Offset(self.lines, self.index)
        return Scalar(self.text.path, Offset(self.lines, start), text, style, end)

    def key(self, parent: Mapping | Sequence) -> Scalar | None:
        """The key of the next entry of a mapping, None in a sequence."""
        if isinstance(parent, Sequence):
            return None
        self.count()
        if self.character() != '"':
            raise self.problem("a key in double quotes is missing here")
        key = self.string()
        if self.character() != ":":
            raise self.problem("a colon is missing here")
        self.index += 1
        return key

    def put(self, parent: Mapping | Sequence, key: Scalar | None, node: Node) -> None:
        """Add a value to the collection that it is in."""
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is not None:
            if key.text in parent.entries:
                parent.duplicates.append(parent.entries[key.text])
            parent.entries[key.text] = Entry(key, node)

    def closes(self, node: Mapping | Sequence) -> bool:
        """Whether the collection ends here."""
        if self.character() != ("}" if isinstance(node, Mapping) else "]"):
            return False
        self.index += 1
        node._end = Offset(self.lines, self.index)
        return True

    def character(self) -> str:
        """The next character that is not blank, "" at the end."""
        character = self.content[self.index : self.index + 1]
        if character and character in " \t\n\r":
            found = _BLANK.match(self.content, self.index)
            self.index = found.end() if found else self.index
            character = self.content[self.index : self.index + 1]
        return character

    def place(self, index: int) -> tuple[int, int]:
        line, column, _, _ = self.lines.span(index, index)
        return line, column

    def problem(self, message: str) -> SyntaxProblem:
        line, column = self.place(self.index)
        return SyntaxProblem(
            f"not valid JSON: {message}", path=self.text.path, line=line, column=column
        )
