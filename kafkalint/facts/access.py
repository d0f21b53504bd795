"""Who gets to a managed cluster: firewall rules, policies, role bindings, credentials."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.listeners import listeners
from kafkalint.facts.managed import of
from kafkalint.model import Cluster
from kafkalint.model.access import Connector, Credential, Grant, Ingress
from kafkalint.values import Value, derive, known, unknown

_EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_USUAL_PORTS = (9092, 9094, 9096, 9098)


@subject("ingress")
def all_ingress(cluster: Cluster) -> Iterable[Ingress]:
    return of(cluster).ingress


@subject("grant")
def all_grants(cluster: Cluster) -> Iterable[Grant]:
    return of(cluster).grants


@subject("credential")
def all_credentials(cluster: Cluster) -> Iterable[Credential]:
    return of(cluster).credentials


@subject("connector")
def all_connectors(cluster: Cluster) -> Iterable[Connector]:
    return of(cluster).connectors


@fact
def is_for_everybody(ingress: Ingress) -> Value[bool]:
    """It lets in every address there is."""
    return ingress.range.map(lambda text: text.strip() in _EVERYWHERE)


@fact
def broker_ports(cluster: Cluster) -> tuple[int, ...]:
    """The ports that its brokers open to clients; the usual ones where that is not known."""
    found = {
        listener.port.data
        for node in cluster.nodes
        for listener in listeners(node)
        if listener.is_client.or_else(True) and listener.port.is_known
    }
    return tuple(sorted(found)) or _USUAL_PORTS


def opened(ingress: Ingress, ports: Iterable[int]) -> Value[tuple[int, ...]]:
    """Which of `ports` it opens."""
    return derive(
        lambda first, last: tuple(port for port in ports if first <= port <= last),
        ingress.from_port,
        ingress.to_port,
    )


@fact
def stands_open(ingress: Ingress) -> Value[bool]:
    """It lets everybody in, at one of the usual ports of brokers."""
    everybody, ports = is_for_everybody(ingress), opened(ingress, _USUAL_PORTS)
    for value in (everybody, ports):
        if value.is_known and not value.data:
            return known(False, *value.origins)
    for value in (everybody, ports):
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    return known(True, *ingress.range.origins)
