"""All claimed files to root modules, and root modules to clusters."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.text import Text
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._cloud import platforms
from kafkalint.sources._cloud.resource import Estate
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform import calls, estates, given, terragrunt, unset
from kafkalint.sources.terraform.configuration import configuration_files
from kafkalint.sources.terraform.evaluation.scope import Exhausted
from kafkalint.sources.terraform.recognition import is_unit, local_calls, speaks_of_kafka
from kafkalint.sources.terraform.root import Loader, Root

RECURSION = 20_000
"""Python's own calls for the deepest expression that the budgets allow."""


def read_files(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every root module among `files`."""
    reading = Reading()
    with _deep_calls():
        for root, estate in read_estates(files, workspace):
            if estate is None:
                reading.notices.extend(root.notices)
                continue
            found = platforms.clusters(estate)
            reading.clusters.extend(found.clusters)
            reading.notices.extend([*root.notices, *found.notices])
            if found.clusters:
                reading.notices.extend(unset.notices(root))
            if not any(resource.type in estates.CLUSTERS for resource in estate.resources):
                reading.notices.extend(root.left_out)
            reading.consumed.update(found.consumed, _configurations(root, estate))
            reading.consumed.update(_states(root, workspace))
    reading.notices[:] = dict.fromkeys(reading.notices)
    return reading


def _configurations(root: Root, estate: Estate) -> set[str]:
    """The files that brokers' properties were taken from, which are no brokers' own."""
    written = [held.value("server_properties").data for held in estate.resources]
    lines = [line for text in written if isinstance(text, Written) for line in text.lines]
    return {origin.path for origin in lines} & root.read.keys()


def _states(root: Root, workspace: Workspace) -> set[str]:
    """What was made of the root module before: what it says now counts."""
    return {path for path in workspace.list(root.folder) if path.endswith(".tfstate")}


def read_estates(
    files: Sequence[SourceFile], workspace: Workspace
) -> Iterator[tuple[Root, Estate | None]]:
    """Each root module with its resources, None where it takes too much to evaluate.

    A module that a root calls in a file that cannot be read is read by itself.
    """
    loader = Loader(workspace)
    chosen = given.variables(workspace)
    folders = Folders(workspace)
    waiting = root_folders(files, folders)
    entered: set[str] = set()
    while waiting:
        lost: set[str] = set()
        for folder in waiting:
            root = Root(folder, loader, chosen)
            estate = _estate(root)
            yield root, estate
            entered |= root.folders
            if root.is_broken and estate is not None:
                lost |= folders.reached_from(folder)
        left = [file for file in files if posixpath.dirname(file.path) in lost - entered]
        waiting = root_folders(left, folders)


def _estate(root: Root) -> Estate | None:
    try:
        return estates.estate(root)
    except Exhausted as problem:
        path = (root.loader.load(root.folder).files or [root.folder])[0]
        root.notices[Notice("unreadable", path, 0, str(problem))] = None
        return None


def root_folders(files: Sequence[SourceFile], folders: Folders) -> list[str]:
    """The folders that no other one calls, of those that speak of Kafka or call ones that do."""
    named = sorted({posixpath.dirname(file.path) for file in files})
    reached = {folder: folders.reached_from(folder) for folder in named}
    called: set[str] = set()
    for folder in named:  # of folders that call each other in a circle the first one is the root
        if folder not in called:
            called |= reached[folder] - {folder}
    return [
        folder
        for folder in named
        if folder not in called and any(folders.speaks(held) for held in reached[folder])
    ]


class Folders:
    """Which folders call which, and what they speak of, by the bytes of their files alone."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.seen: dict[str, tuple[bool, tuple[str, ...]]] = {}

    def speaks(self, folder: str) -> bool:
        """Whether a file of the module speaks of Kafka."""
        return self._look(folder)[0]

    def reached_from(self, folder: str) -> set[str]:
        """The folder and all that it calls, directly or not."""
        found: set[str] = set()
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self._look(here)[1]
        return found

    def _look(self, folder: str) -> tuple[bool, tuple[str, ...]]:
        if folder not in self.seen:
            texts = list(self._texts(folder))
            content = b"\n".join(text.content.encode("utf-8", "replace") for text in texts)
            named = local_calls(content)
            for text in texts:
                if is_unit(text.path) and ("${" in text.content or "include" in text.content):
                    named += terragrunt.called(folder, text, self.workspace)
            called = tuple(calls.folder(folder, each) for each in named)
            self.seen[folder] = (speaks_of_kafka(content), called)
        return self.seen[folder]

    def _texts(self, folder: str) -> Iterator[Text]:
        listed = self.workspace.list(folder or ".")
        for path in configuration_files(listed) or [path for path in listed if is_unit(path)]:
            try:
                text = self.workspace.read(path)
            except InputError:
                continue
            if text is not None:
                yield text


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Room for expressions that are nested as deeply as the budgets allow."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
