"""Files inside a container: what is mounted, copied by its Dockerfile, or written inline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats import properties
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text
from kafkalint.model import Mount
from kafkalint.sources.compose.interpolation import interpolate
from kafkalint.sources.compose.project import Project, join

_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


class Content:
    """The files that one container gets from the project.

    `copies` are (source, target) pairs of a Dockerfile, sources as `workspace.read` takes them.
    """

    def __init__(
        self, project: Project, mounts: Sequence[Mount], copies: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.project = project
        self._placed = [
            (mount.target.data, mount.source.data)
            for mount in mounts
            if mount.kind in ("bind", "config", "secret")
            and mount.target.is_known
            and mount.source.is_known
        ]
        self._placed += [(target, source) for source, target in copies]

    def source(self, path: str) -> str:
        """What the container's file at `path` is a copy of; "" where nothing is placed there."""
        best, length = "", -1
        for target, source in self._placed:
            folder = target.rstrip("/") or "/"
            if folder == path:
                return source
            if path.startswith(folder.rstrip("/") + "/") and len(folder) > length:
                best, length = join(source, path[len(folder) :].lstrip("/")), len(folder)
        return best

    def named(self, name: str) -> list[str]:
        """The single files among what is placed whose paths match the expression `name`."""
        return [target for target, _ in self._placed if re.search(name, target)]

    def in_folders(self, name: str, rivals: Iterable[str] = ()) -> list[str]:
        """Paths of the files called `name` in folders that are placed, but beside no rival."""
        here = self.project.documents.perhaps
        return [
            join(target, name)
            for target, source in self._placed
            if here(join(source, name)) is not None
            and all(here(join(source, rival)) is None for rival in rivals)
        ]

    def script(self, path: str) -> str | None:
        """The text of a script, None where it is not here or no text.

        A name without a folder is looked for where a shell looks for programs.
        """
        text = self._file(self.source(path) if "/" in path else self._program(path))
        return text.content if text else None

    def text(self, path: str) -> Text | None:
        """The file at `path`, None where it is not here or no text."""
        return self._file(self.source(path))

    def _file(self, source: str) -> Text | None:
        if not source or source in self.project.inline:
            return None
        text = self.project.documents.perhaps(source)
        if text is not None:
            self.project.used.add(text.path)
        return text

    def _program(self, name: str) -> str:
        for target, source in self._placed:
            folder, _, last = target.rstrip("/").rpartition("/")
            if last == name and folder in _PATH:
                return source
            if target.rstrip("/") in _PATH and source.rpartition("/")[2] == name:
                return source
        return ""

    def properties(self, path: str) -> list[Property] | None:
        """The entries of a property file, None where it is not here or cannot be read."""
        source = self.source(path)
        text = self._text(source) if source else None
        if text is None:
            return None
        try:
            entries = properties.read(text)
        except InputError as problem:
            notice = Notice("unreadable", text.path, problem.line, problem.message)
            self.project.documents.notices.append(notice)
            return None
        if source not in self.project.inline:
            self.project.used.add(text.path)
            return entries
        variables = self.project.scopes[text.path].variables
        return [entry._replace(value=interpolate(entry.value, variables).text) for entry in entries]

    def _text(self, source: str) -> Text | None:
        inline = self.project.inline.get(source)
        return inline.read_on() if inline is not None else self.project.documents.text(source)
