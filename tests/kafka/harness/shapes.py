"""The clusters that tests ask for: each is a context manager that gives a running `Cluster`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from harness.cluster import FAST, Cluster, Node
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port

Settings = Mapping[str, str]
NOTHING: Settings = {}


class Place(NamedTuple):
    """What a node of a KRaft cluster is and where it stands."""

    id: int
    roles: str  # "broker", "controller" or "broker,controller"
    rack: str = ""


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, started and at the end gone."""
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.end()


@contextmanager
def kraft(
    kafka: Kafka,
    folder: Path,
    places: Sequence[Place],
    settings: Settings = NOTHING,
    own_settings: Mapping[int, Settings] = MappingProxyType({}),
) -> Iterator[Cluster]:
    """Nodes without security, as `places` says; `settings` hold for all, the others by id."""
    controllers = {place.id: free_port() for place in places if "controller" in place.roles}
    voters = ",".join(f"{number}@{LOOPBACK}:{port}" for number, port in controllers.items())
    replicas = str(min(3, sum("broker" in place.roles for place in places)))
    nodes = []
    for place in places:
        port = free_port() if "broker" in place.roles else 0
        listeners = [f"PLAINTEXT://{LOOPBACK}:{port}"] if port else []
        if place.id in controllers:
            listeners.append(f"CONTROLLER://{LOOPBACK}:{controllers[place.id]}")
        own = {
            "process.roles": place.roles,
            "node.id": str(place.id),
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": ",".join(listeners),
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.replication.factor": replicas,
            **FAST,
        }
        if place.rack:
            own["broker.rack"] = place.rack
        own |= {**settings, **own_settings.get(place.id, NOTHING)}
        nodes.append(Node(place.id, own, folder / f"node-{place.id}", port))
    with running(Cluster(kafka, nodes)) as cluster:
        yield cluster


@contextmanager
def one_node(kafka: Kafka, folder: Path, settings: Settings = NOTHING) -> Iterator[Cluster]:
    """One combined node."""
    with kraft(kafka, folder, [Place(1, "broker,controller")], settings) as cluster:
        yield cluster


@contextmanager
def three_racks(kafka: Kafka, folder: Path, settings: Settings = NOTHING) -> Iterator[Cluster]:
    """Three combined nodes, each in a rack of its own."""
    places = [Place(number, "broker,controller", f"rack-{number}") for number in (1, 2, 3)]
    with kraft(kafka, folder, places, settings) as cluster:
        yield cluster


@contextmanager
def three_and_three(kafka: Kafka, folder: Path, settings: Settings = NOTHING) -> Iterator[Cluster]:
    """Three brokers in three racks, and three controllers that are no brokers."""
    places = [Place(number, "broker", f"rack-{number}") for number in (1, 2, 3)]
    places += [Place(number, "controller") for number in (101, 102, 103)]
    with kraft(kafka, folder, places, settings) as cluster:
        yield cluster
