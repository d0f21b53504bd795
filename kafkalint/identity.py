"""What a description tells of which cluster it belongs to: its quorum, its ids, its addresses.

Every Kafka node names the quorum that keeps its metadata, and a cluster is the nodes that
name the same one. That is evidence only where nothing of it is unknown: names that are
filled in elsewhere are the same in every environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kafkalint.model import Cluster, Node
from kafkalint.values import Value

_QUORUM_KEYS = (
    "controller.quorum.voters",
    "controller.quorum.bootstrap.servers",
    "zookeeper.connect",
)
_ZOOKEEPER = _QUORUM_KEYS[-1]
_LISTENER_KEYS = ("advertised.listeners", "listeners")
_SERVER = re.compile(r"server\.\d+\Z")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""})


class Identity(NamedTuple):
    """What the Kafka nodes of one description agree on.

    `quorum`: the entries of the setting `key` that names it ("1@kafka1:9093", "zk1:2181");
    `chroot`: the part of ZooKeeper that the cluster uses; `ids`: the nodes' ids;
    `addresses`: host:port of every listener that names its host.
    """

    key: str
    quorum: frozenset[str]
    chroot: str
    ids: frozenset[str]
    addresses: frozenset[str]

    @property
    def uses_zookeeper(self) -> bool:
        return self.key == _ZOOKEEPER

    @property
    def quorum_hosts(self) -> frozenset[str]:
        """The machines or containers of the quorum; "" is the one that asks."""
        return frozenset(map(host, self.quorum))

    @property
    def hosts(self) -> frozenset[str]:
        """The machines that the nodes say they listen on."""
        return frozenset(map(host, self.addresses))


def identify(cluster: Cluster) -> Identity | None:
    """What the Kafka nodes of `cluster` agree on; None where they do not, or it is unknown."""
    nodes = [node for node in cluster.nodes if node.software == "kafka"]
    ids = {text for node in nodes if (text := _id(node))}
    named = {_named_quorum(node) for node in nodes}
    quorum = named.pop() if len(named) == 1 else None
    if quorum is None or len(ids) != len(nodes):
        return None
    key, text = quorum
    text, slash, chroot = text.partition("/") if key == _ZOOKEEPER else (text, "", "")
    entries = frozenset(entry for part in text.split(",") if (entry := part.strip().lower()))
    addresses = frozenset(address for node in nodes for address in _addresses(node))
    return Identity(key, entries, slash + chroot.strip("/"), frozenset(ids), addresses)


def ensemble_hosts(ensemble: Cluster) -> frozenset[str]:
    """The names of the ZooKeeper servers of `ensemble`; empty where one of them is unknown."""
    hosts = set(container_names(ensemble))
    for node in ensemble.nodes:
        for key, value in node.settings.items():
            if _SERVER.match(key):
                if not value.is_known:
                    return frozenset()
                hosts.add(host(value.data.lower()))
    return frozenset(hosts)


def container_names(cluster: Cluster) -> frozenset[str]:
    """The names by which the nodes of `cluster` reach each other in their Docker network."""
    return frozenset(
        name.lower() for node in cluster.nodes if node.container for name in node.container.names
    )


def host(entry: str) -> str:
    """The host of "1@kafka1:9093", "zk1:2181", "zk1" or "zk1:2888:3888"; "" for this machine."""
    address = entry.rpartition("@")[2]
    bracketed = address.startswith("[")
    name = address[1:].partition("]")[0] if bracketed else address.partition(":")[0]
    return "" if name in _THIS_MACHINE else name


def _named_quorum(node: Node) -> tuple[str, str] | None:
    for key in _QUORUM_KEYS:
        value = node.settings.get(key)
        if value is not None and (value.is_unknown or value.data):
            return (key, value.data) if value.is_known else None
    return None


def _id(node: Node) -> str:
    text = _text(node.settings.get("node.id")) or _text(node.settings.get("broker.id"))
    return text if text.isdigit() else ""


def _addresses(node: Node) -> Iterator[str]:
    for key in _LISTENER_KEYS:
        text = _text(node.settings.get(key))
        for listener in text.lower().split(",") if text else ():
            address = listener.strip().partition("://")[2]
            if host(address):
                yield address
        if text:
            return


def _text(value: Value[str] | None) -> str:
    return value.data.strip() if value is not None and value.is_known else ""
