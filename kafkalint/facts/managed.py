"""What a platform that runs a cluster does by itself, and what is left to whoever orders it."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.nodes import brokers
from kafkalint.kafka import platforms, versions
from kafkalint.model import Cluster, Managed, Topic
from kafkalint.values import Value, known, unknown


@fact
def is_managed(cluster: Cluster) -> bool:
    """A platform runs it: its machines, its quorum, its disks and its authorizer."""
    return cluster.managed is not None


@fact
def sizes_itself(cluster: Cluster) -> bool:
    """The platform decides how many brokers there are."""
    return cluster.managed is not None and cluster.managed.brokers.is_absent


@fact
def spreads_itself(cluster: Cluster) -> bool:
    """The platform decides over which zones the brokers are spread."""
    return cluster.managed is not None and cluster.managed.zones.is_absent


@fact
def is_elsewhere(cluster: Cluster) -> bool:
    """Only what belongs to it is described here, the cluster itself is not."""
    return not cluster.nodes


def of(cluster: Cluster) -> Managed:
    """How its platform runs it; nothing is known of one that has none."""
    return cluster.managed if cluster.managed is not None else Managed("")


def platform_of(cluster: Cluster) -> platforms.Platform | None:
    """What is known of the platform that runs it."""
    return platforms.platform(cluster.managed.service) if cluster.managed is not None else None


def is_in_support(cluster: Cluster, version: Value[str]) -> Value[bool] | None:
    """Whether the platform still supports `version`; None where no platform runs the cluster."""
    if cluster.managed is None:
        return None
    platform = platform_of(cluster)
    if not version.is_known:
        return unknown(version.reason or "the Kafka version is not known", *version.origins)
    if platform is None or not platform.end_of_support:
        return unknown("how long the platform supports it is not known here", *version.origins)
    last = platform.end_of_support.get(version.data, "")
    return version.map(lambda _: not last or last >= versions.AS_OF.isoformat())


def supported(platform: platforms.Platform) -> str:
    """ "3.8, 3.9, 4.0, 4.1 on MSK as of 2026-08"."""
    day = versions.AS_OF.isoformat()
    left = [version for version, last in platform.end_of_support.items() if not last or last >= day]
    return f"{', '.join(left)} on {platform.title} as of {platform.as_of}"


@fact
def leaves_partitions_to_platform(topic: Topic) -> bool:
    """Nobody chose the number of partitions of topics that say nothing: the platform did."""
    if topic.kind != "default" or topic.cluster.managed is None:
        return False
    return all(
        "num.partitions" not in node.settings or node.settings["num.partitions"].is_default
        for node in brokers(topic.cluster)
    )


@fact
def leaves_election_to_platform(topic: Topic) -> bool:
    """Nobody chose whether unclean leaders are elected: the platform's default holds."""
    key = "unclean.leader.election.enable"
    if topic.cluster.managed is None or key in topic.settings:
        return False
    return all(
        key in node.settings and node.settings[key].is_default for node in brokers(topic.cluster)
    )


@fact
def encryption_key(cluster: Cluster) -> Value[str]:
    """The customer's own key that data at rest is encrypted with."""
    return of(cluster).encryption_key


@fact
def deletion_protection(cluster: Cluster) -> Value[bool]:
    """Something keeps the cluster from being destroyed by mistake."""
    return of(cluster).deletion_protection


@fact
def is_public(cluster: Cluster) -> Value[bool]:
    """Its brokers have addresses on the internet."""
    value = of(cluster).public
    return known(False, cluster.anchor) if value.is_absent else value
