"""Confluent Cloud, as its Terraform provider describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kafkalint.kafka import platforms
from kafkalint.model import Acl, Cluster, Topic
from kafkalint.model.access import Credential, Grant
from kafkalint.model.managed import Managed
from kafkalint.sources._cloud.arguments import integer, paths, refers_to, text
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Value, absent, known, unknown

TYPES = frozenset(
    {
        "confluent_kafka_cluster",
        "confluent_kafka_topic",
        "confluent_kafka_acl",
        "confluent_api_key",
        "confluent_role_binding",
    }
)
_SERVICE = "confluent-cloud"
_TIERS = ("basic", "standard", "enterprise", "freight", "dedicated")
_ZONES = {"SINGLE_ZONE": 1, "LOW": 1, "MULTI_ZONE": 3, "HIGH": 3}
_ALWAYS_PUBLIC = ("basic", "standard")
_ATTACHMENTS = ("confluent_private_link_attachment", "confluent_access_point")


class _Parts(NamedTuple):
    topics: tuple[Topic, ...]
    acls: tuple[Acl, ...]
    credentials: tuple[Credential, ...]
    grants: tuple[Grant, ...]
    resources: tuple[Resource, ...]


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The clusters of `estate`; one for what belongs to clusters that are elsewhere."""
    return _kafka.with_logins(estate, "confluent", _clusters(estate))


def _clusters(estate: Estate) -> Iterator[Cluster]:
    described = list(estate.of_type("confluent_kafka_cluster"))
    alone = len(described) == 1
    used: set[int] = set()
    for number, resource in enumerate(described):
        parts = _parts(estate, resource, alone, with_keys=number == 0)
        used.update(id(part) for part in parts.resources)
        yield _cluster(estate, resource, parts)
    rest = [each for each in estate.of_type(*TYPES) if id(each) not in used]
    rest = [each for each in rest if each.type != "confluent_kafka_cluster"]
    if rest:
        yield _elsewhere(estate, _made(rest))


def _cluster(estate: Estate, resource: Resource, parts: _Parts) -> Cluster:
    platform = platforms.described(_SERVICE)
    tier = _tier(resource)
    availability = text(resource.value("availability"))
    settings = platforms.settings(platform, absent(), absent(), resource.anchor)
    node = _kafka.all_brokers(resource.anchor, settings)
    public = _public(estate, resource, tier)
    made = Cluster(
        name=str(text(resource.value("display_name")).or_else(resource.address)),
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=_SERVICE,
        nodes=(node,),
        declared_topics=parts.topics,
        files=paths((resource, *parts.resources)),
        acls=parts.acls,
        undisclosed_acls=estate.partial or "other files may show more ACLs",
        managed=Managed(
            _SERVICE,
            tier=tier,
            availability=availability,
            capacity=integer(resource.value("dedicated", "cku")),
            zones=_zones(availability),
            encryption_key=_name_of(resource.value("byok_key", "id")),
            authentication={"api-key": _kafka.given(True, "Confluent Cloud asks for API keys")},
            public=public,
            network=_name_of(resource.value("network", "id")),
            deletion_protection=_kafka.protection(resource, "deletion_protection"),
            grants=parts.grants,
            credentials=parts.credentials,
        ),
    )
    _kafka.serve(node, "SASL_SSL", 9092, "Confluent Cloud has no other")
    return made


def _elsewhere(estate: Estate, parts: _Parts) -> Cluster:
    return Cluster(
        name="a Confluent Cloud cluster that is described elsewhere",
        anchor=parts.resources[0].anchor,
        id=f"{estate.name}#confluent-cloud",
        platform=_SERVICE,
        declared_topics=parts.topics,
        undisclosed="the cluster is described elsewhere",
        files=paths(parts.resources),
        acls=parts.acls,
        undisclosed_acls="other files may show more ACLs",
        managed=Managed(_SERVICE, grants=parts.grants, credentials=parts.credentials),
    )


def _tier(resource: Resource) -> Value[str]:
    for tier in _TIERS:
        value = resource.value(tier)
        if value.is_known and value.data != ():
            return known(tier, *value.origins)
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    return absent(resource.anchor)


def _zones(availability: Value[str]) -> Value[int]:
    if availability.is_known and availability.data not in _ZONES:
        reason = f"what {availability.data} means for zones is not known here"
        return unknown(reason, *availability.origins)
    return availability.map(lambda word: _ZONES[word])


def _public(estate: Estate, resource: Resource, tier: Value[str]) -> Value[bool]:
    """Whether its endpoint is on the internet."""
    if not tier.is_known:
        return unknown(tier.reason or "its kind is not written here", *tier.origins)
    if tier.data in _ALWAYS_PUBLIC:
        return _kafka.given(True, f"{tier.data} clusters always are", *tier.origins)
    if tier.data == "dedicated":
        network = resource.value("network")
        if network.is_unknown:
            return unknown(network.reason, *network.origins)
        if network.is_absent or network.data == ():
            return known(True, *tier.origins)
        return known(False, *network.origins)
    for attachment in estate.of_type(*_ATTACHMENTS):
        return known(False, attachment.anchor)
    return unknown("how it is reached is said elsewhere, if at all", *tier.origins)


def _name_of(value: Value[Any]) -> Value[str]:
    if value.is_known and isinstance(value.data, Reference):
        return value.map(lambda reference: reference.address)
    return text(value)


def _parts(estate: Estate, cluster: Resource, alone: bool, with_keys: bool) -> _Parts:
    own = [
        each
        for each in estate.of_type("confluent_kafka_topic", "confluent_kafka_acl")
        if _is_of(each.value("kafka_cluster", "id"), cluster, alone)
    ]
    keys = [
        each
        for each in estate.of_type("confluent_api_key")
        if _is_of(each.value("managed_resource", "id"), cluster, with_keys)
    ]
    bindings = [each for each in estate.of_type("confluent_role_binding") if with_keys]
    return _made([*own, *keys, *bindings])


def _is_of(value: Value[Any], cluster: Resource, alone: bool) -> bool:
    if refers_to(value, cluster):
        return True
    return alone and not (value.is_known and isinstance(value.data, Reference))


def _made(resources: list[Resource]) -> _Parts:
    def of(kind: str) -> list[Resource]:
        return [each for each in resources if each.type == f"confluent_{kind}"]

    return _Parts(
        tuple(_topic(each) for each in of("kafka_topic")),
        tuple(_acl(each) for each in of("kafka_acl")),
        (
            *(_key(each) for each in of("api_key")),
            *(one for each in of("kafka_topic") + of("kafka_acl") for one in _inline(each)),
        ),
        tuple(_binding(each) for each in of("role_binding")),
        tuple(resources),
    )


def _topic(resource: Resource) -> Topic:
    return _kafka.topic(
        resource,
        resource.value("topic_name"),
        resource.value("partitions_count"),
        known(3, resource.anchor),
        resource.value("config"),
    )


def _acl(resource: Resource) -> Acl:
    return _kafka.acl(
        resource,
        resource.value("principal"),
        resource.value("permission"),
        resource.value("operation"),
        resource.value("resource_type"),
        resource.value("resource_name"),
        resource.value("pattern_type"),
        resource.value("host"),
    )


def _key(resource: Resource) -> Credential:
    owner = resource.value("owner", "id")
    kind = resource.value("owner", "kind")
    return Credential(
        str(text(resource.value("display_name")).or_else(resource.address)),
        resource.anchor,
        kind="api-key",
        owner_kind=_owner_kind(owner, kind),
        owner=_name_of(owner),
    )


def _owner_kind(owner: Value[Any], kind: Value[Any]) -> Value[str]:
    """ "ServiceAccount" or "User", as the owner's kind says it, in words or by its reference."""
    if kind.is_known and isinstance(kind.data, Reference):
        accounts = "service_account" in kind.data.address
        return kind.map(lambda _: "ServiceAccount" if accounts else "User")
    if kind.is_absent and owner.is_known and isinstance(owner.data, Reference):
        return owner.map(lambda reference: _kind_of(reference.address))
    return text(kind)


def _kind_of(address: str) -> str:
    return "ServiceAccount" if "service_account" in address else "User"


def _inline(resource: Resource) -> Iterator[Credential]:
    """Credentials that are written in the resource itself."""
    for block in resource.blocks("credentials"):
        if not block.is_known:
            continue
        secret = block.data.get("secret", absent())
        key = block.data.get("key", absent())
        yield Credential(
            f"credentials of {resource.address}",
            (secret.origins or block.origins or (resource.anchor,))[0],
            kind="inline",
            label=_name_of(key),
            secret=_secret(secret),
        )


def _secret(value: Value[Any]) -> Value[str]:
    shown = text(value)
    return Value(shown.data, shown.origins, shown.provenance, shown.reason, sensitive=True)


def _binding(resource: Resource) -> Grant:
    role = text(resource.value("role_name"))
    principal = _principal(resource.value("principal"))
    return Grant(
        resource.address,
        resource.anchor,
        kind="role-binding",
        principals=principal.map(lambda name: (name,)),
        actions=role.map(lambda name: (name,)),
        resources=_pattern(resource.value("crn_pattern")),
        has_condition=known(False, resource.anchor),
    )


def _principal(value: Value[Any]) -> Value[str]:
    """Its text; the address or the placeholder of what is made elsewhere tells it as well."""
    if value.is_unknown and isinstance(value.data, str):
        return known(str(value.data), *value.origins)
    return _name_of(value)


def _pattern(value: Value[Any]) -> Value[tuple[str, ...]]:
    if value.is_unknown and isinstance(value.data, str):
        return known((str(value.data),), *value.origins)
    return _name_of(value).map(lambda name: (name,))
