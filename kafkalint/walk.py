"""The files below a folder, without the ones that never hold a deployment.

Folders are entered once each. A link to a folder is followed after everything else, and only
where it leads within the working directory or the walked folder, so that no link can lead
in circles or out over the whole machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from kafkalint import exclusion
from kafkalint.exclusion import Ignoring
from kafkalint.record import NamedTuple
from kafkalint.workspace import is_file


class Step(NamedTuple):
    """A file on the way; `ignoring` tells whether Git ignores it, asked only if it matters."""

    path: str
    through_link: bool
    ignoring: Ignoring


class Walk:
    """One walk below the folder `root` (a path as in the report). `closed` fills on the way."""

    def __init__(self, root: str, excluded: Ignoring) -> None:
        self._excluded = excluded
        self.closed: list[tuple[str, OSError]] = []
        self._root = "" if root == "." else root.rstrip("/") + "/"
        self._links: list[tuple[str, Ignoring]] = []
        self._entered: list[str] = []
        self._seen: set[str] | None = None  # real paths of entered folders, once a link is met

    def __iter__(self) -> Iterator[Step]:
        yield from self._below(self._root, exclusion.ignoring_around(self._root))
        if not self._links:
            return
        self._seen = {os.path.realpath(prefix or ".") for prefix in self._entered}
        within = [os.path.join(os.path.realpath(top), "") for top in (".", self._root or ".")]
        while self._links:
            prefix, ignoring = self._links.pop(0)
            target = os.path.join(os.path.realpath(prefix), "")
            if target.startswith(tuple(within)):
                yield from self._below(prefix, ignoring, through_link=True)

    def _below(self, prefix: str, ignoring: Ignoring, through_link: bool = False) -> Iterator[Step]:
        pending = [(prefix, ignoring, exclusion.is_within_project(prefix))]
        while pending:
            prefix, ignoring, in_project = pending.pop()
            if not self._enters(prefix):
                continue
            entries = self._list(prefix)
            names = {entry.name for entry in entries}
            if prefix != self._root and exclusion.is_cache(names):
                continue
            if ".gitignore" in names:
                ignoring = ignoring.within(prefix)
            in_project = in_project or exclusion.is_project(names)
            folders: list[tuple[str, Ignoring]] = []
            for entry in entries:
                name = entry.name
                if _is_folder(entry):
                    folder = f"{prefix}{name}/"
                    if not exclusion.skips_folder(name, names) and not (
                        ignoring.ignores(folder) or self._excluded.ignores(folder)
                    ):
                        (self._links if entry.is_symlink() else folders).append((folder, ignoring))
                elif (
                    not exclusion.skips_file(name) or (in_project and exclusion.is_program(name))
                ) and is_file(entry):
                    yield Step(prefix + name, through_link or entry.is_symlink(), ignoring)
            pending += [(*folder, in_project) for folder in reversed(folders)]

    def _enters(self, prefix: str) -> bool:
        self._entered.append(prefix)
        if self._seen is None:
            return True
        real = os.path.realpath(prefix)
        if real in self._seen:
            return False
        self._seen.add(real)
        return True

    def _list(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(prefix or ".") as entries:
                return sorted(entries, key=_by_name)
        except OSError as error:
            self.closed.append((prefix or ".", error))
            return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name
