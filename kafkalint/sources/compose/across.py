"""One cluster whose nodes stand in several projects: a Compose file for each machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from kafkalint.model import Cluster, Node
from kafkalint.record import replace
from kafkalint.sources.compose.addresses import ID_KEYS, QUORUM_KEYS, Address, voters
from kafkalint.values import Value, unknown

T = TypeVar("T")


def join(clusters: list[Cluster]) -> list[Cluster]:
    """The clusters, those that name the same voters and hold different ones of them as one."""
    found: list[Cluster] = []
    by_quorum: dict[tuple[Address, ...], list[Cluster]] = {}
    for cluster in clusters:
        quorum = _quorum(cluster) if cluster.undisclosed else ()
        if quorum:
            by_quorum.setdefault(quorum, []).append(cluster)
        else:
            found.append(cluster)
    for quorum, parts in by_quorum.items():
        found += [_joined(quorum, parts)] if _are_parts(parts) else parts
    return found


def _quorum(cluster: Cluster) -> tuple[Address, ...]:
    """The voters that all nodes name alike, if they do; bootstrap servers where those are named."""
    named = {
        tuple(sorted(voters(str(value.data))))
        for node in cluster.nodes
        for key in QUORUM_KEYS
        if (value := node.settings.get(key)) is not None and value.is_known and value.data
    }
    quorum = named.pop() if len(named) == 1 else ()
    return quorum if all(address.is_literal for address in quorum) else ()


def _are_parts(parts: list[Cluster]) -> bool:
    """Their nodes are all different ones; a second description of a node is an alternative."""
    ids = [_identity(node) for part in parts for node in part.nodes]
    places = {part.files for part in parts}
    return (
        len(parts) > 1 and len(places) == len(parts) and "" not in ids and len({*ids}) == len(ids)
    )


def _identity(node: Node) -> str:
    for key in ID_KEYS:
        value = node.settings.get(key)
        if value is not None and value.is_known:
            return str(value.data).strip()
    return ""


def _joined(quorum: tuple[Address, ...], parts: list[Cluster]) -> Cluster:
    machines = {address.id: address.host for address in quorum if address.id}
    nodes = tuple(_moved(node, machines) for part in parts for node in part.nodes)
    names = ", ".join(node.name for node in nodes)
    here = {_identity(node) for node in nodes}
    missing = sorted({*machines} - here)
    first = parts[0]
    reason = f"voter {missing[0]} is not described here" if missing else ""
    return replace(
        first,
        name=names,
        id=f"{first.id.partition('#')[0]}#{names.replace(' ', '')}",
        nodes=nodes,
        declared_topics=tuple(_each(part.declared_topics for part in parts)),
        companions=tuple(_each(part.companions for part in parts)),
        undisclosed=reason if machines else first.undisclosed,
        files=tuple(dict.fromkeys(file for part in parts for file in part.files)),
        metadata={key: value for part in reversed(parts) for key, value in part.metadata.items()},
    )


def _each(groups: Iterable[Iterable[T]]) -> list[T]:
    return [item for group in groups for item in group]


def _moved(node: Node, machines: dict[str, str]) -> Node:
    """The node on the machine that the voters name; a project by itself cannot tell."""
    machine = machines.get(_identity(node))
    host: Value[str] = unknown("no voter names its machine", node.anchor)
    if machine:
        host = Value(machine, (node.anchor,))
    return replace(node, host=host)
