"""Results of earlier checks, kept so that the same question is not worked out twice.

A result is kept with everything it rests on: the question (`asked`: paths, options, the look
of the output), this very kafkalint, and what the disk answered while it was worked out
(`disk.Answers`). It is given again only where all of that is as it was: contents are compared,
not times, and so are the names in folders and what was not there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping

from kafkalint import disk
from kafkalint.data import data_path
from kafkalint.record import NamedTuple

MOST = 100
"""Results that are kept in a folder; those that were not asked for the longest go first."""

LARGEST = 32_000_000
"""Characters of a result that is still kept."""

_NOTES = {
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# kept by kafkalint\n",
    ".gitignore": "*\n",
}
"""Files that tell others what the folder is: what makes backups, walks over it, commits it."""


class Result(NamedTuple):
    """What a check hands over: the reports as text, each for an output, and how it ends.

    `said` is a line for standard error, "" where there is none.
    """

    texts: tuple[str, ...]
    status: int
    said: str


class Results:
    """Those below `folder`, in one of their own that is made when the first one is kept.

    Nothing here ever fails: a folder or a result that cannot be used is as good as none.
    """

    def __init__(self, folder: str) -> None:
        self._folder = os.path.join(folder, "results")

    def recall(self, asked: Mapping[str, object], work: Callable[[], Result]) -> Result:
        """What was kept for the same question, else what `work` comes to, which is then kept."""
        found = self.find(asked)
        if found is None:
            with disk.listening() as answers:
                found = work()
            self.keep(asked, answers, found)
        return found

    def find(self, asked: Mapping[str, object]) -> Result | None:
        """The result of the same question, where nothing has changed since."""
        import json

        try:
            path = self._path(asked)
            with open(path, encoding="utf-8") as file:
                kept = json.load(file)
            if not disk.still_answers(kept["answers"]):
                return None
            os.utime(path)
            return Result(tuple(kept["texts"]), kept["status"], kept["said"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, asked: Mapping[str, object], answers: disk.Answers, result: Result) -> None:
        """Keep `result`, unless the disk changed while it was worked out."""
        import json

        if not answers.are_steady or sum(map(len, result.texts)) > LARGEST:
            return
        noted = [(*question, digest) for question, digest in answers.digests.items()]
        try:
            path = self._path(asked)
            self._prepare()
            self._write(path, json.dumps({"answers": noted, **result._asdict()}))
            self._tidy()
        except OSError:
            return

    def _path(self, asked: Mapping[str, object]) -> str:
        told = repr((sorted(asked.items()), os.getcwd(), sorted(_installation())))
        return os.path.join(self._folder, disk.digest(told.encode(errors="surrogatepass")))

    def _prepare(self) -> None:
        if os.path.isdir(self._folder):
            return
        os.makedirs(self._folder, mode=0o700)
        for name, text in _NOTES.items():
            self._write(os.path.join(self._folder, name), text)

    def _write(self, path: str, text: str) -> None:
        """Write all of it or nothing; others may read and write the same at this moment."""
        unfinished = f"{path}.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(unfinished, path)

    def _tidy(self) -> None:
        with os.scandir(self._folder) as entries:
            kept = [entry for entry in entries if _is_name(entry.name)]
        if len(kept) > MOST:
            kept.sort(key=lambda entry: entry.stat().st_mtime_ns)
            for entry in kept[:-MOST]:
                os.unlink(entry.path)


def _is_name(name: str) -> bool:
    """Whether it is what a result is called, or one that somebody is writing."""
    key = name.partition(".")[0]
    return len(key) == 32 and set(key) <= set("0123456789abcdef")


def user_folder() -> str | None:
    """Where programs keep what they can make again, for this user and kafkalint.

    None where the user has no home: a container's, say, that no password file knows.
    """
    if sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA") or "~\\AppData\\Local"
    elif sys.platform == "darwin":
        caches = "~/Library/Caches"
    else:
        caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = os.path.join(os.path.expanduser(caches), "kafkalint")
    return folder if os.path.isabs(folder) else None


def _installation() -> Iterator[tuple[str, int, int, int]]:
    """What tells this kafkalint, its rules and its libraries from all others.

    An installer gives files the times of its archive: when they came to this disk tells more.
    """
    yield sys.version, sys.hexversion, 0, 0
    package = os.path.dirname(os.path.abspath(__file__))
    for folder in {package, data_path("rules"), data_path("schemas")}:
        yield from _stamps(folder)
    for folder in sys.path:
        if os.path.basename(folder) in ("site-packages", "dist-packages"):
            yield folder, os.stat(folder).st_mtime_ns, 0, 0


def _stamps(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns, status.st_ctime_ns
