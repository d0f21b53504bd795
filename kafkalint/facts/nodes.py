"""Who is who: brokers, controllers and ZooKeeper servers, and how many of them."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective, is_set
from kafkalint.formats.template import partition, split_list
from kafkalint.hosts import is_loopback
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node
from kafkalint.values import Origin, Value, absent, derive, gather, known, negate, some, unknown

QUORUM_KEYS = ("controller.quorum.voters", "controller.quorum.bootstrap.servers")


@fact
def roles(node: Node) -> Value[tuple[str, ...]]:
    """ "broker", "controller" or "zookeeper"; a Kafka node without process.roles is a broker."""
    if node.software == "zookeeper":
        return known(("zookeeper",), node.anchor)
    value = effective(node, "process.roles")
    if value.is_known and value.data:
        return value.map(lambda names: tuple(sorted({str(name).lower() for name in names})))
    if value.is_unknown:
        return _implied_roles(node) or value
    return known(("broker",), *_zookeeper_origins(node))


def _implied_roles(node: Node) -> Value[tuple[str, ...]] | None:
    """What process.roles has to be, where it is not known; None where that is open.

    A node that names ZooKeeper is a broker. Voters are controllers and nobody else is one, or
    Kafka refuses to start (KafkaConfig.validateValues).
    """
    if node.settings.get("zookeeper.connect"):
        return known(("broker",), *_zookeeper_origins(node))
    votes = _is_voter(node)
    if votes.is_known and not votes.data:
        return known(("broker",), *votes.origins)
    if votes.is_known:
        return votes.map(lambda _: ("broker", "controller")) if _serves(node) else None
    if node.settings.get("broker.id"):
        return known(("broker",), node.anchor)
    return None


def _is_voter(node: Node) -> Value[bool]:
    """Its id is among the static voters; unknown where either is not written."""
    voters, own = node.settings.get(QUORUM_KEYS[0]), effective(node, "node.id")
    written = is_set(node, "node.id") or is_set(node, "broker.id")
    if voters is None or not written or not own.is_known:
        return unknown("process.roles is not known", node.anchor)
    listed = [entry.strip().partition("@")[0] for entry in (voters.or_else("") or "").split(",")]
    if not all(entry.isdecimal() for entry in listed):
        return unknown("the voters are filled in elsewhere", *voters.origins)
    return known(str(own.data) in listed, *gather((own, voters)))


def _serves(node: Node) -> bool:
    """It is a broker whatever else it is: clients are told of it, or nobody else is there."""
    shown = node.settings.get("advertised.listeners")
    text = (shown.or_else("") or "") if shown is not None else ""
    names = [part.partition("://")[0].strip() for part in text.split(",")]
    return any(name and "CONTROLLER" not in name.upper() for name in names) or _is_alone(node)


def _is_alone(node: Node) -> bool:
    """It is all the Kafka that the cluster has."""
    kafka = [other for other in node.cluster.nodes if other.software == "kafka"]
    return kafka == [node] and not node.cluster.undisclosed and not is_set(node, "process.roles")


def _zookeeper_origins(node: Node) -> tuple[Origin, ...]:
    connect = node.settings.get("zookeeper.connect")
    return connect.origins if connect else (node.anchor,)


@fact
def is_broker(node: Node) -> Value[bool]:
    """It stores partitions and serves clients; what a running cluster told as a broker is one."""
    own = roles(node)
    if own.is_unknown and (not node.is_up.is_absent or _is_alone(node)):
        return known(True, node.anchor)
    return own.map(lambda names: "broker" in names)


@fact
def is_controller(node: Node) -> Value[bool]:
    """It votes in a KRaft quorum."""
    own = roles(node)
    if own.is_unknown and not is_set(node, "process.roles"):
        votes = _is_voter(node)
        return votes if votes.is_known else own.map(lambda names: "controller" in names)
    return own.map(lambda names: "controller" in names)


@fact
def is_combined(node: Node) -> Value[bool]:
    """It is broker and controller in one process."""
    return roles(node).map(lambda names: "controller" in names and "broker" in names)


@fact
def is_kraft(node: Node) -> Value[bool]:
    """It keeps its metadata in a KRaft quorum, not in ZooKeeper; a platform's own is no matter."""
    if node.software == "zookeeper" or node.cluster.managed is not None:
        return known(False, node.anchor)
    value = effective(node, "process.roles")
    if value.is_known:
        return value.map(bool)
    if value.is_absent:
        return known(False, *_zookeeper_origins(node))
    for key in QUORUM_KEYS:
        if is_set(node, key):
            return known(True, *node.settings[key].origins)
    if node.settings.get("zookeeper.connect"):
        return known(False, *node.settings["zookeeper.connect"].origins)
    return value.map(bool)


def is_preview(node: Node) -> bool:
    """Before 3.1 KRaft is there, and what it refuses is not settled."""
    return versions.at_least(node.version, "3.1").or_else(True) is False


@subject("node")
def all_nodes(cluster: Cluster) -> Iterable[Node]:
    """Every broker, controller and server of ZooKeeper."""
    return cluster.nodes


@subject("broker")
def broker_subjects(cluster: Cluster) -> Iterable[Node]:
    """Every broker, those that are controllers as well among them."""
    return brokers(cluster)


@subject("controller")
def controller_subjects(cluster: Cluster) -> Iterable[Node]:
    """Every KRaft controller, those that are brokers as well among them."""
    return controllers(cluster)


@subject("zookeeper")
def zookeeper_subjects(cluster: Cluster) -> Iterable[Node]:
    """Every server of ZooKeeper."""
    return zookeepers(cluster)


@subject("cluster")
def the_cluster(cluster: Cluster) -> Iterable[Cluster]:
    """The cluster itself."""
    return (cluster,)


@fact
def brokers(cluster: Cluster) -> tuple[Node, ...]:
    """Nodes that are brokers, or that may be (their roles are unknown)."""
    return tuple(
        node for node in cluster.nodes if node.software == "kafka" and is_broker(node).or_else(True)
    )


@fact
def controllers(cluster: Cluster) -> tuple[Node, ...]:
    """Nodes that are known to be KRaft controllers, combined ones included."""
    return tuple(node for node in cluster.nodes if is_controller(node).or_else(False))


@fact
def zookeepers(cluster: Cluster) -> tuple[Node, ...]:
    """The ZooKeeper servers that are described here."""
    return tuple(node for node in cluster.nodes if node.software == "zookeeper")


def may_run_together(one: Node, other: Node) -> bool:
    """Two nodes that no Compose profiles keep apart."""
    mine = set(one.container.profiles) if one.container else set()
    theirs = set(other.container.profiles) if other.container else set()
    return not (mine and theirs and not mine & theirs)


@fact
def copies(node: Node) -> Value[int]:
    """How many processes run from this description."""
    return known(1, node.anchor) if node.replicas.is_absent else node.replicas


@fact
def broker_count(cluster: Cluster) -> Value[int]:
    """How many brokers the cluster has; unknown where more may exist than are described."""
    if cluster.managed is not None:
        brokers_asked = cluster.managed.brokers
        if not brokers_asked.is_absent:
            return brokers_asked
        return unknown("the platform decides how many brokers there are", cluster.anchor)
    members = brokers(cluster)
    if cluster.undisclosed and not is_confined(cluster):
        return unknown(cluster.undisclosed, *(node.anchor for node in members))
    return _count(members)


@fact
def visible_brokers(cluster: Cluster) -> int:
    """How many descriptions of brokers there are here, whatever else exists."""
    return len(brokers(cluster))


def _count(members: tuple[Node, ...]) -> Value[int]:
    for node in members:
        if not is_broker(node).is_known:
            return unknown(is_broker(node).reason, node.anchor)
    counted = derive(lambda *numbers: sum(numbers), *(copies(node) for node in members))
    if not counted.is_known:
        return counted
    origins = gather(
        role if (role := roles(node)).origins and is_set(node, "process.roles") else copies(node)
        for node in members
    )
    anchors = tuple(node.anchor for node in members)
    return known(counted.data, *dict.fromkeys((*anchors, *origins)))


def is_confined(cluster: Cluster) -> bool:
    """Nothing outside these files can be a member: the quorum is only reachable on loopback.

    A combined node whose voters or bootstrap servers are all on localhost cannot be joined
    from another machine; and where every listed voter is described here, so is the cluster.
    """
    members = brokers(cluster)
    if len(members) > 1:
        return _lists_just(cluster)
    if not members:
        return False
    node = members[0]
    if not is_combined(node).or_else(False):
        return False
    for key in QUORUM_KEYS:
        value = node.settings.get(key)
        if value is not None and value.is_known and value.data:
            hosts = [entry.split("@")[-1].rpartition(":")[0] for entry in split_list(value.data)]
            return all(is_loopback(host) for host in hosts)
    return False


def _lists_just(cluster: Cluster) -> bool:
    """The static voters are the controllers that are described here."""
    for node in cluster.nodes:
        value = node.settings.get("controller.quorum.voters")
        if value is not None and value.is_known and value.data:
            listed = split_list(value.data)
            are_voters = all(partition(entry, "@")[1] for entry in listed)
            return are_voters and len(listed) == len(controllers(cluster))
    return False


@fact
def runs(node: Node) -> bool:
    """It was seen to run, so that nothing of what it does not show keeps it from starting."""
    return node.is_up.or_else(False) is True


@fact
def is_zookeeper_mode(cluster: Cluster) -> Value[bool]:
    """Its brokers keep their metadata in ZooKeeper, and somebody here has to look after it."""
    if cluster.managed is not None:
        return known(False, cluster.anchor)
    members = brokers(cluster)
    if not members:
        return known(bool(zookeepers(cluster)), cluster.anchor)
    return negate(some([is_kraft(node) for node in members]))


@fact
def has_brokers(cluster: Cluster) -> bool:
    """At least one broker is described here."""
    return bool(brokers(cluster))


@fact
def is_single_node(cluster: Cluster) -> Value[bool]:
    """Just one process of Kafka; unknown where more may exist than are described."""
    kafka = [node for node in cluster.nodes if node.software == "kafka"]
    if len(kafka) != 1:
        return known(False, *(node.anchor for node in kafka))
    if cluster.undisclosed and not is_confined(cluster):
        return unknown(cluster.undisclosed, kafka[0].anchor)
    return copies(kafka[0]).map(lambda number: number == 1)


@fact
def kafka_version(cluster: Cluster) -> Value[str]:
    """The one version that all nodes run; unknown where one is unknown or they differ."""
    kafka = [node for node in cluster.nodes if node.software == "kafka"]
    if cluster.running is not None:  # controllers and brokers that are down do not tell theirs
        kafka = [node for node in kafka if not node.partial] or kafka
    versions = [node.version for node in kafka]
    if not versions:
        return absent(cluster.anchor)
    for version in versions:
        if not version.is_known:
            return unknown(
                version.reason or "the Kafka version is not written here", *version.origins
            )
    if len({version.data for version in versions}) > 1:
        return unknown("the nodes run different versions", *gather(versions))
    return versions[0].at(gather(versions))
