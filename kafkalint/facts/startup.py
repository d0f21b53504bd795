"""What Kafka refuses about a node's listeners when it starts.

Kafka 2.8 to 4.x: KafkaConfig.validateValues, CoreUtils.listenerListToEndPoints (names, ports),
AbstractKafkaConfig.effectiveListenerSecurityProtocolMap and getInterBrokerListenerName….
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kafkalint.facts import fact, rejections
from kafkalint.facts.controllers import (
    ADVERTISED,
    advertised_setting,
    controller_listener_problem,
)
from kafkalint.facts.listeners import (
    Endpoint,
    controller_listener_names,
    endpoints,
    hidden_part,
    listeners_setting,
)
from kafkalint.facts.nodes import is_broker, is_kraft, roles, runs
from kafkalint.facts.protocols import KEY, PROTOCOLS, protocol_map, protocol_of
from kafkalint.formats.template import placeholder, split_list
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.regex import regex
from kafkalint.values import Value, known, unknown

Check = Callable[[Node], Value[str]]

_FINE: Value[str] = known("")

_ENDPOINT = regex(r"[^:/]*://\[?[0-9a-zA-Z\-%._:]*\]?:-?[0-9]+\Z")


@fact
def listener_problem(node: Node) -> Value[str]:
    """Why Kafka does not start with the node's listeners and protocol map; "" where it does."""
    if node.software != "kafka" or node.cluster.managed is not None or runs(node):
        return known("", node.anchor)
    return first_problem(
        node,
        (
            rejections.empty_listeners,
            _unreadable_endpoint,
            _doubled_name,
            _doubled_port,
            rejections.malformed_mapping,
            _invalid_protocol,
            _unmapped_name,
            rejections.controllers_alone_advertised,
            rejections.advertised_wildcard,
            _unopened_advertised,
            controller_listener_problem,
            rejections.early_listeners,
            rejections.control_plane,
        ),
    )


def first_problem(node: Node, checks: Iterable[Check]) -> Value[str]:
    """The first text that a check gives; unknown where none does and one could not be decided."""
    unclear: Value[str] | None = None
    for check in checks:
        found = check(node)
        if found.is_unknown:
            unclear = unclear or found
        elif found.data:
            return found
    return unclear or known("", node.anchor)


def _unclear(value: Value[Any]) -> Value[str]:
    return unknown(value.reason or "not set", *value.origins)


def _texts(node: Node) -> list[tuple[str, Value[str]]]:
    """The known texts of listeners and advertised.listeners, with their keys."""
    both = (("listeners", listeners_setting(node)), (ADVERTISED, advertised_setting(node)))
    return [(key, value) for key, value in both if value.is_known]


def _unreadable_endpoint(node: Node) -> Value[str]:
    for key, value in _texts(node):
        for part in (part.strip() for part in split_list(value.data)):
            if part and placeholder(part) is None and not _ENDPOINT.match(part):
                return known(f"{part} in {key} is not NAME://host:port", *value.origins)
    return _FINE


def _doubled_name(node: Node) -> Value[str]:
    for key, value in _texts(node):
        names = [point.name for point in endpoints(value.data)]
        for name in names if len(names) > len({*names}) else ():
            times = names.count(name)
            if times > 1 and placeholder(name) is None:
                return known(f"{key} has {times} listeners called {name}", *value.origins)
    return _FINE


def _doubled_port(node: Node) -> Value[str]:
    bound = listeners_setting(node)
    hole = hidden_part(bound.data) if bound.is_known else ""
    if not bound.is_known or hole:
        reason = f"{hole} in listeners is filled in elsewhere" if hole else bound.reason
        return unknown(reason, *bound.origins)
    by_port: dict[str, list[Endpoint]] = {}
    for point in endpoints(bound.data):
        if point.port.isdecimal() and int(point.port):
            by_port.setdefault(point.port, []).append(point)
    for port, points in by_port.items():
        if len(points) > 1 and not _may_share(node, points):
            names = " and ".join(dict.fromkeys(point.name for point in points))
            return known(f"{names} listen on the same port {port}", *bound.origins)
    return _FINE


def _may_share(node: Node, points: list[Endpoint]) -> bool:
    """One literal IPv4 address and one IPv6, which may share a port since Kafka 3.6 (KIP-797)."""
    if versions.at_least(node.version, "3.6").or_else(True) is False:
        return False
    import ipaddress  # two listeners on one port are rare

    kinds = set()
    for point in points:
        try:
            kinds.add(ipaddress.ip_address(point.host.strip("[]")).version)
        except ValueError:
            return placeholder(point.host) is not None
    return len(points) == 2 and kinds == {4, 6}


def _invalid_protocol(node: Node) -> Value[str]:
    mapping = protocol_map(node)
    if not mapping.is_known:
        return _FINE
    for name, protocol in mapping.data.items():
        if protocol not in PROTOCOLS and not (placeholder(protocol) or placeholder(name)):
            text = f"{KEY} maps {name} to {protocol}, which is no security protocol"
            return known(text, *mapping.origins)
    return _FINE


def _unmapped_name(node: Node) -> Value[str]:
    """Every listener, advertised ones too, and a broker's controller names need a protocol."""
    bound = listeners_setting(node)
    names = [point.name for point in endpoints(bound.data)] if bound.is_known else []
    wanted: dict[str, Value[Any]] = {}
    for _, value in _texts(node):
        for point in endpoints(value.data):
            wanted.setdefault(point.name, value)
    controllers = controller_listener_names(node)
    mapped_since = versions.at_least(node.version, "3.1").or_else(True)
    alone = is_kraft(node).or_else(False) and roles(node).or_else(()) == ("broker",)
    if controllers.is_known and alone and mapped_since:
        for name in controllers.data:
            wanted.setdefault(name, controllers)
    unclear: Value[str] | None = None
    for name, value in wanted.items():
        mapped = has_protocol(node, name, value, names)
        if mapped.is_unknown:
            unclear = unclear or _unclear(mapped)
        elif not mapped.data:
            mapping = protocol_map(node)
            text = f"listener {name} has no security protocol in {KEY}"
            return known(text, *dict.fromkeys((*value.origins, *mapping.origins)))
    return unclear or _FINE


def has_protocol(node: Node, name: str, bound: Value[Any], names: list[str]) -> Value[bool]:
    """Whether listener.security.protocol.map, or Kafka itself, has an entry for `name`."""
    protocol = protocol_of(node, name, bound, names)
    if protocol.is_known:
        return known(True, *protocol.origins)
    mapping = protocol_map(node)
    keys = mapping.data if mapping.is_known else {}
    is_open = mapping.is_unknown or any(placeholder(text) for text in (name, *keys))
    if is_open or name in keys or (mapping.is_absent and not is_kraft(node).is_known):
        return unknown(protocol.reason, *protocol.origins)
    return known(False, *protocol.origins)


def _unopened_advertised(node: Node) -> Value[str]:
    """A broker advertises only what it listens on."""
    if not is_broker(node).or_else(False):
        return _FINE
    bound, shown = listeners_setting(node), advertised_setting(node)
    controllers = controller_listener_names(node)
    if shown.is_absent:
        return _FINE
    for value in (shown, bound, controllers):
        if value.is_unknown:
            return _unclear(value)
    names = {point.name for point in endpoints(bound.data)}
    origins = tuple(dict.fromkeys((*shown.origins, *bound.origins)))
    for point in endpoints(shown.data):
        if point.name in names or point.name in controllers.data or placeholder(point.name):
            continue
        if bound.is_default and node.container is None:
            return unknown("a file without listeners is a part of something", *shown.origins)
        if hidden_part(bound.data) or any(placeholder(name) for name in names):
            return unknown("a part of listeners is filled in elsewhere", *bound.origins)
        return known(f"{point.name} is advertised, and no listener is called so", *origins)
    return _FINE
