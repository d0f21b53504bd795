"""What names stand for where an expression is evaluated, and what evaluating may cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from kafkalint.formats.text import Text
from kafkalint.sources._cloud.resource import Reference
from kafkalint.values import Value

MAX_STEPS = 400_000
MAX_DEPTH = 1_000
MAX_CHARACTERS = 8_000_000


class Exhausted(Exception):
    """Evaluating takes more than anything honest."""


class Budget:
    """What is left of the work that one root module may take."""

    __slots__ = ("characters", "depth", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.characters = MAX_CHARACTERS
        self.depth = 0

    def spend(self, steps: int = 1) -> None:
        """Raises Exhausted where nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted("takes more work to evaluate than any configuration")

    def write(self, characters: int) -> None:
        """The same for text that is made."""
        self.characters -= characters
        if self.characters < 0:
            raise Exhausted("comes to more text than any configuration")


class World(Protocol):
    """What a module knows beyond the expression: its names, its files, its resources."""

    budget: Budget

    def name(self, root: str, name: str) -> Value[Any]:
        """`var.name`, `local.name`, `module.name`, `path.name`, `terraform.name`, `type.name`."""

    def data(self, type_: str, name: str) -> Value[Any]:
        """`data.type.name`"""

    def attribute(self, reference: Reference, name: str) -> Value[Any]:
        """`name` of the resource or module that a reference to the whole of it stands for."""

    def file(self, path: str) -> Text | None:
        """A file that a function names; None where there is none, or where it is not ours."""

    def files(self, folder: str) -> list[str] | None:
        """The paths of the files below `folder`, relative to it; None where it is not ours."""

    @property
    def folder(self) -> str:
        """That of the module."""


class Scope:
    """A world, and the names that `for`, `dynamic`, `count` and `each` add to it."""

    __slots__ = ("names", "world")

    def __init__(self, world: World, names: Mapping[str, Value[Any]] | None = None) -> None:
        self.world = world
        self.names = dict(names or {})

    def with_(self, **names: Value[Any]) -> Scope:
        """The same with more names."""
        return Scope(self.world, {**self.names, **names})
