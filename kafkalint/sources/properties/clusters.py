"""Property files to clusters: which of them are nodes of one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from kafkalint.hosts import is_loopback
from kafkalint.model import Cluster, Node
from kafkalint.sources._grouping import (
    are_numbered,
    common_folder,
    linked,
    relative,
    shape,
    without_alternatives,
)
from kafkalint.sources.properties.member import Member


def grouped(members: Sequence[Member]) -> list[list[Member]]:
    """The files of each cluster together, its nodes in order of their ids."""
    return [
        sorted(part, key=_order)
        for group in linked(members, _links)
        for part in without_alternatives(group, lambda member: member.is_combined, _is_mistaken)
    ]


def cluster(members: Sequence[Member], others: Sequence[Node] = ()) -> Cluster:
    """The cluster of `members`, and `others` (its ZooKeeper servers)."""
    paths = sorted(member.path for member in members)
    folder = common_folder(paths)
    names = ",".join(relative(path, folder) for path in paths)
    name = paths[0] if len(paths) == 1 else f"{folder}#{names}"
    nodes = [member.node(relative(member.path, folder)) for member in members]
    files = (*paths, *(path for other in others for path in other.files))
    return Cluster(
        name=name,
        anchor=nodes[0].anchor,
        id=name,
        nodes=(*nodes, *others),
        undisclosed=_undisclosed(members),
        files=files,
    )


def _undisclosed(members: Sequence[Member]) -> str:
    """These files never say that there are no more nodes; what follows is for the facts."""
    if len(members) > 1:
        return f"these {len(members)} files show nodes of an unknown number"
    if members[0].file.is_rendered:
        return "the template is filled in for an unknown number of nodes"
    return "one server.properties shows one node of an unknown number"


def _order(member: Member) -> tuple[int, str]:
    return (int(member.id) if member.id else 1 << 40, member.path)


def _links(member: Member) -> Iterator[Hashable]:
    """What another file of the same cluster has in common with this one.

    A list of several voters is the same nowhere else. One address may be the same by chance
    (localhost, an example): it counts among files that lie beside each other.
    """
    cluster_id = member.file.text("cluster.id")
    if cluster_id:
        yield ("cluster.id", cluster_id)
    if len(member.voters) > 1:
        yield ("voters", member.voters)
    if not member.id:
        return
    for kind, addresses in (
        ("voters", member.voters),
        ("bootstrap", member.bootstrap),
        ("zookeeper", member.zookeeper),
    ):
        if addresses:
            yield (kind, addresses, "folder", member.folder)
            yield (kind, addresses, "numbered", shape(member.path))
            if _is_telling(addresses):
                yield (kind, addresses, "beside", member.folder.rpartition("/")[0], member.name)


def _is_telling(addresses: Sequence[str]) -> bool:
    hosts = [address for address in addresses if ":" in address]
    return len(hosts) > 1 and not all(is_loopback(address.rpartition(":")[0]) for address in hosts)


def _is_mistaken(members: list[Member]) -> bool:
    """Whether nodes with one id are still different nodes: numbered, each with its own place."""
    places = {member.listeners for member in members}
    return len(places) == len(members) and are_numbered(members) and len(members[0].voters) > 1
