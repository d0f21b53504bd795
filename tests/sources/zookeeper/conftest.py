"""Folders of ZooKeeper's files, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from folders import claimed, write

from kafkalint.sources import Reading, zookeeper
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reading]:
    """`read({path: content})`: what the source makes of the files it claims of that folder."""
    monkeypatch.chdir(tmp_path)

    def reader(files: Mapping[str, str]) -> Reading:
        write(tmp_path, files)
        workspace = Files()
        return zookeeper.read(claimed(zookeeper, files, workspace), workspace)

    return reader
