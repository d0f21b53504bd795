"""The files below a folder, without the ones that never hold a deployment.

Folders are entered once each. A link to a folder is followed after everything else, and only
where it leads within the working directory or the walked folder, so that no link can lead
in circles or out over the whole machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from kafkalint import disk, exclusion
from kafkalint.exclusion import Ignoring
from kafkalint.record import NamedTuple


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
        self._seen = {disk.real_path(prefix or ".") for prefix in self._entered}
        within = [os.path.join(disk.real_path(top), "") for top in (".", self._root or ".")]
        while self._links:
            prefix, ignoring = self._links.pop(0)
            target = os.path.join(disk.real_path(prefix), "")
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
                if entry.is_folder:
                    folder = f"{prefix}{name}/"
                    if not exclusion.skips_folder(name, names) and not (
                        ignoring.ignores(folder) or self._excluded.ignores(folder)
                    ):
                        (self._links if entry.is_link else folders).append((folder, ignoring))
                elif (
                    not exclusion.skips_file(name) or (in_project and exclusion.is_program(name))
                ) and entry.is_file:
                    yield Step(prefix + name, through_link or entry.is_link, ignoring)
            pending += [(*folder, in_project) for folder in reversed(folders)]

    def _enters(self, prefix: str) -> bool:
        self._entered.append(prefix)
        if self._seen is None:
            return True
        real = disk.real_path(prefix)
        if real in self._seen:
            return False
        self._seen.add(real)
        return True

    def _list(self, prefix: str) -> list[disk.Entry]:
        try:
            return disk.entries(prefix)
        except OSError as error:
            self.closed.append((prefix or ".", error))
            return []
