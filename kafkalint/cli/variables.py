"""Variables that the user gives in files of NAME=value lines."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.errors import InputError, UsageError
from kafkalint.formats import dotenv
from kafkalint.workspace import Files


def read(paths: Iterable[str]) -> dict[str, str]:
    """The variables of all files, later ones first. Raises UsageError where one cannot be read."""
    variables: dict[str, str] = {}
    for path in paths:
        try:
            text = Files().read(path)
            if text is None:
                raise UsageError("there is no such file for --var-file", path=path)
            variables |= {entry.key: entry.value for entry in dotenv.read(text) if entry.is_set}
        except InputError as problem:
            raise UsageError(problem.message, path=path, line=problem.line) from None
    return variables
