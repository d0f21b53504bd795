"""A provisioned MSK cluster, with Standard or Express brokers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.kafka import platforms, versions
from kafkalint.model import Cluster, Node
from kafkalint.model.managed import Managed
from kafkalint.record import fix
from kafkalint.sources._cloud.arguments import boolean, integer, paths, text
from kafkalint.sources._cloud.platforms import _alarms, _kafka
from kafkalint.sources._cloud.platforms.msk import attached, configuration, listeners, network
from kafkalint.sources._cloud.platforms.msk.listeners import Access
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Origin, Provenance, Value, absent, known, some, unknown

_GROUP = "broker_node_group_info"
_MOST_NODES = 30
"""More brokers than these are told zone by zone: they are all alike."""
_GIB = 1 << 30


def cluster(estate: Estate, resource: Resource, alone: bool) -> Cluster:
    """The cluster that `resource` describes; `alone` where it is the only one of its estate."""
    instance = text(resource.value(_GROUP, "instance_type"))
    service = "msk-express" if str(instance.or_else("")).startswith("express.") else "msk"
    platform = platforms.described(service)
    brokers = integer(resource.value("number_of_broker_nodes"))
    zones = network.zones(estate, resource, brokers, _GROUP, "client_subnets")
    count = zones.map(lambda names: len(set(names)))
    tiered = text(resource.value("storage_mode")).map(lambda mode: mode == "TIERED")
    chosen = configuration.read(estate, resource, platform, count, tiered)
    allowed = listeners.access(resource)
    parts = attached.to(estate, resource, alone)
    nodes = tuple(_nodes(resource, platform, brokers, zones, chosen, allowed))
    name = _name(resource)
    managed = Managed(
        service,
        tier=instance,
        brokers=brokers,
        zones=count,
        encryption_key=_key(resource),
        authentication=allowed.kinds,
        public=allowed.public,
        configuration=chosen.own,
        monitoring_level=_monitoring_level(resource),
        open_monitoring=_open_monitoring(resource),
        logs_delivered=_logs(resource, "logging_info", "broker_logs"),
        storage_size=_size(resource),
        storage_autoscaling=attached.autoscaling(estate, resource, alone),
        tiered_storage=known(False, resource.anchor) if tiered.is_absent else tiered,
        deletion_protection=_kafka.protection(resource),
        written=_written(resource, service, chosen),
        ingress=tuple(network.ingress(estate, resource, _GROUP, "security_groups")),
        grants=parts.grants,
        credentials=parts.credentials,
        undisclosed_credentials=parts.undisclosed_credentials,
        connectors=parts.connectors,
    )
    alerts, undisclosed_alerts = _alarms.of(estate, name, resource, "Cluster Name", alone)
    made = Cluster(
        name=str(name.or_else(resource.address)),
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=service,
        nodes=nodes,
        declared_topics=parts.topics,
        companions=parts.users,
        undisclosed="" if brokers.is_known else _why(brokers),
        files=paths((resource, *parts.resources, *_own(chosen))),
        alerts=alerts,
        undisclosed_alerts=undisclosed_alerts,
        managed=managed,
    )
    _open_listeners(nodes, allowed)
    return made


def _own(chosen: configuration.Configuration) -> tuple[Resource, ...]:
    return (chosen.resource,) if chosen.resource is not None else ()


def _why(value: Value[Any]) -> str:
    return value.reason or "the number of brokers is not written here"


def _name(resource: Resource) -> Value[str]:
    return text(resource.value("cluster_name"))


def _open_listeners(nodes: Iterable[Node], allowed: Access) -> None:
    for node in nodes:
        between = listeners.between_brokers(node, allowed)
        fix(node, "listeners_given", (*listeners.open_to_clients(node, allowed), between))


def _nodes(
    resource: Resource,
    platform: platforms.Platform,
    brokers: Value[int],
    zones: Value[tuple[str, ...]],
    chosen: configuration.Configuration,
    allowed: Access,
) -> Iterator[Node]:
    """One node a broker, round robin over the zones; one a zone where there are too many."""
    number, names = brokers.or_else(0), zones.or_else(()) or ()
    version = _version(resource)
    shared = {**listeners.settings(allowed), **chosen.settings}
    supplied = frozenset((*shared, "broker.rack")) - configuration.written(chosen).keys()
    for index, copies in enumerate(_copies(brokers, number, len(names))):
        own: dict[str, Value[str]] = {}
        zone = names[index % len(names)] if names else ""
        if zone:
            own["broker.rack"] = Value(zone, zones.origins, Provenance.PLATFORM, zones.reason)
        if copies.or_else(0) == 1:
            own["broker.id"] = Value(str(index + 1), (resource.anchor,), Provenance.PLATFORM)
        title = f"broker {index + 1}" if number else f"the brokers in {zone or 'all zones'}"
        yield Node(
            name=title,
            anchor=resource.anchor,
            settings={**shared, **own},
            partial=chosen.partial,
            open_keys=platform.keys | platform.by_zones.keys(),
            supplied=supplied,
            version=version,
            host=known(title, resource.anchor),
            replicas=copies,
            directories_given=(),
            files=(resource.anchor.path,),
        )


def _copies(brokers: Value[int], number: int, zones: int) -> list[Value[int]]:
    """How many brokers each node stands for."""
    if not brokers.is_known:
        why = unknown(_why(brokers), *brokers.origins)
        return [why] * max(zones, 1)
    if number <= _MOST_NODES or not zones:
        return [known(1, *brokers.origins)] * min(max(number, 0), _MOST_NODES)
    spread = [number // zones + (index < number % zones) for index in range(zones)]
    return [known(part, *brokers.origins) for part in spread]


def _version(resource: Resource) -> Value[str]:
    """ "3.7" of "3.7.x.kraft"."""
    written = text(resource.value("kafka_version"))
    if written.is_known and not versions.minor(written.data):
        return unknown(f"{written.data} is no version of Kafka", *written.origins)
    return written.map(versions.minor)


def _key(resource: Resource) -> Value[str]:
    """The customer's own key; a reference stands for one as well."""
    value = resource.value("encryption_info", "encryption_at_rest_kms_key_arn")
    if not value.is_known:
        return value
    if isinstance(value.data, str) and not isinstance(value.data, tuple):
        return absent(*value.origins) if "alias/aws/kafka" in value.data else value
    if not isinstance(value.data, Reference):
        return unknown("no ARN of a key", *value.origins)
    return value.map(lambda reference: reference.address)


def _monitoring_level(resource: Resource) -> Value[str]:
    level = text(resource.value("enhanced_monitoring"))
    if level.is_absent:
        reason = "MSK defaults to DEFAULT"
        return Value("DEFAULT", resource.places, Provenance.PLATFORM, reason)
    return level


def _open_monitoring(resource: Resource) -> Value[bool]:
    exporters = [
        _on(resource, "open_monitoring", "prometheus", exporter, "enabled_in_broker")
        for exporter in ("jmx_exporter", "node_exporter")
    ]
    return some(exporters)


def _on(resource: Resource, *path: str) -> Value[bool]:
    value = boolean(resource.value(*path))
    return known(False, *value.origins) if value.is_absent else value


def _logs(resource: Resource, *path: str) -> Value[bool]:
    """At least one place gets the brokers' logs; one that is turned off takes nothing away."""
    places = ("cloudwatch_logs", "firehose", "s3")
    return some([_on(resource, *path, place, "enabled") for place in places])


def _size(resource: Resource) -> Value[int]:
    new = resource.value(_GROUP, "storage_info", "ebs_storage_info", "volume_size")
    value = resource.value(_GROUP, "ebs_volume_size") if new.is_absent else new
    return integer(value).map(lambda size: size * _GIB)


def _written(
    resource: Resource, service: str, chosen: configuration.Configuration
) -> dict[str, Value[str]]:
    """What Express brokers have no use for, where it is written."""
    if service != "msk-express":
        return {}
    found: dict[str, Value[str]] = {}
    storage = resource.value(_GROUP, "storage_info")
    if not storage.is_absent and storage.data != ():
        found["storage_info"] = Value("storage_info", _places(storage, resource))
    mode = text(resource.value("storage_mode"))
    if mode.is_known:
        found["storage_mode"] = mode
    fixed = platforms.described(service).fixed
    for key, value in configuration.written(chosen).items():
        if key in fixed and value.is_known and value.data.strip().lower() != fixed[key]:
            found[key] = value
    return found


def _places(value: Value[Any], resource: Resource) -> tuple[Origin, ...]:
    return value.origins or (resource.anchor,)
