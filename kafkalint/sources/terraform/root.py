"""One root module with all modules that it calls: what they share while they are evaluated."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.hcl.tree import Body
from kafkalint.formats.text import Text
from kafkalint.sources import Workspace
from kafkalint.sources.terraform import configuration
from kafkalint.sources.terraform.configuration import Configuration
from kafkalint.sources.terraform.evaluation.scope import Budget, Scope
from kafkalint.sources.terraform.given import Given
from kafkalint.sources.terraform.supplied import FETCHED

if TYPE_CHECKING:
    from kafkalint.sources.terraform.module import Module

MAX_MODULES = 500


class Declared(NamedTuple):
    """What an address stands for: a block's body, and the scope that it is evaluated in."""

    kind: str  # "resource", "data"
    type: str
    body: Body
    scope: Scope


class Opaque(NamedTuple):
    """A module that cannot be looked into, and why."""

    why: str


class Loader:
    """Modules by folder, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.loaded: dict[str, Configuration] = {}

    def load(self, folder: str) -> Configuration:
        """The module in `folder`."""
        if folder not in self.loaded:
            found = self.loaded[folder] = configuration.load(folder, self.workspace)
            if not found.files:
                from kafkalint.sources.terraform import terragrunt

                terragrunt.fill(found, self)
        return self.loaded[folder]


class Root:
    """Everything that the modules of one root share.

    `given` are the values that the user gave for its variables.
    """

    def __init__(self, folder: str, loader: Loader, given: Given) -> None:
        self.folder = folder
        self.loader = loader
        self.given = given
        self.budget = Budget()
        self.registry: dict[str, Declared | Module | Opaque] = {}
        self.files: dict[str, None] = {}
        self.folders: set[str] = set()
        self.is_broken = False  # a file of some module could not be read
        self.read: dict[str, None] = {}
        self.notices: dict[Notice, None] = {}
        self.left_out: dict[Notice, None] = {}  # clusters that the values here make none of
        self.partial = ""
        self.modules = 0
        self._fetched: dict[str, str] | None = None

    def fetched(self, key: str) -> Configuration | None:
        """A module that `terraform init` has fetched; None where it has not been run."""
        if self._fetched is None:
            self._fetched = self._list_fetched()
        folder = self._fetched.get(key)
        found = self.loader.load(folder) if folder else None
        return found if found is not None and found.files else None

    def _list_fetched(self) -> dict[str, str]:
        """The folders of fetched modules, by the names that they are called by."""
        home = posixpath.join(self.folder, FETCHED)
        try:
            text = self.loader.workspace.read(posixpath.join(home, "modules.json"))
            listed = json.loads(text.content)["Modules"] if text else []
            named = [(str(one["Key"]), str(one["Dir"])) for one in listed]
        except (InputError, ValueError, RecursionError, TypeError, KeyError):
            return {}
        folders = {key: posixpath.normpath(posixpath.join(self.folder, to)) for key, to in named}
        return {key: at for key, at in folders.items() if at.startswith(f"{home}/")}

    def path_from_here(self, folder: str) -> str:
        """`path.module` of a module: its folder as seen from the root's."""
        return posixpath.relpath(folder or ".", self.folder or ".")

    def resolve(self, path: str) -> str | None:
        """A path as a configuration names it; None where it leads out of what is judged."""
        if path.startswith(("/", "~")) or "\0" in path:
            return None
        found = posixpath.normpath(posixpath.join(self.folder or ".", path))
        if found != ".." and not found.startswith("../"):
            return found if not posixpath.isabs(found) or self._is_inside(found) else None
        return found if self._is_inside(found) else None

    def file(self, path: str) -> Text | None:
        """A file that a function names."""
        found = self.resolve(path)
        if found is None:
            return None
        try:
            text = self.loader.workspace.read(found)
        except InputError:
            return None
        if text is not None:
            self.read[text.path] = None
        return text

    def files_below(self, folder: str) -> list[str] | None:
        """The files directly in `folder`."""
        found = self.resolve(folder)
        if found is None:
            return None
        return [posixpath.basename(path) for path in self.loader.workspace.list(found)]

    def _is_inside(self, path: str) -> bool:
        """It is in the root's folder or in that of a module that is called from it."""
        folders = {posixpath.dirname(file) for file in self.files} | {self.folder}
        return any(path.startswith(posixpath.join(folder, "")) for folder in folders if folder)
