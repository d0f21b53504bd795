"""What a cluster is at all: what rules ask first that are about clouds and running clusters.

They stand apart from the facts that those rules go on to ask for, so that a check of files
does not load these.
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.model import Cluster, Node

MSK = ("msk", "msk-express")


@fact
def is_running(cluster: Cluster) -> bool:
    """It was asked itself."""
    return cluster.running is not None


@fact
def is_observed(node: Node) -> bool:
    """Whether it is up is known: it is part of a running cluster."""
    return node.is_up.is_known


@fact
def is_msk(cluster: Cluster) -> bool:
    """A provisioned MSK cluster that is described here, with Standard or Express brokers."""
    return cluster.platform in MSK and bool(cluster.nodes)


@fact
def has_acls(cluster: Cluster) -> bool:
    """At least one entry is described."""
    return bool(cluster.acls)


@fact
def has_alerts(cluster: Cluster) -> bool:
    """Somebody watches this cluster by what is read here: then monitoring is in scope."""
    return bool(cluster.alerts)
