"""Amazon MSK: provisioned clusters (Standard and Express brokers) and serverless ones."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.model import Cluster
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.resource import Estate, Resource

TYPES = frozenset({"aws_msk_cluster", "aws_msk_serverless_cluster"})


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The MSK clusters of `estate`."""
    for resource in estate.of_type(*TYPES):
        yield _cluster(estate, resource)


def _cluster(estate: Estate, resource: Resource) -> Cluster:
    name = resource.value("cluster_name").or_else(resource.address)
    platform = "msk" if resource.type == "aws_msk_cluster" else "msk-serverless"
    return Cluster(
        name=name,
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=platform,
        files=estate.files,
        undisclosed="its brokers are not read yet",
        managed=Managed(platform),
    )
