"""Folders of Terraform files, read as an audit reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from terraform_folders import Evaluate, Folders, Read, read_folder

from kafkalint.values import Value


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """`read({path: content})`: the root modules among the files."""
    monkeypatch.chdir(tmp_path)

    def reader(
        files: Mapping[str, str],
        variables: Mapping[str, str] | None = None,
        var_files: Sequence[str] = (),
    ) -> Folders:
        return read_folder(tmp_path, files, variables, var_files)

    return reader


@pytest.fixture
def evaluate(read: Read) -> Evaluate:
    """`evaluate("min(1, 2)")`: what an expression comes to in a module."""

    def evaluator(source: str, declared: str = "", **files: str) -> Value[Any]:
        resource = f'resource "aws_msk_cluster" "it" {{\n  it = {source}\n}}\n'
        return read({"main.tf": resource + declared, **files}).value("aws_msk_cluster.it", "it")

    return evaluator
