"""What is wrong with a text that is no HCL, and where."""

from __future__ import annotations

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.text import Lines, Text


def problem(text: Text, index: int, what: str) -> SyntaxProblem:
    """The problem at the character `index`; without a `what`, what stands there is shown."""
    span = Lines(text).span(index, index)
    if not what:
        shown = text.content[index:].split("\n", 1)[0].strip()[:40]
        what = f"this cannot be understood: {shown}" if shown else "this ends too early"
    return SyntaxProblem(
        what,
        path=text.path,
        line=span.line,
        column=span.column,
        remedy="`terraform fmt` or `tofu fmt` shows what is wrong with it.",
    )
