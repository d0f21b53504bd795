"""Brings together what several descriptions say of one cluster, and what the user supplies.

A source joins what it sees itself: property files that lie together, services of one project,
Compose files that name the same voters. What is left are Compose files for one machine each
in ZooKeeper mode, and brokers and ZooKeeper servers that are described far from each other.
Two descriptions are one cluster where their nodes name the same ensemble, are different
nodes, and stand near each other; in any doubt they stay two. Copies for other environments
name the same ensemble with the same ids, and stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations

from kafkalint import identity
from kafkalint.identity import Identity
from kafkalint.model import Cluster, Node
from kafkalint.record import replace
from kafkalint.values import Provenance, Value, gather, known, unknown

_MAYBE_MORE = "there may be more nodes than these files show"


def assemble(clusters: Iterable[Cluster], kafka_version: str | None = None) -> tuple[Cluster, ...]:
    """The clusters of one audit, each with an id of its own, in order of their ids.

    `kafka_version` ("3.9") is the user's word for every Kafka node, before whatever was read.
    """
    found = list(clusters)
    for place in (_folder, _folder_above):
        found = _join_nodes(found, place)
    found = _join_ensembles(found)
    if kafka_version is not None:
        found = [_with_version(cluster, kafka_version) for cluster in found]
    return tuple(sorted(_numbered(found), key=_by_id))


def _by_id(cluster: Cluster) -> str:
    return cluster.id


def _folder(cluster: Cluster) -> str:
    path = cluster.files[0] if cluster.files else ""
    return path.rpartition("/")[0]


def _folder_above(cluster: Cluster) -> str:
    return _folder(cluster).rpartition("/")[0]


def _join_nodes(clusters: Sequence[Cluster], place: Callable[[Cluster], str]) -> list[Cluster]:
    """One cluster for the containers in the same place that name the same ensemble elsewhere."""
    groups: dict[Hashable, list[tuple[Cluster, Identity]]] = {}
    rest: list[Cluster] = []
    for cluster in sorted(clusters, key=_by_id):
        names = identity.container_names(cluster)
        told = identity.identify(cluster) if names else None
        if told is None or _is_closed(cluster, told):
            rest.append(cluster)
            continue
        mark = (told.ensemble, told.chroot, cluster.platform, place(cluster))
        groups.setdefault(mark, []).append((cluster, told))
    for group in groups.values():
        members = [cluster for cluster, _ in group]
        if len(group) > 1 and _are_different([told for _, told in group]):
            members = [_joined([_placed(cluster, told.hosts) for cluster, told in group])]
        rest += members
    return rest


def _placed(cluster: Cluster, hosts: Iterable[str] = ()) -> Cluster:
    """The containers on the machine that they name; a project by itself is all on one.

    A Swarm stack places them itself, and has said what it knows of that.
    """
    if cluster.platform != "compose":
        return cluster
    machines = [*set(hosts) - identity.container_names(cluster)]
    machine: Value[str] = unknown("nothing says which machine it runs on", cluster.anchor)
    if len(machines) == 1:
        machine = known(machines[0], cluster.anchor)
    nodes = (replace(node, host=machine) if node.container else node for node in cluster.nodes)
    return replace(cluster, nodes=tuple(nodes))


def _is_closed(cluster: Cluster, told: Identity) -> bool:
    """Nothing elsewhere can be a part of it: its nodes look for the ensemble among themselves."""
    return told.ensemble_hosts <= identity.container_names(cluster) | {""}


def _are_different(group: Sequence[Identity]) -> bool:
    """No two of them describe the same node.

    Where two have the same id, it is a mistake of one cluster and no copy if both name the
    machines that they are to run on, and these are different ones.
    """
    for one, other in combinations(group, 2):
        if one.addresses & other.addresses:
            return False
        if one.ids & other.ids and (not one.hosts or not other.hosts or one.hosts & other.hosts):
            return False
    return True


def _join_ensembles(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Put ZooKeeper servers that are described alone to the only Kafka nodes that name them."""
    ensembles = [cluster for cluster in clusters if _is_ensemble(cluster)]
    others = [cluster for cluster in clusters if not _is_ensemble(cluster)]
    offered = [(each, _folder(each), identity.ensemble_hosts(each)) for each in ensembles]
    used = [_used(other, offered) for other in others]
    result: list[Cluster] = []
    joined: list[Cluster] = []
    for other, candidates in zip(others, used, strict=True):
        only = candidates[0] if len(candidates) == 1 else None
        if only is not None and sum(only in found for found in used) == 1:
            joined.append(only)
            result.append(_joined(_parts(other, only)))
        else:
            result.append(other)
    return result + [ensemble for ensemble in ensembles if ensemble not in joined]


def _parts(cluster: Cluster, ensemble: Cluster) -> list[Cluster]:
    """Both on one machine where they share a Docker network, else on machines of their own."""
    told = identity.identify(cluster)
    if told is None or told.ensemble_hosts <= identity.container_names(ensemble):
        return [cluster, ensemble]
    return [_placed(cluster, told.hosts), _placed(ensemble)]


def _is_ensemble(cluster: Cluster) -> bool:
    return bool(cluster.nodes) and all(node.software == "zookeeper" for node in cluster.nodes)


def _used(
    cluster: Cluster, offered: Sequence[tuple[Cluster, str, frozenset[str]]]
) -> list[Cluster]:
    """The ensembles, each with its folder and hosts, that the brokers of `cluster` may use.

    That is as far as names and places can tell.
    """
    if not offered or any(node.software == "zookeeper" for node in cluster.nodes):
        return []
    told = identity.identify(cluster)
    if told is None or _is_closed(cluster, told):
        return []
    folder, wanted = _folder(cluster), told.ensemble_hosts
    return [each for each, place, hosts in offered if _are_near(folder, place) and wanted <= hosts]


def _are_near(one: str, other: str) -> bool:
    """Two folders up from either, at most, they are in the same folder."""
    parts, others = one.split("/"), other.split("/")
    common = 0
    while common < min(len(parts), len(others)) and parts[common] == others[common]:
        common += 1
    return len(parts) - common <= 2 and len(others) - common <= 2


def _joined(parts: Sequence[Cluster]) -> Cluster:
    """One cluster of all `parts`; its id and platform are those of the first."""
    first = parts[0]
    brokers = [part for part in parts if not _is_ensemble(part)]
    return replace(
        first,
        name=", ".join(part.name for part in brokers),
        nodes=_with_distinct_names([node for part in parts for node in part.nodes]),
        declared_topics=tuple(topic for part in parts for topic in part.declared_topics),
        companions=tuple(companion for part in parts for companion in part.companions),
        undisclosed=first.undisclosed if len(brokers) == 1 else _MAYBE_MORE,
        files=tuple(dict.fromkeys(path for part in parts for path in part.files)),
        metadata={key: value for part in reversed(parts) for key, value in part.metadata.items()},
    )


def _with_distinct_names(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Nodes that several files call the same are told apart by these: "kafka (m1/compose.yml)"."""
    names = [node.name for node in nodes]
    return tuple(
        replace(node, name=f"{node.name} ({node.anchor.path})")
        if names.count(node.name) > 1
        else node
        for node in nodes
    )


def _with_version(cluster: Cluster, version: str) -> Cluster:
    def supplied(node: Node) -> Node:
        origins = gather((node.version,)) or (node.anchor,)
        told = Value(version, origins, Provenance.SUPPLIED, "given by --kafka-version")
        return replace(node, version=told) if node.software == "kafka" else node

    return replace(cluster, nodes=tuple(supplied(node) for node in cluster.nodes))


def _numbered(clusters: Iterable[Cluster]) -> list[Cluster]:
    seen: dict[str, int] = {}
    result = []
    for cluster in clusters:
        count = seen[cluster.id] = seen.get(cluster.id, 0) + 1
        result.append(cluster if count == 1 else replace(cluster, id=f"{cluster.id}~{count}"))
    return result
