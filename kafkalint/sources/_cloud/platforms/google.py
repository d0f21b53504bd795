"""Google Cloud's Managed Service for Apache Kafka: three zones, TLS and a login, always."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka import platforms
from kafkalint.model import Acl, Cluster, Topic
from kafkalint.model.managed import Managed
from kafkalint.record import fix
from kafkalint.sources._cloud.arguments import paths, text
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import absent, known

_PARTS = ("google_managed_kafka_topic", "google_managed_kafka_acl")
TYPES = frozenset({"google_managed_kafka_cluster", *_PARTS})
_SERVICE = "google-managed-kafka"
_MORE_ACLS = "other files may show more ACLs"
_PATTERNS = {
    "cluster": ("cluster", "literal"),
    "topic": ("topic", "literal"),
    "topicPrefixed": ("topic", "prefixed"),
    "allTopics": ("topic", "literal"),
    "consumerGroup": ("group", "literal"),
    "consumerGroupPrefixed": ("group", "prefixed"),
    "allConsumerGroups": ("group", "literal"),
    "transactionalId": ("transactional_id", "literal"),
    "transactionalIdPrefixed": ("transactional_id", "prefixed"),
    "allTransactionalIds": ("transactional_id", "literal"),
}
"""The types and patterns of resources that the beginning of an ACL's id stands for."""


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The clusters of `estate`; one for topics and ACLs of clusters that are elsewhere."""
    described = list(estate.of_type("google_managed_kafka_cluster"))
    used: set[int] = set()
    for resource in described:
        topics, allowing = (
            list(_kafka.parts(estate, resource, described, kind, "cluster")) for kind in _PARTS
        )
        used.update(map(id, (*topics, *allowing)))
        made = _cluster(estate, resource, {each: _topic(each) for each in topics})
        fix(made, "acls", tuple(acl for each in allowing for acl in _acls(each)))
        fix(made, "undisclosed_acls", _MORE_ACLS)
        fix(made, "files", tuple(dict.fromkeys((*made.files, *paths(allowing)))))
        yield made
    left = [each for each in estate.of_type(*_PARTS) if id(each) not in used]
    if left:
        yield _elsewhere(estate, left)


def _elsewhere(estate: Estate, left: list[Resource]) -> Cluster:
    return Cluster(
        name="a Managed Kafka cluster that is described elsewhere",
        anchor=left[0].anchor,
        id=f"{estate.name}#{_SERVICE}",
        platform=_SERVICE,
        declared_topics=tuple(_topic(each) for each in left if each.type == _PARTS[0]),
        undisclosed="the cluster is described elsewhere",
        files=paths(left),
        acls=tuple(acl for each in left if each.type == _PARTS[1] for acl in _acls(each)),
        undisclosed_acls=_MORE_ACLS,
        managed=Managed(_SERVICE),
    )


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


def _acls(resource: Resource) -> Iterator[Acl]:
    """One for each entry; all are of the resources that the id names."""
    named = text(resource.value("acl_id"))
    beginning = named.map(lambda text: text.partition("/")[0])
    kind = beginning.map(lambda word: _PATTERNS.get(word, (word, "literal"))[0])
    pattern = beginning.map(lambda word: _PATTERNS.get(word, (word, "literal"))[1])
    for entry in resource.blocks("acl_entries"):
        if entry.is_known:
            yield _kafka.acl(
                resource,
                entry.data.get("principal", absent()),
                entry.data.get("permission_type", known("allow", *entry.origins)),
                entry.data.get("operation", absent()),
                kind,
                named.map(_name),
                pattern,
                entry.data.get("host", absent()),
            )


def _name(named: str) -> str:
    if named == "cluster":
        return "kafka-cluster"
    return named.partition("/")[2] or "*"
