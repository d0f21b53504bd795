"""A text and the place where it stands, so that every reader can work inside another document."""

from __future__ import annotations

from dataclasses import dataclass

from kafkalint.values import Origin, Span


@dataclass(frozen=True, slots=True)
class Text:
    """Text of the file `path`, whose first character stands at `line`, `column` of that file.

    `indent` is how many columns later lines are shifted right in the file (a block scalar
    inside YAML); a text that is its whole file starts at 1, 1 with no indent.
    """

    path: str
    content: str
    line: int = 1
    column: int = 1
    indent: int = 0

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """The span in the file of a span in this text (all from 1)."""
        return Span(
            self.line + line - 1,
            column + (self.column - 1 if line == 1 else self.indent),
            self.line + end_line - 1,
            end_column + (self.column - 1 if end_line == 1 else self.indent),
        )

    def origin(self, line: int, column: int, end_line: int, end_column: int) -> Origin:
        """The same, as an origin."""
        return Origin(self.path, self.span(line, column, end_line, end_column))
