"""Variables that the user gives: files of NAME=value lines, Terraform's own, the environment."""

from __future__ import annotations

import os
from collections.abc import Iterable

from kafkalint.errors import InputError, UsageError
from kafkalint.formats import dotenv
from kafkalint.formats.text import Text
from kafkalint.workspace import Files

TF_VAR = "TF_VAR_"


def read(paths: Iterable[str]) -> dict[str, str]:
    """The variables of all files, later ones first.

    A file in Terraform's language is only looked at: it is read where its variables are
    known. Raises UsageError where one cannot be read.
    """
    variables: dict[str, str] = {}
    for path in paths:
        try:
            text = Files().read(path)
            if text is None:
                raise UsageError("there is no such file for --var-file", path=path)
            if path.endswith((".tfvars", ".tfvars.json")):
                _look_at(text)
                continue
            variables |= {entry.key: entry.value for entry in dotenv.read(text) if entry.is_set}
        except InputError as problem:
            raise UsageError(problem.message, path=path, line=problem.line) from None
    return variables


def of_environment() -> dict[str, str]:
    """What the environment gives to Terraform's variables, under the names that it has there."""
    return {name: value for name, value in os.environ.items() if name.startswith(TF_VAR)}


def _look_at(text: Text) -> None:
    """Raises SyntaxProblem where it is no file of Terraform's."""
    from kafkalint.formats import hcl

    if text.path.endswith(".json"):
        hcl.read_json(text, {})
    else:
        hcl.read(text)
