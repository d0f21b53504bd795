"""Templates of CloudFormation, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from folders import claimed, write
from stacks import Stack

from kafkalint.sources import cloudformation
from kafkalint.sources.cloudformation.reading import estates
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Stack]:
    """`read(template)` or `read({path: content})`: the one estate, and what was said."""
    monkeypatch.chdir(tmp_path)

    def reader(files: str | Mapping[str, str], **variables: str) -> Stack:
        files = {"template.yaml": files} if isinstance(files, str) else files
        write(tmp_path, files)
        workspace = Files(variables)
        made = list(estates(claimed(cloudformation, files, workspace), workspace))
        found = [estate for estate, _ in made if estate is not None]
        return Stack(found, [notice for _, notices in made for notice in notices])

    return reader
