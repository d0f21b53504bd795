"""Settings in which the brokers of one cluster differ, and must not.

What a topic gets, what clients may do and how brokers find each other would depend on which broker
is asked, or leads. Left out is what belongs to one node (ids, racks, addresses, folders, sizes of
machines) and what differs while a change is rolled out (versions, protocol versions).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.listeners import inter_broker_listener
from kafkalint.facts.nodes import brokers, may_run_together
from kafkalint.model import Cluster, Entity, Node
from kafkalint.record import field
from kafkalint.values import Origin, Value, known

SHARED = (
    "allow.everyone.if.no.acl.found",
    "authorizer.class.name",
    "auto.create.topics.enable",
    "compression.type",
    "default.replication.factor",
    "delete.topic.enable",
    "group.max.session.timeout.ms",
    "group.min.session.timeout.ms",
    "log.cleanup.policy",
    "log.message.timestamp.type",
    "log.retention.bytes",
    "message.max.bytes",
    "min.insync.replicas",
    "num.partitions",
    "offsets.topic.num.partitions",
    "offsets.topic.replication.factor",
    "principal.builder.class",
    "replica.fetch.max.bytes",
    "sasl.enabled.mechanisms",
    "sasl.mechanism.inter.broker.protocol",
    "super.users",
    "transaction.state.log.min.isr",
    "transaction.state.log.num.partitions",
    "transaction.state.log.replication.factor",
    "unclean.leader.election.enable",
    "zookeeper.connect",
    "zookeeper.set.acl",
)
INTER_BROKER = "inter.broker.listener.name"
_RETENTION = {
    "log.retention.ms": 1,
    "log.retention.minutes": 60_000,
    "log.retention.hours": 3_600_000,
}
"""The first that is set decides (ServerTopicConfigSynonyms); what a unit is in milliseconds."""


class Disagreement(Entity):
    """A setting that some brokers have otherwise than others; `name` is the key.

    `sides` are the brokers by what holds for them, the fewest first.
    """

    cluster: Cluster = field(kw_only=True)
    sides: tuple[tuple[str, tuple[Node, ...]], ...] = ()

    @property
    def described(self) -> str:
        return f"{self.name} of {self.cluster.name}"


@subject("disagreement")
def disagreements(cluster: Cluster) -> Iterable[Disagreement]:
    """The settings in which brokers differ that run together; none where one is not known."""
    members = brokers(cluster)
    if len(members) < 2 or not all(may_run_together(members[0], node) for node in members):
        return
    for key in SHARED:
        if any(is_set(node, key) for node in members):
            yield from _compare(cluster, key, [effective(node, key) for node in members], members)
    if any(is_set(node, key) for node in members for key in _RETENTION):
        yield from _compare(cluster, "log.retention.ms", [*map(_retention, members)], members)
    yield from _compare(
        cluster, INTER_BROKER, [inter_broker_listener(node) for node in members], members
    )


def _retention(node: Node) -> Value[Any]:
    """How long the node's topics keep records, in milliseconds."""
    for key, factor in _RETENTION.items():
        value = effective(node, key)
        if not value.is_absent:
            return value.map(partial(_milliseconds, factor))
    return value


def _milliseconds(factor: int, number: int) -> int:
    return max(number * factor, -1)


def _compare(
    cluster: Cluster, key: str, values: list[Value[Any]], members: tuple[Node, ...]
) -> Iterable[Disagreement]:
    if any(value.is_unknown for value in values):
        return
    sides: dict[str, list[Node]] = {}
    for node, value in zip(members, values, strict=True):
        sides.setdefault(_shown(key, value), []).append(node)
    if len(sides) > 1:
        ordered = sorted(sides.items(), key=lambda side: len(side[1]))
        pairs = tuple((text, tuple(nodes)) for text, nodes in ordered)
        yield Disagreement(key, _place(key, pairs[0][1][0]), cluster=cluster, sides=pairs)


def _shown(key: str, value: Value[Any]) -> str:
    """What holds, in one form for what means the same."""
    data = value.data
    if isinstance(data, tuple):
        return ",".join(sorted(str(item) for item in data))
    if key == "super.users":
        return ";".join(sorted(part.strip() for part in str(data or "").split(";")))
    if key == "zookeeper.connect":
        return f"/{str(data or '').partition('/')[2]}"  # any server leads to the ensemble
    if isinstance(data, bool):
        return str(data).lower()
    return "" if data is None else str(data)


def _place(key: str, node: Node) -> Origin:
    keys = _RETENTION if key in _RETENTION else (key,)
    value = next((node.settings[one] for one in keys if one in node.settings), None)
    return value.origins[0] if value is not None and value.origins else node.anchor


@fact
def is_settled(disagreement: Disagreement) -> Value[bool]:
    """False, and where each side is written."""
    places = (_place(disagreement.name, nodes[0]) for _, nodes in disagreement.sides)
    return known(False, *dict.fromkeys(places))


@fact
def sides_said(disagreement: Disagreement) -> str:
    """ "kafka-1 has 1; kafka-2, kafka-3 have 2"."""
    said = []
    for text, nodes in disagreement.sides:
        names = ", ".join(node.name for node in nodes)
        said.append(f"{names} {'has' if len(nodes) == 1 else 'have'} {text or 'none'}")
    return "; ".join(said)


@fact
def keeps_brokers_apart(disagreement: Disagreement) -> bool:
    """Brokers look for each other under their own listener's name, or in another ZooKeeper."""
    return disagreement.name in (INTER_BROKER, "zookeeper.connect")
