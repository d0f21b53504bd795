"""A consumer group: who reads, and how far behind it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster


class ConsumerGroup(Entity):
    """One group; `lag` is topic to records that it has not committed, over all partitions.

    `written` is topic to all records that were ever written to the partitions that it reads;
    `growing` tells whether the lag grew between two looks.
    """

    state: Value[str] = absent()  # "stable", "empty", "dead"…
    protocol: Value[str] = absent()  # "consumer", "classic", "share"
    members: Value[int] = absent()
    lag: dict[str, Value[int]] = field(default_factory=dict)
    written: dict[str, Value[int]] = field(default_factory=dict)
    growing: Value[bool] = absent()
    cluster: Cluster = field(init=False)
