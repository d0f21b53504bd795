"""The quorum, the features and the settings of a cluster that runs."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.authorization import ANONYMOUS
from kafkalint.facts.nodes import brokers
from kafkalint.facts.partitions import broker_id
from kafkalint.model import Cluster, Member, Node
from kafkalint.values import Value, absent, known, unknown

SILENT_SECONDS = 10  # five times controller.quorum.fetch.timeout.ms
BEHIND_SECONDS = 30
BEHIND_RECORDS = 10_000
_DANGEROUS = ("all", "alter", "alter_configs", "cluster_action", "create", "delete")


@subject("voter", part_of="running")
def voters(cluster: Cluster) -> Iterable[Member]:
    """What has a vote in the quorum of a running cluster."""
    members = cluster.running.members if cluster.running else ()
    return (member for member in members if member.is_voter)


@subject("observer", part_of="running")
def observers(cluster: Cluster) -> Iterable[Member]:
    """What follows the quorum's log without a vote: brokers, and controllers not yet taken in."""
    members = cluster.running.members if cluster.running else ()
    return (member for member in members if not member.is_voter)


@fact
def is_broker_too(member: Member) -> Value[bool]:
    """It is a broker, which is all that an observer should be."""
    mine = [node for node in brokers(member.cluster) if broker_id(node) == member.id]
    if not mine and member.cluster.undisclosed:
        return unknown(member.cluster.undisclosed, member.anchor)
    return known(bool(mine), member.anchor)


@fact
def voter_problem(member: Member) -> Value[str]:
    """How it does not keep up with the leader; "" where it does."""
    if member.is_leader:
        return known("", member.anchor)
    silent, behind = member.silent, member.behind
    if silent.is_absent:
        return known("the leader has never heard of it", member.anchor)
    if silent.is_unknown:
        return _by_records(member, silent)
    if silent.data > SILENT_SECONDS:
        return known(f"it has not fetched for {silent.data:.0f} s", member.anchor)
    if behind.is_known and behind.data > BEHIND_SECONDS:
        return known(f"it has been behind for {behind.data:.0f} s", member.anchor)
    return known("", member.anchor)


def _by_records(member: Member, silent: Value[float]) -> Value[str]:
    """Before Kafka 3.5 the leader tells no times, only how far each voter is."""
    lag = member.lag
    if not lag.is_known:
        return known("the leader has never heard of it", member.anchor)
    if lag.data > BEHIND_RECORDS:
        return known(f"it is {lag.data} records behind", member.anchor)
    return known("", member.anchor) if lag.data == 0 else unknown(silent.reason, member.anchor)


@fact
def metadata_level(cluster: Cluster) -> Value[int]:
    """The finalized metadata.version, as a level."""
    return _level(cluster, "finalized")


@fact
def metadata_level_possible(cluster: Cluster) -> Value[int]:
    """The newest metadata.version that the nodes can work at."""
    return _level(cluster, "newest")


def _level(cluster: Cluster, which: str) -> Value[int]:
    features = cluster.running.features if cluster.running else {}
    found = features.get("metadata.version")
    level = getattr(found, which) if found else None
    return absent(cluster.anchor) if level is None else known(level, cluster.anchor)


@fact
def shadows(node: Node) -> Value[tuple[str, ...]]:
    """What its file says and something else holds, as a sentence for each key."""
    if node.partial:
        return unknown(node.partial, node.anchor)
    texts = tuple(
        f"{each.key} is {each.dynamic.data}, and {each.static.data} in its file"
        for each in node.shadowed
    )
    origins = [origin for each in node.shadowed for origin in each.dynamic.origins]
    return known(texts, *(dict.fromkeys(origins) or (node.anchor,)))


@fact
def powers_of_anonymous(cluster: Cluster) -> Value[tuple[str, ...]]:
    """What a client without credentials may do to a cluster that has an authorizer.

    Known where the audit itself came without any, or found a listener that serves such clients;
    absent where it did not.
    """
    running = cluster.running
    if running is None or not running.authorizer.or_else(False):
        return absent(cluster.anchor)
    told = [each.anonymous_operations for each in running.endpoints]
    if ANONYMOUS in (running.principal, _implied(running.protocol)):
        told.insert(0, running.operations)
    known_ones = [each for each in told if each.is_known]
    if not known_ones:
        return next((each for each in told if each.is_unknown), absent(cluster.anchor))
    widest = max(known_ones, key=lambda each: len(each.data))
    return widest.map(lambda names: tuple(name for name in names if name in _DANGEROUS))


def _implied(protocol: str) -> str:
    """Whoever comes over a listener without encryption and logins is nobody."""
    return ANONYMOUS if protocol == "PLAINTEXT" else ""
