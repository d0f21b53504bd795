"""Mongey's Terraform provider for Kafka: topics, ACLs, users of a cluster described elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka.secrets import is_sensitive
from kafkalint.model import Acl, Cluster, Companion, Topic
from kafkalint.sources._cloud.arguments import paths, text
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Value

TYPES = frozenset({"kafka_topic", "kafka_acl", "kafka_user_scram_credential", "kafka_quota"})
_ELSEWHERE = "the brokers are described elsewhere"


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One cluster: whatever the provider of this estate talks to."""
    return _kafka.with_logins(estate, "kafka", _clusters(estate))


def _clusters(estate: Estate) -> Iterator[Cluster]:
    resources = list(estate.of_type(*TYPES))
    users = [each for each in resources if each.type == "kafka_user_scram_credential"]
    yield Cluster(
        name="the cluster of these topics and ACLs",
        anchor=resources[0].anchor,
        id=f"{estate.name}#kafka",
        platform="kafka",
        declared_topics=tuple(_topic(each) for each in resources if each.type == "kafka_topic"),
        companions=tuple(_user(each) for each in users),
        undisclosed=_ELSEWHERE,
        files=paths(resources),
        acls=tuple(_acl(each) for each in resources if each.type == "kafka_acl"),
        undisclosed_acls="other files may show more ACLs",
    )


def _topic(resource: Resource) -> Topic:
    return _kafka.topic(
        resource,
        resource.value("name"),
        resource.value("partitions"),
        resource.value("replication_factor"),
        resource.value("config"),
    )


def _acl(resource: Resource) -> Acl:
    return _kafka.acl(
        resource,
        resource.value("acl_principal"),
        resource.value("acl_permission_type"),
        resource.value("acl_operation"),
        resource.value(
            "acl_resource_type" if resource.has("acl_resource_type") else "resource_type"
        ),
        resource.value(
            "acl_resource_name" if resource.has("acl_resource_name") else "resource_name"
        ),
        resource.value("resource_pattern_type_filter"),
        resource.value("acl_host"),
    )


def _user(resource: Resource) -> Companion:
    name = text(resource.value("username")).or_else(resource.address)
    password = text(resource.value("password"))
    settings: dict[str, Value[str]] = {}
    if not password.is_absent:
        settings["password"] = Value(
            password.data,
            password.origins,
            password.provenance,
            password.reason,
            sensitive=is_sensitive("password"),
        )
    return _kafka.holder(f"user {name}", resource.anchor, settings)
