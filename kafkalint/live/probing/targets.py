"""What is to be tried: the advertised listeners, and ports that operators use.

A listener of controllers is no client's, and is advertised by none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kafkalint.live.snapshot import Broker, Config
from kafkalint.live.wire import Address
from kafkalint.regex import regex

ZOOKEEPER_PORT = 2181
JMX_PORT = 9999
"""The port in nearly every example of JMX_PORT; nothing tells a client which one it is."""

_ENDPOINT = regex(r"\s*([^:/\s]+)://(\[[^\]]*\]|[^:]*):(\d+)\s*")


class Target(NamedTuple):
    """An advertised listener; `protocol` is "" where the broker does not say."""

    broker: int
    address: Address
    listener: str = ""
    protocol: str = ""


def listeners(brokers: Iterable[Broker], spoken: str) -> tuple[Target, ...]:
    """Every advertised listener; of brokers that show no settings the one that was `spoken` to."""
    return tuple(target for broker in brokers for target in _of(broker, spoken))


def _of(broker: Broker, spoken: str) -> Iterator[Target]:
    configs = broker.configs or {}
    written = _text(configs, "advertised.listeners") or _text(configs, "listeners")
    protocols = _protocols(_text(configs, "listener.security.protocol.map"))
    controllers = {
        name.strip().upper() for name in _text(configs, "controller.listener.names").split(",")
    }
    found = [match for part in written.split(",") if (match := _ENDPOINT.match(part))]
    if not found:
        yield Target(broker.id, Address(broker.host, broker.port), "", spoken)
    for name, host, port in (match.groups() for match in found):
        if name.upper() not in controllers:
            address = Address(host.strip("[]") or broker.host, int(port))
            yield Target(broker.id, address, name.upper(), protocols.get(name.upper(), ""))


def _protocols(text: str) -> dict[str, str]:
    pairs = (part.strip().partition(":") for part in text.split(","))
    return {name.upper(): protocol.upper() for name, _, protocol in pairs if protocol}


def _text(configs: dict[str, Config], key: str) -> str:
    config = configs.get(key)
    return (config.value or "") if config else ""


def zookeepers(brokers: Iterable[Broker]) -> tuple[Address, ...]:
    """The servers that the brokers keep their metadata in; none in KRaft."""
    found: dict[Address, None] = {}
    for broker in brokers:
        text = _text(broker.configs or {}, "zookeeper.connect").partition("/")[0]
        for part in filter(None, (part.strip() for part in text.split(","))):
            host, _, port = part.rpartition(":")
            found[Address((host or part).strip("[]"), int(port) if host else ZOOKEEPER_PORT)] = None
    return tuple(found)


def jmx(targets: Iterable[Target]) -> tuple[tuple[int, Address], ...]:
    """The hosts of the brokers, at the port where JMX usually is."""
    hosts = {target.address.host: target.broker for target in targets}
    return tuple((broker, Address(host, JMX_PORT)) for host, broker in hosts.items())
