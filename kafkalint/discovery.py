"""Which files can matter: looks at what the user named, below it and beside it.

Only names and contents are looked at here; what a file means is for the sources to say.
Every file is read once, whole, and no object is made for it unless a source claims it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping

from kafkalint import disk, exclusion
from kafkalint.disk import is_binary, say
from kafkalint.errors import InputError, LimitExceeded, UsageError
from kafkalint.exclusion import Ignoring
from kafkalint.findings import Notice
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.walk import Walk
from kafkalint.workspace import as_utf8, printable, report_path

Claims = Callable[[str, bytes], tuple[str, ...]]
"""The names of the sources that a file with this path and content may be one of."""

_KAFKA_BY_NAME = regex(
    r"kafka|zookeeper|zoo\.cfg|server\.properties|(?:^|[/._-])(?:broker|controller)s?(?![a-z])",
    re.IGNORECASE,
)

_IGNORED = "Git ignores it; name the file to have it judged"
_MOST_IGNORED = 10


class Found(NamedTuple):
    """A file that sources claim. `named` where the user asked for it or for a folder around it."""

    path: str
    content: bytes
    sources: tuple[str, ...]
    named: bool


class Discovery(NamedTuple):
    """The claimed files, by path, and what was left out that may have mattered.

    `asked` are the single files that the user named, those that no source claims too: they
    may still be part of something that a claimed file describes.
    """

    files: list[Found]
    notices: list[Notice]
    asked: frozenset[str] = frozenset()


def discover(
    paths: Iterable[str],
    claims: Claims,
    exclude: Iterable[str] = (),
    given: Mapping[str, bytes] | None = None,
) -> Discovery:
    """Every claimed file among `paths` and below them, and beside the files among them.

    `given` are contents that stand for files of those names, whether these exist or not.
    What the patterns of `exclude` match is left out, whether it is named or not.
    Raises UsageError where one of `paths` does not exist or a pattern is broken.
    """
    given = {report_path(path): data for path, data in (given or {}).items()}
    search = _Search(claims, exclusion.excluding(exclude), given)
    search.look_at_given()
    for path in paths:
        search.look(path)
    search.drop_second_names()
    search.look_beside()
    if not search.found:
        search.tell_of_ignored()
    files = sorted(search.found.values())
    return Discovery(files, sorted(set(search.notices)), frozenset(search.asked))


def looks_like_kafka(path: str) -> bool:
    """Whether the name, or that of the folder around it, says that this is about Kafka."""
    return _KAFKA_BY_NAME.search("/".join(path.rsplit("/", 2)[-2:])) is not None


class _Search:
    """What was found so far, and in which folders single files were named."""

    def __init__(self, claims: Claims, excluded: Ignoring, given: Mapping[str, bytes]) -> None:
        self.claims = claims
        self.excluded = excluded
        self.given = given
        self.found: dict[str, Found] = {}
        self.notices: list[Notice] = []
        self.asked: dict[str, None] = {}
        self.links: list[str] = []
        self.ignored: list[str] = []

    def look_at_given(self) -> None:
        """Look at the contents that were given instead of files."""
        for path, content in self.given.items():
            if len(content) > (limit := disk.largest(content)):
                self._tell("unreadable", path, disk.too_large(len(content), limit))
                continue
            self.take(path, as_utf8(content))
            self.asked.setdefault(path)

    def look(self, path: str) -> None:
        """Look at what the user named `path`."""
        shown = report_path(path)
        try:
            is_folder = disk.is_folder(path)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            what = "is a link to nothing" if os.path.islink(path) else "does not exist"
            raise UsageError(
                f"{printable(path)} {what}", remedy="name files and folders that exist"
            ) from None
        except OSError as error:
            self._tell("unreadable", shown, f"cannot be read: {say(error)}")
            return
        if self.excluded.ignores(f"{shown}/" if is_folder else shown):
            self._tell("skipped", shown, "named, but excluded")
        elif is_folder:
            self._look_below(shown)
        else:
            self._read(shown, asked=True)
            self.asked.setdefault(printable(shown))

    def take(self, path: str, content: bytes, named: bool = True) -> bool:
        """Keep the file where a source claims it."""
        sources = self.claims(path, content)
        if sources:
            self.found[path] = Found(path, content, sources, named)
        return bool(sources)

    def look_beside(self) -> None:
        """Take in, as context, what is claimed beside the files that were asked for.

        A file that a source claims has that source's files for context, and one that none
        does (an env file) may be part of anything.
        """
        wanted: dict[str, set[str] | None] = {}
        for path in self.asked:
            folder = os.path.dirname(path)
            if path in self.found:
                others = wanted.setdefault(folder, set())
                if others is not None:
                    others.update(self.found[path].sources)
            elif not exclusion.skips_file(path):
                wanted[folder] = None
        for folder, sources in wanted.items():
            in_project = exclusion.is_within_project(folder)
            for path in disk.files_in(folder):
                is_part = not exclusion.skips_file(path) or (
                    in_project and exclusion.is_program(path)
                )
                if path not in self.found and is_part:
                    self._take_beside(path, sources)

    def _take_beside(self, path: str, sources: set[str] | None) -> None:
        if self.excluded.ignores(path) or path in self.asked:
            return
        try:
            content = as_utf8(disk.content(path))
        except (InputError, OSError):
            return
        if is_binary(content):
            return
        if sources is None or sources.intersection(self.claims(path, content)):
            self.take(printable(path), content, named=False)

    def drop_second_names(self) -> None:
        """Forget links to files that were found under their own names."""
        if not self.links:
            return
        own = {disk.real_path(path) for path in self.found.keys() - set(self.links)}
        for path in self.links:
            real = disk.real_path(path)
            if real in own:
                del self.found[path]
            own.add(real)

    def tell_of_ignored(self) -> None:
        """Say which files could have been judged, where there are no others."""
        for path in sorted(self.ignored)[:_MOST_IGNORED]:
            self._tell("skipped", path, _IGNORED)

    def _look_below(self, folder: str) -> None:
        walk = Walk(folder, self.excluded)
        for path, through_link, ignoring in walk:
            if path in self.found or self.excluded.ignores(path) or not self._read(path):
                continue
            if ignoring.ignores(path):
                del self.found[printable(path)]
                if looks_like_kafka(path):
                    self._tell("skipped", path, _IGNORED)
                else:
                    self.ignored.append(path)
            elif through_link:
                self.links.append(printable(path))
        for path, error in walk.closed:
            kind = "unreadable" if path == folder or looks_like_kafka(path) else "skipped"
            self._tell(kind, path, f"cannot be entered: {say(error)}")

    def _read(self, path: str, asked: bool = False) -> bool:
        """Read the file and keep it where a source claims it; say so where it cannot be read."""
        if path in self.given:
            return False
        try:
            content = as_utf8(disk.content(path))
            matters = not is_binary(content) or asked or looks_like_kafka(path)
            return matters and self.take(printable(path), content)
        except InputError as problem:
            by_name = asked or looks_like_kafka(path)
            if by_name or not isinstance(problem, LimitExceeded) or disk.mentions_kafka(path):
                self._tell("unreadable" if by_name else "skipped", path, problem.message)
        except OSError:
            pass  # gone since its folder was listed
        return False

    def _tell(self, kind: str, path: str, message: str) -> None:
        self.notices.append(Notice(kind, printable(path), 0, message))
