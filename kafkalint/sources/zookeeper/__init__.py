"""A ZooKeeper server's own file: zoo.cfg, zookeeper.properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kafkalint.sources.zookeeper.recognition import may_be_zookeeper

if TYPE_CHECKING:
    from kafkalint.sources import Reading, SourceFile, Workspace

NAME = "zoo.cfg"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a ZooKeeper server's own file."""
    return may_be_zookeeper(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """Every ensemble that `files` configure, as a cluster without brokers."""
    from kafkalint.sources.zookeeper.reading import read_files  # only where there are any

    return read_files(files, workspace)
