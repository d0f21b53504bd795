"""What can go wrong, and the exit status that says so.

    KafkalintError
    ├── UsageError            2   arguments, a client.properties, a rule file
    │   └── RuleError             a rule file, shown with line, column and caret
    └── InputError            3   an input that looks like Kafka and cannot be read
        ├── UnreadableError       permissions, encoding, not text
        ├── SyntaxProblem         text that is not what its name says
        └── LimitExceeded         deeper, larger or longer than anything honest

Anything else is a bug in kafkalint, says that it is one, and exits with 70.
"""

from __future__ import annotations


class KafkalintError(Exception):
    """A problem that the user can mend; `remedy` says how."""

    exit_status = 2

    def __init__(
        self, message: str, *, path: str = "", line: int = 0, column: int = 0, remedy: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.remedy = remedy

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  {self.remedy}" if self.remedy else text


class UsageError(KafkalintError):
    """The command, a client.properties or a rule is wrong."""


class RuleError(UsageError):
    """A rule file is wrong; the message shows the place inside the rule."""


class InputError(KafkalintError):
    """An input could not be read; the audit goes on without it and is incomplete."""

    exit_status = 3


class UnreadableError(InputError):
    """The file cannot be opened or is not text."""


class SyntaxProblem(InputError):
    """The text is not valid in the syntax that its name promises."""


class LimitExceeded(InputError):
    """The input is deeper, larger or more entangled than the limits allow."""
