"""Amazon MSK: provisioned clusters (Standard and Express brokers) and serverless ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kafkalint.model import Cluster
from kafkalint.sources._cloud.platforms.msk import elsewhere, provisioned, serverless
from kafkalint.sources._cloud.resource import Estate

TYPES = frozenset(
    {
        "aws_msk_cluster",
        "aws_msk_serverless_cluster",
        "aws_msk_topic",
        "aws_mskconnect_connector",
        "aws_iam_policy",
        "aws_iam_role_policy",
        "aws_iam_user_policy",
        "aws_iam_group_policy",
        "aws_iam_role",
        "aws_msk_cluster_policy",
        "aws_msk_scram_secret_association",
    }
)


def clusters(estate: Estate) -> Iterable[Cluster]:
    """The clusters of `estate`, and one for what belongs to a cluster that is elsewhere."""
    found = list(_described(estate))
    yield from found
    yield from elsewhere.cluster(estate, found)


def _described(estate: Estate) -> Iterator[Cluster]:
    alone = sum(1 for _ in estate.of_type("aws_msk_cluster", "aws_msk_serverless_cluster")) == 1
    for resource in estate.of_type("aws_msk_cluster", "aws_msk_serverless_cluster"):
        make = provisioned if resource.type == "aws_msk_cluster" else serverless
        yield make.cluster(estate, resource, alone)
