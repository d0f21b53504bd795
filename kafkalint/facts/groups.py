"""Consumer groups: how far behind they are, and whether anybody reads."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.model import Cluster, ConsumerGroup
from kafkalint.values import Value, gather, known, some, unknown

FEW, MUCH, VERY_MUCH = 100, 10_000, 10_000_000
"""Records: what is on its way anyway, what a busy topic brings in seconds, and in hours."""
SHARE = 1000  # of all that was ever written: what makes a lag more than a moment's


@subject("group", part_of="consumer_groups")
def all_groups(cluster: Cluster) -> Iterable[ConsumerGroup]:
    """Every consumer group of a running cluster."""
    return cluster.consumer_groups


@fact
def total_lag(group: ConsumerGroup) -> Value[int]:
    """Records that are there and not yet committed, over all its topics; at least these."""
    lags = list(group.lag.values())
    known_ones = [lag.data for lag in lags if lag.is_known]
    if not known_ones and lags:
        return unknown(lags[0].reason, *gather(lags))
    return known(sum(known_ones), group.anchor)


@fact
def worst_topic(group: ConsumerGroup) -> str:
    """The topic in which it is most behind."""
    lags = {topic: lag.data for topic, lag in group.lag.items() if lag.is_known}
    return max(lags, key=lambda topic: lags[topic], default="")


@fact
def is_left(group: ConsumerGroup) -> Value[bool]:
    """Nobody is in it: its state says so, or the number of its members."""
    gone = group.state.map(lambda state: state in ("empty", "dead"))
    alone = group.members.map(lambda members: members == 0)
    return some([gone, alone]) if not gone.is_known else gone


@fact
def is_far_behind(group: ConsumerGroup) -> Value[bool]:
    """Its members do not keep up in a topic: it was seen to fall back, or much is not read yet.

    How much is much depends on the topic: half of all that was ever written to it, or ten
    thousand records that are at least a thousandth of that.
    """
    if group.growing.or_else(False):
        return total_lag(group).map(lambda lag: lag > 0)
    return (
        some([_is_much(group, topic) for topic in group.lag])
        if group.lag
        else known(False, group.anchor)
    )


def _is_much(group: ConsumerGroup, topic: str) -> Value[bool]:
    written: int | None = group.written[topic].or_else(None) if topic in group.written else None

    def decide(lag: int) -> bool:
        if lag < FEW or lag >= VERY_MUCH:
            return lag >= VERY_MUCH
        if written is None:
            return lag >= MUCH
        return lag * 2 >= written or (lag >= MUCH and lag * SHARE >= written)

    return group.lag[topic].map(decide)
