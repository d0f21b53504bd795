"""Which Compose files are run together: overrides, overlays, and files of their own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from kafkalint.formats.node import Entry, Mapping, Scalar
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources import SourceFile
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.merge import dependencies, scalars
from kafkalint.sources.compose.project import join
from kafkalint.sources.compose.recognition import mentions_kafka

_DEFAULT = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDE = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
_STARTED_BY = ("image", "build", "extends", "provider")
_WORD = regex(r"[a-z0-9]+")


class Stack(NamedTuple):
    """Files that are run together, the base first.

    The last one may be a lone `overlay`; only the services that it touches are judged then,
    as its base is judged by itself too. `touched` is None where everything is.
    """

    layers: list[tuple[str, Mapping]]
    overlay: str = ""
    touched: frozenset[str] | None = None


def stacks(files: Sequence[SourceFile], documents: Documents) -> list[Stack]:
    """The projects among `files`, each file in one, the bases of overlays in several.

    An overlay that only stands beside what the user asked for is left out: whether it is
    ever laid over that, nobody said.
    """
    beside = {file.path for file in files if not file.named}
    roots = {
        file.path: root
        for file in files
        if mentions_kafka(file.text.content) and (root := documents.add(file.text)) is not None
    }
    found: list[Stack] = []
    drawn_in = _drawn_in(roots)
    overrides = {override for path in roots if (override := _override_of(path, documents))}
    for path, root in roots.items():
        if path in overrides or path in drawn_in:
            continue
        wanted = _lacking(root)
        base = _base(path, wanted, documents) if wanted else None
        if base is not None and path in beside:
            continue
        if base is not None:
            touched = frozenset(_services(root).entries)
            found.append(Stack([*_with_override(*base, documents), (path, root)], path, touched))
        else:
            found.append(Stack(_with_override(path, root, documents)))
    return found


def _with_override(path: str, root: Mapping, documents: Documents) -> list[tuple[str, Mapping]]:
    override = _override_of(path, documents)
    over = documents.load(override) if override else None
    return [(path, root), (override, over)] if over is not None and override else [(path, root)]


def _override_of(path: str, documents: Documents) -> str:
    """The file that `docker compose up` lays over the one at `path` by itself, "" for none."""
    folder, name = posixpath.split(path)
    if name not in _DEFAULT:
        return ""
    beside = {posixpath.basename(other) for other in documents.beside(path)}
    if name != next((n for n in _DEFAULT if n in beside), ""):
        return ""
    override = next((n for n in _OVERRIDE if n in beside), "")
    return join(folder, override) if override else ""


def _services(root: Mapping) -> Mapping:
    return root.mapping("services") or Mapping(root.path, root.span)


def _lacking(root: Mapping) -> frozenset[str]:
    """Services that this file needs another one for: unstartable ones, undefined dependencies.

    Compose refuses such a file by itself, so it is an overlay for sure. A file that includes
    others may have them from there.
    """
    if "include" in root:
        return frozenset()
    services = _services(root)
    wanted: set[str] = set()
    for entry in services:
        node = entry.value
        if not isinstance(node, Mapping) or not any(key in node for key in _STARTED_BY):
            wanted.add(entry.key.text)
            continue
        wanted.update(name for name in dependencies(node) if name not in services)
    return frozenset(wanted)


def _base(path: str, wanted: frozenset[str], documents: Documents) -> tuple[str, Mapping] | None:
    """The file beside the overlay that has what it lacks; None where none or several may be it."""
    candidates: dict[str, Mapping] = {}
    for other in documents.beside(path):
        if other == path or posixpath.basename(other) in _OVERRIDE:
            continue
        text = documents.perhaps(other)
        if text is None or not all(name in text.content for name in wanted):
            continue
        root = documents.add(text)
        if root is not None and wanted <= _services(root).entries.keys() and not _lacking(root):
            candidates[other] = root
    best = _closest(path, candidates)
    return (best, candidates[best]) if best else None


def _closest(path: str, candidates: Iterable[str]) -> str:
    """The default file, else the one whose name the overlay's name extends, else the only one."""
    listed = list(candidates)
    defaults = [other for other in listed if posixpath.basename(other) in _DEFAULT]
    if defaults:
        return min(defaults, key=lambda other: _DEFAULT.index(posixpath.basename(other)))
    words = set(_WORD.findall(posixpath.basename(path).lower()))
    named = [
        other for other in listed if set(_WORD.findall(posixpath.basename(other).lower())) <= words
    ]
    for group in (named, listed):
        if len(group) == 1:
            return group[0]
    return ""


def _drawn_in(roots: dict[str, Mapping]) -> set[str]:
    """Files that others include, and those that only hold services for others to extend."""
    return _included(roots) | _templates(roots)


def _included(roots: dict[str, Mapping]) -> set[str]:
    included: dict[str, str] = {}
    for path, root in roots.items():
        folder = posixpath.dirname(path)
        for item in root.sequence("include") or ():
            paths = item.get("path") if isinstance(item, Mapping) else item
            included.update({join(folder, name.text): path for name in scalars(paths)})
    return {path for path, by in included.items() if included.get(by) != path}


def _templates(roots: dict[str, Mapping]) -> set[str]:
    """Files without a default name all of whose services are extended from a file that is run."""
    extended: dict[str, set[str]] = {}
    used: dict[str, set[str]] = {}
    for path, root in roots.items():
        for entry in _services(root):
            file, service = _extended(entry)
            if file:
                target = join(posixpath.dirname(path), file)
                extended.setdefault(target, set()).add(service)
                used.setdefault(path, set()).add(target)
    candidates = {
        path
        for path, names in extended.items()
        if path in roots
        and posixpath.basename(path) not in _DEFAULT
        and _services(roots[path]).entries.keys() <= names
    }
    reached: set[str] = set()
    pending = [path for path in roots if path not in candidates]
    while pending:
        new = used.get(pending.pop(), set()) - reached
        reached |= new
        pending.extend(new)
    return candidates & reached


def _extended(entry: Entry) -> tuple[str, str]:
    extends = entry.value.mapping("extends") if isinstance(entry.value, Mapping) else None
    file = extends.get("file") if extends else None
    service = extends.get("service") if extends else None
    if isinstance(file, Scalar) and isinstance(service, Scalar):
        return file.text, service.text
    return "", ""
