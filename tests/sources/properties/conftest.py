"""Folders of property files, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from folders import claimed, write

from kafkalint.sources import Reading, properties
from kafkalint.workspace import Files

ReadFolder = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadFolder:
    """`read({path: content})`: what the source makes of the files it claims of that folder."""
    monkeypatch.chdir(tmp_path)

    def reader(files: Mapping[str, str], variables: Mapping[str, str] | None = None) -> Reading:
        write(tmp_path, files)
        workspace = Files(variables)
        return properties.read(claimed(properties, files, workspace), workspace)

    return reader
