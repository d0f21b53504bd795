"""What is said of an MSK cluster by resources that stand where the cluster does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint.model import Cluster
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.arguments import paths
from kafkalint.sources._cloud.platforms.msk import attached
from kafkalint.sources._cloud.resource import Estate


def cluster(estate: Estate, described: Sequence[Cluster]) -> Iterator[Cluster]:
    """One cluster for topics, policies, secrets and connectors of clusters that are elsewhere."""
    if described:
        return
    parts = attached.to(estate, None, alone=False)
    if not (parts.topics or parts.grants or parts.credentials or parts.connectors):
        return
    yield Cluster(
        name="an MSK cluster that is described elsewhere",
        anchor=parts.resources[0].anchor,
        id=f"{estate.name}#msk",
        platform="msk",
        declared_topics=parts.topics,
        undisclosed="the cluster is described elsewhere",
        files=paths(parts.resources),
        managed=Managed(
            "msk",
            grants=parts.grants,
            credentials=parts.credentials,
            undisclosed_credentials=parts.undisclosed_credentials or "the cluster is elsewhere",
            connectors=parts.connectors,
        ),
    )
