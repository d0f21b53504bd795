"""The listeners of a node, resolved as Kafka does: names, protocols, addresses, purposes.

Kafka: SocketServerConfigs (listeners, advertised.listeners, protocol map),
ReplicationConfigs (inter-broker keys), AbstractKafkaConfig.effectiveListenerSecurityProtocolMap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import is_broker, is_kraft
from kafkalint.formats.template import placeholder
from kafkalint.model import Cluster, Node
from kafkalint.model.listener import Listener
from kafkalint.values import Provenance, Value, absent, known, negate, unknown

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
_ENDPOINT = re.compile(r"^\s*([^:/]*)://(\[[^\]]*\]|(?:\$\{[^}]*\}|[^:])*)(?::(.*))?$", re.S)
_SEPARATOR = re.compile(r",(?![^{]*\})")


class Endpoint(NamedTuple):
    """`NAME://host:port`, as text; the port is "" where there is none."""

    name: str
    host: str
    port: str


@fact
def listeners(node: Node) -> tuple[Listener, ...]:
    """Every listener that the node opens; one of unknown protocol where they are unknown."""
    if node.software != "kafka":
        return ()
    bound = listeners_setting(node)
    if not bound.is_known:
        return (
            Listener(
                "?", node.anchor, node=node, protocol=_unknown(bound), is_client=_unknown(bound)
            ),
        )
    advertised = {point.name: point for point in endpoints(_text(node, "advertised.listeners"))}
    found: dict[str, Listener] = {}
    points = list(endpoints(bound.data))
    for point in points:
        found.setdefault(
            point.name, _listener(node, point, bound, advertised.get(point.name), points)
        )
    return tuple(found.values())


@fact
def listeners_setting(node: Node) -> Value[str]:
    """The text of `listeners`, or PLAINTEXT://:9092 where nothing is set (SocketServerConfigs)."""
    written = node.settings.get("listeners")
    if written is not None and (written.is_unknown or written.data):
        return written
    value = effective(node, "listeners")
    if value.is_unknown:
        return unknown(value.reason, *value.origins)
    reason = value.reason or "Kafka defaults to PLAINTEXT://:9092"
    return Value("PLAINTEXT://:9092", (node.anchor,), Provenance.KAFKA, reason)


def _listener(
    node: Node,
    point: Endpoint,
    bound: Value[str],
    advertised: Endpoint | None,
    points: list[Endpoint],
) -> Listener:
    origins = bound.origins
    anchor = origins[0] if origins else node.anchor
    controller = _is_controller_listener(node, point.name)
    inter_broker = inter_broker_listener(node).map(lambda name: name == point.name)
    shown = _text_value(node, "advertised.listeners")
    shown_origins = shown.origins if shown else origins
    address = advertised or point
    return Listener(
        point.name,
        anchor,
        node=node,
        protocol=protocol_of(node, point.name, bound),
        host=_part(point.host, bound),
        port=_port(point.port, bound),
        advertised_host=_part(address.host, bound).at(shown_origins),
        advertised_port=_port(address.port, bound).at(shown_origins),
        is_controller=controller,
        is_inter_broker=inter_broker,
        is_client=_is_client(node, point.name, controller, inter_broker, points),
    )


def _is_controller_listener(node: Node, name: str) -> Value[bool]:
    names = effective(node, "controller.listener.names")
    if names.is_absent:
        return known(False, node.anchor)
    return names.map(lambda listed: name in {str(item).upper() for item in listed})


def _is_client(
    node: Node,
    name: str,
    controller: Value[bool],
    inter_broker: Value[bool],
    points: list[Endpoint],
) -> Value[bool]:
    """Clients use it, unless it is the controllers' or there is another one beside the brokers'."""
    if not controller.is_known:
        return controller
    if controller.data or not is_broker(node).or_else(True):
        return known(False, *controller.origins)
    if not inter_broker.is_known:
        return inter_broker if len(points) > 1 else known(True, *controller.origins)
    others = [
        p
        for p in points
        if p.name != name and not _is_controller_listener(node, p.name).or_else(False)
    ]
    return known(not (inter_broker.data and others), *inter_broker.origins)


@fact
def inter_broker_listener(node: Node) -> Value[str]:
    """The name of the listener that brokers replicate over."""
    name = effective(node, "inter.broker.listener.name")
    if name.is_known and name.data:
        return name.map(lambda text: str(text).upper())
    if name.is_unknown:
        return unknown(name.reason, *name.origins)
    return effective(node, "security.inter.broker.protocol").map(lambda text: str(text).upper())


@fact
def protocol_map(node: Node) -> Value[dict[str, str]]:
    """listener.security.protocol.map as written; absent where nobody writes one."""
    value = _text_value(node, "listener.security.protocol.map")
    if value is None:
        if node.partial:
            return unknown(
                f"listener.security.protocol.map is not set here: {node.partial}", node.anchor
            )
        return absent(node.anchor)
    return value.map(_parse_map)


def _parse_map(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in _SEPARATOR.split(text):
        name, colon, protocol = entry.strip().partition(":")
        if colon:
            pairs[name.strip().upper()] = protocol.strip().upper()
    return pairs


def protocol_of(node: Node, name: str, bound: Value[str]) -> Value[str]:
    """The security protocol of a listener name, through the map or Kafka's own identities."""
    if placeholder(name):
        return unknown(f"the listener name {name} is filled in elsewhere", *bound.origins)
    mapping = protocol_map(node)
    if mapping.is_unknown:
        return (
            unknown(mapping.reason, *mapping.origins)
            if name not in PROTOCOLS
            else _itself(name, bound)
        )
    if mapping.is_known and name in mapping.data:
        text = mapping.data[name]
        origins = tuple(dict.fromkeys((*bound.origins, *mapping.origins)))
        if placeholder(text):
            return unknown(f"{text} in the protocol map is filled in elsewhere", *origins)
        return Value(text, origins, mapping.provenance, mapping.reason)
    if mapping.is_known and any(placeholder(key) for key in mapping.data):
        return unknown("the protocol map is filled in elsewhere", *mapping.origins)
    if mapping.is_absent and name in PROTOCOLS:
        return _itself(name, bound)
    if mapping.is_absent and _implied_plaintext(node, name, bound):
        reason = "KRaft maps the controller listener to PLAINTEXT where no protocol map is set"
        return Value("PLAINTEXT", bound.origins, Provenance.KAFKA, reason)
    return unknown(
        f"listener {name} has no entry in listener.security.protocol.map", *bound.origins
    )


def _itself(name: str, bound: Value[str]) -> Value[str]:
    return Value(name, bound.origins, bound.provenance, bound.reason)


def _implied_plaintext(node: Node, name: str, bound: Value[str]) -> bool:
    """Kafka adds controller names as PLAINTEXT when the map is unset and no listener is secure."""
    if not is_kraft(node).or_else(False) or not _is_controller_listener(node, name).or_else(False):
        return False
    names = [point.name for point in endpoints(bound.data)]
    return not any(other in ("SSL", "SASL_PLAINTEXT", "SASL_SSL") for other in names)


@subject("listener")
def all_listeners(cluster: Cluster) -> Iterable[Listener]:
    return (listener for node in cluster.nodes for listener in listeners(node))


@fact
def is_only_inter_broker(listener: Listener) -> Value[bool]:
    """Brokers use it and clients have another one."""
    return negate(listener.is_client)


@fact
def exposure(listener: Listener) -> Value[str]:
    """ "public" (published on every address), "network", or "loopback" (this machine alone)."""
    container = listener.node.container
    if container is None or container.network_mode.or_else("") == "host":
        return listener.host.map(lambda host: "loopback" if _is_loopback(host) else "network")
    if not listener.port.is_known:
        return unknown(listener.port.reason, *listener.port.origins)
    for port in container.ports:
        if not port.target.is_known or not port.host_ip.is_known:
            return unknown("a published port is not known", port.origin)
        if port.target.data == listener.port.data and not _is_loopback(port.host_ip.data):
            return known("public", port.origin)
    return known("loopback", *listener.port.origins)


def _is_loopback(host: str) -> bool:
    host = host.strip("[]").lower()
    return host == "localhost" or host.startswith("127.") or host == "::1"


def endpoints(text: str | None) -> Iterator[Endpoint]:
    """The endpoints of a listeners text; what is not `NAME://host:port` is left out."""
    for part in _SEPARATOR.split(text or ""):
        match = _ENDPOINT.match(part.strip())
        if match:
            name, host, port = match.groups()
            yield Endpoint(name.strip().upper(), host.strip(), (port or "").strip())


def _text_value(node: Node, key: str) -> Value[str] | None:
    value = node.settings.get(key)
    return value if value is not None and (value.is_unknown or value.data) else None


def _text(node: Node, key: str) -> str:
    value = _text_value(node, key)
    return value.data if value is not None and value.is_known else ""


def _part(text: str, whole: Value[str]) -> Value[str]:
    found = placeholder(text)
    if found:
        return unknown(f"{found} is filled in elsewhere", *whole.origins)
    return Value(text.strip("[]"), whole.origins, whole.provenance, whole.reason)


def _port(text: str, whole: Value[str]) -> Value[int]:
    found = placeholder(text)
    if found:
        return unknown(f"{found} is filled in elsewhere", *whole.origins)
    if not text.isdigit():
        return absent(*whole.origins) if not text else unknown(f"{text} is no port", *whole.origins)
    return Value(int(text), whole.origins, whole.provenance, whole.reason)


def _unknown(value: Value[str]) -> Value[Any]:
    return unknown(value.reason, *value.origins)
