"""Aiven for Apache Kafka: TLS always, and a plan that decides how many brokers there are."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka import platforms, versions
from kafkalint.model import Acl, Cluster, Topic
from kafkalint.model.managed import Managed
from kafkalint.record import fix
from kafkalint.sources._cloud.arguments import boolean, paths, refers_to, text
from kafkalint.sources._cloud.documents import read_settings
from kafkalint.sources._cloud.platforms import _kafka
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Value, absent, known, unknown

TYPES = frozenset({"aiven_kafka", "aiven_kafka_topic", "aiven_kafka_acl"})
_SERVICE = "aiven"
_REMOTE = "remote.log.storage.system.enable"  # of tiered_storage, with whatever else it takes


def clusters(estate: Estate) -> Iterator[Cluster]:
    """The clusters of `estate`; one for topics and ACLs of clusters that are elsewhere."""
    return _kafka.with_logins(estate, "aiven", _clusters(estate))


def _clusters(estate: Estate) -> Iterator[Cluster]:
    described = list(estate.of_type("aiven_kafka"))
    used: set[int] = set()
    for resource in described:
        parts = [each for each in _rest(estate) if _is_of(each, resource, len(described) == 1)]
        used.update(map(id, parts))
        yield _cluster(estate, resource, parts)
    left = [each for each in _rest(estate) if id(each) not in used]
    if left:
        yield Cluster(
            name="an Aiven cluster that is described elsewhere",
            anchor=left[0].anchor,
            id=f"{estate.name}#aiven",
            platform=_SERVICE,
            declared_topics=_topics(left),
            undisclosed="the cluster is described elsewhere",
            files=paths(left),
            acls=_acls(left),
            managed=Managed(_SERVICE),
        )


def _rest(estate: Estate) -> Iterator[Resource]:
    return estate.of_type("aiven_kafka_topic", "aiven_kafka_acl")


def _is_of(part: Resource, cluster: Resource, alone: bool) -> bool:
    service = part.value("service_name")
    return refers_to(service, cluster) or (alone and not service.is_known)


def _cluster(estate: Estate, resource: Resource, parts: list[Resource]) -> Cluster:
    written = {key.replace("_", "."): value for key, value in _config(resource).items()}
    tiered = boolean(resource.value("kafka_user_config", "tiered_storage", "enabled"))
    if tiered.is_known and not tiered.data:
        written[_REMOTE] = known("false", *tiered.origins)
    node = _kafka.all_brokers(resource.anchor, written)
    version = text(resource.value("kafka_user_config", "kafka_version"))
    fix(node, "version", version.map(versions.minor))
    platform = platforms.described(_SERVICE)
    fix(node, "partial", "Aiven's own defaults are not known here")
    fix(node, "open_keys", platform.keys | {_REMOTE})
    made = Cluster(
        name=str(text(resource.value("service_name")).or_else(resource.address)),
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=_SERVICE,
        nodes=(node,),
        declared_topics=_topics(parts),
        files=paths((resource, *parts)),
        acls=_acls(parts),
        undisclosed_acls="other files may show more ACLs",
        managed=Managed(
            _SERVICE,
            tier=text(resource.value("plan")),
            authentication={"mtls": _kafka.given(True, "Aiven gives out certificates")},
            deletion_protection=_kafka.protection(resource, "termination_protection"),
        ),
    )
    node.settings["listener.name.ssl.ssl.client.auth"] = _kafka.given(
        "required", "Aiven asks for certificates", resource.anchor
    )
    _kafka.serve(node, "SSL", 9092, "Aiven has no listener without TLS")
    return made


def _config(resource: Resource) -> dict[str, Value[str]]:
    block = resource.value("kafka_user_config", "kafka")
    if block.is_unknown:
        return {}
    for part in resource.blocks("kafka_user_config", "kafka"):
        if part.is_known:
            return read_settings(part, "kafka_user_config").settings
    return {}


def _topics(parts: list[Resource]) -> tuple[Topic, ...]:
    return tuple(
        _kafka.topic(
            each,
            each.value("topic_name"),
            each.value("partitions"),
            each.value("replication"),
            _dotted(each),
        )
        for each in parts
        if each.type == "aiven_kafka_topic"
    )


def _dotted(topic: Resource) -> Value[dict[str, Value[str]]]:
    """The block `config` with Kafka's own keys."""
    for block in topic.blocks("config"):
        if block.is_known:
            return Value(
                {key.replace("_", "."): value for key, value in block.data.items()}, block.origins
            )
        return unknown(block.reason, *block.origins)
    return absent(topic.anchor)


def _acls(parts: list[Resource]) -> tuple[Acl, ...]:
    """Aiven's ACLs allow a permission ("admin", "read", "readwrite", "write") on topics."""
    return tuple(
        _kafka.acl(
            each,
            text(each.value("username")).map(lambda name: f"User:{name}"),
            known("allow", each.anchor),
            text(each.value("permission")).map(lambda word: "all" if word == "admin" else word),
            known("topic", each.anchor),
            each.value("topic"),
            absent(),
            absent(),
        )
        for each in parts
        if each.type == "aiven_kafka_acl"
    )
