"""Texts with `{expression}` in them: the messages and fixes of rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kafkalint.expression.errors import ExpressionError
from kafkalint.expression.expression import Expression, allow_work
from kafkalint.expression.functions import HIDDEN, show
from kafkalint.expression.tree import Environment, Index, Literal, Name, Select, Tree
from kafkalint.regex import regex

_PLACEHOLDER = regex(
    r"\$\{[^}]*\}|\{\{.*?\}\}"
    r"|\{([A-Za-z_](?:(?:[^{}\n\"']|\"[^\"\n]*\"|'[^'\n]*')*|[^{}\n]*))\}"  # braces in quotes
)
MOST_SHOWN = 5

Shown = Callable[[Environment], str]


class Template:
    """A text whose `{expression}` parts are filled in; `${x}` and `{{ x }}` stay as they are.

    Raises ExpressionError, whose offsets count from the start of the text.
    """

    __slots__ = ("_margins", "expressions", "pieces", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.expressions: list[tuple[Expression, int]] = []
        """The placeholders and where they stand in the text."""
        self.pieces: list[str | Shown] = []
        self._margins: dict[Shown, str] = {}
        done = 0
        for match in _PLACEHOLDER.finditer(text):
            if match.group(1) is None:
                continue
            try:
                expression = Expression(match.group(1))
            except ExpressionError as error:
                raise error.shifted(match.start(1)) from None
            self.expressions.append((expression, match.start(1)))
            shown = _shown(expression)
            before, after = text[: match.start()].rpartition("\n"), text[match.end() :][:1]
            if before[1] and not before[2].strip() and after in ("\n", ""):
                self._margins[shown] = before[2]
            self.pieces += (text[done : match.start()], shown)
            done = match.end()
        self.pieces.append(text[done:])

    def render(self, environments: Sequence[Environment]) -> str:
        """The text for one subject, or for several that share a finding.

        Their values are listed: below each other where one has a line of a block to itself.
        """
        if len(environments) == 1:
            only = environments[0]
            return "".join(
                [piece if isinstance(piece, str) else piece(only) for piece in self.pieces]
            )
        return "".join(
            piece if isinstance(piece, str) else self._listed(piece, environments)
            for piece in self.pieces
        )

    def _listed(self, shown: Shown, environments: Sequence[Environment]) -> str:
        texts = list(dict.fromkeys(shown(one) for one in environments))
        margin = self._margins.get(shown)
        if margin is not None:
            texts = [text for text in texts if text]
        if len(texts) > MOST_SHOWN:
            rest = f"{len(texts) - MOST_SHOWN} more"
            texts = [*texts[:MOST_SHOWN], rest if margin is None else f"# and {rest}"]
        return (", " if margin is None else f"\n{margin}").join(texts)


def _shown(expression: Expression) -> Shown:
    """The function that gives the text of `expression`."""
    tree = expression.tree
    if isinstance(tree, Name):
        name = tree.name
        return lambda environment: show(environment[name])
    if isinstance(tree, (Select, Index)) and _is_path(tree):
        raw = tree.raw
        return lambda environment: show(raw(environment))

    def shown(environment: Environment) -> str:
        allow_work(environment)
        text = show(expression.run(environment))
        sensitive = text not in ("?", "not set") and expression.evidence(environment).sensitive
        return HIDDEN if sensitive else text

    return shown


def _is_path(tree: Tree) -> bool:
    """Just a field or setting: it shows that one value, and no evidence has to be sought."""
    while not isinstance(tree, Name):
        if isinstance(tree, Index) and not isinstance(tree.key, Literal):
            return False
        if not isinstance(tree, (Select, Index)):
            return False
        tree = tree.target
    return True
