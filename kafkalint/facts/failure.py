"""What the loss of replicas and votes does: arithmetic alone, no model.

`rf` replicas of a partition, `m` the enforced min(min.insync.replicas, rf), all replicas in
sync before the failure, acks=all, no unclean election.
"""

from __future__ import annotations

from collections.abc import Sequence


def writes_continue(rf: int, m: int, lost: int) -> bool:
    """acks=all writes are accepted after `lost` replicas of the partition are gone."""
    return rf - lost >= min(m, rf)


def reads_continue(rf: int, lost: int) -> bool:
    """A replica is left to lead the partition."""
    return rf - lost >= 1


def is_durable(rf: int, m: int, unclean: bool) -> bool:
    """An acknowledged record survives the loss of any one replica's disk."""
    return min(m, rf) >= 2 and not unclean


def worst_zone(rf: int, brokers_by_zone: Sequence[int]) -> int:
    """The most replicas of one partition that a rack-aware placement puts into one zone.

    Replicas go one by one to the zone that has the fewest and still has a broker to spare.
    Raises ValueError where there are fewer brokers than replicas.
    """
    filled = [0] * len(brokers_by_zone)
    for _ in range(rf):
        open_zones = [z for z in range(len(filled)) if filled[z] < brokers_by_zone[z]]
        if not open_zones:
            raise ValueError("more replicas than brokers")
        best = min(open_zones, key=lambda z: (filled[z], -brokers_by_zone[z]))
        filled[best] += 1
    return max(filled, default=0)


def majority(voters: int) -> int:
    """Votes that a quorum of `voters` needs."""
    return voters // 2 + 1


def quorum_continues(voters: int, lost: int) -> bool:
    """A majority is left after `lost` voters are gone."""
    return voters - lost >= majority(voters)


def quorum_survives_each(votes_by_domain: Sequence[int]) -> bool:
    """The quorum survives the loss of any one failure domain."""
    total = sum(votes_by_domain)
    return all(quorum_continues(total, votes) for votes in votes_by_domain)
