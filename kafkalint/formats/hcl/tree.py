"""The syntax of a configuration: bodies of blocks and attributes, and expressions.

Nothing here is evaluated. Every piece knows where it stands; the place is worked out when it
is asked for, because most pieces never are.
"""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.formats.text import Lines
from kafkalint.values import Origin, Span


class Piece:
    """A stretch of a text: from character `start` up to `end`, counted from 0."""

    __slots__ = ("end", "lines", "start")

    def __init__(self, lines: Lines, start: int, end: int) -> None:
        self.lines = lines
        self.start = start
        self.end = end

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

    __slots__ = ()


class Literal(Expression):
    """A number, a boolean, null, or text without anything to fill in."""

    __slots__ = ("value",)

    def __init__(
        self, lines: Lines, start: int, end: int, value: str | int | float | bool | None
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.value = value


class Name(Expression):
    """A bare word: a variable's root (`var`, `local`, `each`), or an object's key."""

    __slots__ = ("name",)

    def __init__(self, lines: Lines, start: int, end: int, name: str) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.name = name


class GetAttribute(Expression):
    """`of.name`"""

    __slots__ = ("name", "of")

    def __init__(self, lines: Lines, start: int, end: int, of: Expression, name: str) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.of = of
        self.name = name


class Index(Expression):
    """`of[key]`, and the old `of.0`."""

    __slots__ = ("key", "of")

    def __init__(self, lines: Lines, start: int, end: int, of: Expression, key: Expression) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.of = of
        self.key = key


class Item(Expression):
    """What a splat stands at, inside its `each`."""

    __slots__ = ()


class Splat(Expression):
    """`of[*].each` and `of.*.each`; `each` begins at an `Item`."""

    __slots__ = ("each", "of")

    def __init__(
        self, lines: Lines, start: int, end: int, of: Expression, each: Expression
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.of = of
        self.each = each


class Call(Expression):
    """`name(arguments)`; where it `expands`, the last argument is a list of more."""

    __slots__ = ("arguments", "expands", "name")

    def __init__(
        self,
        lines: Lines,
        start: int,
        end: int,
        name: str,
        arguments: list[Expression],
        expands: bool = False,
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.name = name
        self.arguments = arguments
        self.expands = expands


class List(Expression):
    """`[items]`"""

    __slots__ = ("items",)

    def __init__(self, lines: Lines, start: int, end: int, items: list[Expression]) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.items = items


class Element(Piece):
    """`key = value` in an object; a key that is a `Name` stands for its own text."""

    __slots__ = ("key", "value")

    def __init__(
        self, lines: Lines, start: int, end: int, key: Expression, value: Expression
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.key = key
        self.value = value


class Object(Expression):
    """`{elements}`"""

    __slots__ = ("elements",)

    def __init__(self, lines: Lines, start: int, end: int, elements: list[Element]) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.elements = elements


class Unary(Expression):
    """`-operand`, `!operand`"""

    __slots__ = ("operand", "operator")

    def __init__(
        self, lines: Lines, start: int, end: int, operator: str, operand: Expression
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.operator = operator
        self.operand = operand


class Binary(Expression):
    """`left operator right`"""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self,
        lines: Lines,
        start: int,
        end: int,
        operator: str,
        left: Expression,
        right: Expression,
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.operator = operator
        self.left = left
        self.right = right


class Conditional(Expression):
    """`condition ? yes : no`"""

    __slots__ = ("condition", "no", "yes")

    def __init__(
        self,
        lines: Lines,
        start: int,
        end: int,
        condition: Expression,
        yes: Expression,
        no: Expression,
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.condition = condition
        self.yes = yes
        self.no = no


class Loop(Piece):
    """`for key, item in collection`; `key` is "" where only the item has a name."""

    __slots__ = ("collection", "item", "key")

    def __init__(
        self, lines: Lines, start: int, end: int, key: str, item: str, collection: Expression
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.key = key
        self.item = item
        self.collection = collection


class For(Expression):
    """`[for … : value if condition]`, or with a `key` `{for … : key => value… if condition}`."""

    __slots__ = ("condition", "groups", "key", "loop", "value")

    def __init__(
        self,
        lines: Lines,
        start: int,
        end: int,
        loop: Loop,
        key: Expression | None,
        value: Expression,
        condition: Expression | None,
        groups: bool,
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.loop = loop
        self.key = key
        self.value = value
        self.condition = condition
        self.groups = groups


class Chunk(Piece):
    """Text of a template, at most one line of it; `text` is what becomes of it."""

    __slots__ = ("text",)

    def __init__(self, lines: Lines, start: int, end: int, text: str) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.text = text


class Interpolation(Piece):
    """`${expression}`"""

    __slots__ = ("expression",)

    def __init__(self, lines: Lines, start: int, end: int, expression: Expression) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.expression = expression


class IfDirective(Piece):
    """`%{ if condition }…%{ else }…%{ endif }`"""

    __slots__ = ("condition", "no", "yes")

    def __init__(
        self,
        lines: Lines,
        start: int,
        end: int,
        condition: Expression,
        yes: list[Part],
        no: list[Part],
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.condition = condition
        self.yes = yes
        self.no = no


class ForDirective(Piece):
    """`%{ for key, item in collection }…%{ endfor }`"""

    __slots__ = ("loop", "parts")

    def __init__(self, lines: Lines, start: int, end: int, loop: Loop, parts: list[Part]) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.loop = loop
        self.parts = parts


Part = Chunk | Interpolation | IfDirective | ForDirective


class Template(Expression):
    """Text with something to fill in, or with lines of its own: a string, a heredoc, a file.

    In a heredoc and a file each line begins a chunk, so that it can be told where it stands.
    """

    __slots__ = ("is_heredoc", "parts")

    def __init__(
        self, lines: Lines, start: int, end: int, parts: list[Part], is_heredoc: bool = False
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.parts = parts
        self.is_heredoc = is_heredoc

    @property
    def wraps(self) -> Expression | None:
        """The expression of `"${expression}"`, whose value it is, of whatever type."""
        if self.is_heredoc or len(self.parts) != 1:
            return None
        only = self.parts[0]
        return only.expression if isinstance(only, Interpolation) else None


class Attribute(Piece):
    """`name = value`, from the name to the end of the value."""

    __slots__ = ("name", "value")

    def __init__(self, lines: Lines, start: int, end: int, name: str, value: Expression) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.name = name
        self.value = value


class Block(Piece):
    """`type "label" {…}`; its place is what stands before the brace."""

    __slots__ = ("body", "labels", "type")

    def __init__(
        self, lines: Lines, start: int, end: int, type: str, labels: tuple[str, ...], body: Body
    ) -> None:
        self.lines, self.start, self.end = lines, start, end
        self.type = type
        self.labels = labels
        self.body = body


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
