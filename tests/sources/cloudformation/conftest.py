"""Templates of CloudFormation, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cloudformation_reading import Stack

from kafkalint.sources import SourceFile, cloudformation
from kafkalint.sources.cloudformation.reading import estates
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stack]:
    """`read(template)` or `read({path: content})`: the one estate, and what was said."""
    monkeypatch.chdir(tmp_path)

    def reader(files: str | Mapping[str, str], **variables: str) -> Stack:
        files = {"template.yaml": files} if isinstance(files, str) else files
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        workspace = Files(variables)
        claimed = []
        for path in sorted(files):
            if cloudformation.claims(path, files[path].encode()):
                text = workspace.read(path)
                assert text is not None
                claimed.append(SourceFile(path, text))
        made = list(estates(claimed, workspace))
        found = [estate for estate, _ in made if estate is not None]
        return Stack(found, [notice for _, notices in made for notice in notices])

    return reader
