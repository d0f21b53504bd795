"""Docker Compose projects and Swarm stacks."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.model import Cluster
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.compose import across, clusters, grouping, loading, members
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.recognition import may_be_compose

NAME = "compose"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a Compose file that matters here."""
    return may_be_compose(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every project among `files`."""
    reading = Reading()
    found: list[Cluster] = []
    documents = Documents(workspace)
    for stack in grouping.stacks(files, documents):
        said = len(documents.notices)
        project = loading.load(documents, stack.layers)
        project.overlay = stack.overlay
        judged = clusters.group(project, members.read(project))
        if not judged and not any(notice.kind == "skipped" for notice in documents.notices[said:]):
            del documents.notices[said:]  # nothing of ours: whatever was wrong there is not either
        found += [
            cluster
            for cluster in judged
            if stack.touched is None or any(n.name in stack.touched for n in cluster.nodes)
        ]
        reading.consumed.update(project.used)
    reading.clusters.extend(across.join(found))
    reading.notices.extend(dict.fromkeys(documents.notices))
    return reading
