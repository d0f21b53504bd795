"""Published ports: what answers there, and who reaches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kafkalint.facts import fact, subject
from kafkalint.facts.addresses import has_own_network
from kafkalint.facts.authentication import asks_who_is_there
from kafkalint.facts.consoles import control_of
from kafkalint.facts.encryption import uses_tls
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import is_broker
from kafkalint.hosts import is_loopback
from kafkalint.model import Cluster, Companion, Container, Entity, Listener, Node, Port
from kafkalint.values import Value, every, known, unknown

EVERYWHERE = frozenset({"", "0.0.0.0", "::"})


class PublishedPort(Entity):
    """A port of a node or companion that the machine passes on to its container."""

    service: str
    port: Port
    container: Container
    node: Node | None = None
    companion: Companion | None = None

    @property
    def described(self) -> str:
        return f"port {self.name} of {self.service}"

    @property
    def target(self) -> Value[int]:
        return self.port.target

    @property
    def published(self) -> Value[int]:
        return self.port.published

    @property
    def mode(self) -> str:
        """ "host" or "ingress"; what Swarm does where nothing is said."""
        return self.port.mode or "ingress"


@subject("port")
def all_ports(cluster: Cluster) -> Iterable[PublishedPort]:
    """Every port that a container publishes, of nodes and of what is beside them."""
    for node in cluster.nodes:
        yield from published_ports(node)
    for companion in cluster.companions:
        yield from _ports(companion.container, companion.name, companion=companion)


@fact
def published_ports(node: Node) -> tuple[PublishedPort, ...]:
    """What the node's container publishes; nothing where it shares the machine's network."""
    return tuple(_ports(node.container, node.name, node))


def _ports(
    container: object, service: str, node: Node | None = None, companion: Companion | None = None
) -> Iterator[PublishedPort]:
    if not isinstance(container, Container) or not has_own_network(container):
        return
    for port in container.ports:
        number = port.published if port.published.is_known else port.target
        name = str(number.or_else("?"))
        if port.protocol == "tcp":
            yield PublishedPort(name, port.origin, service, port, container, node, companion)


@fact
def is_public(port: PublishedPort) -> Value[bool]:
    """Published on every address of the machine."""
    return port.port.host_ip.map(lambda address: address in EVERYWHERE).at((port.port.origin,))


@fact
def leaves_machine(port: PublishedPort) -> Value[bool]:
    """Published on more than loopback."""
    return port.port.host_ip.map(lambda address: not is_loopback(address)).at((port.port.origin,))


@fact
def outside(port: PublishedPort) -> str:
    """How it is called on the machine: "port 9092"."""
    number = port.published
    return f"port {number.data}" if number.is_known else "a port that Docker picks"


@fact
def is_of_zookeeper(port: PublishedPort) -> bool:
    """A ZooKeeper server is behind it."""
    return port.node is not None and port.node.software == "zookeeper"


@fact
def on_loopback(port: PublishedPort) -> str:
    """The line that publishes it on loopback alone: "127.0.0.1:9092:9092"."""
    number = port.published.data if port.published.is_known else ""
    return f"127.0.0.1:{number}:{port.target.or_else('?')}"


@fact
def listener(port: PublishedPort) -> Listener | None:
    """The listener of the node that is behind it."""
    number = port.target.or_else(0)
    found = (each for each in listeners(port.node)) if port.node else iter(())
    return next((each for each in found if each.port.or_else(-1) == number), None)


@fact
def is_broker_port(port: PublishedPort) -> Value[bool]:
    """Clients or brokers speak to a broker there."""
    node = port.node
    if node is None or node.software != "kafka" or not is_broker(node).or_else(True):
        return known(False, port.anchor)
    behind = listener(port)
    if behind is not None:
        return behind.is_controller.map(lambda controllers: not controllers)
    for value in (port.target, *(each.port for each in listeners(node))):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    return known(False, port.anchor)


@fact
def is_guarded(port: PublishedPort) -> Value[bool]:
    """The listener behind it encrypts and lets nobody in without credentials."""
    behind = listener(port)
    if behind is None:
        return known(False, port.anchor)
    return every([uses_tls(behind), asks_who_is_there(behind)])


@fact
def control(port: PublishedPort) -> Value[str]:
    """What can be administered there, "ZooKeeper's client port"; "" where nothing can."""
    if port.companion is not None:
        return control_of(port.companion, port.container, port.target)
    node, number = port.node, port.target
    if node is None:
        return known("", port.anchor)
    if node.software == "zookeeper":
        return _of_zookeeper(node, number)
    behind = listener(port)
    if behind is None or not behind.is_controller.or_else(False):
        return known("", port.anchor)
    return known("the controllers' listener", port.port.origin)


def _of_zookeeper(node: Node, number: Value[int]) -> Value[str]:
    if not number.is_known:
        return unknown(number.reason or "the port is not known", *number.origins)
    text = str(number.data)
    client = node.settings.get("clientPort")
    if client is not None and client.is_known and client.data.strip() == text:
        return known("ZooKeeper's client port", *number.origins)
    for key, value in node.settings.items():
        if not key.startswith("server.") or not value.is_known:
            continue
        peers, _, own = value.data.partition(";")
        if own.rpartition(":")[2].strip() == text:
            return known("ZooKeeper's client port", *number.origins)
        if text in peers.split(":")[1:3]:
            return known("a port of the ZooKeeper ensemble", *number.origins)
    return known("", *number.origins)
