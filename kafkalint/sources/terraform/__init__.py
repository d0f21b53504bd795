"""Terraform and OpenTofu: root modules with the modules that they call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kafkalint.sources.terraform.recognition import may_be_terraform

if TYPE_CHECKING:
    from kafkalint.sources import Reading, SourceFile, Workspace

NAME = "terraform"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be part of a module that has to do with Kafka."""
    return may_be_terraform(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every root module among `files`."""
    from kafkalint.sources.terraform.reading import read_files  # only where there are any

    return read_files(files, workspace)
