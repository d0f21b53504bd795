"""What a walk leaves out: folders and files that hold no deployment, and what Git ignores.

A path that the user names is never left out. Folders go by their names alone where nobody
calls anything else so; `build`, `target`, `vendor` only where the tool that fills them is
seen beside them, because people keep deployments in folders of those names too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from kafkalint import disk
from kafkalint.errors import InputError, UsageError

if TYPE_CHECKING:
    from pathspec.pattern import Pattern

_FOLDERS = frozenset(
    {
        # version control
        *(".git", ".hg", ".svn", ".bzr", ".jj", "CVS"),
        # what package managers fetch
        *("node_modules", "bower_components", "site-packages", ".terraform", ".terragrunt-cache"),
        *(".eggs", ".gradle", ".m2", ".ivy2", ".cargo", ".bundle", ".yarn", ".pnpm-store"),
        # what tools keep for themselves
        *("__pycache__", ".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
        *(".hypothesis", ".cache", ".idea", ".settings", ".metals", ".bloop", ".next", ".nuxt"),
    }
)
_FILLED_BY = {
    "build": ("build.gradle", "build.gradle.kts"),
    "target": ("pom.xml", "build.sbt", "Cargo.toml"),
    "vendor": ("go.mod", "composer.json", "Gemfile"),
}
"""A folder's name, and the files beside it of which any shows that a tool fills it."""

_MARKERS = ("CACHEDIR.TAG", "pyvenv.cfg")
"""Files that say of the folder they are in: a cache (bford.info/cachedir), a virtualenv."""

_PROGRAMS = """
    java kt kts scala groovy clj go py pyi pyx ipynb js jsx mjs cjs ts tsx vue svelte c h cc cpp
    hpp cs fs vb rs rb php swift m mm lua pl pm r jl ex exs erl hs elm dart zig asm s sql proto
    thrift avdl graphql css scss sass less bat cmd ps1 psm1 map snap
"""
_PAGES = "md markdown mdx rst adoc asciidoc tex html htm xhtml pdf doc docx xls xlsx ppt pptx odt"
_PICTURES = """
    png jpg jpeg gif svg ico webp bmp tif tiff psd mp3 mp4 wav ogg webm mov avi woff woff2 ttf otf
    eot drawio excalidraw
"""
_BINARIES = """
    zip tar gz tgz bz2 xz zst 7z rar jar war ear class so dll dylib exe o a lib pyc pyo wasm bin
    dat db sqlite parquet avro orc arrow csv tsv npy npz pkl onnx iso img deb rpm whl gem
"""
_KEYS_AND_LOGS = "pem crt cer der key p12 pfx jks keystore truststore asc sig lock sum swp log"
_SUFFIXES = frozenset(f"{_PROGRAMS} {_PAGES} {_PICTURES} {_BINARIES} {_KEYS_AND_LOGS}".split())

_PROJECTS = frozenset({"Pulumi.yaml", "Pulumi.yml"})
"""Files that say of a folder that programs in it or below make infrastructure."""

_MAKERS = ("ts", "mts", "cts", "js", "mjs", "cjs")
"""What such programs are written in, as far as they are read."""

_MAX_LEVELS = 5

_END_OF_FOLDER = "ps_d"


def skips_folder(name: str, beside: Container[str]) -> bool:
    """Whether the folder `name` holds no deployment; `beside` are the names next to it."""
    return name in _FOLDERS or any(tool in beside for tool in _FILLED_BY.get(name, ()))


def is_cache(names: Container[str]) -> bool:
    """Whether a folder that holds `names` is a cache or a virtualenv."""
    return any(marker in names for marker in _MARKERS)


def is_project(names: Iterable[str]) -> bool:
    """Whether programs in a folder that holds `names`, and below it, make infrastructure."""
    return not _PROJECTS.isdisjoint(names)


def is_within_project(folder: str) -> bool:
    """Whether the folder, or one of those around it, is a project's."""
    here = os.path.abspath(folder or ".")
    around = [here]
    while len(around) < _MAX_LEVELS and (here := os.path.dirname(here)) != around[-1]:
        around.append(here)
    return any(disk.is_file(os.path.join(each, name)) for each in around for name in _PROJECTS)


def is_program(name: str) -> bool:
    """Whether a file of this name is a program that is read where programs make infrastructure."""
    return name.rpartition(".")[2] in _MAKERS


def skips_file(name: str) -> bool:
    """Whether a file of this name is no configuration: a program, a picture, an archive…"""
    return name.rpartition(".")[2].lower() in _SUFFIXES and "." in name


class Ignoring:
    """What the .gitignore files around one folder say, the nearest one first.

    Paths are given as in the report. `lead` is what to put before a path, and `cut` how
    much to take off it, to see it from the folder of the .gitignore file.
    """

    __slots__ = ("_cut", "_lead", "_outer", "_patterns")

    def __init__(
        self,
        patterns: Sequence[Pattern] = (),
        lead: str = "",
        cut: int = 0,
        outer: Ignoring | None = None,
    ) -> None:
        self._patterns = patterns[::-1]
        self._lead = lead
        self._cut = cut
        self._outer = outer

    def ignores(self, path: str) -> bool:
        """Whether Git ignores `path`; that of a folder ends with "/".

        The folders around it are not asked: a walk does not enter ignored ones, and one that
        is taken back takes nothing back that is ignored by itself.
        """
        asked: Ignoring | None = self
        while asked is not None:
            seen = asked._lead + path[asked._cut :]
            for pattern in asked._patterns:
                if _is_meant(pattern, seen):
                    return bool(pattern.include)
            asked = asked._outer
        return False

    def within(self, prefix: str) -> Ignoring:
        """The same with what the .gitignore file of the folder `prefix` ("" or "a/b/") adds."""
        patterns = _read(f"{prefix}.gitignore")
        return Ignoring(patterns, "", len(prefix), self) if patterns else self


def ignoring_around(prefix: str) -> Ignoring:
    """What the .gitignore files above the folder `prefix` say, up to the repository's root.

    They say nothing of a folder that they ignore: it was named in spite of them.
    """
    here = os.path.abspath(prefix or ".")
    folder = disk.repository(here)
    if not folder:
        return Ignoring()
    names = [] if folder == here else os.path.relpath(here, folder).split(os.sep)
    result = Ignoring()
    for depth in range(len(names)):
        patterns = _read(os.path.join(folder, *names[:depth], ".gitignore"))
        if patterns:
            result = Ignoring(patterns, "/".join(names[depth:]) + "/", len(prefix), result)
        if result.ignores(prefix):
            return Ignoring()
    return result


def is_ignored(path: str) -> bool:
    """Whether Git ignores the file `path`, however it was found."""
    folder, name = os.path.split(path)
    prefix = f"{folder}/" if folder else ""
    return ignoring_around(prefix).within(prefix).ignores(prefix + name)


def excluding(patterns: Iterable[str]) -> Ignoring:
    """What `patterns` say, seen from the working directory. Raises UsageError for a broken one."""
    lines = list(patterns)
    for line in lines:
        if line.strip() and not _compiled([line]):
            raise UsageError(
                f"'{line}' is no pattern for paths", remedy="write it as in a .gitignore file"
            )
    return Ignoring(_compiled(lines))


def _read(path: str) -> list[Pattern]:
    try:
        lines = disk.content(path).decode("utf-8", "replace").split("\n")
    except (OSError, InputError):
        return []
    return _compiled(line.rstrip("\r") for line in lines if line.strip() and line[0] != "#")


def _compiled(lines: Iterable[str]) -> list[Pattern]:
    """The patterns of `lines`, without those that are none."""
    kept = list(lines)
    if not kept:
        return []
    from pathspec import GitIgnoreSpec

    patterns: list[Pattern] = []
    for line in kept:
        try:
            patterns += GitIgnoreSpec.from_lines([_spelled_out(line)]).patterns
        except (ValueError, re.error):
            continue
    return [pattern for pattern in patterns if pattern.include is not None]


def _spelled_out(line: str) -> str:
    """The pattern, so that its match shows where it ends.

    "a/**" is all that is below a, but not a itself; "*/" and "**/" are all folders.
    """
    pattern = line.rstrip()
    if pattern.endswith("/**"):
        return f"{pattern}/*"
    if pattern.endswith("/**/"):
        return f"{pattern}?*/"
    return f"{pattern.rstrip('*/')}?*/" if pattern in ("*/", "**/", "!*/", "!**/") else line


def _is_meant(pattern: Pattern, path: str) -> bool:
    """Whether `pattern` matches `path` itself, and not a folder around it.

    pathspec takes what is below a matched folder for matched, and marks where that ends.
    """
    found = pattern.match_file(path)
    if found is None:
        return False
    marks = found.match.groupdict()
    return marks.get(_END_OF_FOLDER) is None or found.match.end(_END_OF_FOLDER) == len(path)
