"""A broker's or controller's own property file: server.properties and its kin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kafkalint.sources.properties.recognition import may_be_broker

if TYPE_CHECKING:
    from kafkalint.sources import Reading, SourceFile, Workspace

NAME = "server.properties"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a broker's or a controller's own file."""
    return may_be_broker(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """Every broker and controller that `files` configure, those of one cluster together."""
    from kafkalint.sources.properties.reading import read_files  # only where there are any

    return read_files(files, workspace)
