"""Programs and stacks of Pulumi, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pulumi_reading import Stack

from kafkalint.findings import Notice
from kafkalint.sources import SourceFile, pulumi
from kafkalint.sources.pulumi.reading import estates
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stack]:
    """`read(program)` or `read({path: content})`: the estates, and what was said."""
    monkeypatch.chdir(tmp_path)

    def reader(files: str | Mapping[str, str], **variables: str) -> Stack:
        files = {"Pulumi.yaml": files} if isinstance(files, str) else files
        for path, content in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        workspace = Files(variables)
        notices: list[Notice] = []
        claimed = []
        for path in sorted(files):
            if pulumi.claims(path, files[path].encode()):
                text = workspace.read(path)
                assert text is not None
                claimed.append(SourceFile(path, text))
        return Stack(list(estates(claimed, workspace, notices)), notices)

    return reader
