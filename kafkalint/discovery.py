"""Which files can matter: walks what the user named, cheaply, and leaves out what never can.

Only names and contents are looked at here; what a file means is for the sources to say.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kafkalint.errors import InputError, UsageError
from kafkalint.findings import Notice
from kafkalint.workspace import read_bytes, report_path

Claims = Callable[[str, bytes], tuple[str, ...]]
"""The names of the sources that a file with this path and content may be one of."""

SKIPPED_FOLDERS = frozenset(
    ".git .hg .svn node_modules bower_components .terraform .venv __pycache__ .tox .nox "
    ".mypy_cache .pytest_cache .ruff_cache .gradle .idea .cache site-packages".split()
)


class Found(NamedTuple):
    """A file that sources claim. `named` where the user asked for it or for a folder around it."""

    path: str
    content: bytes
    sources: tuple[str, ...]
    named: bool


class Discovery(NamedTuple):
    """The claimed files, by path, and what could not be looked at."""

    files: list[Found]
    notices: list[Notice]


_KAFKA_BY_NAME = re.compile(
    r"kafka|zookeeper|zoo\.cfg|(?:^|[/._-])(?:broker|controller)s?(?![a-z])|server\.properties",
    re.IGNORECASE,
)


def discover(paths: Iterable[str], claims: Claims) -> Discovery:
    """Every claimed file among `paths` and below them, and beside the files among them.

    Raises UsageError where one of `paths` does not exist.
    """
    found: dict[str, Found] = {}
    notices: list[Notice] = []
    folders_beside: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            for below in walk(path):
                _look(below, claims, found, notices)
        elif os.path.lexists(path):
            _look(path, claims, found, notices, by_name=True)
            folders_beside[os.path.dirname(path) or "."] = None
        else:
            raise UsageError(f"{path} does not exist", remedy="give files or folders that do")
    _look_beside(folders_beside, claims, found)
    return Discovery([found[path] for path in sorted(found)], notices)


def walk(folder: str) -> Iterator[str]:
    """The files below `folder`, without folders that never hold a deployment."""
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            with os.scandir(current) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in listed:
            if entry.is_file():
                yield entry.path
            elif entry.is_dir(follow_symlinks=False) and entry.name not in SKIPPED_FOLDERS:
                pending.append(entry.path)


def _look(
    path: str,
    claims: Claims,
    found: dict[str, Found],
    notices: list[Notice],
    by_name: bool = False,
) -> None:
    shown = report_path(path)
    try:
        content = read_bytes(path)
    except InputError as problem:
        kind = "unreadable" if by_name or _KAFKA_BY_NAME.search(shown) else "skipped"
        notices.append(Notice(kind, shown, 0, problem.message))
        return
    except OSError:
        return
    if sources := claims(shown, content):
        found[shown] = Found(shown, content, sources, named=True)


def _look_beside(folders: Iterable[str], claims: Claims, found: dict[str, Found]) -> None:
    wanted = {source for file in found.values() for source in file.sources}
    for folder in folders:
        with os.scandir(folder) as entries:
            beside = sorted(entry.path for entry in entries if entry.is_file())
        for path in beside:
            shown = report_path(path)
            if shown in found:
                continue
            try:
                content = read_bytes(path)
            except (InputError, OSError):
                continue
            sources = tuple(name for name in claims(shown, content) if name in wanted)
            if sources:
                found[shown] = Found(shown, content, sources, named=False)
