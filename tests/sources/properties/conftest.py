"""Folders of property files, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kafkalint.sources import Reading, SourceFile, properties
from kafkalint.workspace import Files

ReadFolder = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadFolder:
    """`read({path: content})`: what the source makes of the files it claims of that folder."""
    monkeypatch.chdir(tmp_path)

    def reader(files: Mapping[str, str], variables: Mapping[str, str] | None = None) -> Reading:
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        workspace = Files(variables)
        claimed = []
        for path in sorted(files):
            if properties.claims(path, files[path].encode()):
                text = workspace.read(path)
                assert text is not None
                claimed.append(SourceFile(path, text))
        return properties.read(claimed, workspace)

    return reader
