"""A directory in which a node keeps its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.node import Node


class Directory(Entity):
    """One of a node's data directories; `purpose` is "log", "metadata", "snapshot" or "journal".

    `path` is unknown where it is filled in elsewhere, or where an image that we do not know
    chooses it.
    """

    node: Node = field(kw_only=True)
    purpose: str = "log"
    path: Value[str] = absent()
    folder: str = ""  # the one that it is in, where just the end of `path` is not known
    is_offline: Value[bool] = absent()  # this and the sizes, in bytes: a running node's alone
    total: Value[int] = absent()
    usable: Value[int] = absent()
    used: Value[int] = absent()  # by replicas
