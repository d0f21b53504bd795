"""What is asked of the user's disk, and a record of what it answered.

Whatever a check learns from files and folders, it asks here: each question is a function of
one path. While somebody listens, the answers are noted; when all of them are given once
more, the same check comes to the same result (`results`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from kafkalint.errors import InputError, LimitExceeded, UnreadableError
from kafkalint.formats.text import MAX_BYTES
from kafkalint.record import NamedTuple

MAX_RECORD = 256_000_000
"""Bytes of what machines record in JSON: the plan of a large estate has hundreds of megabytes."""

_RECORDS = (b'"terraform_version"', b'"deployment"')

Ask = TypeVar("Ask", bound=Callable[[str], Any])

_QUESTIONS: dict[str, Callable[[str], Any]] = {}


class Entry(NamedTuple):
    """What a folder holds under a name; a link is what it leads to, and `is_link` too."""

    name: str
    is_folder: bool
    is_file: bool
    is_link: bool


class Answers:
    """The answers that were given while somebody listened: question and path to a digest.

    They are `steady` unless one question got two answers, because a file changed meanwhile.
    """

    def __init__(self) -> None:
        self.digests: dict[tuple[str, str], str] = {}
        self.are_steady = True

    def note(self, question: str, path: str, answer: object) -> None:
        digest = _digest(answer)
        if self.digests.setdefault((question, path), digest) != digest:
            self.are_steady = False


_listener: Answers | None = None


@contextmanager
def listening() -> Iterator[Answers]:
    """Gives what fills with the answers to all questions that are asked inside."""
    global _listener
    before, _listener = _listener, Answers()
    try:
        yield _listener
    finally:
        _listener = before


def still_answers(noted: Iterable[tuple[str, str, str]]) -> bool:
    """Whether each question about a path has an answer of that digest."""
    return all(_digest(_answer(_QUESTIONS[name], path)) == held for name, path, held in noted)


def _question(function: Ask) -> Ask:
    """Make `function` a question; what it raises is an answer too."""
    name = function.__name__

    def ask(path: str) -> Any:
        if _listener is None:
            return function(path)
        answer = _answer(function, path)
        _listener.note(name, path, answer)
        if isinstance(answer, Exception):
            raise answer
        return answer

    _QUESTIONS[name] = function
    ask.__doc__ = function.__doc__
    return ask  # type: ignore[return-value]


def _answer(function: Callable[[str], Any], path: str) -> object:
    try:
        return function(path)
    except (OSError, ValueError, InputError) as problem:
        return problem


def _digest(answer: object) -> str:
    if isinstance(answer, bytes):
        return digest(answer)
    if isinstance(answer, list):
        return digest(repr(answer).encode(errors="surrogatepass"))
    return repr(answer)


def digest(content: bytes) -> str:
    """What tells `content` from any other, in 32 hexadecimal digits."""
    try:
        from _blake2 import blake2b  # without OpenSSL, which takes as long to load as a file
    except ImportError:
        from hashlib import blake2b
    return blake2b(content, digest_size=16).hexdigest()


@_question
def content(path: str) -> bytes:
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
    held = os.read(descriptor, status.st_size + 1)
    while len(held) < status.st_size and (more := os.read(descriptor, MAX_BYTES)):
        held += more
    return held


@_question
def mentions_kafka(path: str) -> bool:
    """Whether the text at `path`, however long, has the word, in any case; no if unreadable."""
    word, tail = b"kafka", b""
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


@_question
def entries(folder: str) -> list[Entry]:
    """What is in the folder, by name. Raises OSError or ValueError where it cannot be told."""
    with os.scandir(folder or ".") as found:
        return sorted([Entry(e.name, _is(e.is_dir), _is(e.is_file), e.is_symlink()) for e in found])


@_question
def is_folder(path: str) -> bool:
    """Whether there is a folder at `path`. Raises OSError or ValueError where nothing is."""
    return stat.S_ISDIR(os.stat(path).st_mode)


@_question
def is_file(path: str) -> bool:
    """Whether there is a file at `path`, or a link that leads to one."""
    return os.path.isfile(path)


@_question
def exists(path: str) -> bool:
    """Whether there is anything at `path`, even a link to nothing."""
    return os.path.lexists(path)


@_question
def real_path(path: str) -> str:
    """`path` without links."""
    return os.path.realpath(path)


def repository(folder: str) -> str:
    """The absolute path of the repository's folder that `folder` is in; "" where there is none."""
    folder = os.path.abspath(folder)
    while not exists(os.path.join(folder, ".git")):
        folder, name = os.path.split(folder)
        if not name:
            return ""
    return folder


def files_in(folder: str) -> list[str]:
    """The files directly in `folder` ("" or "." is the working directory), sorted."""
    prefix = "" if folder in ("", ".") else folder.rstrip("/") + "/"
    try:
        return [prefix + entry.name for entry in entries(folder) if entry.is_file]
    except (OSError, ValueError):
        return []


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


def is_binary(head: bytes) -> bool:
    """Whether it begins like no text does; UTF-16 must have been turned into UTF-8 before."""
    return b"\0" in head[:4096]


def _is(told: Callable[[], bool]) -> bool:
    try:
        return told()
    except OSError:  # a link to itself
        return False
