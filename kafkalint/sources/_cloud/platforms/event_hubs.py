"""Azure Event Hubs, which speaks Kafka's protocol: TLS and a login always, zones by region."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka import platforms
from kafkalint.model import Cluster, Topic
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.arguments import boolean, text
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import absent, known

TYPES = frozenset({"azurerm_eventhub_namespace"})
_SERVICE = "event-hubs"
_WITHOUT_KAFKA = "Basic"
_NAMING = ("namespace_id", "namespace_name")
"""By its id, or as it was at first, by its name."""


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The namespaces of `estate`; those of the Basic kind do not speak Kafka's protocol."""
    described = list(estate.of_type("azurerm_eventhub_namespace"))
    for resource in described:
        if text(resource.value("sku")).or_else("") != _WITHOUT_KAFKA:
            parts = _kafka.parts(estate, resource, described, "azurerm_eventhub", *_NAMING)
            yield _cluster(estate, resource, {each: _topic(each) for each in parts})


def _cluster(estate: Estate, resource: Resource, topics: dict[Resource, Topic]) -> Cluster:
    platform = platforms.described(_SERVICE)
    node = _kafka.all_brokers(resource.anchor, platforms.fixed_settings(platform, resource.anchor))
    public = boolean(resource.value("public_network_access_enabled"))
    managed = Managed(
        _SERVICE,
        tier=text(resource.value("sku")),
        public=known(True, resource.anchor) if public.is_absent else public,
        deletion_protection=_kafka.protection(resource),
    )
    made = _kafka.with_topics(estate, resource, resource.value("name"), node, topics, managed)
    _kafka.serve(node, "SASL_SSL", 9093, "Event Hubs has no other")
    return made


def _topic(resource: Resource) -> Topic:
    return _kafka.topic(
        resource,
        resource.value("name"),
        resource.value("partition_count"),
        known(3, resource.anchor),
        absent(),
    )
