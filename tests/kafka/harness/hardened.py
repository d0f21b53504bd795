"""A cluster as production wants it: three racks, encryption, authentication, authorization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from confluent_kafka.admin import (
    AclOperation,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from harness.acls import allow
from harness.certificates import Authority
from harness.cluster import FAST, Cluster, Node
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port
from harness.shapes import NOTHING, Settings, running

PASSWORD = "kept-out-of-every-report"
USERS = ("admin", "shop", "billing")
TOPICS = ("orders", "payments")


class Hardened(NamedTuple):
    """Three brokers in three racks, three controllers; `admin` is what a client is made with."""

    cluster: Cluster
    authority: Authority
    admin: dict[str, str]
    folder: Path
    controllers: dict[int, int]  # by id, where they listen

    @property
    def password(self) -> str:
        return PASSWORD


@contextmanager
def hardened(
    kafka: Kafka,
    folder: Path,
    own_settings: Mapping[int, Settings] = MappingProxyType({}),
) -> Iterator[Hardened]:
    """The cluster with its topics and ACLs; clients log in by SCRAM, nodes by certificates."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority(folder, days=400)
    controllers = {number: free_port() for number in (101, 102, 103)}
    numbers = (1, 2, 3, *controllers)
    nodes = [node_of(number, folder, authority, controllers) for number in numbers]
    for node in nodes:
        node.properties |= own_settings.get(node.id, NOTHING)
    client = {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "admin",
        "sasl.password": PASSWORD,
        "ssl.ca.location": str(authority.certificate),
    }
    with running(Cluster(kafka, nodes, client)) as cluster:
        _furnish(cluster)
        admin = {"bootstrap.servers": cluster.bootstrap_servers, **client}
        yield Hardened(cluster, authority, admin, folder, controllers)


def node_of(
    number: int, folder: Path, authority: Authority, controllers: Mapping[int, int]
) -> Node:
    """A broker in the rack of its number, or the controller of that id."""
    is_broker = number not in controllers
    own, port = _broker(number) if is_broker else (_controller(controllers[number]), 0)
    voters = ",".join(f"{each}@{LOOPBACK}:{at}" for each, at in controllers.items())
    settings = {
        "node.id": str(number),
        "controller.quorum.voters": voters,
        "controller.listener.names": "CONTROLLER",
        **own,
        **_security(authority, "broker" if is_broker else "controller"),
        **FAST,
        **_REPLICATION,
    }
    users = tuple(f"SCRAM-SHA-512=[name={name},password={PASSWORD}]" for name in USERS)
    return Node(number, settings, folder / f"node-{number}", port, users)


_REPLICATION = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "num.partitions": "3",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "auto.create.topics.enable": "false",
    "broker.session.timeout.ms": "2500",  # so long does one that was stopped wait to come back
    "broker.heartbeat.interval.ms": "500",
    "metadata.max.idle.interval.ms": "2000",  # six nodes that wait are to leave time to others
}


def _broker(number: int) -> tuple[dict[str, str], int]:
    clients, brokers = free_port(), free_port()
    return {
        "process.roles": "broker",
        "broker.rack": f"rack-{number}",
        "listeners": f"CLIENTS://{LOOPBACK}:{clients},BROKERS://{LOOPBACK}:{brokers}",
        "inter.broker.listener.name": "BROKERS",
    }, clients


def _controller(port: int) -> dict[str, str]:
    return {"process.roles": "controller", "listeners": f"CONTROLLER://{LOOPBACK}:{port}"}


def _security(authority: Authority, name: str) -> dict[str, str]:
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return {
        "listener.security.protocol.map": "CLIENTS:SASL_SSL,BROKERS:SSL,CONTROLLER:SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(authority.issue(name)),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.certificate),
        "listener.name.brokers.ssl.client.auth": "required",
        "listener.name.controller.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.clients.scram-sha-512.sasl.jaas.config": f"{scram} required;",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:CN=broker;User:CN=controller;User:admin",
    }


def _furnish(cluster: Cluster) -> None:
    """Two topics; the shop writes both, billing reads them as the group of its name."""
    cluster.make_topics(*(NewTopic(name, 3) for name in TOPICS))
    flawed = ("flawed.", ResourcePatternType.PREFIXED)  # what tests make and delete
    acls = [
        allow("User:billing", AclOperation.READ, ResourceType.GROUP, "billing"),
        allow("User:shop", AclOperation.WRITE, ResourceType.TOPIC, *flawed),
    ]
    for name in TOPICS:
        acls.append(allow("User:shop", AclOperation.WRITE, ResourceType.TOPIC, name))
        acls.append(allow("User:billing", AclOperation.READ, ResourceType.TOPIC, name))
    cluster.make_acls(acls)
