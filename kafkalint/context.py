"""What stands beside the files that were asked about is context, not a subject of its own."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.model import Cluster
from kafkalint.values import Origin


class Context:
    """The files that were read for others' sake: `beside` holds their paths.

    One server.properties of three is asked about: the other two say what the cluster is, and
    what is wrong in them alone is not told.
    """

    def __init__(self, beside: frozenset[str]) -> None:
        self.beside = beside
        self._others: dict[str, frozenset[str]] = {}

    def is_beside(self, cluster: Cluster, locations: Sequence[Origin]) -> bool:
        """All of `locations` are in files of nodes of `cluster` that nobody asked about."""
        if not self.beside or not locations:
            return False
        if cluster.id not in self._others:
            self._others[cluster.id] = self._files_of_others(cluster)
        others = self._others[cluster.id]
        return all(origin.path in others for origin in locations)

    def _files_of_others(self, cluster: Cluster) -> frozenset[str]:
        asked: set[str] = set()
        others: set[str] = set()
        for node in cluster.nodes:
            (others if self.beside.issuperset(node.files) else asked).update(node.files)
        return frozenset(others - asked)
