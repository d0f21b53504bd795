"""Programs and stacks of Pulumi, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from folders import claimed, write
from stacks import Stack

from kafkalint.findings import Notice
from kafkalint.sources import pulumi
from kafkalint.sources.pulumi.reading import estates
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stack]:
    """`read(program)` or `read({path: content})`: the estates, and what was said."""
    monkeypatch.chdir(tmp_path)

    def reader(files: str | Mapping[str, str], **variables: str) -> Stack:
        files = {"Pulumi.yaml": files} if isinstance(files, str) else files
        write(tmp_path, files)
        workspace = Files(variables)
        notices: list[Notice] = []
        return Stack(list(estates(claimed(pulumi, files, workspace), workspace, notices)), notices)

    return reader
