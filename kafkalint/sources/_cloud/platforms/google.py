"""Google Cloud's Managed Service for Apache Kafka: three zones, TLS and a login, always."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka import platforms
from kafkalint.model import Cluster, Topic
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.arguments import text
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import absent

TYPES = frozenset({"google_managed_kafka_cluster", "google_managed_kafka_topic"})
_SERVICE = "google-managed-kafka"


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The clusters of `estate`."""
    described = list(estate.of_type("google_managed_kafka_cluster"))
    for resource in described:
        parts = _kafka.parts(estate, resource, described, "google_managed_kafka_topic", "cluster")
        yield _cluster(estate, resource, {each: _topic(each) for each in parts})


def _cluster(estate: Estate, resource: Resource, topics: dict[Resource, Topic]) -> Cluster:
    platform = platforms.described(_SERVICE)
    settings = platforms.settings(platform, absent(), absent(), resource.anchor)
    node = _kafka.all_brokers(resource.anchor, settings)
    managed = Managed(
        _SERVICE,
        zones=_kafka.given(3, "Google spreads every cluster over three zones", resource.anchor),
        encryption_key=text(resource.value("gcp_config", "kms_key")),
        deletion_protection=_kafka.protection(resource, "deletion_protection"),
    )
    made = _kafka.with_topics(estate, resource, resource.value("cluster_id"), node, topics, managed)
    _kafka.serve(node, "SASL_SSL", 9092, "Google has no other")
    return made


def _topic(resource: Resource) -> Topic:
    return _kafka.topic(
        resource,
        resource.value("topic_id"),
        resource.value("partition_count"),
        resource.value("replication_factor"),
        resource.value("configs"),
    )
