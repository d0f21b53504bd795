"""What Kafka's config classes take and its start does not: certificates, authorizers, voters.

Each configuration is really started, and what kafkalint says of it has to come true.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

import pytest
from configurations import Placed, placed
from conftest import Say
from harness.archive import CLUSTER_ID
from harness.certificates import Authority
from harness.host import Hosting
from harness.installation import Kafka
from harness.ports import LOOPBACK
from harness.zookeeper import zookeeper

from kafkalint import audit

SECONDS = 120
IN_VAIN = 6  # how long a node is waited for that waits itself, and would so for ever

COMBINED = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": "1@127.0.0.1:@CONTROLLER@",
    "controller.listener.names": "CONTROLLER",
    "listeners": "PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER@",
    "log.dirs": "@DATA@",
}
OF_ZOOKEEPER = {
    "broker.id": "1",
    "zookeeper.connect": "@ZOOKEEPER@",
    "listeners": "PLAINTEXT://127.0.0.1:@PORT@",
    "log.dirs": "@DATA@",
}
BETWEEN_BROKERS = {
    "listeners": "SSL://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER@",
    "listener.security.protocol.map": "SSL:SSL,CONTROLLER:PLAINTEXT",
    "security.inter.broker.protocol": "SSL",
}
FOR_CLIENTS = {
    "listeners": "PLAINTEXT://127.0.0.1:@SECOND@,SSL://127.0.0.1:@PORT@,"
    "CONTROLLER://127.0.0.1:@CONTROLLER@",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
}
CERTIFICATE = {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": "@FOLDER@/broker.pem",
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": "@FOLDER@/authority.pem",
}
AUTHORIZER = "authorizer.class.name"
STANDARD = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
ACL = "kafka.security.authorizer.AclAuthorizer"
OPEN = {AUTHORIZER: STANDARD, "super.users": "User:ANONYMOUS"}


class Start(NamedTuple):
    """Settings on top of the plain ones, and the rule (and its words) that may speak of them."""

    name: str
    settings: Mapping[str, str]
    rule: str
    words: str = ""
    waits: bool = False  # it does not end, and does not come up either


KRAFT = [
    Start("TLS between brokers", BETWEEN_BROKERS, "tls-material-missing"),
    Start(
        "TLS between brokers, with a certificate",
        {**BETWEEN_BROKERS, **CERTIFICATE},
        "tls-material-missing",
    ),
    Start(
        "TLS between brokers, with another listener's certificate",
        {
            **BETWEEN_BROKERS,
            **{f"listener.name.other.{key}": text for key, text in CERTIFICATE.items()},
        },
        "tls-material-missing",
    ),
    Start(
        "TLS between brokers, with the listener's own certificate",
        {
            **BETWEEN_BROKERS,
            **{f"listener.name.ssl.{key}": text for key, text in CERTIFICATE.items()},
        },
        "tls-material-missing",
    ),
    Start("KRaft's authorizer", OPEN, "authorizer-misplaced"),
    Start("ZooKeeper's authorizer", {AUTHORIZER: ACL}, "authorizer-misplaced"),
    Start(
        "the authorizer of long ago",
        {AUTHORIZER: "kafka.security.auth.SimpleAclAuthorizer"},
        "authorizer-misplaced",
    ),
    Start("a super user", {**OPEN, "super.users": "admin"}, "super-users-unsafe", "does not start"),
    Start(
        "super users",
        {**OPEN, "super.users": "User:ANONYMOUS;User:admin"},
        "super-users-unsafe",
        "does not start",
    ),
    Start(
        "super users with a comma",
        {**OPEN, "super.users": "User:ANONYMOUS;User:admin,User:anna"},
        "super-users-unsafe",
        "does not start",
    ),
    Start(
        "a voter at another port",
        {"controller.quorum.voters": "1@127.0.0.1:@SECOND@"},
        "quorum-config-invalid",
        waits=True,
    ),
]
ZOOKEEPER = [
    Start("ZooKeeper's authorizer", {AUTHORIZER: ACL}, "authorizer-misplaced"),
    Start("KRaft's authorizer", {AUTHORIZER: STANDARD}, "authorizer-misplaced", waits=True),
    Start(
        "the authorizer of long ago",
        {AUTHORIZER: "kafka.security.auth.SimpleAclAuthorizer"},
        "authorizer-misplaced",
    ),
]


class Starts(Hosting):
    """One JVM in which nodes are started, until one fails; then the next."""

    def __init__(self, kafka: Kafka, folder: Path, address: str = "") -> None:
        self.kafka = kafka
        self.folder = folder
        self.zookeeper = address
        self.count = 0
        Authority(folder).issue("broker")

    def write(self, start: Start) -> Placed:
        """The whole configuration of one of them as server.properties."""
        self.count += 1
        plain = OF_ZOOKEEPER if self.zookeeper else COMBINED
        text = "".join(f"{key}={value}\n" for key, value in {**plain, **start.settings}.items())
        text = text.replace("@FOLDER@", str(self.folder))
        made = placed(text, self.folder / f"data-{self.count}", self.zookeeper)
        (self.folder / "server.properties").write_text(made.text, encoding="latin-1")
        return made

    def begin(self, seconds: int = SECONDS) -> str:
        """Start the node that was written; gives why it does not start."""
        file = self.folder / "server.properties"
        if not self.zookeeper:
            self.host.must("format", "-t", CLUSTER_ID, "-c", file)
        refusal = self.host.ask("start", file, seconds, seconds=seconds + 30)
        if refusal:
            self.host.kill()
        return refusal

    def end(self) -> None:
        self.host.must("stop", SECONDS)

    def findings(self, start: Start) -> list[str]:
        """What the rule says of the node that was written."""
        options = audit.Options(kafka_version=self.kafka.release.minor, select=(start.rule,))
        report = audit.audit_paths([str(self.folder / "server.properties")], options)
        return [f.message for f in report.findings if re.search(start.words, f.message)]


@pytest.fixture(scope="module")
def kraft(either: Kafka, folder: Path, say: Say) -> Iterator[Starts]:
    own = folder / str(either.release)
    own.mkdir()
    with closing(Starts(either, own)) as starts:
        yield starts
    say(f"Kafka {either.release}: {starts.count} starts come to what kafkalint says of them")


@pytest.fixture(scope="module")
def of_zookeeper(kafka39: Kafka, folder: Path, say: Say) -> Iterator[Starts]:
    own = folder / "with-zookeeper"
    own.mkdir()
    with ExitStack() as stack:
        address = stack.enter_context(zookeeper(kafka39, own / "zookeeper"))
        starts = stack.enter_context(closing(Starts(kafka39, own, address)))
        yield starts
    say(
        f"Kafka {kafka39.release} (zookeeper): {starts.count} starts come to what kafkalint says "
        "of them"
    )


def judge(starts: Starts, start: Start) -> None:
    starts.write(start)
    claimed = starts.findings(start)
    refusal = starts.begin(IN_VAIN if start.waits else SECONDS)
    if not refusal:
        starts.end()
    assert refusal.startswith("TimeoutException") is start.waits
    assert bool(claimed) == bool(refusal), f"kafkalint says {claimed}, Kafka {refusal or 'starts'}"


@pytest.mark.parametrize("start", KRAFT, ids=lambda start: start.name)
def test_kraft(kraft: Starts, start: Start) -> None:
    judge(kraft, start)


@pytest.mark.parametrize("start", ZOOKEEPER, ids=lambda start: start.name)
def test_with_zookeeper(of_zookeeper: Starts, start: Start) -> None:
    judge(of_zookeeper, start)


@pytest.mark.parametrize("settings", [FOR_CLIENTS, {**FOR_CLIENTS, **CERTIFICATE}])
def test_clients_are_turned_away(kraft: Starts, settings: Mapping[str, str]) -> None:
    """Where clients alone come by TLS the node starts without a certificate, and nobody gets in."""
    start = Start("TLS for clients", settings, "tls-material-missing")
    port = kraft.write(start).port
    assert kraft.begin() == ""
    lets_in = shakes_hands(port)
    kraft.end()
    assert bool(kraft.findings(start)) is not lets_in


def shakes_hands(port: int) -> bool:
    """Whether a client comes to an understanding over TLS, whoever is there."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((LOOPBACK, port), timeout=60) as connection,
            context.wrap_socket(connection),
        ):
            return True
    except ssl.SSLError:
        return False
