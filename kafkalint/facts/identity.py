"""Ids: of nodes and of the cluster; and where the voters stand."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import is_kraft, is_preview, may_run_together
from kafkalint.facts.survival import votes_by_host, votes_by_zone
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node, Quorum
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, absent, gather, known, some, unknown

_UUID = regex(r"^[A-Za-z0-9_-]{22}$")

SAMPLE_CLUSTER_IDS = frozenset(
    {
        "5L6g3nShT-eMCtK--X86sw",
        "4L6g3nShT-eMCtK--X86sw",
        "MkU3OEVBNTcwNTJENDM2Qk",
    }
)
"""Defaults of the apache/kafka and confluent-local images and of Confluent's documentation."""


@fact
def node_id(node: Node) -> Value[str]:
    """node.id or broker.id of a Kafka node, myid of a ZooKeeper server; absent where not set."""
    if node.software == "zookeeper":
        written = node.cluster.metadata.get(f"myid@{node.name}") or node.settings.get("myid")
        if written is None:
            return absent(node.anchor)
        if written.is_known and placeholder(written.data):
            return unknown(f"{placeholder(written.data)} is filled in elsewhere", *written.origins)
        return written
    for key in ("node.id", "broker.id"):
        written = node.settings.get(key)
        if written is not None:
            value = effective(node, key)
            if value.is_known and value.data == -1:
                continue
            return value.map(str)
    return absent(node.anchor)


@fact
def id_problem(node: Node) -> Value[str]:
    """Why the node's id keeps it out of the cluster; "" where nothing does."""
    both = [node.settings[key] for key in ("node.id", "broker.id") if is_set(node, key)]
    if (
        len(both) == 2
        and not is_preview(node)
        and all(value.is_known and not placeholder(value.data) for value in both)
    ):
        first, second = (value.data.strip() for value in both)
        if first != second:
            return known(
                f"broker.id={second} and node.id={first} differ", *both[1].origins, *both[0].origins
            )
    mine = node_id(node)
    if mine.is_absent:
        return known("", node.anchor)
    above = _above_reserved(node, mine)
    if above.data:
        return above
    twins = [other for other in node.cluster.nodes if _may_clash(node, other)]
    if not mine.is_known:
        return unknown(mine.reason, *mine.origins) if twins else known("", node.anchor)
    same = [
        other for other in twins if node_id(other).is_known and node_id(other).data == mine.data
    ]
    if same:
        return known(f"id {mine.data} is also the id of {same[0].name}", *mine.origins)
    for other in twins:
        if node_id(other).is_unknown:
            return unknown(node_id(other).reason, *node_id(other).origins)
    return known("", *mine.origins)


def _above_reserved(node: Node, mine: Value[str]) -> Value[str]:
    """Outside KRaft a broker's own id is not one of those that ZooKeeper gives out."""
    if node.software != "kafka" or is_kraft(node).or_else(True) or not mine.is_known:
        return known("", node.anchor)
    highest = effective(node, "reserved.broker.max.id")
    gives = effective(node, "broker.id.generation.enable")
    if gives.or_else(False) is not True or int(mine.data) <= highest.or_else(1 << 31):
        return known("", *mine.origins)
    text = (
        f"Kafka refuses broker.id {mine.data}: ids above {highest.data} are given out by "
        "ZooKeeper (reserved.broker.max.id)"
    )
    return known(text, *mine.origins)


def _may_clash(node: Node, other: Node) -> bool:
    """Two nodes of one kind that can run at once."""
    is_another = node is not other and node.software == other.software
    return is_another and may_run_together(node, other)


@fact
def has_kraft_nodes(cluster: Cluster) -> bool:
    """At least one node is known to run KRaft."""
    return any(is_kraft(node).or_else(False) for node in cluster.nodes)


@fact
def cluster_id_problem(cluster: Cluster) -> Value[str]:
    """ "differs", "invalid", "random", "sample"; "" where the id is one and the cluster's own."""
    ids = _cluster_ids(cluster)
    if not ids:
        return known("", cluster.anchor)
    data = {value.data.strip() for value in ids if value.is_known}
    plain = [value for value in ids if value.is_known and not placeholder(value.data)]
    for value in ids:
        if value.is_unknown or placeholder(value.data or ""):
            several = len(cluster.nodes) > 1
            if value.is_unknown and "makes up" in value.reason:
                return known("random" if several else "", *(value.origins or (cluster.anchor,)))
            return unknown(value.reason or "the cluster id is filled in elsewhere", *value.origins)
    if len(data) > 1:
        return known("differs", *gather(plain))
    (only,) = data
    if not _UUID.match(only):
        return known("invalid", *gather(plain))
    if only in SAMPLE_CLUSTER_IDS:
        return known("sample", *gather(plain), reason=plain[0].reason)
    return known("", *gather(plain))


def _cluster_ids(cluster: Cluster) -> list[Value[str]]:
    kraft = {node.name for node in cluster.nodes if is_kraft(node).or_else(False)}
    metadata = cluster.metadata
    found = [value for key, value in metadata.items() if key.removeprefix("cluster.id@") in kraft]
    if not found and "cluster.id" in metadata:
        found = [metadata["cluster.id"]]
    return [value for value in found if not value.is_absent]


@fact
def cluster_id_story(cluster: Cluster) -> str:
    """The problem with the cluster id, as a sentence."""
    return {
        "differs": "the nodes are given different cluster ids: they never form one cluster",
        "invalid": "the cluster id is not 16 bytes in URL-safe base64 (22 characters)",
        "random": "no cluster id is set: every node makes one up and they never form one cluster",
        "sample": "the cluster id is one that documentation and images give to everybody",
    }.get(cluster_id_problem(cluster).or_else(""), "")


@fact
def host_count(quorum: Quorum) -> Value[int]:
    """On how many machines the voters run; unknown where an address is."""
    return votes_by_host(quorum).map(len)


@fact
def survives_known_zone_loss(quorum: Quorum) -> Value[bool]:
    """A majority is left when any one zone is down, where the zones are known; else true."""
    zones = votes_by_zone(quorum)
    if not zones.is_known or len(zones.data) < 2:
        return known(True, quorum.anchor)
    total = sum(zones.data.values())
    heavy = [votes for votes in zones.data.values() if total - votes < total // 2 + 1]
    return known(not heavy, *zones.origins)


@fact
def heaviest_domain(quorum: Quorum) -> str:
    """The machine or zone that has the most voters, as text."""
    for what, votes in (("machine", votes_by_host(quorum)), ("zone", votes_by_zone(quorum))):
        if votes.is_known and votes.data:
            name, number = max(votes.data.items(), key=lambda item: item[1])
            if sum(votes.data.values()) - number < sum(votes.data.values()) // 2 + 1:
                return f"{what} {name} ({number} of {sum(votes.data.values())} voters)"
    return "one machine or zone"


@fact
def is_doomed_by_version(node: Node) -> Value[bool]:
    """ZooKeeper mode on Kafka 4.0 or later, which has none: the node does not start."""
    newer = versions.at_least(node.version, "4.0")
    kraft = is_kraft(node)
    if newer.is_known and not newer.data:
        return known(False, *newer.origins)
    if kraft.or_else(False):
        return known(False, *kraft.origins)
    if not newer.is_known or not kraft.is_known:
        unclear = newer if not newer.is_known else kraft
        return unknown(unclear.reason or "not known", *unclear.origins)
    return Value(True, gather([kraft, newer]), Provenance.DERIVED)


@fact
def is_doomed_by_zookeeper(cluster: Cluster) -> Value[bool]:
    """At least one broker is of a version that has no ZooKeeper mode any more."""
    return some([is_doomed_by_version(node) for node in cluster.nodes if node.software == "kafka"])
