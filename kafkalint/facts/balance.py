"""How work and data lie on the brokers of a running cluster, and whether they are there."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from kafkalint.facts import fact, once
from kafkalint.facts.nodes import brokers
from kafkalint.facts.partitions import broker_id
from kafkalint.facts.retention import cleanup_policy, retention_bytes
from kafkalint.facts.storage import directories
from kafkalint.facts.topics import topic_setting
from kafkalint.model import Cluster, Directory, Node, Topic
from kafkalint.record import NamedTuple
from kafkalint.values import Value, absent, derive, gather, known, unknown

ENOUGH = 10  # partitions, below which shares say nothing


class Shares(NamedTuple):
    """By broker: its replicas, the partitions that it should lead, and those led elsewhere."""

    replicas: Counter[int]
    preferred: Counter[int]
    strayed: Counter[int]


@once
def shares(cluster: Cluster) -> Shares:
    """Of all its brokers; empty where no placement is known."""
    topics = [topic.placement.or_else(None) or () for topic in cluster.declared_topics]
    held = chain.from_iterable(part.replicas for parts in topics for part in parts)
    found = Shares(Counter(held), Counter(), Counter())
    for parts in topics:
        for part in parts:
            if not part.replicas or part.reassigning:
                continue
            first = part.replicas[0]
            found.preferred[first] += 1
            if part.leader not in (first, -1) and first in part.in_sync and part.settled:
                found.strayed[first] += 1
    return found


@fact
def replica_count(node: Node) -> Value[int]:
    """How many replicas it holds or should hold."""
    if not node.is_up.is_known:
        return absent(node.anchor)
    return known(shares(node.cluster).replicas[broker_id(node)], node.anchor)


@fact
def strayed_leaders(node: Node) -> Value[int]:
    """Partitions that it should lead and could, and that another broker leads."""
    return known(shares(node.cluster).strayed[broker_id(node)], node.anchor)


@fact
def preferred_leaders(node: Node) -> Value[int]:
    """Partitions whose first replica is here."""
    return known(shares(node.cluster).preferred[broker_id(node)], node.anchor)


@fact
def has_its_share(node: Node) -> Value[bool]:
    """It holds neither less than half nor more than twice what brokers do on average."""
    return derive(
        lambda own, mean: mean <= 2 * own and own <= 2 * mean,
        replica_count(node),
        mean_replicas(node.cluster),
    )


@fact
def mean_replicas(cluster: Cluster) -> Value[int]:
    """Replicas that a broker which is up has, as the others do, rounded."""
    up = [node for node in brokers(cluster) if node.is_up.or_else(False)]
    if not up:
        return absent(cluster.anchor)
    total = sum(shares(cluster).replicas[broker_id(node)] for node in up)
    return known(round(total / len(up)), cluster.anchor)


@fact
def is_fenced(node: Node) -> bool:
    """It is registered, so that its address is known, and serves nothing."""
    return node.is_up.or_else(True) is False and (
        not node.host.is_absent or node.defaults is not None
    )


@fact
def absence(node: Node) -> str:
    """How it is missing, in words."""
    if is_fenced(node):
        return "is registered and serves nothing (fenced)"
    return "is down: no other broker knows its address"


@fact
def free_percent(directory: Directory) -> Value[int]:
    """How much of its disk is free; unknown where the broker does not tell."""
    return derive(_percent, directory.usable, directory.total)


def _percent(usable: int, total: int) -> int:
    return usable * 100 // total if total else 100


@fact
def tells_its_size(directory: Directory) -> bool:
    """A running broker told how large its disk is."""
    return directory.total.is_known and directory.usable.is_known


@fact
def tells_its_state(directory: Directory) -> bool:
    """A running broker told whether it is online."""
    return directory.is_offline.is_known


@fact
def free_shown(directory: Directory) -> str:
    """What is free, as people say it: "12.3 GiB"."""
    return shown(directory.usable.or_else(0))


def shown(size: int) -> str:
    """Bytes in the unit that fits."""
    amount, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"


@fact
def is_bounded_by_size(node: Node) -> Value[bool]:
    """Every topic with a replica here bounds what it keeps by size (retention.bytes)."""
    own = _topics_on(node)
    if not own or not _disk(node).is_known:
        return known(False, node.anchor)
    bounds = [bytes_of_a_replica(topic) for topic in own]
    for bound in bounds:
        if bound.is_unknown:
            return unknown(bound.reason, *bound.origins)
    return known(all(bound.is_known for bound in bounds), node.anchor)


@fact
def promised_bytes(node: Node) -> Value[int]:
    """What its replicas may grow to: retention.bytes and an open segment of each."""
    own = _topics_on(node)
    bounds = [bytes_of_a_replica(topic) for topic in own]
    mine = broker_id(node)
    counts = [sum(mine in part.replicas for part in topic.placement.data) for topic in own]
    total = derive(lambda *each: sum(a * b for a, b in zip(each, counts, strict=True)), *bounds)
    return total.at((node.anchor, *gather(bounds)[:3])) if total.is_known else total


@fact
def disk_bytes(node: Node) -> Value[int]:
    """The size of the disks that hold its log directories."""
    return _disk(node)


@fact
def promised_shown(node: Node) -> str:
    """What its replicas may grow to, and its disks, as people say it."""
    return f"{shown(promised_bytes(node).or_else(0))} on {shown(_disk(node).or_else(0))}"


def _disk(node: Node) -> Value[int]:
    logs = [each for each in directories(node) if each.purpose == "log"]
    if not logs:
        return absent(node.anchor)
    return derive(lambda *sizes: sum(sizes), *(each.total for each in logs))


@once
def _topics_on(node: Node) -> list[Topic]:
    mine = broker_id(node)
    return [
        topic
        for topic in node.cluster.declared_topics
        if any(mine in part.replicas for part in topic.placement.or_else(None) or ())
    ]


@fact
def bytes_of_a_replica(topic: Topic) -> Value[int]:
    """What one of its replicas may take; absent where size does not bound it."""
    if topic.kind == "internal":
        return known(0, topic.anchor)
    policy, kept = cleanup_policy(topic), retention_bytes(topic)
    for value in (policy, kept):
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    if "delete" not in policy.data or kept.data < 0:
        return absent(*kept.origins)
    return derive(lambda size, segment: size + segment, kept, topic_setting(topic, "segment.bytes"))
