"""How partitions are in a running cluster: who leads, who is in sync, where replicas stand.

What changed between two looks is a moment, as a restart makes it; only what lasts is told.
Replicas that a reassignment is still copying are not awaited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

from kafkalint.facts import fact, once
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import brokers
from kafkalint.facts.topics import min_isr
from kafkalint.facts.zones import rack
from kafkalint.model import Cluster, Node, Partition, Topic
from kafkalint.values import Value, derive, known, unknown


@fact
def is_placed(topic: Topic) -> bool:
    """Where its replicas are is known: the cluster runs and was asked."""
    return topic.placement.is_known


@fact
def offline_partitions(topic: Topic) -> Value[tuple[int, ...]]:
    """Partitions without a leader: nobody writes or reads them."""
    return _ids(topic, lambda partition: partition.leader == -1)


@fact
def refusing_partitions(topic: Topic) -> Value[tuple[int, ...]]:
    """Partitions with a leader and too few replicas in sync for acks=all."""
    least = min_isr(topic)
    if not least.is_known:
        return unknown(least.reason, *least.origins)
    return _ids(topic, lambda partition: is_refusing(partition, least.data))


def is_refusing(partition: Partition, least: int) -> bool:
    """It is led, and refuses acks=all; min.insync.replicas is capped at the replicas (3.7)."""
    enforced = min(least, len(set(partition.replicas)))
    return partition.leader != -1 and len(partition.in_sync) < enforced


@fact
def lagging_partitions(topic: Topic) -> Value[tuple[int, ...]]:
    """Partitions with a replica that does not keep up though its broker and disk are well."""
    down = _brokers_down(topic.cluster)

    def lags(partition: Partition) -> bool:
        excused = {*partition.in_sync, *partition.adding, *partition.offline} | down
        return any(number not in excused for number in partition.replicas)

    return _ids(topic, lags)


@fact
def unhealthy_partitions(topic: Topic) -> Value[tuple[int, ...]]:
    """Partitions that are offline, refuse acks=all, or have a replica that lags by itself."""
    doubted = doubtful_partitions(topic)
    if doubted.is_known and not doubted.data:
        return known((), *doubted.origins)  # where all replicas are in sync, nothing is amiss
    parts = (offline_partitions(topic), refusing_partitions(topic), lagging_partitions(topic))
    decided = [part for part in parts if part.or_else(())] or parts
    return derive(lambda *found: tuple(sorted({*chain.from_iterable(found)})), *decided)


@fact
def ailment(topic: Topic) -> str:
    """What is wrong with its partitions, with their numbers, the worst first."""
    offline = offline_partitions(topic).or_else(())
    refused = refusing_partitions(topic).or_else(())
    said = {*offline, *refused}
    behind = tuple(n for n in lagging_partitions(topic).or_else(()) if n not in said)
    if not (said or behind):
        return ""
    counted = (
        (offline, "without a leader: nobody writes or reads {them}"),
        (refused, "with fewer replicas in sync than min.insync.replicas: acks=all is refused"),
        (behind, "with a replica that does not keep up"),
    )
    total = topic.partitions.or_else(0)
    return "; ".join(
        f"{len(ids)} of {total} partitions ({_shown(ids)}) "
        f"{'is' if len(ids) == 1 else 'are'} {text.format(them='it' if len(ids) == 1 else 'them')}"
        for ids, text in counted
        if ids
    )


def _shown(ids: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, ids[:5]))
    return f"{shown}…" if len(ids) > 5 else shown


def _ids(topic: Topic, concerned: Callable[[Partition], bool]) -> Value[tuple[int, ...]]:
    return doubtful_partitions(topic).map(
        lambda parts: tuple(part.id for part in parts if concerned(part))
    )


@fact
def doubtful_partitions(topic: Topic) -> Value[tuple[Partition, ...]]:
    """The settled partitions that have no leader, or a replica that is not in sync: few."""
    return topic.placement.map(
        lambda parts: tuple(
            part
            for part in parts
            if part.settled and (part.leader == -1 or not set(part.replicas).issubset(part.in_sync))
        )
    )


@once
def _brokers_down(cluster: Cluster) -> frozenset[int]:
    down = (node for node in brokers(cluster) if node.is_up.or_else(True) is False)
    return frozenset(broker_id(node) for node in down)


def broker_id(node: Node) -> int:
    """node.id or broker.id as a number; -1 where it is not known."""
    value = effective(node, "node.id")
    return int(value.data) if value.is_known else -1


@fact
def crowded_partitions(topic: Topic) -> Value[tuple[int, ...]]:
    """Partitions whose replicas share racks though there are racks without one of them."""
    by_broker = racks(topic.cluster)
    if not by_broker.is_known or not topic.placement.is_known:
        unclear = by_broker if not by_broker.is_known else topic.placement
        return unknown(unclear.reason, *unclear.origins)
    names: dict[int, str | None] = by_broker.data
    crowds = [(part.id, _crowd(topic.cluster, part, names)) for part in topic.placement.data]
    crowded = [number for number, crowd in crowds if crowd is not None and crowd.is_needless]
    if not crowded and None in names.values() and _is_unclear(topic.placement.data, names):
        return unknown("the rack of a broker that is down is not known", topic.anchor)
    return known(tuple(crowded), *topic.placement.origins)


def _is_unclear(parts: Iterable[Partition], names: dict[int, str | None]) -> bool:
    return any(names.get(number) is None for part in parts for number in part.replicas)


class Crowd(NamedTuple):
    """How many replicas a partition has, and how many of them the fullest rack has.

    `is_needless` where replicas share a rack though there is one without any of them.
    """

    replicas: int
    here: int
    is_needless: bool = False


@once
def _crowds(cluster: Cluster) -> dict[object, Crowd | None]:
    """What was found so far, by how replicas lie."""
    return {}


def _crowd(cluster: Cluster, part: Partition, names: dict[int, str | None]) -> Crowd | None:
    """How `part` lies on the racks, as many others do; None where a rack is not known."""
    seen = _crowds(cluster)
    lying = (part.replicas, part.removing)
    if lying in seen:
        return seen[lying]
    taken = Counter(names.get(number) for number in set(part.replicas) - set(part.removing))
    found = None
    if None not in taken:
        replicas, there = taken.total(), len({*names.values()} - {None})
        is_needless = replicas > 1 and len(taken) < min(replicas, there)
        found = Crowd(replicas, max(taken.values(), default=0), is_needless)
    seen[lying] = found
    return found


@fact
def worst_rack(topic: Topic) -> Value[tuple[Crowd, ...]]:
    """Of each partition, the rack with most of its replicas; unknown where a rack is."""
    by_broker, placement = racks(topic.cluster), topic.placement
    for value in (by_broker, placement):
        if not value.is_known:
            return unknown(value.reason, *value.origins)
    found = {_crowd(topic.cluster, part, by_broker.data): None for part in placement.data}
    if None in found:
        return unknown("the rack of a broker that is down is not known", topic.anchor)
    return known(tuple(found), *placement.origins)


@fact
def racks(cluster: Cluster) -> Value[dict[int, str | None]]:
    """Broker to rack, None where it is not known; unknown where a broker has none at all."""
    found: dict[int, str | None] = {}
    for node in brokers(cluster):
        value = rack(node)
        if value.is_absent:
            return unknown(f"broker.rack is not set on {node.name}", *value.origins)
        found[broker_id(node)] = value.data if value.is_known else None
    return known(found, cluster.anchor)


@fact
def crowding(topic: Topic) -> str:
    """An example of replicas that share a rack: "partition 0 has 2 of 3 replicas in rack-1"."""
    by_broker, parts = racks(topic.cluster), crowded_partitions(topic)
    if not by_broker.is_known or not parts.or_else(()):
        return ""
    part = next(p for p in topic.placement.data if p.id == parts.data[0])
    taken = [by_broker.data[number] for number in part.replicas if number not in part.removing]
    worst = max(taken, key=lambda name: (taken.count(name), name))
    count = f"{taken.count(worst)} of {len(taken)} replicas in {worst}"
    more = f", and {len(parts.data) - 1} more like it" if len(parts.data) > 1 else ""
    return f"partition {part.id} has {count}{more}"
