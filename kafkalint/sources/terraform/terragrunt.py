"""Terragrunt's units: a terragrunt.hcl names a module and gives it `inputs`.

A unit is read as the call that it comes to. Of files that it includes only plain inputs are
taken; what else they, its dependencies and Terragrunt's own functions give is not known.
https://terragrunt.gruntwork.io/docs/reference/hcl/
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection
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
    for block in body.of_type("terraform"):
        named = block.body.attributes.get("source")
        source = _source(named.value, found.folder, loader) if named is not None else None
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
    """What `inputs` gives by name; `is_open` where it may give more."""

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


def _inputs(body: Body) -> _Inputs:
    found = _Inputs()
    expression = body.expression("inputs")
    if expression is not None:
        found.take(expression)
    return found


def _parent(block: Block, found: Configuration, loader: Loader) -> Body | None:
    """The file that a unit includes, if it says so plainly and all of its inputs are told."""
    expression = block.body.expression("path")
    path = ""
    if isinstance(expression, tree.Literal) and isinstance(expression.value, str):
        path = posixpath.normpath(posixpath.join(found.folder, expression.value))
    elif isinstance(expression, tree.Call) and expression.name == _FIND:
        wanted = bodies.text(expression.arguments[0]) if expression.arguments else UNIT
        path = _find(wanted, found.folder, loader) if wanted else ""
    body = _read(path, found, loader) if path else None
    return None if body is None or _inputs(body).is_open else body


def _find(name: str, folder: str, loader: Loader) -> str:
    """The closest file of that name in a folder around `folder`."""
    while folder:
        folder = posixpath.dirname(folder)
        path = posixpath.join(folder, name)
        if path in loader.workspace.list(folder or "."):
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


def _source(expression: tree.Expression, folder: str, loader: Loader) -> tree.Literal | None:
    """The module as a call would name it."""
    if isinstance(expression, tree.Literal):
        return expression
    parts = expression.parts if isinstance(expression, tree.Template) else []
    if len(parts) != 2 or not isinstance(parts[0], tree.Interpolation):
        return None
    called, rest = parts[0].expression, parts[1]
    if not isinstance(called, tree.Call) or not isinstance(rest, tree.Chunk):
        return None
    if called.name not in ("get_terragrunt_dir", "get_repo_root"):
        return None
    at_root = called.name == "get_repo_root"
    way = loader.workspace.way_to_repository(folder) if at_root else "."
    named = f"{way}{rest.text}"
    return tree.Literal(expression.lines, expression.start, expression.end, named)


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
