"""A snapshot of a running cluster as the model that files are read into.

    snapshot ─▶ settings   what DescribeConfigs says, as written values and defaults
             ─▶ nodes      brokers, those that are down, and controllers
             ─▶ topics     topics with where their replicas are, groups, ACLs
             ─▶ cloud      who runs it, where a cloud does, and what that one guarantees
             ─▶ wire       quorum, endpoints, ports: what a cluster tells by running

A value's origin has no file: its logical place is "broker 1 · log.retention.ms".
"""

from __future__ import annotations

from kafkalint.live.model import cloud, nodes, topics, wire
from kafkalint.live.model.places import place
from kafkalint.live.snapshot import Snapshot
from kafkalint.model import Cluster
from kafkalint.values import known


def cluster(snapshot: Snapshot) -> Cluster:
    """The cluster that `snapshot` is of. What it does not know is unknown, and says why."""
    name = snapshot.cluster_id or ",".join(snapshot.bootstrap) or "the cluster"
    anchor = place(f"cluster {name}")
    shown = snapshot.acls is not None or snapshot.authorizer is False
    refused = wire.refusal(snapshot, "DescribeAcls") or "ACLs were not read"
    members, service = nodes.nodes(snapshot), cloud.service(snapshot)
    cloud.guarantee(service, members, snapshot)
    return Cluster(
        name,
        anchor,
        id=name,
        platform=service or "live",
        files=(snapshot.config_file,) if snapshot.config_file else (),
        nodes=members,
        declared_topics=topics.topics(snapshot),
        undisclosed="" if snapshot.brokers is not None else "the brokers were not read",
        undisclosed_topics=topics.undisclosed(snapshot),
        acls=topics.acls(snapshot),
        undisclosed_acls="" if shown else refused,
        undisclosed_alerts="a cluster does not show its alerts",
        consumer_groups=topics.groups(snapshot),
        managed=cloud.managed(service, members, anchor),
        running=wire.running(snapshot, anchor),
        metadata={"cluster.id": known(snapshot.cluster_id, anchor)} if snapshot.cluster_id else {},
    )
