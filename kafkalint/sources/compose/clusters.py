"""Groups the members of a project into clusters."""

from __future__ import annotations

from kafkalint.model import Cluster
from kafkalint.sources.compose.members import Member
from kafkalint.sources.compose.project import Project


def group(project: Project, members: list[Member]) -> list[Cluster]:
    nodes = tuple(member.node for member in members if member.node)
    if not nodes:
        return []
    names = ",".join(node.name for node in nodes)
    return [
        Cluster(
            ", ".join(node.name for node in nodes),
            nodes[0].anchor,
            id=f"{project.files[0]}#{names}",
            platform="compose",
            nodes=nodes,
            files=tuple(project.files),
        )
    ]
