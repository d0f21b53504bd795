"""The syntax tree of an expression; every node knows where it stands in the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Environment = dict[str, Any]
"""Names to entities or plain data; "#" holds what is left of the work allowed."""

Run = Callable[[Environment], Any]
"""Evaluates one node: plain data where known, an absent or unknown Value where not."""


class Tree:
    """A node of the tree: offsets `start` to `end`, and `run` once it is compiled."""

    __slots__ = ("end", "run", "start")

    run: Run

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Literal(Tree):
    """An int, float, str, bool or None."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: Any) -> None:
        super().__init__(start, end)
        self.value = value


class Name(Tree):
    """A variable."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class ListOf(Tree):
    """`[a, b]`."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[Tree, ...]) -> None:
        super().__init__(start, end)
        self.items = items


class Select(Tree):
    """`target.field`; `raw` gives the Value itself where the field holds one."""

    __slots__ = ("field", "raw", "target")

    raw: Run

    def __init__(self, start: int, end: int, target: Tree, field: str) -> None:
        super().__init__(start, end)
        self.target = target
        self.field = field


class Index(Tree):
    """`target[key]`; `raw` as for Select."""

    __slots__ = ("key", "raw", "target")

    raw: Run

    def __init__(self, start: int, end: int, target: Tree, key: Tree) -> None:
        super().__init__(start, end)
        self.target = target
        self.key = key


class Unary(Tree):
    """`!a` or `-a`."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: Tree) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.operand = operand


class Binary(Tree):
    """A comparison, `in`, or arithmetic."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, start: int, end: int, operator: str, left: Tree, right: Tree) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.left = left
        self.right = right


class Logic(Tree):
    """`a && b && c` or `a || b || c`."""

    __slots__ = ("operands", "operator")

    def __init__(self, start: int, end: int, operator: str, operands: tuple[Tree, ...]) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.operands = operands


class Conditional(Tree):
    """`condition ? yes : no`."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, start: int, end: int, condition: Tree, yes: Tree, no: Tree) -> None:
        super().__init__(start, end)
        self.condition = condition
        self.yes = yes
        self.no = no


class Call(Tree):
    """`function(a, b)`; a method call `a.function(b)` has its target as first argument."""

    __slots__ = ("arguments", "function", "method")

    def __init__(
        self, start: int, end: int, function: str, arguments: tuple[Tree, ...], method: bool
    ) -> None:
        super().__init__(start, end)
        self.function = function
        self.arguments = arguments
        self.method = method


class Macro(Tree):
    """`target.all(variable, body)` and its like."""

    __slots__ = ("body", "kind", "target", "variable")

    def __init__(
        self, start: int, end: int, kind: str, target: Tree, variable: str, body: Tree
    ) -> None:
        super().__init__(start, end)
        self.kind = kind
        self.target = target
        self.variable = variable
        self.body = body
