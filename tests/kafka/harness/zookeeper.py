"""Brokers that keep their metadata in a real ZooKeeper, from the same class path as Kafka 3.9."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from harness.cluster import FAST, Cluster, Node, wait_until
from harness.host import Host
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port
from harness.shapes import NOTHING, Settings, running


@contextmanager
def zookeeper(kafka: Kafka, folder: Path) -> Iterator[str]:
    """A ZooKeeper server; gives "host:port"."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    file = folder / "zoo.cfg"
    file.write_text(
        f"dataDir={folder / 'data'}\nclientPort={port}\nclientPortAddress={LOOPBACK}\n"
        "tickTime=500\nadmin.enableServer=false\n",
        encoding="latin-1",
    )
    with closing(Host(kafka, folder / "log")) as host:
        host.must("run", "org.apache.zookeeper.server.ZooKeeperServerMain", file)
        _wait_for_port(host, port)
        yield f"{LOOPBACK}:{port}"


def _wait_for_port(host: Host, port: int) -> None:
    def listens() -> bool:
        try:
            socket.create_connection((LOOPBACK, port), timeout=10).close()
        except OSError:
            return False
        return True

    wait_until(listens, f"ZooKeeper listens on {port}, whose log is {host.log}")


@contextmanager
def with_zookeeper(
    kafka: Kafka, folder: Path, brokers: int = 1, settings: Settings = NOTHING
) -> Iterator[Cluster]:
    """Brokers that keep their metadata in a ZooKeeper."""
    with zookeeper(kafka, folder / "zookeeper") as address:
        nodes = []
        for number in range(brokers):
            port = free_port()
            own = {
                "broker.id": str(number),
                "zookeeper.connect": address,
                "listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
                "offsets.topic.replication.factor": str(min(brokers, 3)),
                **FAST,
            }
            folder_of_node = folder / f"broker-{number}"
            nodes.append(Node(number, {**own, **settings}, folder_of_node, port))
        with running(Cluster(kafka, nodes)) as cluster:
            yield cluster
