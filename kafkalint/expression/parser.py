"""Tokens to a tree, by CEL's grammar and precedence.

expression = or ["?" or ":" expression]
or         = and {"||" and}
and        = relation {"&&" relation}
relation   = sum {("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") sum}
sum        = product {("+" | "-") product}
product    = unary {("*" | "/" | "%") unary}
unary      = {"!"} member | {"-"} member
member     = primary {"." name ["(" arguments ")"] | "[" expression "]"}
primary    = literal | name ["(" arguments ")"] | "(" expression ")" | "[" [list] "]"
"""

from __future__ import annotations

from kafkalint.expression.errors import ExpressionError
from kafkalint.expression.lexer import MAX_INT, Token, tokens
from kafkalint.expression.tree import (
    Binary,
    Call,
    Conditional,
    Index,
    ListOf,
    Literal,
    Logic,
    Macro,
    Name,
    Select,
    Tree,
    Unary,
)

MAX_DEPTH = 40
MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_BINDING = {
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 1),
    **dict.fromkeys(("+", "-"), 2),
    **dict.fromkeys(("*", "/", "%"), 3),
}
"""How tightly the binary operators bind."""


def parse(text: str) -> Tree:
    """The tree of `text`. Raises ExpressionError with the place of the first mistake."""
    parser = _Parser(text)
    tree = parser.expression()
    parser.expect("end", "an operator or the end")
    return tree


class _Parser:
    __slots__ = ("_all", "_depth", "_next", "_token")

    def __init__(self, text: str) -> None:
        self._all = tokens(text)
        self._next = 1
        self._token = self._all[0]
        self._depth = 0

    def expression(self) -> Tree:
        self._deeper()
        condition = self._or()
        if self._token.kind == "?":
            self._advance()
            yes = self._or()
            self.expect(":", "':' of the conditional")
            no = self.expression()
            condition = Conditional(condition.start, no.end, condition, yes, no)
        self._depth -= 1
        return condition

    def expect(self, kind: str, wanted: str) -> Token:
        token = self._token
        if token.kind != kind:
            found = "the end" if token.kind == "end" else f"'{token.value}'"
            raise ExpressionError(f"expected {wanted}, found {found}", token.start, token.end)
        self._advance()
        return token

    def _advance(self) -> Token:
        token = self._token
        if self._next < len(self._all):
            self._token = self._all[self._next]
            self._next += 1
        return token

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH} levels", self._token.start)

    def _or(self) -> Tree:
        first = self._and()
        if self._token.kind != "||":
            return first
        operands = [first]
        while self._token.kind == "||":
            self._advance()
            operands.append(self._and())
        return _logic("||", operands)

    def _and(self) -> Tree:
        first = self._operation()
        if self._token.kind != "&&":
            return first
        operands = [first]
        while self._token.kind == "&&":
            self._advance()
            operands.append(self._operation())
        return _logic("&&", operands)

    def _operation(self, loosest: int = 1) -> Tree:
        """Operands and the operators between them that bind at least as tightly as `loosest`."""
        left = self._unary()
        while (binding := _BINDING.get(self._token.kind, 0)) >= loosest:
            operator = self._advance()
            right = self._operation(binding + 1)
            left = Binary(left.start, right.end, operator.kind, left, right)
        return left

    def _unary(self) -> Tree:
        kind = self._token.kind
        if kind not in ("!", "-"):
            return self._member()
        operators = []
        while self._token.kind == kind:
            operators.append(self._advance())
        if len(operators) > MAX_DEPTH:
            raise ExpressionError("too many signs", operators[0].start)
        operand = self._signed(operators) if kind == "-" else self._member()
        for operator in reversed(operators):
            operand = Unary(operator.start, operand.end, kind, operand)
        return operand

    def _signed(self, operators: list[Token]) -> Tree:
        """A minus directly before a number belongs to the number, which may be -2^63."""
        token = self._token
        if token.kind == "literal" and type(token.value) in (int, float):
            sign = operators.pop()
            self._advance()
            number = Literal(sign.start, token.end, -token.value)
            return self._suffixes(number)
        return self._member()

    def _member(self) -> Tree:
        return self._suffixes(self._primary())

    def _suffixes(self, tree: Tree) -> Tree:
        while True:
            if self._token.kind == ".":
                self._advance()
                name = self.expect("name", "the name of a field")
                if self._token.kind == "(":
                    tree = self._method(tree, name)
                else:
                    tree = Select(tree.start, name.end, tree, name.value)
            elif self._token.kind == "[":
                self._advance()
                key = self.expression()
                tree = Index(tree.start, self.expect("]", "']'").end, tree, key)
            else:
                return tree

    def _method(self, target: Tree, name: Token) -> Tree:
        arguments, end = self._arguments()
        if name.value not in MACROS:
            return Call(name.start, end, name.value, (target, *arguments), method=True)
        if len(arguments) != 2 or not isinstance(arguments[0], Name):
            raise ExpressionError(
                f"{name.value} takes a variable and an expression: {name.value}(x, x > 1)",
                name.start,
                name.end,
            )
        return Macro(target.start, end, name.value, target, arguments[0].name, arguments[1])

    def _arguments(self) -> tuple[tuple[Tree, ...], int]:
        self.expect("(", "'('")
        items = self._list(")")
        return items, self.expect(")", "')'").end

    def _list(self, close: str) -> tuple[Tree, ...]:
        items: list[Tree] = []
        while self._token.kind != close:
            if items:
                self.expect(",", f"',' or '{close}'")
            items.append(self.expression())
        return tuple(items)

    def _primary(self) -> Tree:
        token = self._token
        if token.kind == "literal":
            self._advance()
            if type(token.value) is int and token.value > MAX_INT:
                raise ExpressionError(
                    "this number does not fit into 64 bits", token.start, token.end
                )
            return Literal(token.start, token.end, token.value)
        if token.kind == "name":
            self._advance()
            if self._token.kind == "(":
                arguments, end = self._arguments()
                return Call(token.start, end, token.value, arguments, method=False)
            return Name(token.start, token.end, token.value)
        if token.kind == "(":
            self._advance()
            inner = self.expression()
            self.expect(")", "')'")
            return inner
        if token.kind == "[":
            self._advance()
            items = self._list("]")
            return ListOf(token.start, self.expect("]", "']'").end, items)
        self.expect("literal", "a value")
        raise AssertionError("unreachable")


def _logic(operator: str, operands: list[Tree]) -> Tree:
    return Logic(operands[0].start, operands[-1].end, operator, tuple(operands))
