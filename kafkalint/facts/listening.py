"""What a container listens on, as far as its image and its settings tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kafkalint.facts import fact
from kafkalint.facts.addresses import advertised_listeners
from kafkalint.facts.listeners import listeners
from kafkalint.facts.ports import PublishedPort
from kafkalint.formats.template import placeholder
from kafkalint.model import Container, Node
from kafkalint.regex import regex
from kafkalint.values import Value, gather, known, unknown

_NUMBER = regex(r"(?<![\w.])\d{2,5}(?![\w.])")
_TELLS_PORTS = ("PORT", "LISTENER", "OPTS", "OPTIONS", "JMX", "ARGS", "JVM", "FLAGS")
_UNDISTURBED = frozenset(
    "apache-kafka apache-kafka-native bitnami-kafka cp-kafka cp-enterprise-kafka cp-server"
    " wurstmeister-kafka cp-zookeeper zookeeper bitnami-zookeeper".split()
)
"""Images that open nothing but what their settings and variables say…"""
_ALSO_OPEN = {"cp-server": frozenset({8090})}
"""…and what they open beside that."""
_ZOOKEEPER = frozenset({2181, 2888, 3888})
_ADMINISTRATION = frozenset({7000, 8080})
"""ZooKeeper's metrics and AdminServer, which no setting needs to name."""


@fact
def is_of_known_image(port: PublishedPort) -> bool:
    """It belongs to a node, and what the image of that opens is known."""
    image = port.container.image
    return port.node is not None and image is not None and image.family in _UNDISTURBED


@fact
def is_open(port: PublishedPort) -> Value[bool]:
    """Something in the container listens there; unknown where that cannot be told."""
    node, number = port.node, port.target
    image = port.container.image
    if node is None or image is None or not is_of_known_image(port):
        return unknown("what the container listens on is not known", port.anchor)
    if not number.is_known:
        return unknown(number.reason or "the port is not known", *number.origins)
    if number.data in named_numbers(node):
        return known(True, port.port.origin)
    if node.partial:
        return unknown(node.partial, node.anchor)
    if number.data in _ALSO_OPEN.get(image.family, ()) or _runs_scripts(port.container):
        return unknown(f"something else may listen on {number.data}", port.anchor)
    hole = _open_text(node)
    if hole is not None:
        return unknown(hole.reason or "a port is filled in elsewhere", *hole.origins)
    places = gather(each.port for each in listeners(node) if each.port.is_known)
    return known(False, port.port.origin, *places)


def _runs_scripts(container: Container) -> bool:
    """A script or a start of its own may open whatever it likes."""
    if not container.command.is_absent or not container.entrypoint.is_absent:
        return True
    targets = (mount.target.or_else("") or "" for mount in container.mounts)
    return any(target.endswith((".sh", ".jar")) or "docker" in target for target in targets)


def _texts(node: Node) -> Iterator[Value[str]]:
    """Whatever may name a port to listen on; what is only advertised is not listened on."""
    for variable in node.container.variables if node.container else ():
        if _tells_ports(variable.name) or node.software == "zookeeper":
            yield variable.value
    for key, value in node.settings.items():
        if _tells_ports(key.upper()) or node.software == "zookeeper":
            yield value
    yield from node.jvm_options


@lru_cache(maxsize=4096)
def _tells_ports(name: str) -> bool:
    return any(part in name for part in _TELLS_PORTS) and "ADVERTISED" not in name


def _open_text(node: Node) -> Value[str] | None:
    """What may name a port and is not known."""
    keys = ("listeners", "port", "clientPort")
    wanted = [node.settings[key] for key in keys if key in node.settings]
    for variable in node.container.variables if node.container else ():
        if _tells_ports(variable.name):
            wanted.append(variable.value)
    for value in (*wanted, *node.jvm_options):
        if value.is_unknown or (value.is_known and placeholder(str(value.data))):
            return value if value.is_unknown else unknown("", *value.origins)
    return None


@fact
def named_numbers(node: Node) -> frozenset[int]:
    """Every number that settings and variables name where they may name a port."""
    found: set[int] = {each.port.data for each in listeners(node) if each.port.is_known}
    for value in _texts(node):
        if value.is_known:
            found.update(int(number) for number in _NUMBER.findall(str(value.data)))
    if node.software == "zookeeper":
        found |= _ADMINISTRATION if _has_client_port(node) else _ADMINISTRATION | _ZOOKEEPER
    return frozenset(found)


def _has_client_port(node: Node) -> bool:
    return "clientPort" in node.settings or any(
        key.startswith("server.") and ";" in (value.or_else("") or "")
        for key, value in node.settings.items()
    )


@fact
def is_advertised(port: PublishedPort) -> bool:
    """Clients are told the number that it is published by, or the one of the container."""
    if port.node is None:
        return False
    told = {each.advertised_port.or_else(None) for each in advertised_listeners(port.node)}
    return bool({port.published.or_else(-1), port.target.or_else(-1)} & told)
