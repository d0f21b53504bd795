"""What a description tells of which cluster it belongs to: its ensemble, its ids, its addresses.

Every Kafka node in ZooKeeper mode names the ensemble that keeps its metadata, and a cluster
is the nodes that name the same part of the same one. That is evidence only where nothing of
it is unknown: names that are filled in elsewhere are the same in every environment.
"""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.model import Cluster, Node
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Value

_LISTENER_KEYS = ("advertised.listeners", "listeners")
_SERVER = regex(r"server\.\d+\Z")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""})


class Identity(NamedTuple):
    """What the Kafka nodes of one description agree on.

    `ensemble`: the servers that they connect to ("zk1:2181"), and `chroot` the part of it
    that they use; `ids`: their broker ids; `addresses`: host:port of every listener that
    names its host.
    """

    ensemble: frozenset[str]
    chroot: str
    ids: frozenset[str]
    addresses: frozenset[str]

    @property
    def ensemble_hosts(self) -> frozenset[str]:
        """The machines or containers of the ensemble; "" is the one that asks."""
        return frozenset(map(host, self.ensemble))

    @property
    def hosts(self) -> frozenset[str]:
        """The machines that the nodes say they listen on."""
        return frozenset(map(host, self.addresses))


def identify(cluster: Cluster) -> Identity | None:
    """What the Kafka nodes of `cluster` agree on; None without ZooKeeper or certainty."""
    nodes = [node for node in cluster.nodes if node.software == "kafka"]
    ids = {text for node in nodes if (text := _id(node))}
    connects = {_text(node.settings.get("zookeeper.connect")).lower() for node in nodes}
    connect = connects.pop() if len(connects) == 1 else ""
    if not connect or len(ids) != len(nodes):
        return None
    servers, slash, chroot = connect.partition("/")
    entries = frozenset(entry for part in servers.split(",") if (entry := part.strip()))
    addresses = frozenset(address for node in nodes for address in _addresses(node))
    return Identity(entries, slash + chroot.strip("/"), frozenset(ids), addresses)


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
    """The host of "zk1:2181", "zk1" or "zk1:2888:3888"; "" for this machine."""
    bracketed = entry.startswith("[")
    name = entry[1:].partition("]")[0] if bracketed else entry.partition(":")[0]
    return "" if name in _THIS_MACHINE else name


def _id(node: Node) -> str:
    text = _text(node.settings.get("broker.id")) or _text(node.settings.get("node.id"))
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
