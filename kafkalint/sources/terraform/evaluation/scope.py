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
MAX_WEIGHT = 100_000


class Exhausted(Exception):
    """Evaluating takes more than anything honest."""


class Budget:
    """What is left of the work that one root module may take."""

    __slots__ = ("_weights", "characters", "depth", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.characters = MAX_CHARACTERS
        self.depth = 0
        self._weights: dict[int, tuple[object, int]] = {}

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

    def weigh(self, value: Value[Any]) -> int:
        """How many values there are inside `value`, those that it holds twice counted twice.

        A few lines of locals can hold each other until nobody could go through them all.
        Raises Exhausted for more than anything honest.
        """
        data = value.data
        if not _holds(data):
            return 1
        stack: list[Any] = [data]
        while stack:
            here = stack[-1]
            inner = here.values() if isinstance(here, dict) else here
            held = [one.data for one in inner if _holds(one.data)]
            unweighed = [one for one in held if id(one) not in self._weights]
            if unweighed:
                stack += unweighed
                continue
            weight = len(here) + sum(self._weights[id(one)][1] for one in held)
            if weight > MAX_WEIGHT:
                raise Exhausted("comes to more values than any configuration")
            self._weights[id(here)] = (here, weight)  # kept, or another may get its id
            stack.pop()
        return self._weights[id(data)][1]


def _holds(data: object) -> bool:
    return isinstance(data, (tuple, dict)) and not isinstance(data, Reference)


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
