"""Values that the user gives to the variables of root modules."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.errors import InputError
from kafkalint.formats import hcl
from kafkalint.formats.text import Text
from kafkalint.sources import Workspace
from kafkalint.sources.terraform.configuration import read_variables
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.values import Provenance, Value

PREFIX = "TF_VAR_"

Values = dict[str, Value[Any]]


class Given(NamedTuple):
    """What comes before a module's own files of variables, and what they come before."""

    first: Values
    last: Values


def variables(workspace: Workspace) -> Given:
    """The variables of --var-file: .tfvars, NAME=value, and TF_VAR_NAME=value, the weakest."""
    first: Values = {}
    last: Values = {}
    for name, text in workspace.variables().items():
        value = Value(_data(text), (), Provenance.SUPPLIED)
        if name.startswith(PREFIX):
            last[name.removeprefix(PREFIX)] = value
        else:
            first[name] = value
    for path in workspace.var_files():
        first |= _of_file(path, workspace)
    return Given(first, last)


def _of_file(path: str, workspace: Workspace) -> Values:
    try:
        text = workspace.read(path)
        attributes = read_variables(text).attributes if text else {}
    except InputError:
        return {}
    scope = Scope(Nowhere())
    found = {
        name: settle(attribute.value, scope).at((attribute.origin,))
        for name, attribute in attributes.items()
    }
    if not workspace.is_ignored(path):
        return found
    return {name: private(each) for name, each in found.items()}


def private(value: Value[Any]) -> Value[Any]:
    """The value, given by a file that stays on this machine, as Git ignores it."""
    if not value.is_known:
        return value
    return Value(value.data, value.origins, Provenance.SUPPLIED, "", value.sensitive)


def _data(text: str) -> Any:
    """A list or a map where the text is one, as with -var; else the text."""
    if text.lstrip()[:1] not in ("[", "{"):
        return text
    try:
        value = settle(hcl.read_expression(Text("", text)), Scope(Nowhere()))
    except InputError:
        return text
    return value.data if value.is_known else text
