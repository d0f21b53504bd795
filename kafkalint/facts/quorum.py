"""Who votes on the metadata, and where the voters stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import (
    brokers,
    controllers,
    copies,
    is_confined,
    is_zookeeper_mode,
    zookeepers,
)
from kafkalint.formats.template import partition, placeholder, split_list
from kafkalint.hosts import is_loopback
from kafkalint.model import Cluster, Node, Quorum, Running, Voter
from kafkalint.regex import regex
from kafkalint.values import Origin, Value, derive, gather, known, unknown

_VOTER = regex(r"^\s*(\d+)@(\[[^\]]+\]|[^:@\s]+):(\d+)\s*$")
_SERVER = regex(r"^server\.(\d+)$")


@subject("quorum")
def the_quorum(cluster: Cluster) -> Iterable[Quorum]:
    """The controller quorum, or the ZooKeeper ensemble; none where neither is known."""
    found = quorum(cluster)
    return (found,) if found else ()


@fact
def quorum(cluster: Cluster) -> Quorum | None:
    """The quorum in force; None where a cluster shows neither, or a platform keeps it."""
    if cluster.managed is not None:
        return None
    if cluster.running is not None and cluster.running.has_quorum:
        return _running(cluster, cluster.running)
    mode = is_zookeeper_mode(cluster)
    if not mode.is_known:
        return None
    if mode.data:
        return _ensemble(cluster)
    return _kraft(cluster)


def _running(cluster: Cluster, running: Running) -> Quorum:
    """The voters that the quorum itself names, with the addresses that are known."""
    votes = [member for member in running.members if member.is_voter]
    anchor = Origin("", None, "controller quorum")
    named = [member for member in votes if member.host.is_known]
    return Quorum(
        "the controller quorum",
        anchor,
        cluster=cluster,
        kind="kraft-running",
        size=known(len(votes), anchor),
        voters=tuple(
            Voter(member.id, member.host.data, str(member.port.data), member.anchor)
            for member in named
        ),
    )


def _kraft(cluster: Cluster) -> Quorum | None:
    nodes = (*controllers(cluster), *brokers(cluster))
    for node in nodes:
        value = effective(node, "controller.quorum.voters")
        if value.is_known and value.data:
            return _static(cluster, node, value)
        if value.is_unknown:
            return Quorum(
                "the controller quorum",
                _first(value, node),
                cluster=cluster,
                kind="kraft-static",
                size=unknown(value.reason, *value.origins),
            )
    for node in nodes:
        value = effective(node, "controller.quorum.bootstrap.servers")
        if value.is_known and value.data:
            return _dynamic(cluster, node, value)
    return None


def _static(cluster: Cluster, node: Node, value: Value[Any]) -> Quorum:
    entries = [str(entry) for entry in value.data]
    listed = tuple(_voters(entries, value))
    size = known(len(entries), *value.origins)
    if any(placeholder(entry) and "," in (placeholder(entry) or "") for entry in entries):
        size = unknown("the voters are filled in elsewhere", *value.origins)
    return Quorum(
        "the controller quorum",
        _first(value, node),
        cluster=cluster,
        kind="kraft-static",
        size=size,
        voters=listed,
    )


def _voters(entries: list[str], value: Value[Any]) -> Iterator[Voter]:
    for entry in entries:
        match = _VOTER.match(entry)
        if match and value.origins:
            yield Voter(int(match[1]), match[2].strip("[]"), match[3], value.origins[0])


def _dynamic(cluster: Cluster, node: Node, value: Value[Any]) -> Quorum:
    """Bootstrap servers are addresses, not voters: count the controllers, where all are here."""
    members = controllers(cluster)
    if members and (not cluster.undisclosed or is_confined(cluster)):
        counted = derive(lambda *n: sum(n), *(copies(member) for member in members))
        origins = tuple(dict.fromkeys((*value.origins, *(m.anchor for m in members))))
        size = counted.at(origins)
    else:
        reason = "controller.quorum.bootstrap.servers names addresses, not the voters"
        size = unknown(reason, *value.origins)
    return Quorum(
        "the controller quorum",
        _first(value, node),
        cluster=cluster,
        kind="kraft-dynamic",
        size=size,
        voters=(),
    )


def _ensemble(cluster: Cluster) -> Quorum | None:
    members = zookeepers(cluster)
    if members:
        return _described_ensemble(cluster, members)
    for node in brokers(cluster):
        connect = node.settings.get("zookeeper.connect")
        if connect is not None:
            return _connected_ensemble(cluster, node, connect)
    return None


def _described_ensemble(cluster: Cluster, members: tuple[Node, ...]) -> Quorum:
    """`server.N` lines without observers; a node without any runs standalone."""
    lines: dict[int, Value[str]] = {}
    for node in members:
        for key, value in node.settings.items():
            match = _SERVER.match(key)
            if match and not (value.is_known and value.data.strip().lower().endswith(":observer")):
                lines.setdefault(int(match[1]), value)
    anchor = members[0].anchor
    if lines:
        voters = tuple(_server(number, value) for number, value in sorted(lines.items()))
        origins = gather(lines.values())
        size: Value[int] = known(len(lines), *origins)
        anchor = origins[0] if origins else anchor
    else:
        voters = tuple(Voter(0, node.name, "", node.anchor) for node in members)
        size = _standalone(members)
    return Quorum(
        "the ZooKeeper ensemble",
        anchor,
        cluster=cluster,
        kind="zookeeper",
        size=size,
        voters=voters,
    )


def _standalone(members: tuple[Node, ...]) -> Value[int]:
    for node in members:
        if node.partial:
            return unknown(f"server.N is not set here: {node.partial}", node.anchor)
    counted = derive(lambda *n: sum(n), *(copies(node) for node in members))
    return (
        known(1, *gather([counted]))
        if counted.is_known and len(members) == 1
        else known(
            1, *(node.anchor for node in members), reason="no server.N line: each runs standalone"
        )
    )


def _server(number: int, value: Value[str]) -> Voter:
    host, _, rest = (value.or_else("") or "").partition(":")
    origin = value.origins[0]
    return Voter(number, host.strip(), rest.partition(":")[0], origin)


def _connected_ensemble(cluster: Cluster, node: Node, connect: Value[str]) -> Quorum:
    """Brokers know addresses of the ensemble: several distinct ones are that many voters."""
    size: Value[int]
    text = connect.or_else("")
    parts = split_list(partition(text, "/")[0])
    hosts = [part.strip() for part in parts if part.strip()]
    voters = tuple(
        Voter(0, host.partition(":")[0], host.partition(":")[2], connect.origins[0])
        for host in hosts
        if connect.origins and not placeholder(host)
    )
    if not connect.is_known or len(voters) < len(hosts) or not hosts:
        size = unknown(
            connect.reason or "zookeeper.connect is filled in elsewhere", *connect.origins
        )
    elif len(hosts) > 1:
        size = known(len(hosts), *connect.origins)
    elif is_loopback(voters[0].host):
        size = known(1, *connect.origins, reason="the only ZooKeeper address is on localhost")
    else:
        size = unknown("one ZooKeeper address may stand for a whole ensemble", *connect.origins)
    return Quorum(
        "the ZooKeeper ensemble",
        connect.origins[0],
        cluster=cluster,
        kind="zookeeper",
        size=size,
        voters=voters,
    )


def _first(value: Value[Any], node: Node) -> Origin:
    return value.origins[0] if value.origins else node.anchor


@fact
def three_voters(quorum: Quorum) -> str:
    """The line that names three voters, in the syntax of this quorum."""
    if quorum.kind == "zookeeper":
        return "server.1=zk1:2888:3888 (and server.2, server.3 likewise, on every server)"
    return "controller.quorum.voters=1@c1:9093,2@c2:9093,3@c3:9093"
