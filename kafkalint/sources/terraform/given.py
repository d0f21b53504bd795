"""Values that the user gives to the variables of a root module."""

from __future__ import annotations

from typing import Any

from kafkalint.errors import InputError
from kafkalint.formats import hcl
from kafkalint.formats.text import Text
from kafkalint.sources import Workspace
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.values import Provenance, Value

PREFIX = "TF_VAR_"


def variables(workspace: Workspace) -> dict[str, Value[Any]]:
    """The variables of --var-file: NAME=value and TF_VAR_NAME=value."""
    found: dict[str, Value[Any]] = {}
    for name, text in workspace.variables().items():
        found[name.removeprefix(PREFIX)] = Value(_data(text), (), Provenance.SUPPLIED)
    return found


def _data(text: str) -> Any:
    """A list or a map where the text is one, as with -var; else the text."""
    if text.lstrip()[:1] not in ("[", "{"):
        return text
    try:
        value = settle(hcl.read_expression(Text("", text)), Scope(Nowhere()))
    except InputError:
        return text
    return value.data if value.is_known else text
