"""The cheapest changes that would make a running cluster survive the loss of a broker or a rack.

A change of a setting is cheaper than moving replicas, and moving them than making more. Only a
change is proposed after which the arithmetic of `failure` says that the topic goes on; acks=all
writes stay acknowledged by two replicas, so that min.insync.replicas is never lowered to 1.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kafkalint.facts import fact, failure
from kafkalint.facts.nodes import brokers, controllers
from kafkalint.facts.partitions import ailment, broker_id
from kafkalint.facts.quorum import quorum
from kafkalint.facts.survival import votes_by_host
from kafkalint.facts.topics import min_isr
from kafkalint.facts.zones import rack, zone_sizes
from kafkalint.model import Cluster, Partition, Topic

ENOUGH = 3  # replicas with which a topic survives one loss and stays durable


class Remedy(NamedTuple):
    """A change, and what it makes survivable.

    `kind`: "heal", "lower-min-isr", "spread", "raise-replication", "add-rack", "add-brokers" or
    "add-voters". `survives` are kinds of losses: "broker", "host", "rack". `moves` is how many
    replicas have to be copied.
    """

    kind: str
    text: str
    survives: tuple[str, ...]
    topics: tuple[str, ...] = ()
    partitions: int = 0
    moves: int = 0


class _Ground(NamedTuple):
    """Brokers to their racks ("" where none is known), and the brokers in each of several racks.

    `held` remembers how replicas lie on them, since most partitions lie as many others do.
    """

    racks: dict[int, str]
    zones: list[int]
    held: dict[object, _Held]

    def hold(self, part: Partition) -> _Held:
        lying = (part.replicas, part.removing)
        found = self.held.get(lying)
        if found is None:
            replicas = _replicas(part)
            racks = Counter(self.racks.get(number, "") for number in replicas)
            most = max(racks.values(), default=0) if self.zones else 0
            found = self.held[lying] = _Held(len(replicas), most)
        return found


class _Held(NamedTuple):
    """How many replicas there are, and how many of them one rack takes with it."""

    replicas: int
    most: int


class _Plan(NamedTuple):
    """One topic's change: to how many replicas, or racks, and to how many of them in sync."""

    kind: str
    target: int
    in_sync: int
    moves: int
    survives: tuple[str, ...]


@fact
def remedies(cluster: Cluster) -> tuple[Remedy, ...]:
    """What would have to change, the cheapest first; empty where nothing has to or can."""
    if cluster.running is None or not brokers(cluster):
        return ()
    sizes = zone_sizes(cluster).or_else({})
    ground = _Ground(
        {broker_id(node): str(rack(node).or_else("")) for node in brokers(cluster)},
        list(sizes.values()) if len(sizes) > 1 else [],
        {},
    )
    groups: dict[tuple[object, ...], list[tuple[Topic, _Plan]]] = {}
    for topic in cluster.declared_topics:
        if not topic.placement.is_known:
            continue
        for plan in _plans(topic, ground):
            mark = (plan.kind, plan.target, plan.in_sync, plan.survives)
            groups.setdefault(mark, []).append((topic, plan))
    found = [_remedy(members) for members in groups.values()]
    found += _for_quorum(cluster)
    return tuple(sorted(found, key=lambda each: (_ORDER.index(each.kind), each.moves, each.text)))


_ORDER = (
    "heal",
    "lower-min-isr",
    "spread",
    "raise-replication",
    "add-voters",
    "add-brokers",
    "add-rack",
)


def _plans(topic: Topic, ground: _Ground) -> list[_Plan]:
    least = min_isr(topic)
    parts: tuple[Partition, ...] = topic.placement.data
    if not least.is_known or not parts:
        return []
    if ailment(topic):
        return [_Plan("heal", 0, 0, 0, ("broker",))]
    held = {ground.hold(part) for part in parts}
    rf = min(each.replicas for each in held)
    fails_broker = rf < 2 or not failure.writes_continue(rf, least.data, 1)
    fails_rack = any(
        not failure.writes_continue(each.replicas, least.data, each.most) for each in held
    )
    if not fails_broker and not fails_rack:
        return []
    survives = ("broker",) * fails_broker + ("rack",) * fails_rack
    return _candidates(rf, least.data, parts, ground, max(each.most for each in held), survives)[:1]


def _candidates(
    rf: int,
    least: int,
    parts: tuple[Partition, ...],
    ground: _Ground,
    worst: int,
    survives: tuple[str, ...],
) -> list[_Plan]:
    """Plans that work, the cheapest first."""
    found: list[_Plan] = []
    racks, zones, there = "rack" in survives, ground.zones, len(ground.racks)
    m = min(least, rf)

    def works(replicas: int, enforced: int) -> bool:
        if enforced < 2 or not failure.writes_continue(replicas, enforced, 1):
            return False
        if not racks:
            return True
        return failure.writes_continue(replicas, enforced, failure.worst_zone(replicas, zones))

    for lower in range(m - 1, 1, -1):
        if works(rf, lower) and (not racks or failure.writes_continue(rf, lower, worst)):
            found.append(_Plan("lower-min-isr", rf, lower, 0, survives))
    if racks and works(rf, m):
        found.append(_Plan("spread", rf, m, len(parts), survives))  # one of each, at least
    for more in range(max(rf + 1, ENOUGH), there + 1):
        enforced = min(max(least, 2), more)
        if works(more, enforced):
            moves = sum(more - len(_replicas(part)) for part in parts)
            found.append(_Plan("raise-replication", more, enforced, moves, survives))
            break
    if not found and racks and len(zones) < 3:
        found.append(_Plan("add-rack", 3, m, 0, survives))
    if not found and there < ENOUGH:
        found.append(_Plan("add-brokers", ENOUGH - there, m, 0, survives))
    return found


def _replicas(part: Partition) -> set[int]:
    return set(part.replicas) - set(part.removing)


def _remedy(members: list[tuple[Topic, _Plan]]) -> Remedy:
    topics = tuple(topic.name for topic, _ in members)
    plan = members[0][1]
    partitions = sum(topic.partitions.or_else(0) for topic, _ in members)
    moves = sum(each.moves for _, each in members)
    many = f"{len(topics)} topics" if len(topics) > 1 else f"topic {topics[0]}"
    some = "one more broker" if plan.target == 1 else f"{plan.target} more brokers"
    text = {
        "heal": f"bring the replicas of {many} back in sync",
        "lower-min-isr": f"lower min.insync.replicas of {many} to {plan.in_sync}",
        "spread": f"spread the replicas of {many} over the racks",
        "raise-replication": f"raise the replication factor of {many} to {plan.target}, "
        f"with min.insync.replicas at {plan.in_sync}",
        "add-rack": f"a third rack, for {many}",
        "add-brokers": f"{some}, for {many}",
    }[plan.kind]
    return Remedy(plan.kind, text, plan.survives, topics, partitions, moves)


def _for_quorum(cluster: Cluster) -> list[Remedy]:
    votes = quorum(cluster)
    if votes is None or not votes.size.is_known:
        return []
    size: int = votes.size.data
    combined = any(broker_id(node) in _ids(cluster) for node in controllers(cluster))
    what = ("broker",) if combined else ("host",)
    if not failure.quorum_continues(size, 1):
        more = 3 - size
        text = (
            f"{more} more controller{'s' if more > 1 else ''}: three voters survive the loss of one"
        )
        return [Remedy("add-voters", text, what)]
    hosts = votes_by_host(votes)
    if hosts.is_known and not failure.quorum_survives_each(list(hosts.data.values())):
        text = "controllers on machines of their own: one machine holds too many votes"
        return [Remedy("add-voters", text, ("host",))]
    return []


def _ids(cluster: Cluster) -> set[int]:
    return {broker_id(node) for node in brokers(cluster)}
