"""Plans and states, read as an audit reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from terraform_documents import Answer

from kafkalint.findings import Notice
from kafkalint.sources import terraform_json
from kafkalint.sources.terraform_json.reading import read_file
from kafkalint.workspace import Files


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """`read(document)`, as text or as data, with other files beside it: what comes of it."""
    monkeypatch.chdir(tmp_path)

    def reader(document: Any, path: str = "plan.json", **beside: str) -> Answer:
        content = document if isinstance(document, str) else json.dumps(document)
        files: Mapping[str, str] = {
            path: content,
            **{k.replace("_", "."): v for k, v in beside.items()},
        }
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        assert terraform_json.claims(path, content.encode())
        workspace = Files()
        notices: list[Notice] = []
        text = workspace.read(path)
        assert text is not None
        found = read_file(text, workspace, notices)
        return Answer(found.estate if found else None, notices, found.covers if found else set())

    return reader
