"""Terragrunt's units: a terragrunt.hcl names a module and gives it `inputs`.

A unit is read as the call that it comes to. Of files that it includes the module and plain
inputs are taken; what else they and its dependencies give is not known. Of Terragrunt's own
functions those are known that say where something lies.
https://terragrunt.gruntwork.io/docs/reference/hcl/
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats import hcl
from kafkalint.formats.hcl import tree
from kafkalint.formats.hcl.tree import Attribute, Block, Body
from kafkalint.sources.terraform import bodies, supplied
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.recognition import UNIT

if TYPE_CHECKING:
    from kafkalint.formats.text import Text
    from kafkalint.sources import Workspace
    from kafkalint.sources.terraform.configuration import Configuration
    from kafkalint.sources.terraform.root import Loader

_FIND = "find_in_parent_folders"


def fill(found: Configuration, loader: Loader) -> None:
    """Make of the folder of a unit, which has no files of Terraform's, the call that it is."""
    path = posixpath.join(found.folder, UNIT)
    body = _read(path, found, loader)
    if body is None:
        return
    found.files.append(path)
    found.declare(Body((), body.of_type("locals")), is_override=False)
    found.guard = body.attributes.get("prevent_destroy")
    paths = [_included(each, found.folder, loader.workspace) for each in body.of_type("include")]
    included = [_read(at, found, loader) for at in paths if at]
    for said in (body, *(each for each in included if each is not None)):
        for block in said.of_type("terraform"):
            named = block.body.attributes.get("source")
            source = _source(named.value, said, found.folder, loader.workspace) if named else None
            if named is not None and source is not None:
                given = _given(body, named, source, found, loader)
                call = [Attribute(named.lines, named.start, named.end, "source", source), *given]
                name = posixpath.basename(found.folder) or "unit"
                place = (block.lines, block.start, block.end)
                found.calls[name] = Block(*place, "module", (name,), Body(call))
                return
    if body.of_type("include"):
        message = f"{UNIT} is not looked into: which module it calls is said elsewhere"
        found.notices.append(Notice("unresolved", path, 1, message))


def _given(
    body: Body, named: Attribute, source: tree.Literal, found: Configuration, loader: Loader
) -> list[Attribute]:
    """All inputs, what is not known to be left out among them; `named` says of which module."""
    own = _inputs(body)
    parents = [_parent(block, found, loader) for block in body.of_type("include")]
    given: dict[str, Attribute] = {}
    if own.is_open or None in parents:
        given = {name: _open(named, name) for name in _variables(source, found.folder, loader)}
    for parent in parents:
        for name, held in (_inputs(parent).given if parent is not None else {}).items():
            is_plain = settle(held.value, Scope(Nowhere())).is_known
            given[name] = held if is_plain else _open(held, name)
    return list({**given, **own.given}.values())


class _Inputs:
    """What `inputs` gives by name; `is_open` where it may give more, or others instead."""

    def __init__(self) -> None:
        self.given: dict[str, Attribute] = {}
        self.is_open = False

    def take(self, expression: tree.Expression) -> None:
        if isinstance(expression, tree.Object):
            elements = bodies.attributes(expression)
            self.given |= {held.name: held for held in elements if held.name}
            self.is_open = self.is_open or not all(held.name for held in elements)
        elif isinstance(expression, tree.Call) and expression.name == "merge":
            for part in expression.arguments:
                self.take(part)
            self.is_open = self.is_open or expression.expands
        else:
            self.is_open = True
            self.given.clear()


def _inputs(body: Body) -> _Inputs:
    found = _Inputs()
    expression = body.expression("inputs")
    if expression is not None:
        found.take(expression)
    return found


def _parent(block: Block, found: Configuration, loader: Loader) -> Body | None:
    """The file that a unit includes, if it says so plainly and all of its inputs are told."""
    path = _included(block, found.folder, loader.workspace)
    body = _read(path, found, loader) if path else None
    return None if body is None or _inputs(body).is_open else body


def _included(block: Block, folder: str, workspace: Workspace) -> str:
    """The file that a unit includes, "" where it does not say so plainly."""
    expression = block.body.expression("path")
    way = _way(expression, Body(()), folder, workspace) if expression is not None else ""
    return posixpath.normpath(posixpath.join(folder, way)) if way else ""


def _find(call: tree.Call, folder: str, workspace: Workspace) -> str:
    """The closest file in a folder around `folder` of the name that is asked for."""
    name = bodies.text(call.arguments[0]) if call.arguments else UNIT
    while folder and name:
        folder = posixpath.dirname(folder)
        path = posixpath.join(folder, name)
        if path in workspace.list(folder or "."):
            return path
    return ""


def _read(path: str, found: Configuration, loader: Loader) -> Body | None:
    if path not in loader.workspace.list(posixpath.dirname(path) or "."):
        return None
    try:
        text = loader.workspace.read(path)
        return hcl.read(text) if text is not None else None
    except InputError as problem:
        found.notices.append(Notice("unreadable", path, problem.line, problem.message))
        return None


def called(folder: str, unit: Text, workspace: Workspace) -> Iterator[str]:
    """The local module that a unit calls, where its name is put together or said elsewhere."""
    try:
        own = hcl.read(unit)
        paths = [_included(block, folder, workspace) for block in own.of_type("include")]
        texts = [workspace.read(path) for path in paths if path]
        said = [own, *(hcl.read(text) for text in texts if text is not None)]
    except InputError:
        return
    for body in said:
        for block in body.of_type("terraform"):
            named = block.body.expression("source")
            way = _way(named, body, folder, workspace) if named is not None else ""
            if way.startswith("."):
                yield way


def _source(
    expression: tree.Expression, body: Body, folder: str, workspace: Workspace
) -> tree.Literal | None:
    """The module as a call would name it."""
    if isinstance(expression, tree.Literal):
        return expression
    named = _way(expression, body, folder, workspace)
    if not named:
        return None
    return tree.Literal(expression.lines, expression.start, expression.end, named)


def _way(expression: tree.Expression, body: Body, folder: str, workspace: Workspace) -> str:
    """The way from a unit's folder to where an expression leads; "" where that is not known."""
    if isinstance(expression, tree.Literal):
        return expression.value if isinstance(expression.value, str) else ""
    if isinstance(expression, tree.Template):
        found = [
            part.text
            if isinstance(part, tree.Chunk)
            else _way(part.expression, body, folder, workspace)
            if isinstance(part, tree.Interpolation)
            else ""
            for part in expression.parts
        ]
        return "".join(found) if all(found) else ""
    if isinstance(expression, tree.GetAttribute):
        return _local(expression, body, folder, workspace)
    if not isinstance(expression, tree.Call):
        return ""
    name = expression.name
    if name == "dirname" and len(expression.arguments) == 1:
        return posixpath.dirname(_way(expression.arguments[0], body, folder, workspace))
    if name == _FIND:
        path = _find(expression, folder, workspace)
        return posixpath.relpath(path, folder or ".") if path else ""
    if name in ("get_repo_root", "get_path_to_repo_root"):
        return workspace.way_to_repository(folder)
    if name in ("get_terragrunt_dir", "get_original_terragrunt_dir"):
        return "."
    return ""


def _local(expression: tree.GetAttribute, body: Body, folder: str, workspace: Workspace) -> str:
    """What `local.name` of the same file stands for, where it names no other one."""
    if not isinstance(expression.of, tree.Name) or expression.of.name != "local":
        return ""
    for block in body.of_type("locals"):
        held = block.body.expression(expression.name)
        if held is not None:
            return _way(held, Body(()), folder, workspace)
    return ""


def _variables(source: tree.Literal, folder: str, loader: Loader) -> Collection[str]:
    """The variables of a module that is known."""
    named = str(source.value)
    if named.startswith("."):
        where = posixpath.normpath(posixpath.join(folder or ".", named))
        return loader.load("" if where == "." else where).variables
    known = supplied.find(named)
    return known[0].variables if known is not None else ()


def _open(held: Attribute, name: str) -> Attribute:
    """An argument of which it is not known what it is."""
    place = (held.lines, held.start, held.end)
    unknown = tree.GetAttribute(*place, tree.Name(*place, "include"), "inputs")
    return Attribute(*place, name, unknown)
