"""Brings together what several sources say of the same cluster, and what the user supplies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kafkalint.model import Cluster
from kafkalint.values import Provenance, Value


def assemble(clusters: Iterable[Cluster], kafka_version: str | None = None) -> tuple[Cluster, ...]:
    """The clusters of one audit, each with an id of its own, in order of their ids.

    `kafka_version` ("3.9") is the user's word for every node, before whatever was read.
    """
    told = [_with_version(cluster, kafka_version) for cluster in clusters]
    return tuple(sorted(_numbered(told), key=lambda cluster: cluster.id))


def _with_version(cluster: Cluster, version: str | None) -> Cluster:
    if version is None:
        return cluster
    supplied = "given by --kafka-version"
    nodes = tuple(
        replace(node, version=Value(version, node.version.origins, Provenance.SUPPLIED, supplied))
        if node.software == "kafka"
        else node
        for node in cluster.nodes
    )
    return replace(cluster, nodes=nodes)


def _numbered(clusters: Iterable[Cluster]) -> list[Cluster]:
    seen: dict[str, int] = {}
    result = []
    for cluster in clusters:
        count = seen[cluster.id] = seen.get(cluster.id, 0) + 1
        result.append(cluster if count == 1 else replace(cluster, id=f"{cluster.id}~{count}"))
    return result
