"""What is wrong with an expression, and where in its text."""

from __future__ import annotations

from collections.abc import Iterable


class ExpressionError(Exception):
    """`start` and `end` are offsets into the expression's text, in code points."""

    def __init__(self, message: str, start: int, end: int = -1) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start + 1)

    def shifted(self, offset: int) -> ExpressionError:
        """The same, in a text in which the expression stands `offset` further on."""
        return ExpressionError(self.message, self.start + offset, self.end + offset)


def suggest(what: str, name: str, choices: Iterable[str]) -> str:
    """ "Topic has no 'replicationfactor'; did you mean 'replication_factor'? it has: …"."""
    import difflib

    known = sorted(choices)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f" did you mean '{close[0]}'?" if close else ""
    listed = f" it has: {', '.join(known)}" if len(known) <= 40 else ""
    return f"{what} has no '{name}';{hint}{listed}".rstrip(";")
