"""What belongs to an MSK cluster and has resources of its own: topics, secrets, policies…"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kafkalint.model import Companion, Topic
from kafkalint.model.access import Connector, Credential, Grant
from kafkalint.sources._cloud.arguments import boolean, items, refers_to, text
from kafkalint.sources._cloud.documents import read_json
from kafkalint.sources._cloud.platforms import _kafka, _policies
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Value, absent, known, some, unknown

_PREFIX = "AmazonMSK_"
_DIMENSION = "kafka:broker-storage:VolumeSize"
_SECRETS = ("aws_msk_scram_secret_association", "aws_msk_single_scram_secret_association")


class Parts(NamedTuple):
    """Everything that belongs to one cluster, and the resources that say so."""

    topics: tuple[Topic, ...] = ()
    credentials: tuple[Credential, ...] = ()
    undisclosed_credentials: str = ""
    grants: tuple[Grant, ...] = ()
    connectors: tuple[Connector, ...] = ()
    users: tuple[Companion, ...] = ()
    resources: tuple[Resource, ...] = ()


def to(estate: Estate, cluster: Resource | None, alone: bool) -> Parts:
    """What belongs to `cluster`; to one that is elsewhere where that is None.

    Where it is the only cluster of its estate, what names a cluster that is not known is its.
    """
    belongs = [
        resource
        for resource in estate.of_type("aws_msk_topic", *_SECRETS, "aws_msk_cluster_policy")
        if _is_of(resource.value("cluster_arn"), cluster, alone)
    ]
    connectors = [
        resource
        for resource in estate.of_type("aws_mskconnect_connector")
        if cluster is None or alone
    ]
    policies = list(_policies.resources(estate)) if cluster is None or alone else []
    own = [resource for resource in belongs if resource.type == "aws_msk_cluster_policy"]
    secrets = [resource for resource in belongs if resource.type in _SECRETS]
    found, undisclosed = _credentials(estate, secrets)
    users = list(_users(estate, secrets, cluster is None or alone))
    return Parts(
        tuple(_topic(each) for each in belongs if each.type == "aws_msk_topic"),
        found,
        undisclosed or estate.partial,
        tuple(_policies.grants(estate, (*own, *policies))),
        tuple(_connector(each) for each in connectors),
        tuple(user for user, _ in users),
        (*belongs, *connectors, *policies, *(version for _, version in users)),
    )


def _is_of(value: Value[Any], cluster: Resource | None, alone: bool) -> bool:
    if cluster is None:
        return True
    if refers_to(value, cluster):
        return True
    return alone and not (value.is_known and isinstance(value.data, Reference))


def _topic(resource: Resource) -> Topic:
    return _kafka.topic(
        resource,
        resource.value("name"),
        resource.value("partition_count"),
        resource.value("replication_factor"),
        resource.value("configs"),
    )


def _credentials(
    estate: Estate, associations: list[Resource]
) -> tuple[tuple[Credential, ...], str]:
    """The SCRAM secrets that are associated, and why there may be more."""
    found: list[Credential] = []
    undisclosed = ""
    for association in associations:
        several = association.value("secret_arn_list")
        value = association.value("secret_arn") if several.is_absent else several
        listed = items(value)
        if listed is None:
            undisclosed = undisclosed or value.reason
        for item in listed or ():
            secret = estate.find(item, "aws_secretsmanager_secret")
            if secret is None:
                undisclosed = undisclosed or item.reason or "a secret is not in these files"
            else:
                found.append(_secret(secret))
    return tuple(found), undisclosed


def _users(
    estate: Estate, associations: list[Resource], all_of_them: bool
) -> Iterator[tuple[Companion, Resource]]:
    """The users whose passwords are written here: in secrets that are associated, or may be."""
    associated = [
        secret
        for association in associations
        for argument in ("secret_arn_list", "secret_arn")
        for item in items(association.value(argument)) or ()
        if (secret := estate.find(item, "aws_secretsmanager_secret")) is not None
    ]
    for version in estate.of_type("aws_secretsmanager_secret_version", "aws_secretsmanager_secret"):
        secret = version
        if version.type.endswith("_version"):
            found = estate.find(version.value("secret_id"), "aws_secretsmanager_secret")
            if found is None:
                continue
            secret = found
        if secret in associated or (all_of_them and _is_scram(secret)):
            yield from _user(version)


def _is_scram(secret: Resource) -> bool:
    """It is called as MSK wants it; what is not known of its name comes after that."""
    value = secret.value("name_prefix" if secret.value("name").is_absent else "name")
    return isinstance(value.data, str) and value.data.startswith(_PREFIX)


def _user(version: Resource) -> Iterator[tuple[Companion, Resource]]:
    held = read_json(version.value("secret_string"))
    if isinstance(held.data, dict):
        password = text(held.data.get("password", absent()))
        name = text(held.data.get("username", absent())).or_else(version.address)
        if not password.is_absent:
            place = (password.origins or (version.anchor,))[0]
            yield _kafka.holder(f"user {name}", place, {"password": _hidden(password)}), version


def _hidden(value: Value[str]) -> Value[str]:
    return Value(value.data, value.origins, value.provenance, value.reason, sensitive=True)


def _secret(secret: Resource) -> Credential:
    name = secret.value("name")
    label = _decided(text(secret.value("name_prefix") if name.is_absent else name))
    key = secret.value("kms_key_id")
    if key.is_known and isinstance(key.data, Reference):
        key = key.map(lambda reference: reference.address)
    return Credential(
        str(label.or_else(secret.address)), secret.anchor, label=label, encryption_key=key
    )


def _decided(name: Value[str]) -> Value[str]:
    """A name whose end is made elsewhere is known where its beginning tells enough."""
    if not name.is_unknown or not isinstance(name.data, str):
        return name
    begins = name.data.partition("${")[0]
    if begins.startswith(_PREFIX) or not _PREFIX.startswith(begins):
        return known(str(name.data), *name.origins)
    return name


def _connector(resource: Resource) -> Connector:
    def on(place: str) -> Value[bool]:
        path = ("log_delivery", "worker_log_delivery", place, "enabled")
        value = boolean(resource.value(*path))
        return known(False, *value.origins) if value.is_absent else value

    return Connector(
        str(text(resource.value("name")).or_else(resource.address)),
        resource.anchor,
        encryption=text(resource.value("kafka_cluster_encryption_in_transit", "encryption_type")),
        authentication=text(
            resource.value("kafka_cluster_client_authentication", "authentication_type")
        ),
        logs_delivered=some([on(place) for place in ("cloudwatch_logs", "firehose", "s3")]),
    )


def autoscaling(estate: Estate, cluster: Resource, alone: bool) -> Value[bool]:
    """The brokers' storage grows by itself."""
    for target in _targets(estate):
        if alone or refers_to(target.value("resource_id"), cluster):
            if target.uncertain:
                return unknown(target.uncertain, target.anchor)
            return known(True, target.anchor)
        if target.value("resource_id").is_unknown:
            return unknown("another cluster's storage may be meant", target.anchor)
    if estate.partial:
        return unknown(estate.partial, cluster.anchor)
    return known(False, *cluster.places)


def _targets(estate: Estate) -> Iterator[Resource]:
    for target in estate.of_type("aws_appautoscaling_target"):
        dimension = target.value("scalable_dimension")
        if dimension.or_else(_DIMENSION) == _DIMENSION:
            space = target.value("service_namespace")
            if dimension.is_known or space.or_else("") == "kafka":
                yield target
