"""Texts with `{expression}` in them: the messages and fixes of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kafkalint.expression.errors import ExpressionError
from kafkalint.expression.expression import Expression, allow_work
from kafkalint.expression.functions import HIDDEN, show
from kafkalint.expression.tree import Environment, Index, Literal, Name, Select, Tree
from kafkalint.regex import regex

_PLACEHOLDER = regex(r"\$\{[^}]*\}|\{\{.*?\}\}|\{([A-Za-z_][^{}\n]*)\}")
MOST_SHOWN = 5


class Template:
    """A text whose `{expression}` parts are filled in; `${x}` and `{{ x }}` stay as they are.

    Raises ExpressionError, whose offsets count from the start of the text.
    """

    __slots__ = ("parts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str | tuple[Expression, int]] = []
        done = 0
        for match in _PLACEHOLDER.finditer(text):
            if match.group(1) is None:
                continue
            self.parts.append(text[done : match.start()])
            try:
                self.parts.append((Expression(match.group(1)), match.start(1)))
            except ExpressionError as error:
                raise error.shifted(match.start(1)) from None
            done = match.end()
        self.parts.append(text[done:])

    @property
    def expressions(self) -> list[tuple[Expression, int]]:
        """The placeholders and where they stand in the text."""
        return [part for part in self.parts if not isinstance(part, str)]

    def render(self, environments: Sequence[Environment]) -> str:
        """The text for one subject, or for several that share a finding (values are listed)."""
        if len(self.parts) == 1:
            return self.text
        return "".join(
            part if isinstance(part, str) else _filled(part[0], environments) for part in self.parts
        )


def _filled(expression: Expression, environments: Sequence[Environment]) -> str:
    shown = list(dict.fromkeys(_shown(expression, one) for one in environments))
    if len(shown) > MOST_SHOWN:
        shown = [*shown[:MOST_SHOWN], f"{len(shown) - MOST_SHOWN} more"]
    return ", ".join(shown)


def _shown(expression: Expression, environment: Environment) -> str:
    if _is_path(expression.tree):
        return show(_read(expression.tree, environment))
    allow_work(environment)
    text = show(expression.run(environment))
    sensitive = text not in ("?", "not set") and expression.evidence(environment).sensitive
    return HIDDEN if sensitive else text


def _is_path(tree: Tree) -> bool:
    """Just a field or setting: it shows that one value, and no evidence has to be sought."""
    while not isinstance(tree, Name):
        if isinstance(tree, Index) and not isinstance(tree.key, Literal):
            return False
        if not isinstance(tree, (Select, Index)):
            return False
        tree = tree.target
    return True


def _read(tree: Tree, environment: Environment) -> Any:
    if isinstance(tree, Name):
        return environment[tree.name]
    return tree.raw(environment) if isinstance(tree, (Select, Index)) else None
