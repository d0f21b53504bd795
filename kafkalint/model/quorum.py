"""The metadata quorum: the voters of a ZooKeeper ensemble or of KRaft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import NamedTuple, field
from kafkalint.values import Origin, Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster


class Voter(NamedTuple):
    """One voter as the configuration names it; `id` is 0 where only an address is known."""

    id: int
    host: str
    port: str
    origin: Origin


class Quorum(Entity):
    """`kind`: "zookeeper", "kraft-static" (voters listed) or "kraft-dynamic" (bootstrap servers).

    `size` is the number of voters; unknown where the configuration cannot tell it.
    `voters` are those that are listed; their hosts and zones decide what a failure takes.
    """

    cluster: Cluster = field(kw_only=True)
    kind: str = ""
    size: Value[int] = absent()
    voters: tuple[Voter, ...] = ()
