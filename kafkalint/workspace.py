"""The files around the ones that are judged, read at most once.

Every path is "as in the report": relative to the working directory with "/", or absolute
where the file is outside of it. Nothing but regular files of an honest size is ever opened,
because the paths come from the configuration that is judged.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from kafkalint import disk, exclusion
from kafkalint.errors import InputError
from kafkalint.formats.text import Text, decode
from kafkalint.regex import regex

_FIRST_OF_MARKS = (b"\xef", b"\xff", b"\xfe", b"\x00")
_UNPRINTABLE = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def report_path(path: str) -> str:
    """`path` as reports name it: normalised, relative to the working directory, with "/"."""
    path = os.path.normpath(path)
    if os.path.isabs(path):
        here = os.getcwd()
        if path == here:
            return "."
        if not path.startswith(here):  # it may lead here through a link: /tmp is one on macOS
            folder, name = os.path.split(path)
            real = os.path.join(disk.real_path(folder), name)
            path = real if real.startswith(os.path.join(here, "")) else path
        if path.startswith(os.path.join(here, "")):
            path = path[len(os.path.join(here, "")) :]
    return path.replace(os.sep, "/")


def printable(path: str) -> str:
    """`path` with what no terminal and no encoding can bear written out (a stray byte, a tab)."""
    if path.isprintable():
        return path
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], path)


class Files:
    """The Workspace of one audit: the disk, with given contents (stdin) laid over it."""

    def __init__(
        self,
        variables: Mapping[str, str] | None = None,
        given: Mapping[str, bytes] | None = None,
        var_files: Sequence[str] = (),
    ) -> None:
        self._var_files = tuple(var_files)
        self._variables = dict(variables or {})
        self._given = {report_path(path): content for path, content in (given or {}).items()}
        self.beside: frozenset[str] = frozenset()  # claimed files that nobody asked about
        self._texts: dict[str, Text | InputError | None] = {}
        self._folders: dict[str, tuple[str, ...]] = {}

    def take(self, path: str, content: bytes) -> Text:
        """The text of a file whose `content` is at hand already. Raises UnreadableError."""
        text = self._texts.get(path)
        if text is None:
            text = self._texts[path] = _decode(path, content)
        if isinstance(text, InputError):
            raise text
        return text

    def read(self, path: str) -> Text | None:
        path = report_path(path)
        if path not in self._texts:
            self._texts[path] = self._load(path)
        text = self._texts[path]
        if isinstance(text, InputError):
            raise text
        return text

    def list(self, folder: str) -> Sequence[str]:
        folder = report_path(folder or ".")
        if folder not in self._folders:
            self._folders[folder] = self._scan(folder)
        return self._folders[folder]

    def is_ignored(self, path: str) -> bool:
        return exclusion.is_ignored(path)

    def way_to_repository(self, folder: str) -> str:
        here = os.path.abspath(folder or ".")
        return os.path.relpath(disk.repository(here) or here, here).replace(os.sep, "/")

    def variables(self) -> dict[str, str]:
        return self._variables

    def var_files(self) -> Sequence[str]:
        return self._var_files

    def content(self, path: str) -> str | None:
        """The characters of a file that was read during this audit, None for any other."""
        text = self._texts.get(path)
        return text.content if isinstance(text, Text) else None

    def _load(self, path: str) -> Text | InputError | None:
        try:
            content = self._given.get(path)
            return _decode(path, disk.content(path) if content is None else content)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except InputError as error:
            return error

    def _scan(self, folder: str) -> tuple[str, ...]:
        inside = "" if folder == "." else folder
        here = {path for path in self._given if os.path.dirname(path) == inside}
        return tuple(sorted(here.union(disk.files_in(folder))))


def as_utf8(content: bytes) -> bytes:
    """What a byte order mark announces (UTF-16 from Windows) as UTF-8, the mark taken off."""
    if content[:1] not in _FIRST_OF_MARKS:
        return content
    try:
        return decode("", content).content.encode()
    except InputError:
        return content


def _decode(path: str, content: bytes) -> Text | InputError:
    try:
        return decode(path, content, disk.largest(content))
    except InputError as problem:
        return problem
