"""Text in an argument that is a document of its own: properties in a heredoc, a policy."""

from __future__ import annotations

from typing import Any, Self

from kafkalint.values import Origin, Value


class Written(str):
    """Text that remembers where each of its lines stands.

    `lines` has an origin for each line. What could not be resolved stands in it as a
    placeholder, `${var.replicas}`: the Value that holds such a text is unknown and carries
    it all the same, so that the lines that are known can be judged.
    """

    lines: tuple[Origin, ...]

    def __new__(cls, text: str, lines: tuple[Origin, ...] = ()) -> Self:
        made = super().__new__(cls, text)
        made.lines = lines
        return made

    def line(self, number: int, fallback: Origin) -> Origin:
        """Where line `number` (from 1) stands; `fallback` where that is not known."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else fallback


class Encoded(Written):
    """JSON or YAML that was made of Values, which know better where they stand than its lines."""

    value: Value[Any]

    def __new__(cls, text: str, lines: tuple[Origin, ...] = (), value: Any = None) -> Self:
        made = super().__new__(cls, text, lines)
        made.value = value
        return made
