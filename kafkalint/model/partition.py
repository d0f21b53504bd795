"""Where the replicas of a partition are, and how they are: only a running cluster knows."""

from __future__ import annotations

from kafkalint.record import NamedTuple


class Partition(NamedTuple):
    """One partition; replicas are brokers' ids, the preferred leader first.

    `leader` is -1 where it has none. `eligible` are eligible leader replicas (KIP-966).
    `settled` is false where its health changed while it was looked at: a moment, not a state.
    """

    id: int
    leader: int
    replicas: tuple[int, ...]
    in_sync: tuple[int, ...]
    eligible: tuple[int, ...] = ()
    offline: tuple[int, ...] = ()
    reassigning: bool = False
    adding: tuple[int, ...] = ()
    removing: tuple[int, ...] = ()
    settled: bool = True
