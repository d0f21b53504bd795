"""What names stand for within one stack: its template, what it is given, and its stacks within."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.errors import LimitExceeded
from kafkalint.findings import Notice
from kafkalint.sources.cloudformation.template import Template
from kafkalint.values import Origin, Value

MAX_STEPS = 200_000
"""Values that the functions of all stacks of a template may make before it is a mistake."""


class Budget:
    """Counts the steps of reading one estate. Raises LimitExceeded behind the last one."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.steps = 0

    def spend(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise LimitExceeded(
                f"its functions and aliases stand for more than {MAX_STEPS:,} values",
                path=self.path,
                remedy="No deployment needs that much: leave the file out with --exclude.",
            )


class Scope:
    """One stack: `prefix` is its address within the estate ("Network."), "" for the outermost.

    `given` gives the value of a parameter, None where nobody gives it one. `stacks` are the
    stacks within it, by logical id; None for one whose template is not here. `loops` are the
    variables of `Fn::ForEach`, `asked` the parameters that are being worked out.
    """

    def __init__(
        self,
        template: Template,
        prefix: str,
        given: Callable[[str], Value[Any] | None],
        budget: Budget,
        notices: list[Notice],
    ) -> None:
        self.template = template
        self.prefix = prefix
        self.given = given
        self.budget = budget
        self.notices = notices
        self.stacks: dict[str, Scope | None] = {}
        self.loops: dict[str, Value[Any]] = {}
        self.asked: set[str] = set()
        self.conditions: dict[str, Value[bool] | None] = {}
        self.resources: set[str] = set()

    def tell(self, message: str, origin: Origin, kind: str = "unresolved") -> None:
        """Say once what could not be resolved: "unreadable" where the template is wrong."""
        if all((message, origin.path) != (said.message, said.path) for said in self.notices):
            self.notices.append(Notice(kind, origin.path, origin.line, message))
