"""An expression: its text, what it gives for an environment, and what decided that."""

from __future__ import annotations

from typing import Any

from kafkalint.expression import compiler, operations
from kafkalint.expression.evidence import Evidence, gather
from kafkalint.expression.parser import parse
from kafkalint.expression.tree import Environment, Run, Tree
from kafkalint.values import Provenance, Value


class Expression:
    """A parsed and compiled expression. Raises ExpressionError where `text` is not one.

    >>> Expression("1 + 1").evaluate({}).data
    2
    """

    __slots__ = ("run", "text", "tree")

    run: Run
    """Plain data where known, an absent or unknown Value where not; see `environment`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree: Tree = parse(text)
        self.run = compiler.compile_tree(self.tree)

    def __str__(self) -> str:
        return self.text

    def evidence(self, environment: Environment) -> Evidence:
        """What decided the result."""
        evidence = Evidence()
        allow_work(environment)
        gather(self.tree, environment, evidence)
        return evidence

    def evaluate(self, variables: Environment) -> Value[Any]:
        """The result with the origins, reasons and secrecy of what decided it."""
        prepared = environment(**variables)
        result = self.run(prepared)
        evidence = self.evidence(prepared)
        if type(result) is tuple:
            result = _settled(result)
        if type(result) is Value:
            origins = evidence.origins or result.origins
            return Value(None, origins, result.provenance, result.reason, evidence.sensitive)
        reasons = "; ".join(evidence.reasons)
        return Value(
            result, evidence.origins, Provenance.DERIVED, reasons, sensitive=evidence.sensitive
        )


def environment(**variables: Any) -> Environment:
    """`variables`, ready for `run`."""
    return {"#": [compiler.BUDGET], **variables}


def allow_work(prepared: Environment) -> None:
    """Give an environment its full budget of work again."""
    prepared["#"][0] = compiler.BUDGET


def _settled(items: tuple[Any, ...]) -> Any:
    """A list without Values in it, or the unknown one that it holds."""
    plain = tuple(
        _settled(item) if type(item) is tuple else operations.plain(item) for item in items
    )
    for item in plain:
        if type(item) is Value and not item.is_absent:
            return item
    return tuple(None if operations.missing(item) else item for item in plain)
