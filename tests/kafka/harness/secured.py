"""A cluster with encryption, authentication and authorization, and who may do what on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from confluent_kafka.admin import AclOperation

from harness.acls import ON_EVERYTHING, allow
from harness.certificates import Authority
from harness.cluster import FAST, Cluster, Node
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port
from harness.shapes import NOTHING, Settings, running

PASSWORD = "kept-out-of-every-report"


class Secured(NamedTuple):
    """A cluster whose clients authenticate; each field is what a client is made with.

    `admin` (SCRAM) and `operator` (PLAIN) are super users, `application` (a certificate) is
    nobody yet, `auditor` (SCRAM) may describe the cluster, topics and groups, and nothing else.
    """

    cluster: Cluster
    admin: dict[str, str]
    operator: dict[str, str]
    application: dict[str, str]
    auditor: dict[str, str]


@contextmanager
def secured(kafka: Kafka, folder: Path, settings: Settings = NOTHING) -> Iterator[Secured]:
    """One combined node: SASL_SSL (SCRAM, PLAIN) and mutual TLS, StandardAuthorizer."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority(folder)
    sasl, mutual, controller = free_port(), free_port(), free_port()
    own = {
        **_identity(controller, {"SASL": sasl, "MUTUAL": mutual}),
        **_encryption(authority, "broker"),
        **_authentication(),
        **FAST,
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:CN=broker;User:admin;User:operator",
    }
    users = [f"SCRAM-SHA-512=[name={name},password={PASSWORD}]" for name in ("admin", "auditor")]
    node = Node(1, {**own, **settings}, folder / "node-1", sasl, tuple(users))
    trust = {"ssl.ca.location": str(authority.certificate)}
    admin = _sasl_client("SCRAM-SHA-512", "admin", trust)
    with running(Cluster(kafka, [node], admin)) as cluster:
        _allow_to_describe(cluster, "User:auditor")
        at_sasl = {"bootstrap.servers": f"{LOOPBACK}:{sasl}"}
        pem = str(authority.issue("application"))
        certificate = {"ssl.certificate.location": pem, "ssl.key.location": pem}
        yield Secured(
            cluster,
            admin={**at_sasl, **admin},
            operator={**at_sasl, **_sasl_client("PLAIN", "operator", trust)},
            application={
                "bootstrap.servers": f"{LOOPBACK}:{mutual}",
                "security.protocol": "SSL",
                **trust,
                **certificate,
            },
            auditor={**at_sasl, **_sasl_client("SCRAM-SHA-512", "auditor", trust)},
        )


def _identity(controller: int, listeners: Mapping[str, int]) -> dict[str, str]:
    opened = [f"{name}://{LOOPBACK}:{port}" for name, port in listeners.items()]
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": ",".join([*opened, f"CONTROLLER://{LOOPBACK}:{controller}"]),
        "listener.security.protocol.map": "SASL:SASL_SSL,MUTUAL:SSL,CONTROLLER:SSL",
        "inter.broker.listener.name": "MUTUAL",
    }


def _encryption(authority: Authority, name: str) -> dict[str, str]:
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(authority.issue(name)),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.certificate),
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.controller.ssl.client.auth": "required",
    }


def _authentication() -> dict[str, str]:
    plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return {
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.sasl.scram-sha-512.sasl.jaas.config": f"{scram} required;",
        "listener.name.sasl.plain.sasl.jaas.config": (
            f'{plain} required user_operator="{PASSWORD}";'
        ),
    }


def _sasl_client(mechanism: str, user: str, trust: Settings) -> dict[str, str]:
    return {
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": mechanism,
        "sasl.username": user,
        "sasl.password": PASSWORD,
        **trust,
    }


def _allow_to_describe(cluster: Cluster, principal: str) -> None:
    cluster.make_acls(allow(principal, AclOperation.DESCRIBE, *each) for each in ON_EVERYTHING)
