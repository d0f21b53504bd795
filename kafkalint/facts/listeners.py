"""The listeners of a node, resolved as Kafka does: names, addresses, purposes.

Kafka: SocketServerConfigs.listenerListToEndPoints, AbstractKafkaConfig and
KafkaConfig.validateValues (which listener brokers and controllers use), and before 3.0
KafkaConfig.listeners (host.name and port where there are no listeners).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import is_broker, is_kraft
from kafkalint.facts.protocols import protocol_of
from kafkalint.formats.template import placeholder, split_list
from kafkalint.hosts import is_loopback
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node
from kafkalint.model.listener import Listener
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, absent, gather, known, unknown

_ENDPOINT = regex(r"^\s*([^:/]*)://(\[[^\]]*\]|(?:\$\{[^}]*\}|[^:])*)(?::(.*))?$", re.S)
_BETWEEN_BROKERS = ("inter.broker.listener.name", "security.inter.broker.protocol")
_DEFAULT = "PLAINTEXT://:9092"
_SOMEWHERE = "${listeners}"


class Endpoint(NamedTuple):
    """`NAME://host:port`, as text; the port is "" where there is none."""

    name: str
    host: str
    port: str


@subject("listener")
def all_listeners(cluster: Cluster) -> Iterable[Listener]:
    """Every listener of every node."""
    return (listener for node in cluster.nodes for listener in listeners(node))


@fact
def listeners(node: Node) -> tuple[Listener, ...]:
    """Every listener that the node opens; one called "?" stands for those that are unknown."""
    if node.software != "kafka":
        return ()
    if node.listeners_given is not None:
        return node.listeners_given
    bound = listeners_setting(node)
    if not bound.is_known:
        return (*_told_of(node), _nameless(node, bound))
    points = endpoints(bound.data)
    names = [point.name for point in points]
    found: dict[str, Listener] = {}
    for point in points:
        found.setdefault(point.name, _listener(node, point, bound, names))
    hole = hidden_part(bound.data)
    if hole:
        reason = f"{hole} in listeners is filled in elsewhere"
        found["?"] = _nameless(node, unknown(reason, *bound.origins))
    return tuple(found.values())


def _nameless(node: Node, bound: Value[str]) -> Listener:
    what: Value[Any] = unknown(bound.reason, *bound.origins)
    return Listener(
        "?",
        node.anchor,
        node=node,
        protocol=what,
        host=what,
        port=what,
        advertised_host=what,
        advertised_port=what,
        is_controller=what,
        is_inter_broker=what,
        is_client=what,
    )


def _told_of(node: Node) -> Iterator[Listener]:
    """Those that clients are told of: whatever `listeners` is, it has them, or Kafka stops."""
    shown = node.settings.get("advertised.listeners")
    if shown is None or not shown.is_known:
        return
    points = endpoints(shown.data)
    names = [point.name for point in points]
    for point in points:
        yield _listener(node, point._replace(host=_SOMEWHERE, port=_SOMEWHERE), shown, names)


@fact
def listeners_setting(node: Node) -> Value[str]:
    """The text of `listeners`; PLAINTEXT://:9092 where nobody sets them, in every version."""
    written = _text_value(node, "listeners")
    if written is not None:
        return written
    if node.partial:
        return unknown(f"listeners is not set here: {node.partial}", node.anchor)
    older = _older_setting(node, ("host.name",), ("port",))
    if older is not None:
        return older
    reason = f"Kafka defaults to {_DEFAULT}"
    return Value(_DEFAULT, (node.anchor,), Provenance.KAFKA, reason)


def _older_setting(node: Node, hosts: tuple[str, ...], ports: tuple[str, ...]) -> Value[str] | None:
    """What a host's and a port's own key say, which Kafka read up to 2.8; the first one wins."""
    if not any(_text_value(node, keys[0]) for keys in (hosts, ports)):
        return None
    if versions.at_least(node.version, "3.0").or_else(False):
        return None
    host, port = _first_text(node, hosts), _first_text(node, ports)
    written = [part for part in (host, port) if part is not None]
    text = f"PLAINTEXT://{_or_hole(host, '')}:{_or_hole(port, '9092')}"
    return known(text, *gather(written))


def _or_hole(part: Value[str] | None, default: str) -> str:
    """What is written; a placeholder for what cannot be known: the protocol can."""
    if part is None:
        return default
    return part.data if part.is_known else "${host.name}" if not default else "${port}"


def _first_text(node: Node, keys: tuple[str, ...]) -> Value[str] | None:
    found = (_text_value(node, key) for key in keys)
    return next((value for value in found if value is not None), None)


def _listener(node: Node, point: Endpoint, bound: Value[str], names: Sequence[str]) -> Listener:
    name = point.name
    controller = _is_controller_listener(node, name)
    inter_broker = _is_inter_broker(node, name, names)
    host, port = _advertised(node, point, bound)
    client = _is_client(node, name, controller, inter_broker, names)
    if not client.or_else(False) and controller.or_else(True) is False:
        client = _is_let_out(node, point, host, inter_broker) or client
    return Listener(
        name,
        bound.origins[0] if bound.origins else node.anchor,
        node=node,
        protocol=protocol_of(node, name, bound, names),
        host=_part(point.host, bound),
        port=_port(point.port, bound),
        advertised_host=host,
        advertised_port=port,
        is_controller=controller,
        is_inter_broker=inter_broker,
        is_client=client,
    )


def _advertised(node: Node, point: Endpoint, bound: Value[str]) -> tuple[Value[str], Value[int]]:
    """What clients are told; absent where this listener is not among the advertised ones."""
    shown = _text_value(node, "advertised.listeners") or _older_setting(
        node, ("advertised.host.name", "host.name"), ("advertised.port", "port")
    )
    if shown is None:
        if node.partial:
            reason = f"advertised.listeners is not set here: {node.partial}"
            return unknown(reason, node.anchor), unknown(reason, node.anchor)
        return _part(point.host, bound), _port(point.port, bound)
    if shown.is_unknown:
        return unknown(shown.reason, *shown.origins), unknown(shown.reason, *shown.origins)
    for other in endpoints(shown.data):
        if other.name == point.name:
            return _part(other.host, shown), _port(other.port, shown)
    hole = hidden_part(shown.data)
    if hole:
        reason = f"{hole} in advertised.listeners is filled in elsewhere"
        return unknown(reason, *shown.origins), unknown(reason, *shown.origins)
    return absent(*shown.origins), absent(*shown.origins)


def _is_controller_listener(node: Node, name: str) -> Value[bool]:
    names = controller_listener_names(node)
    if names.is_unknown and _is_told_to_clients(node, name):
        return known(False, *node.settings["advertised.listeners"].origins)
    if name == "?" or names.is_unknown:
        return unknown(names.reason, *names.origins)
    return known(name in names.data, *names.origins)


def _is_told_to_clients(node: Node, name: str) -> bool:
    """It is advertised, and not by a controller's name: what an unknown image sets is no matter."""
    written = node.settings.get("advertised.listeners")
    if written is None or not written.is_known or "CONTROLLER" in name:
        return False
    return any(point.name == name for point in endpoints(written.data))


@fact
def controller_listener_names(node: Node) -> Value[tuple[str, ...]]:
    """controller.listener.names in upper case; none in ZooKeeper mode, which refuses them."""
    names = effective(node, "controller.listener.names")
    if names.is_known:
        return names.map(lambda listed: tuple(str(item).upper() for item in listed))
    kraft = is_kraft(node)
    if names.is_absent or (kraft.is_known and not kraft.data):
        return known((), *(kraft.origins if kraft.is_known else (node.anchor,)))
    return _by_own_vote(node) or names


def _by_own_vote(node: Node) -> Value[tuple[str, ...]] | None:
    """Where the names are not known: the listener at whose port the others find this voter."""
    voters, own = node.settings.get("controller.quorum.voters"), effective(node, "node.id")
    bound = _text_value(node, "listeners")
    if voters is None or not voters.is_known or bound is None or not bound.is_known:
        return None
    entries = (entry.strip().partition("@") for entry in split_list(voters.data))
    ports = {rest.rpartition(":")[2] for id, _, rest in entries if id == str(own.or_else(""))}
    found = tuple(point.name for point in endpoints(bound.data) if point.port in ports)
    return known(found, *gather((bound, voters))) if found else None


def _is_inter_broker(node: Node, name: str, names: Sequence[str]) -> Value[bool]:
    """Brokers replicate over it; a broker's only listener has to be the one."""
    broker = is_broker(node)
    if broker.is_known and not broker.data:
        return known(False, *broker.origins)
    chosen = inter_broker_listener(node)
    if chosen.is_known:
        return chosen.map(lambda listed: listed == name)
    controllers = controller_listener_names(node)
    if controllers.is_known and [n for n in names if n not in controllers.data] == [name]:
        return known(True, *controllers.origins)
    if len(names) == 1 and broker.is_known:
        return known(True, *broker.origins)
    return unknown(chosen.reason, *chosen.origins)


def _is_client(
    node: Node,
    name: str,
    controller: Value[bool],
    inter_broker: Value[bool],
    names: Sequence[str],
) -> Value[bool]:
    """Clients use it, unless it is the controllers' or was set apart for the brokers.

    Where nobody chose the brokers' listener it is PLAINTEXT, which clients know as well.
    """
    if not controller.is_known:
        return controller
    if controller.data or not is_broker(node).or_else(True):
        return known(False, *controller.origins)
    others = [
        other
        for other in names
        if other != name and not _is_controller_listener(node, other).or_else(False)
    ]
    chosen = any(is_set(node, key) for key in _BETWEEN_BROKERS)
    if not others or (not chosen and inter_broker.is_known):
        return known(True, *controller.origins)
    return inter_broker.map(lambda between: not between)


def _is_let_out(
    node: Node, point: Endpoint, host: Value[str], inter_broker: Value[bool]
) -> Value[bool] | None:
    """Docker publishes it, and not for brokers, who know it by a name inside: clients come in."""
    container = node.container
    if container is None or not is_broker(node).or_else(False):
        return None
    if inter_broker.or_else(False):  # brokers on other machines may need what is published
        inside = {"", *(name.lower() for name in container.names)}
        known_as = host.data.lower() if host.is_known and host.data is not None else "?"
        if known_as not in inside and not is_loopback(known_as):
            return None
    for port in container.ports:
        if port.protocol == "tcp" and str(port.target.or_else("")) == point.port:
            return known(True, port.origin)
    return None


@fact
def inter_broker_listener(node: Node) -> Value[str]:
    """The name of the listener that brokers replicate over."""
    name = effective(node, "inter.broker.listener.name")
    if name.is_known and name.data:
        return name.map(lambda text: str(text).upper())
    if name.is_unknown:
        return unknown(name.reason, *name.origins)
    return effective(node, "security.inter.broker.protocol").map(lambda text: str(text).upper())


@lru_cache(maxsize=1024)
def endpoints(text: str | None) -> tuple[Endpoint, ...]:
    """The endpoints of a listeners text; what is not `NAME://host:port` is left out."""
    found = []
    for part in split_list(text or ""):
        match = _ENDPOINT.match(part.strip())
        if match:
            name, host, port = match.groups()
            found.append(Endpoint(name.strip().upper(), host.strip(), (port or "").strip()))
    return tuple(found)


@lru_cache(maxsize=1024)
def hidden_part(text: str) -> str | None:
    """What is filled in elsewhere and may be listeners: `${MORE}` in `A://:9092,${MORE}`."""
    parts = (part.strip() for part in split_list(text))
    return next((placeholder(part) for part in parts if not _ENDPOINT.match(part)), None)


def _text_value(node: Node, key: str) -> Value[str] | None:
    value = node.settings.get(key)
    return value if value is not None and (value.is_unknown or value.data) else None


def _part(text: str, whole: Value[str]) -> Value[str]:
    found = placeholder(text)
    if found:
        return unknown(f"{found} is filled in elsewhere", *whole.origins)
    return Value(text.strip("[]"), whole.origins, whole.provenance, whole.reason)


def _port(text: str, whole: Value[str]) -> Value[int]:
    found = placeholder(text)
    if found:
        return unknown(f"{found} is filled in elsewhere", *whole.origins)
    if not text.isdecimal():
        return absent(*whole.origins) if not text else unknown(f"{text} is no port", *whole.origins)
    return Value(int(text), whole.origins, whole.provenance, whole.reason)
