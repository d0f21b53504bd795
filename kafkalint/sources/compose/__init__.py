"""Docker Compose projects and Swarm stacks."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.compose import clusters, members, project
from kafkalint.sources.compose.documents import Documents, may_be_compose, mentions_kafka

NAME = "compose"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a Compose file that matters here."""
    return may_be_compose(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every project among `files`."""
    reading = Reading()
    documents = Documents(workspace)
    for file in files:
        root = documents.add(file.text) if mentions_kafka(file.text) else None
        if root is None:
            continue
        found = project.load(documents, [(file.path, root)])
        reading.clusters.extend(clusters.group(found, members.read(found)))
    reading.notices.extend(documents.notices)
    return reading
