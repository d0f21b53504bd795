"""The clusters of a project, from the groups that its members form."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kafkalint.model import Cluster, Node, Topic
from kafkalint.record import replace
from kafkalint.sources.compose import companions, foreign, ties
from kafkalint.sources.compose.addresses import Directory, mentioned
from kafkalint.sources.compose.members import Member
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.ties import Group
from kafkalint.sources.compose.undisclosed import undisclosed
from kafkalint.values import Value


def group(project: Project, members: list[Member]) -> list[Cluster]:
    """The clusters of a project, each with the companions that speak to it."""
    directory = Directory(members)
    for member in members:
        directory.add_links(member)
    groups = foreign.without_foreign(project, ties.groups(members, directory), members, directory)
    beside = companions.attach(groups, members, directory)
    shared: set[str] = set()
    return [
        _cluster(project, found, beside[index], directory, shared)
        for index, found in enumerate(groups)
    ]


def _cluster(
    project: Project,
    found: Group,
    beside: list[Member],
    directory: Directory,
    shared: set[str],
) -> Cluster:
    nodes = []
    for member in found.everyone:
        assert member.node is not None
        nodes.append(replace(member.node) if member.name in shared else member.node)
        shared.add(member.name)
    names = [node.name for node in nodes]
    declared = list(_declared(found, beside, directory))
    return Cluster(
        ", ".join(names),
        nodes[0].anchor,
        id=f"{_file(project, nodes[0])}#{','.join(names)}",
        platform="swarm" if project.stack else "compose",
        nodes=tuple(nodes),
        declared_topics=tuple(_once(declared)),
        companions=tuple(companions.read(project, member) for member in beside),
        undisclosed=project.partial or undisclosed(found, directory),
        files=tuple(project.files),
        metadata=_metadata(found),
    )


def _file(project: Project, node: Node) -> str:
    """The file that names the cluster, with the overlay that changes it."""
    path = node.anchor.path
    if project.overlay in ("", path):
        return path
    return f"{path}+{posixpath.basename(project.overlay)}"


def _declared(found: Group, beside: list[Member], directory: Directory) -> Iterator[Topic]:
    """The topics of the nodes' own variables, and of jobs that are pointed to one of the nodes."""
    names = {member.name for member in found.everyone}
    for member in (*found.members, *beside):
        yield from member.topics
        for created in member.created:
            meant = {
                other.name
                for address in mentioned(created.servers)
                for other in directory.find(address, member)
            }
            if not meant or meant & names:
                yield created.topic


def _once(topics: list[Topic]) -> Iterator[Topic]:
    seen: set[str] = set()
    for topic in topics:
        if topic.name not in seen:
            seen.add(topic.name)
            yield replace(topic)


def _metadata(found: Group) -> dict[str, Value[str]]:
    """The first cluster id as "cluster.id", and each node's own as "cluster.id@node"."""
    metadata: dict[str, Value[str]] = {}
    for member in found.everyone:
        for key, value in member.metadata.items():
            metadata.setdefault(key, value)
            metadata[f"{key}@{member.name}"] = value
    return metadata
