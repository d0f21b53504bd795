"""What a description tells of which cluster it belongs to: its quorum, its ids, its addresses.

Every Kafka node names the quorum that keeps its metadata, and a cluster is the nodes that
name the same one. That is evidence only where nothing of it is unknown: names that are
filled in elsewhere are the same in every environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kafkalint.model import Cluster, Node
from kafkalint.values import Value

_QUORUM_KEYS = (
    "controller.quorum.voters",
    "controller.quorum.bootstrap.servers",
    "zookeeper.connect",
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""})
_LISTENER_KEYS = ("advertised.listeners", "listeners")
_SERVER = re.compile(r"server\.\d+\Z")
_CLIENT_PORT = "2181"


class Identity(NamedTuple):
    """What the Kafka nodes of one description agree on.

    `quorum`: the entries of the key that names it, `chroot` the part of ZooKeeper they use;
    `ids`: node ids, `listening`: host:port of every listener that names its host, by node.
    """

    key: str
    quorum: frozenset[str]
    chroot: str
    ids: frozenset[str]
    listening: tuple[frozenset[str], ...]

    @property
    def hosts(self) -> frozenset[str]:
        """The machines or containers of the quorum."""
        return frozenset(host(entry) for entry in self.quorum)

    @property
    def addresses(self) -> frozenset[str]:
        """What can only be listened on once: on one machine, a port alone is enough."""
        every = frozenset[str]().union(*self.listening)
        return every if self.is_local else frozenset(entry for entry in every if host(entry))

    @property
    def listening_hosts(self) -> frozenset[str]:
        """The machines that the nodes say they listen on."""
        return frozenset(host(entry) for entry in self.addresses)

    @property
    def is_local(self) -> bool:
        """The quorum is only named from within one machine."""
        return self.hosts <= _LOOPBACK


def identify(cluster: Cluster) -> Identity | None:
    """What the Kafka nodes of `cluster` agree on; None where they do not, or it is unknown."""
    nodes = [node for node in cluster.nodes if node.software == "kafka"]
    named = {_named_quorum(node) for node in nodes}
    ids = [_id(node) for node in nodes]
    if len(named) != 1 or None in ids or len(set(ids)) != len(ids):
        return None
    quorum = named.pop()
    if quorum is None:
        return None
    key, text = quorum
    text, slash, chroot = text.partition("/") if key == "zookeeper.connect" else (text, "", "")
    entries = frozenset(entry for part in text.split(",") if (entry := part.strip().lower()))
    listening = tuple(_listening(node) for node in nodes)
    return Identity(key, entries, slash + chroot.strip("/"), frozenset(map(str, ids)), listening)


def ensemble_hosts(cluster: Cluster) -> frozenset[str]:
    """The hosts of an ensemble that stands alone in its description; empty where they are unknown.

    A server without `server.N` lines runs standalone, and is reached on its own machine.
    """
    hosts: set[str] = set()
    for node in cluster.nodes:
        for key, value in node.settings.items():
            if _SERVER.match(key):
                if not value.is_known:
                    return frozenset()
                hosts.add(host(value.data.lower()))
    return frozenset(hosts) or (frozenset() if container_names(cluster) else frozenset({""}))


def client_ports(cluster: Cluster) -> frozenset[str]:
    """The ports on which the ZooKeeper servers of `cluster` await clients."""
    return frozenset(
        _text(node.settings.get("clientPort")) or _CLIENT_PORT for node in cluster.nodes
    )


def container_names(cluster: Cluster) -> frozenset[str]:
    """The names by which the nodes of `cluster` reach each other in their Docker network."""
    return frozenset(
        name.lower() for node in cluster.nodes if node.container for name in node.container.names
    )


def is_self_contained(cluster: Cluster, identity: Identity) -> bool:
    """Every quorum member is a container of the same description."""
    names = container_names(cluster)
    return bool(names) and identity.hosts <= names | _LOOPBACK


def host(entry: str) -> str:
    """The host of "1@kafka1:9093", "zk1:2181", "zk1" or "zk1:2888:3888"; "" for this machine."""
    address = entry.rpartition("@")[2]
    bracketed = address.startswith("[")
    name = address[1:].partition("]")[0] if bracketed else address.partition(":")[0]
    return "" if name in _LOOPBACK else name


def _named_quorum(node: Node) -> tuple[str, str] | None:
    for key in _QUORUM_KEYS:
        value = node.settings.get(key)
        if value is not None and (value.is_unknown or value.data):
            return (key, value.data) if value.is_known else None
    return None


def _id(node: Node) -> str | None:
    text = _text(node.settings.get("node.id")) or _text(node.settings.get("broker.id"))
    return text if text.isdigit() else None


def _listening(node: Node) -> frozenset[str]:
    for key in _LISTENER_KEYS:
        text = _text(node.settings.get(key))
        if text:
            return frozenset(_addresses(text.lower().split(",")))
    return frozenset()


def _addresses(listeners: Iterable[str]) -> Iterable[str]:
    for listener in listeners:
        address = listener.strip().partition("://")[2]
        if address:
            yield address


def _text(value: Value[str] | None) -> str:
    return str(value.data).strip() if value is not None and value.is_known else ""
