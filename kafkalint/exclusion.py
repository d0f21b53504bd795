"""What a walk leaves out: folders and files that hold no deployment, and what Git ignores.

A path that the user names is never left out. Folders go by their names alone where nobody
calls anything else so; `build`, `target`, `vendor` only where the tool that fills them is
seen beside them, because people keep deployments in folders of those names too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from kafkalint.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

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

_BROKEN_PATTERN = (ValueError, re.error)


def skips_folder(name: str, beside: Container[str]) -> bool:
    """Whether the folder `name` holds no deployment; `beside` are the names next to it."""
    return name in _FOLDERS or any(tool in beside for tool in _FILLED_BY.get(name, ()))


def is_cache(names: Container[str]) -> bool:
    """Whether a folder that holds `names` is a cache or a virtualenv."""
    return any(marker in names for marker in _MARKERS)


def skips_file(name: str) -> bool:
    """Whether a file of this name is no configuration: a program, a picture, an archive…"""
    return name.rpartition(".")[2].lower() in _SUFFIXES and "." in name


class Ignoring:
    """What the .gitignore files around one folder say, the nearest one first.

    Paths are given as in the report. `lead` is what to put before a path, and `cut` how
    much to take off it, to see it from the folder of the .gitignore file.
    """

    __slots__ = ("_cut", "_lead", "_outer", "_spec")

    def __init__(
        self,
        spec: GitIgnoreSpec | None = None,
        lead: str = "",
        cut: int = 0,
        outer: Ignoring | None = None,
    ) -> None:
        self._spec = spec
        self._lead = lead
        self._cut = cut
        self._outer = outer

    def ignores(self, path: str) -> bool:
        """Whether Git ignores `path`; that of a folder ends with "/"."""
        said: Ignoring | None = self
        while said is not None:
            if said._spec is not None:
                decided = said._spec.check_file(said._lead + path[said._cut :]).include
                if decided is not None:
                    return decided
            said = said._outer
        return False

    def within(self, prefix: str) -> Ignoring:
        """The same with what the .gitignore file of the folder `prefix` ("" or "a/b/") adds."""
        spec = _read(f"{prefix}.gitignore")
        return self if spec is None else Ignoring(spec, "", len(prefix), self)


def ignoring_around(prefix: str) -> Ignoring:
    """What the .gitignore files above the folder `prefix` say, up to the repository's root."""
    folder = os.path.abspath(prefix or ".")
    above: list[str] = []
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return Ignoring()
        above.append(parent)
        folder = parent
    result = Ignoring()
    for parent in reversed(above):
        spec = _read(os.path.join(parent, ".gitignore"))
        if spec is not None:
            lead = os.path.relpath(prefix or ".", parent).replace(os.sep, "/") + "/"
            result = Ignoring(spec, lead, len(prefix), result)
    return Ignoring() if result.ignores(prefix) else result


def excluding(patterns: Iterable[str]) -> Ignoring:
    """What `patterns` say, seen from the working directory. Raises UsageError for a broken one."""
    lines = list(patterns)
    if not lines:
        return Ignoring()
    from pathspec import GitIgnoreSpec

    broken = [line for line in lines if not _is_pattern(line)]
    if broken:
        raise UsageError(
            f"'{broken[0]}' is no pattern for paths", remedy="write it as in a .gitignore file"
        )
    return Ignoring(GitIgnoreSpec.from_lines(lines))


def _read(path: str) -> GitIgnoreSpec | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    if not any(line and line[0] != "#" for line in lines):
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except _BROKEN_PATTERN:
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except _BROKEN_PATTERN:
        return False
    return True
