"""Pulumi: programs in YAML, previews, and exported stacks."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.pulumi.recognition import may_be_pulumi

NAME = "pulumi"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a program, a stack's configuration, a preview or an exported stack."""
    return may_be_pulumi(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every program and stack among `files`."""
    if not files:
        return Reading()
    from kafkalint.sources.pulumi.reading import read_files

    return read_files(files, workspace)
