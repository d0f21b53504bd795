"""What is said of an MSK cluster by resources that stand where the cluster does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint.model import Cluster
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.arguments import paths
from kafkalint.sources._cloud.platforms.msk import attached
from kafkalint.sources._cloud.resource import Estate


def cluster(estate: Estate, described: Sequence[Cluster]) -> Iterator[Cluster]:
    """One cluster for topics, policies, secrets and connectors of clusters that are elsewhere.

    Where several are here, what names none of them belongs to one that is not.
    """
    if len(described) == 1:
        return
    parts = attached.to(estate, None, alone=False)
    if described:
        taken = {user.anchor for each in described for user in each.companions}
        users = tuple(user for user in parts.users if user.anchor not in taken)
        managed = [each.managed for each in described if each.managed]
        told = {(grant.name, grant.anchor) for each in managed for grant in each.grants}
        grants = tuple(each for each in parts.grants if (each.name, each.anchor) not in told)
        parts = attached.Parts(users=users, grants=grants, resources=parts.resources)
    if not any((parts.topics, parts.users, parts.grants, parts.credentials, parts.connectors)):
        return
    name = "an MSK cluster that is described elsewhere"
    yield Cluster(
        name="what these MSK clusters share" if described else name,
        anchor=parts.resources[0].anchor,
        id=f"{estate.name}#msk",
        platform="msk",
        declared_topics=parts.topics,
        companions=parts.users,
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
