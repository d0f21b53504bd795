"""The files of one module put together: what it declares, and what is wrong with its files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import TypeVar

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats import hcl
from kafkalint.formats.hcl.tree import Attribute, Block, Body
from kafkalint.formats.text import Text
from kafkalint.sources import Workspace
from kafkalint.sources.terraform.recognition import is_configuration, is_override, is_variables

LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
}
"""The blocks of a file in JSON, and how many labels each has."""

K = TypeVar("K")
Named = dict[str, Block]
Typed = dict[tuple[str, str], Block]


class Configuration:
    """What the files of one folder declare, by name; nothing of it is evaluated."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.files: list[str] = []
        self.variables: Named = {}
        self.outputs: Named = {}
        self.calls: Named = {}
        self.locals: dict[str, Attribute] = {}
        self.resources: Typed = {}
        self.data: Typed = {}
        self.providers: list[Block] = []
        self.given: dict[str, Attribute] = {}  # by the folder's own files of variables
        self.private: set[str] = set()  # what is given by one that stays on this machine
        self.guard: Attribute | None = None  # what Terragrunt lets nobody destroy
        self.notices: list[Notice] = []
        self.partial = ""

    def declare(self, body: Body, is_override: bool) -> None:
        """Take in what one file says."""
        for block in body.blocks:
            labels = block.labels
            if block.type == "locals":
                for name, attribute in block.body.attributes.items():
                    _put(self.locals, name, attribute, is_override)
            elif block.type in ("resource", "data") and len(labels) == 2:
                typed = self.resources if block.type == "resource" else self.data
                _declare(typed, (labels[0], labels[1]), block, is_override)
            elif block.type == "provider" and len(labels) == 1:
                self.providers.append(block)
            elif len(labels) == 1 and block.type in ("variable", "output", "module"):
                named = {
                    "variable": self.variables,
                    "output": self.outputs,
                    "module": self.calls,
                }[block.type]
                _declare(named, labels[0], block, is_override)


def load(folder: str, workspace: Workspace) -> Configuration:
    """The module in `folder`; files that cannot be read are told of, and left out."""
    found = Configuration(folder)
    paths = configuration_files(workspace.list(folder or "."))
    for path in sorted(paths, key=lambda path: (is_override(path), path)):
        body = _read(path, workspace, found)
        if body is not None:
            found.declare(body, is_override(path))
    for path in variable_files(workspace.list(folder or ".")):
        body = _read(path, workspace, found)
        if body is not None:
            found.given |= body.attributes
            is_private = workspace.is_ignored(path)
            change = found.private.update if is_private else found.private.difference_update
            change(body.attributes)
    return found


def configuration_files(paths: Iterable[str]) -> list[str]:
    """Those of `paths` that make up the module of their folder.

    OpenTofu reads a.tofu in place of an a.tf beside it.
    """
    held = [path for path in paths if is_configuration(path)]
    tofu = {path.replace(".tofu", ".tf") for path in held if ".tofu" in path}
    return sorted(path for path in held if path not in tofu)


def variable_files(paths: Iterable[str]) -> list[str]:
    """The files of variables that are read without being asked for, the last one wins."""
    held = [path for path in paths if is_variables(path)]
    return sorted(held, key=lambda path: (".auto." in path, path))


def read_variables(text: Text) -> Body:
    """A file of variables. Raises SyntaxProblem and LimitExceeded."""
    return hcl.read_json(text, {}) if text.path.endswith(".json") else hcl.read(text)


def _read(path: str, workspace: Workspace, found: Configuration) -> Body | None:
    try:
        text = workspace.read(path)
        if text is None:
            return None
        found.files.append(path)
        if is_variables(path):
            return read_variables(text)
        return hcl.read_json(text, LABELS) if path.endswith(".json") else hcl.read(text)
    except InputError as problem:
        found.notices.append(Notice("unreadable", path, problem.line, problem.message))
        found.partial = f"{posixpath.basename(path)} beside it cannot be read"
        return None


def _put(table: dict[str, Attribute], name: str, attribute: Attribute, overrides: bool) -> None:
    if overrides or name not in table:
        table[name] = attribute


def _declare(table: dict[K, Block], key: K, block: Block, overrides: bool) -> None:
    before = table.get(key)
    if before is None:
        table[key] = block
    elif overrides:
        table[key] = _overridden(before, block)


def _overridden(block: Block, by: Block) -> Block:
    """The attributes of both, the later ones winning; its blocks replace all of their type."""
    replaced = {inner.type for inner in by.body.blocks}
    replaced |= {inner.labels[0] for inner in by.body.of_type("dynamic") if inner.labels}
    kept: Sequence[Block] = [
        inner
        for inner in block.body.blocks
        if inner.type not in replaced
        and not (inner.type == "dynamic" and inner.labels and inner.labels[0] in replaced)
    ]
    attributes = {**block.body.attributes, **by.body.attributes}
    body = Body(attributes.values(), [*kept, *by.body.blocks])
    return Block(block.lines, block.start, block.end, block.type, block.labels, body)
