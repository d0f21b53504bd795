"""Consumer groups: how far behind they are, and whether anybody reads."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.model import Cluster, ConsumerGroup
from kafkalint.values import Value, gather, known, some, unknown

MUCH = 10_000
"""Records: what a group that keeps up with an ordinary topic reads within seconds."""


@subject("group")
def all_groups(cluster: Cluster) -> Iterable[ConsumerGroup]:
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
    """Its members do not keep up: the lag is large, or was seen to grow."""
    large = total_lag(group).map(lambda lag: lag >= MUCH)
    if group.growing.is_known and group.growing.data:
        return some([large, total_lag(group).map(lambda lag: lag > 0)])
    return large
