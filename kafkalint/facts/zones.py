"""Where the brokers stand: racks (zones) and machines."""

from __future__ import annotations

from collections import Counter

from kafkalint.facts import fact
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import broker_count, brokers, copies, is_confined
from kafkalint.model import Cluster, Node
from kafkalint.values import Value, absent, derive, gather, known, unknown

_ENOUGH = 1000
"""More brokers than any topic has replicas."""


@fact
def rack(node: Node) -> Value[str]:
    """broker.rack: the zone that Kafka spreads replicas over; absent where none is set."""
    value = effective(node, "broker.rack")
    if value.is_known and not str(value.data).strip():
        return absent(*value.origins)
    return value


@fact
def racked_brokers(cluster: Cluster) -> Value[int]:
    """How many of the described brokers have a rack; a platform gives one to each."""
    members = brokers(cluster)
    if cluster.managed is not None:
        return known(len(members), *(node.anchor for node in members))
    for node in members:
        if rack(node).is_unknown:
            return unknown(rack(node).reason, *rack(node).origins)
    with_rack = [rack(node) for node in members if rack(node).is_known]
    return known(len(with_rack), *gather(with_rack or [rack(node) for node in members]))


@fact
def zone_sizes(cluster: Cluster) -> Value[dict[str, int]]:
    """Zone to the number of its brokers; unknown unless every broker is here and has a rack."""
    members = brokers(cluster)
    if cluster.managed is not None and not cluster.managed.zones.is_known:
        zones = cluster.managed.zones
        return unknown(zones.reason or "the platform chooses the zones", *zones.origins)
    total = broker_count(cluster)
    if not total.is_known:
        return unknown(total.reason, *total.origins)
    racks = [rack(node) for node in members]
    for node, value in zip(members, racks, strict=True):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
        if value.is_absent:
            return unknown(f"broker.rack is not set on {node.name}", *value.origins)
        if not copies(node).is_known:
            return unknown(copies(node).reason, node.anchor)
    sizes: Counter[str] = Counter()
    for node, value in zip(members, racks, strict=True):
        sizes[value.data] += copies(node).data
    return known(dict(sizes), *gather(racks))


@fact
def zone_count(cluster: Cluster) -> Value[int]:
    """Z: in how many zones the brokers stand; unknown where a rack or a broker is."""
    if cluster.managed is not None and not cluster.managed.zones.is_absent:
        return cluster.managed.zones
    return zone_sizes(cluster).map(len)


@fact
def zones_possible(cluster: Cluster) -> int:
    """In how many zones its brokers could stand: one in each, if it is known how many they are."""
    return broker_count(cluster).or_else(_ENOUGH) or _ENOUGH


@fact
def room_by_zone(cluster: Cluster) -> Value[dict[str, int]]:
    """As `zone_sizes`; where a platform balances brokers of an unknown number, room for all."""
    sizes, managed = zone_sizes(cluster), cluster.managed
    if sizes.is_known or managed is None or not managed.zones.is_known:
        return sizes
    return managed.zones.map(lambda count: {str(number): _ENOUGH for number in range(count)})


@fact
def host_count(cluster: Cluster) -> Value[int]:
    """H: on how many machines the brokers run; a Compose project runs on one."""
    hosts = [node.host for node in brokers(cluster)]
    if not hosts:
        return absent(cluster.anchor)
    for node in brokers(cluster):
        if not node.host.is_known:
            return unknown(
                node.host.reason or "the machine is not written here", *node.host.origins
            )
    if cluster.undisclosed and not is_confined(cluster):
        return unknown(cluster.undisclosed, *gather(hosts))
    counted = derive(lambda *names: len(set(names)), *hosts)
    anchors = (node.anchor for node in brokers(cluster))
    return counted.at(tuple(dict.fromkeys((*counted.origins, *anchors))))
