"""The addresses that brokers tell their clients and each other: whether anybody gets there.

A client asks any broker for the cluster's metadata and then connects to the addresses in it,
so an address that means something else to the client than to the broker leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kafkalint.facts import fact
from kafkalint.facts.exposure import exposure
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import brokers, may_run_together
from kafkalint.facts.startup import first_problem
from kafkalint.hosts import is_loopback
from kafkalint.model import Companion, Container, Listener, Node
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, gather, known, unknown

META_ADDRESSES = frozenset({"0.0.0.0", "::", "0:0:0:0:0:0:0:0"})
_THE_HOST = frozenset({"host.docker.internal", "gateway.docker.internal"})
_FOR_BROKERS = regex(r"(?i)inter|repl|inside|private|^brokers?$")
"""Names of listeners that are for the brokers alone."""


@fact
def advertised_problem(node: Node) -> Value[str]:
    """Why clients or brokers cannot use what the broker advertises; "" where they can."""
    return first_problem(node, (_broken_address, _only_local, _clients_only_local))


@fact
def is_advertised_locally(node: Node) -> bool:
    """What it advertises works, but on its own machine alone."""
    return not _broken_address(node).or_else("") and bool(advertised_problem(node).or_else(""))


def _broken_address(node: Node) -> Value[str]:
    """Whatever keeps clients or brokers out in every environment."""
    checks = (_meta_address, _shared_address, _lost_brokers, _lost_companions, _wrong_port)
    return first_problem(node, checks)


@fact
def advertised_listeners(node: Node) -> tuple[Listener, ...]:
    """The listeners that it advertises to clients and brokers; controllers' are not among them."""
    return tuple(
        listener
        for listener in listeners(node)
        if listener.is_controller.or_else(False) is False
        and not listener.advertised_host.is_absent
        and listener.name != "?"
    )


def _fine(node: Node) -> Value[str]:
    return known("", node.anchor)


def _meta_address(node: Node) -> Value[str]:
    for listener in advertised_listeners(node):
        host = listener.advertised_host
        if host.is_known and host.data in META_ADDRESSES:
            refused = host.data == "0.0.0.0"
            end = "Kafka refuses when it starts" if refused else "is no address to connect to"
            return known(
                f"{listener.name} is advertised as {host.data}, which {end}", *host.origins
            )
    return _fine(node)


def _shared_address(node: Node) -> Value[str]:
    """Two brokers that advertise one address: clients reach one of them for both."""
    mine = _addresses(node)
    for other in brokers(node.cluster):
        if other is node or not may_run_together(node, other):
            continue
        for (host, port), theirs in _addresses(other).items():
            own = mine.get((host, port))
            if own is None or (is_loopback(host) and not _share_machine(node, other)):
                continue
            text = f"{own.name} is advertised as {host}:{port}, and so is one of {other.name}"
            return known(text, *gather([own.advertised_host, theirs.advertised_host]))
    return _fine(node)


def _addresses(node: Node) -> dict[tuple[str, int], Listener]:
    """The known hosts and ports that it advertises; an empty host is the machine's own name."""
    return {
        (listener.advertised_host.data.lower(), listener.advertised_port.data): listener
        for listener in advertised_listeners(node)
        if listener.advertised_host.or_else("") and listener.advertised_port.is_known
    }


def _share_machine(one: Node, other: Node) -> bool:
    both = one.container is not None and other.container is not None
    return both and one.cluster.platform == "compose"


def has_own_network(container: Container | None) -> bool:
    """On its localhost there is nobody else: neither the machine nor another container."""
    if container is None or container.network_mode.is_unknown:
        return False
    mode: str = container.network_mode.or_else("") or ""
    return mode not in ("host", "none") and not mode.startswith(("service:", "container:"))


def _is_local(listener: Listener) -> bool:
    """Advertised on loopback, and that is no default which is there to be overridden."""
    host = listener.advertised_host
    return host.is_known and is_loopback(host.data) and not _is_overridable(host)


def _is_overridable(host: Value[str]) -> bool:
    """`${HOST_IP:-127.0.0.1}`, or the default of a role's variable: nothing here gives another."""
    return host.provenance is Provenance.SUPPLIED and len({o.path for o in host.origins}) == 1


def _lost_brokers(node: Node) -> Value[str]:
    """Several brokers, each in a network of its own, that are told localhost for each other."""
    others = [
        other
        for other in brokers(node.cluster)
        if other is not node and may_run_together(node, other) and has_own_network(other.container)
    ]
    if not others or not has_own_network(node.container):
        return _fine(node)
    for listener in advertised_listeners(node):
        if listener.is_inter_broker.or_else(False) and _is_local(listener):
            host = listener.advertised_host
            text = f"brokers replicate over {listener.name}, which is advertised as {host.data}: "
            return known(f"{text}every broker finds itself there", *host.origins)
    return _fine(node)


def _lost_companions(node: Node) -> Value[str]:
    """Other containers ask the broker by its name and are told localhost."""
    shown = advertised_listeners(node)
    container = node.container
    if container is None or not has_own_network(container):
        return _fine(node)
    if not shown or not all(_is_local(listener) for listener in shown):
        return _fine(node)
    lost = [each for each in node.cluster.companions if _speaks_to(each, node, shown)]
    if not lost:
        return _fine(node)
    names = ", ".join(each.name for each in lost)
    text = f"{names} reach it by its name and are sent to {shown[0].advertised_host.data}"
    return known(text, *shown[0].advertised_host.origins, *(each.anchor for each in lost))


def _speaks_to(companion: Companion, node: Node, bound: Iterable[Listener]) -> bool:
    """From a network of its own, to a port of one of these listeners."""
    container = companion.container
    if not isinstance(container, Container) or not has_own_network(container):
        return False
    ports = {str(each.port.data) for each in bound if each.port.is_known}
    names = node.container.names if node.container else ()
    wanted = {f"{name}:{port}".lower() for name in names for port in ports}
    values = (*(each.value for each in container.variables), container.command)
    return any(_mentions(value.data.lower(), wanted) for value in values if value.is_known)


def _mentions(text: str, addresses: set[str]) -> bool:
    return any(
        re.search(rf"(?<![\w.-]){re.escape(address)}(?!\d)", text)
        for address in addresses
        if address in text
    )


def _wrong_port(node: Node) -> Value[str]:
    """Reached through a published port of another number than the advertised one."""
    container = node.container
    if container is None or not has_own_network(container):
        return _fine(node)
    for listener in advertised_listeners(node):
        host, number, bound = listener.advertised_host, listener.advertised_port, listener.port
        if not (host.is_known and number.is_known and bound.is_known):
            continue
        if not _is_published_host(host.data, container):
            continue
        found = [port for port in container.ports if port.target.or_else(0) == bound.data]
        if not found or any(not port.target.is_known for port in container.ports):
            continue
        if any(port.published.or_else(number.data) == number.data for port in found):
            continue
        shown = ", ".join(str(port.published.data) for port in found)
        text = f"{listener.name} is advertised as {host.data}:{number.data}"
        text = f"{text}, but its port {bound.data} is published as {shown}"
        return known(text, *number.origins, *(port.origin for port in found))
    return _fine(node)


def _is_published_host(host: str, container: Container) -> bool:
    """The machine as its clients see it: localhost, or a private address of the machine."""
    if is_loopback(host) or host.lower() in _THE_HOST:
        return True
    if not host[:1].isdecimal() and ":" not in host:
        return False
    import ipaddress  # most hosts have names

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private and host not in container.names


def _only_local(node: Node) -> Value[str]:
    """Every address is on loopback: clients of other machines are sent to themselves."""
    shown = advertised_listeners(node)
    if any(each.advertised_host.is_known and not _is_local(each) for each in shown):
        return _fine(node)
    for listener in listeners(node):
        host = listener.advertised_host
        if host.is_unknown and listener.is_controller.or_else(False) is False:
            return unknown(host.reason, *host.origins)
    if not shown:
        return _fine(node)
    text = f"{shown[0].advertised_host.data} is all that it advertises: clients elsewhere find"
    places = gather(listener.advertised_host for listener in shown)
    if node.cluster.running is not None:
        reason = "it was reached on loopback, on its own machine or through a tunnel"
        return unknown(reason, *places)
    return known(f"{text} themselves there", *places)


def _clients_only_local(node: Node) -> Value[str]:
    """Several brokers whose listener for clients is on loopback, the other one being their own.

    Where that one is too, all of it is on one machine.
    """
    shown = advertised_listeners(node)
    if len(brokers(node.cluster)) < 2 or not shown:
        return _fine(node)
    clients = [each for each in shown if each.is_client.or_else(True)]
    own = [each for each in shown if each not in clients]
    if not clients or not own or not all(_is_local(each) for each in clients):
        return _fine(node)
    if any(_is_local(each) for each in own):
        return _fine(node)
    if any(not _FOR_BROKERS.search(each.name) or _is_used(each) for each in own):
        return _fine(node)
    names = ", ".join(each.name for each in clients)
    host = clients[0].advertised_host
    text = f"{names} is for clients and is advertised as {host.data}"
    return known(text, *gather(each.advertised_host for each in clients))


def _is_used(listener: Listener) -> bool:
    """Something else than brokers may use it: it is published, or a companion speaks to it."""
    if exposure(listener).or_else("public") == "public":
        return True
    companions = listener.node.cluster.companions
    return any(_speaks_to(each, listener.node, (listener,)) for each in companions)
