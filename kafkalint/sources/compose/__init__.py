"""Docker Compose projects and Swarm stacks."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.compose import clusters, grouping, members, project
from kafkalint.sources.compose.documents import Documents, may_be_compose

NAME = "compose"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a Compose file that matters here."""
    return may_be_compose(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every project among `files`."""
    reading = Reading()
    documents = Documents(workspace)
    for stack in grouping.stacks(files, documents):
        found = project.load(documents, stack.layers)
        found.overlay = stack.overlay
        grouped = clusters.group(found, members.read(found))
        reading.clusters.extend(
            cluster
            for cluster in grouped
            if stack.touched is None or any(n.name in stack.touched for n in cluster.nodes)
        )
        reading.consumed.update(found.used)
    reading.notices.extend(dict.fromkeys(documents.notices))
    return reading
