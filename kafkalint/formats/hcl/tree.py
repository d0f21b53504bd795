"""The syntax of a configuration: bodies of blocks and attributes, and expressions.

Nothing here is evaluated. Every piece knows where it stands; the place is worked out when it
is asked for, because most pieces never are.
"""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.formats.text import Lines
from kafkalint.record import Slots
from kafkalint.values import Origin, Span


class Piece(metaclass=Slots):
    """A stretch of a text: from character `start` up to `end`, counted from 0."""

    lines: Lines
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.lines.span(self.start, self.end)

    @property
    def origin(self) -> Origin:
        return self.lines.origin(self.start, self.end)

    @property
    def source(self) -> str:
        """As it is written."""
        return self.lines.text.content[self.start : self.end]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r} @ {self.span.line}:{self.span.column})"


class Expression(Piece):
    """Anything that has a value; one of the classes below."""


class Literal(Expression):
    """A number, a boolean, null, or text without anything to fill in."""

    value: str | int | float | bool | None


class Name(Expression):
    """A bare word: a variable's root (`var`, `local`, `each`), or an object's key."""

    name: str


class GetAttribute(Expression):
    """`of.name`"""

    of: Expression
    name: str


class Index(Expression):
    """`of[key]`, and the old `of.0`."""

    of: Expression
    key: Expression


class Item(Expression):
    """What a splat stands at, inside its `each`."""


class Splat(Expression):
    """`of[*].each` and `of.*.each`; `each` begins at an `Item`."""

    of: Expression
    each: Expression


class Call(Expression):
    """`name(arguments)`; where it `expands`, the last argument is a list of more."""

    name: str
    arguments: list[Expression]
    expands: bool = False


class List(Expression):
    """`[items]`"""

    items: list[Expression]


class Element(Piece):
    """`key = value` in an object; a key that is a `Name` stands for its own text."""

    key: Expression
    value: Expression


class Object(Expression):
    """`{elements}`"""

    elements: list[Element]


class Unary(Expression):
    """`-operand`, `!operand`"""

    operator: str
    operand: Expression


class Binary(Expression):
    """`left operator right`"""

    operator: str
    left: Expression
    right: Expression


class Conditional(Expression):
    """`condition ? yes : no`"""

    condition: Expression
    yes: Expression
    no: Expression


class Loop(Piece):
    """`for key, item in collection`; `key` is "" where only the item has a name."""

    key: str
    item: str
    collection: Expression


class For(Expression):
    """`[for … : value if condition]`, or with a `key` `{for … : key => value… if condition}`."""

    loop: Loop
    key: Expression | None
    value: Expression
    condition: Expression | None
    groups: bool


class Chunk(Piece):
    """Text of a template, at most one line of it; `text` is what becomes of it."""

    text: str


class Interpolation(Piece):
    """`${expression}`"""

    expression: Expression


class IfDirective(Piece):
    """`%{ if condition }…%{ else }…%{ endif }`"""

    condition: Expression
    yes: list[Part]
    no: list[Part]


class ForDirective(Piece):
    """`%{ for key, item in collection }…%{ endfor }`"""

    loop: Loop
    parts: list[Part]


Part = Chunk | Interpolation | IfDirective | ForDirective


class Template(Expression):
    """Text with something to fill in, or with lines of its own: a string, a heredoc, a file.

    In a heredoc and a file each line begins a chunk, so that it can be told where it stands.
    """

    parts: list[Part]
    is_heredoc: bool = False

    @property
    def wraps(self) -> Expression | None:
        """The expression of `"${expression}"`, whose value it is, of whatever type."""
        if self.is_heredoc or len(self.parts) != 1:
            return None
        only = self.parts[0]
        return only.expression if isinstance(only, Interpolation) else None


class Attribute(Piece):
    """`name = value`, from the name to the end of the value."""

    name: str
    value: Expression


class Block(Piece):
    """`type "label" {…}`; its place is what stands before the brace."""

    type: str
    labels: tuple[str, ...]
    body: Body


class Body:
    """Attributes by name (the first of duplicates wins, as nothing runs with them) and blocks."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, attributes: Iterable[Attribute] = (), blocks: Iterable[Block] = ()) -> None:
        self.attributes: dict[str, Attribute] = {}
        for attribute in attributes:
            self.attributes.setdefault(attribute.name, attribute)
        self.blocks = list(blocks)

    def expression(self, name: str) -> Expression | None:
        """The value of an attribute, None where there is none."""
        attribute = self.attributes.get(name)
        return attribute.value if attribute else None

    def of_type(self, *types: str) -> list[Block]:
        """The blocks of any of `types`, in order."""
        return [block for block in self.blocks if block.type in types]

    def __repr__(self) -> str:
        return f"Body({', '.join(self.attributes)}; {', '.join(b.type for b in self.blocks)})"
