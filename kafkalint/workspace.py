"""The files around the ones that are judged, read at most once.

Every path is "as in the report": relative to the working directory with "/", or absolute
where the file is outside of it. Nothing but regular files of an honest size is ever opened,
because the paths come from the configuration that is judged.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping, Sequence

from kafkalint import exclusion
from kafkalint.errors import InputError, LimitExceeded, UnreadableError
from kafkalint.formats.text import MAX_BYTES, Text, decode
from kafkalint.regex import regex

MAX_RECORD = 256_000_000
"""Bytes of what machines record in JSON: the plan of a large estate has hundreds of megabytes."""

_RECORDS = (b'"terraform_version"', b'"deployment"')
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
            real = os.path.join(os.path.realpath(folder), name)
            path = real if real.startswith(os.path.join(here, "")) else path
        if path.startswith(os.path.join(here, "")):
            path = path[len(os.path.join(here, "")) :]
    return path.replace(os.sep, "/")


def printable(path: str) -> str:
    """`path` with what no terminal and no encoding can bear written out (a stray byte, a tab)."""
    if path.isprintable():
        return path
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], path)


def read_bytes(path: str) -> bytes:
    """The content of the regular file `path`.

    Raises FileNotFoundError or NotADirectoryError where there is none, UnreadableError
    where it cannot be read, LimitExceeded where it is larger than `largest` allows.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise
    except ValueError as error:  # a name that no file can have
        raise FileNotFoundError(str(error)) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileNotFoundError(str(error)) from None
        raise UnreadableError(f"cannot be read: {say(error)}", path=path) from None
    try:
        return _read_regular(descriptor, path)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {say(error)}", path=path) from None
    finally:
        os.close(descriptor)


def _read_regular(descriptor: int, path: str) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("is not a regular file; pipe its content to - instead", path=path)
    if status.st_size > MAX_BYTES:
        limit = largest(os.read(descriptor, 512))
        os.lseek(descriptor, 0, os.SEEK_SET)
        if status.st_size > limit:
            raise LimitExceeded(too_large(status.st_size, limit), path=path)
    content = os.read(descriptor, status.st_size + 1)
    while len(content) < status.st_size and (more := os.read(descriptor, MAX_BYTES)):
        content += more
    return content


def largest(head: bytes) -> int:
    """How many bytes a file may have that begins with `head`."""
    start = head[:512]
    is_record = start.lstrip()[:1] == b"{" and any(mark in start for mark in _RECORDS)
    return MAX_RECORD if is_record else MAX_BYTES


def too_large(size: int, limit: int = MAX_BYTES) -> str:
    """What to say of `size` bytes, more than `limit`."""
    return f"{size / 1e6:,.1f} MB; files up to {limit // 1_000_000} MB are read"


def say(error: OSError) -> str:
    """What the system says of `error`: "permission denied"."""
    return (error.strerror or str(error)).lower()


def is_binary(content: bytes) -> bool:
    """Whether it begins like no text does; UTF-16 must have been turned into UTF-8 before."""
    return b"\0" in content[:4096]


def mentions(path: str, word: bytes) -> bool:
    """Whether the text at `path` has the lower-case `word`, in any case; False if unreadable."""
    tail = b""
    try:
        with open(path, "rb") as file:
            if is_binary(file.peek()):
                return False
            while block := file.read(2**20):
                block = tail + block.lower()
                if word in block:
                    return True
                tail = block[-len(word) :]
    except OSError:
        pass
    return False


def files_in(folder: str) -> list[str]:
    """The files directly in `folder` ("" or "." is the working directory), sorted."""
    prefix = "" if folder in ("", ".") else folder.rstrip("/") + "/"
    try:
        with os.scandir(folder or ".") as entries:
            return sorted(prefix + entry.name for entry in entries if is_file(entry))
    except (OSError, ValueError):
        return []


def is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a regular file, or a link that leads to one."""
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False


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
        return os.path.relpath(exclusion.repository(here) or here, here).replace(os.sep, "/")

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
            return _decode(path, read_bytes(path) if content is None else content)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except InputError as error:
            return error

    def _scan(self, folder: str) -> tuple[str, ...]:
        inside = "" if folder == "." else folder
        here = {path for path in self._given if os.path.dirname(path) == inside}
        return tuple(sorted(here.union(files_in(folder))))


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
        return decode(path, content, largest(content))
    except InputError as problem:
        return problem
