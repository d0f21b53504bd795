"""Where an MSK cluster stands and who reaches it: subnets, zones, security groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafkalint.kafka import versions
from kafkalint.model.access import Ingress
from kafkalint.regex import regex
from kafkalint.sources._cloud.arguments import integer, items, refers_to, text
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Origin, Value, known, unknown

_RULES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")
_RANGES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
_BLANK = regex(r"[xX]{3}|[<>]|\.\.|\?\?")
_ANY = known(0), known(65535)


def zones(
    estate: Estate, cluster: Resource, brokers: Value[int], *path: str
) -> Value[tuple[str, ...]]:
    """The zone of each client subnet, in order.

    MSK takes one subnet a zone: where a subnet's own zone is not known, it stands for one.
    """
    listed = cluster.value(*path)
    if not listed.is_known or listed.data == ():  # an empty default is there to be filled
        return _told_by_brokers(brokers, listed)
    found = [_zone(estate, item, number) for number, item in enumerate(items(listed) or (), 1)]
    return known(tuple(found), *listed.origins)


def _told_by_brokers(brokers: Value[int], listed: Value[Any]) -> Value[tuple[str, ...]]:
    """Two zones or three, as many as divide the brokers; unknown where both do."""
    number = brokers.or_else(0)
    counts = [count for count in (2, 3) if number and number % count == 0]
    if len(counts) != 1:
        return unknown(listed.reason or "the subnets are not written here", *listed.origins)
    names = tuple(f"zone {index + 1}" for index in range(counts[0]))
    reason = f"MSK takes {number} brokers over {counts[0]} zones alone"
    return known(names, *brokers.origins, reason=reason)


def _zone(estate: Estate, item: Value[Any], number: int) -> str:
    subnet = estate.find(item, "aws_subnet")
    if subnet is not None:
        for argument in ("availability_zone", "availability_zone_id"):
            zone = subnet.value(argument)
            if zone.is_known and isinstance(zone.data, str):
                return zone.data
        return subnet.address
    if isinstance(item.data, Reference):
        return f"{item.data.address}.{item.data.attribute}".rstrip(".")
    named = item.is_known and _BLANK.search(str(item.data)) is None  # else "subnet-xxxx", twice
    return str(item.data) if named else f"the zone of subnet {number}"


def ingress(estate: Estate, cluster: Resource, *path: str) -> Iterator[Ingress]:
    """The rules of the cluster's security groups that let address ranges in."""
    groups = [
        group
        for item in items(cluster.value(*path)) or ()
        if (group := estate.find(item, "aws_security_group")) is not None
    ]
    zookeeper = _has_zookeeper(cluster)
    for group in groups:
        for number, block in enumerate(group.blocks("ingress"), 1):
            if block.is_known:
                name = f"ingress {number} of {group.address}"
                yield from _ranges(name, block.data, block.origins, zookeeper)
        for rule in estate.of_type(*_RULES):
            if not refers_to(rule.value("security_group_id"), group):
                continue
            if rule.value("type").or_else("ingress") == "ingress" and not rule.uncertain:
                yield from _ranges(rule.address, rule.arguments, (rule.anchor,), zookeeper)


def _has_zookeeper(cluster: Resource) -> Value[bool]:
    """Its nodes share the brokers' groups until somebody moves them in EC2's console.

    https://docs.aws.amazon.com/msk/latest/developerguide/zookeeper-security-group.html
    """
    if cluster.type != "aws_msk_cluster":
        return known(False, cluster.anchor)
    version = text(cluster.value("kafka_version"))
    return version.map(
        lambda word: ".kraft" not in word and (versions.parts(word) or (4, 0)) < (4, 0)
    )


def _ranges(
    name: str,
    rule: dict[str, Value[Any]],
    origins: tuple[Origin, ...],
    zookeeper: Value[bool],
) -> Iterator[Ingress]:
    protocol = rule.get("protocol", rule.get("ip_protocol"))
    first, last = rule.get("from_port"), rule.get("to_port")
    everything = protocol is not None and str(protocol.data) in ("-1", "all")
    low, high = _ANY
    if not everything and first is not None and last is not None:
        low, high = integer(first), integer(last)
    for argument in _RANGES:
        value = rule.get(argument)
        for item in items(value) or () if value is not None else ():
            place = item.origins or (value.origins if value is not None else ()) or origins
            yield Ingress(
                name,
                place[0],
                range=text(item).at(place),
                from_port=low,
                to_port=high,
                zookeeper=zookeeper,
            )
