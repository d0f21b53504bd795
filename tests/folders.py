"""Folders of files that tests write, and what a source claims of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

from kafkalint.sources import SourceFile
from kafkalint.workspace import Files


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write `files`, paths below `folder` to what they hold."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


def claimed(
    source: ModuleType, files: Mapping[str, str], workspace: Files, beside: Iterable[str] = ()
) -> list[SourceFile]:
    """The files that `source` claims, in order; nobody asked for those that stand in `beside`."""
    found = []
    for path in sorted(files):
        if source.claims(path, files[path].encode()):
            text = workspace.read(path)
            assert text is not None
            found.append(SourceFile(path, text, path not in beside))
    return found
