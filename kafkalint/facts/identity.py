"""Ids: of nodes, of the cluster, and whether roles, ids and voters fit together."""

from __future__ import annotations

import re
from collections import Counter

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.listeners import endpoints
from kafkalint.facts.nodes import (
    is_broker,
    is_controller,
    is_kraft,
    may_run_together,
    roles,
)
from kafkalint.facts.survival import votes_by_host, votes_by_zone
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node, Quorum
from kafkalint.values import Provenance, Value, absent, gather, known, some, unknown

_VOTER = re.compile(r"^\s*(\d+)@(\[[^\]]+\]|[^:@\s]+):(\d+)\s*$")
_UUID = re.compile(r"^[A-Za-z0-9_-]{22}$")

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
    if len(both) == 2 and all(value.is_known and not placeholder(value.data) for value in both):
        first, second = (value.data.strip() for value in both)
        if first != second:
            return known(
                f"broker.id={second} and node.id={first} differ", *both[1].origins, *both[0].origins
            )
    mine = node_id(node)
    if mine.is_absent:
        return known("", node.anchor)
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
def quorum_problem(node: Node) -> Value[str]:
    """Why the node refuses to start over its quorum (KafkaConfig.validateValues, QuorumConfig)."""
    voters = effective(node, "controller.quorum.voters")
    servers = effective(node, "controller.quorum.bootstrap.servers")
    for value in (voters, roles(node)):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    if not voters.data:
        return _without_voters(node, servers)
    entries = [str(entry).strip() for entry in voters.data]
    if any(placeholder(entry) for entry in entries):
        return unknown("the voters are filled in elsewhere", *voters.origins)
    parsed = [_VOTER.match(entry) for entry in entries]
    for entry, match in zip(entries, parsed, strict=True):
        if match is None:
            return known(f"the voter {entry} is not id@host:port", *voters.origins)
    matches = [match for match in parsed if match]
    doubled = [n for n, times in Counter(int(m[1]) for m in matches).items() if times > 1]
    if doubled:
        return known(f"voter {doubled[0]} is listed twice", *voters.origins)
    return _against_own(node, voters, {int(m[1]): (m[2], m[3]) for m in matches})


def _without_voters(node: Node, servers: Value[object]) -> Value[str]:
    if servers.is_unknown and is_set(node, "controller.quorum.bootstrap.servers"):
        return unknown(servers.reason, *servers.origins)
    if servers.data or node.partial:
        return known("", *servers.origins)
    origins = roles(node).origins or (node.anchor,)
    reason = "neither controller.quorum.voters nor controller.quorum.bootstrap.servers is set"
    return known(reason, *origins)


def _against_own(
    node: Node, voters: Value[object], listed: dict[int, tuple[str, str]]
) -> Value[str]:
    own = effective(node, "node.id") if is_set(node, "node.id") else effective(node, "broker.id")
    if own.is_unknown:
        return unknown(own.reason, *own.origins)
    if own.is_absent or own.data == -1:
        return known("", *voters.origins)
    number = int(str(own.data))
    controller, broker = is_controller(node).or_else(None), is_broker(node).or_else(None)
    both = tuple(dict.fromkeys((*own.origins, *voters.origins)))
    if controller and number not in listed:
        return known(f"it is a controller, but node.id {number} is not among the voters", *both)
    if broker and not controller and number in listed:
        return known(f"it is a broker alone, but node.id {number} is listed as a voter", *both)
    if controller:
        return _against_port(node, voters, listed[number][1])
    return known("", *both)


def _against_port(node: Node, voters: Value[object], port: str) -> Value[str]:
    """The voter's port must be one that the node's controller listener binds."""
    text = node.settings.get("listeners")
    names = effective(node, "controller.listener.names")
    if text is None or not text.is_known or not names.is_known:
        return known("", *voters.origins)
    wanted = {str(name).upper() for name in names.data}
    bound = [point.port for point in endpoints(text.data) if point.name in wanted]
    if not bound or port in bound or port == "0" or any(placeholder(b) for b in bound):
        return known("", *voters.origins)
    origins = tuple(dict.fromkeys((*voters.origins, *text.origins)))
    return known(
        f"its voter entry names port {port}, its controller listener binds {bound[0]}", *origins
    )


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


@fact
def quorum_source_problem(node: Node) -> Value[str]:
    """Voters and bootstrap servers together, or bootstrap servers before Kafka 3.9 (KIP-853)."""
    voters = node.settings.get("controller.quorum.voters")
    servers = node.settings.get("controller.quorum.bootstrap.servers")
    if servers is None or (servers.is_known and not servers.data.strip()):
        return known("", node.anchor)
    for value in (servers, voters):
        if value is not None and value.is_unknown:
            return unknown(value.reason, *value.origins)
    if voters is not None and voters.data.strip():
        text = "both controller.quorum.voters and controller.quorum.bootstrap.servers are set"
        return known(text, *voters.origins, *servers.origins)
    new_enough = versions.at_least(node.version, "3.9")
    if not new_enough.is_known:
        return unknown(new_enough.reason or "the Kafka version is not known", *servers.origins)
    if not new_enough.data:
        text = f"Kafka {node.version.data} does not know controller.quorum.bootstrap.servers"
        return known(text, *servers.origins)
    return known("", *servers.origins)
