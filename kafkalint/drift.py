"""A running cluster held against files: which of the clusters that they describe it is."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.errors import UsageError
from kafkalint.facts.drift import number
from kafkalint.model import Cluster


def described(clusters: Sequence[Cluster], running: Cluster) -> Cluster:
    """The one of `clusters` that describes `running`.

    Told by the cluster's id, then by nodes' ids and addresses and by topics; where only one
    cluster is described, that one. Raises UsageError where none is, or several fit alike.
    """
    kafka = [
        cluster
        for cluster in clusters
        if cluster.declared_topics or any(node.software == "kafka" for node in cluster.nodes)
    ]
    if not kafka:
        raise UsageError("these files describe no Kafka cluster to hold the running one against")
    if len(kafka) == 1:
        return kafka[0]
    likeness = [_likeness(cluster, running) for cluster in kafka]
    best = max(likeness)
    fitting = [cluster for cluster, alike in zip(kafka, likeness, strict=True) if alike == best]
    if len(fitting) == 1 and best > (0, 0):
        return fitting[0]
    names = ", ".join(cluster.id for cluster in (fitting if best > (0, 0) else kafka)[:5])
    raise UsageError(
        f"these files describe {len(kafka)} clusters, and it is not clear which one runs: {names}",
        remedy="name the files of just that one: --against PATH",
    )


def _likeness(cluster: Cluster, running: Cluster) -> tuple[int, int]:
    """How much is the same: the cluster's id, then nodes, addresses and topics."""
    ids = [each.metadata.get("cluster.id") for each in (cluster, running)]
    same_id = all(value is not None and value.is_known for value in ids) and (
        len({value.data for value in ids if value is not None}) == 1
    )
    return int(same_id), len(_marks(cluster) & _marks(running))


def _marks(cluster: Cluster) -> set[str]:
    found = {f"topic {topic.name}" for topic in cluster.declared_topics}
    for node in cluster.nodes:
        found.add(f"node {number(node)}")
        for key in ("advertised.listeners", "listeners"):
            value = node.settings.get(key)
            if value is not None and value.is_known:
                found.update(part.strip() for part in value.data.split(","))
    return found - {"node None"}
