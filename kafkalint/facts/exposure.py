"""Who can reach a listener: this machine, the network, or whoever reaches a published port."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.hosts import is_loopback
from kafkalint.model import Listener
from kafkalint.values import Value, known, unknown


@fact
def is_bound_to_loopback(listener: Listener) -> Value[bool]:
    """It binds localhost, so that nothing outside the machine (or container) reaches it."""
    return listener.host.map(is_loopback)


@fact
def exposure(listener: Listener) -> Value[str]:
    """ "public" (published beyond this machine), "network", or "loopback" (this machine alone)."""
    bound = is_bound_to_loopback(listener)
    if bound.is_known and bound.data:
        return known("loopback", *bound.origins)
    if listener.name.endswith("_PUBLIC") and listener.node.cluster.managed is not None:
        return known("public", *listener.port.origins)
    container = listener.node.container
    if container is None or container.network_mode.or_else("") == "host":
        return bound.map(lambda _: "network")
    if not listener.port.is_known:
        return unknown(listener.port.reason or "it has no port", *listener.port.origins)
    for port in container.ports:
        if not port.target.is_known or not port.host_ip.is_known:
            return unknown("a published port is not known", port.origin)
        if port.target.data == listener.port.data and not is_loopback(port.host_ip.data):
            return known("public", port.origin)
    if listener.node.cluster.platform == "swarm":
        return known("network", *listener.port.origins)
    return known("loopback", *listener.port.origins)
