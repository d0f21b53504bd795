"""What is no broker, or half of one, is told from a broker; a real one is asked in tests/kafka."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fake_cluster import FakeCluster, response

from kafkalint.live.connection import ConnectionProblem, connect
from kafkalint.live.settings import Sasl, Settings, Tls

PATIENCE, IMPATIENCE = 30.0, 1.0  # seconds, where somebody answers and where nobody does
SLACK = 10  # seconds that a busy machine may take to notice that the time is up
Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Gives "host:port" of someone who does that to every connection."""
    servers: list[socket.socket] = []

    def start(answer: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def run() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        answer(connection)
                    except OSError:
                        continue

        threading.Thread(target=run, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def broker() -> Iterator[FakeCluster]:
    fake = FakeCluster()
    yield fake
    fake.close()


def why(settings: Settings, seconds: float = PATIENCE) -> ConnectionProblem:
    begun = time.monotonic()
    with pytest.raises(ConnectionProblem) as told:
        connect(settings, seconds)
    assert time.monotonic() - begun < seconds + SLACK
    return told.value


@pytest.mark.parametrize("protocol", ["SSL", "SASL_SSL"])
def test_tls_to_a_plaintext_port(broker: FakeCluster, protocol: str) -> None:
    sasl = Sasl("PLAIN", "a", "b") if "SASL" in protocol else None

    problem = why(Settings(broker.bootstrap, protocol, sasl=sasl))

    assert "speaks plaintext, and was spoken to with TLS" in problem.message
    assert protocol.replace("SSL", "PLAINTEXT") in problem.remedy


def test_a_web_server_is_no_broker(serve: Serve) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    assert "is not Kafka" in why(Settings((serve(answer),))).message


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL"])
def test_someone_who_says_nothing(serve: Serve, protocol: str) -> None:
    address = serve(lambda connection: time.sleep(6))

    assert (
        "takes connections and then does not answer"
        in why(Settings((address,), protocol), IMPATIENCE).message
    )


def test_someone_who_hangs_up(serve: Serve) -> None:
    assert "is not Kafka" in why(Settings((serve(lambda connection: None),))).message


def test_brokers_that_advertise_what_cannot_be_reached(serve: Serve) -> None:
    kind = response("Metadata")
    broker = kind.MetadataResponseBroker

    def metadata(_: Any) -> Any:
        away = [("kafka-1.internal.invalid", 9092), ("127.0.0.1", 1)]
        brokers = [
            broker(node_id=number, host=host, port=port, rack=None)
            for number, (host, port) in enumerate(away)
        ]
        return kind(brokers=brokers, cluster_id="x", controller_id=0, topics=[])

    fake = FakeCluster(handlers={"Metadata": metadata})
    problem = why(Settings(fake.bootstrap))
    fake.close()

    assert "what the brokers advertise cannot be reached" in problem.message
    assert "kafka-1.internal.invalid cannot be resolved" in problem.message
    assert "127.0.0.1:1 refuses connections" in problem.message
    assert "advertised.listeners" in problem.remedy


def test_one_broker_that_cannot_be_reached_is_told_apart() -> None:
    fake = FakeCluster(size=2)
    fake.brokers[1].close()

    reached = connect(Settings(fake.bootstrap[:1]), PATIENCE)
    fake.close()

    assert set(reached.brokers) == {1, 2}
    assert list(reached.unreachable) == [2]
    assert "refuses connections" in reached.unreachable[2]


def test_a_certificate_that_has_ended(serve: Serve, tmp_path: Path) -> None:
    pem = tmp_path / "ended.pem"
    pem.write_bytes(_certificate(datetime.now(UTC) - timedelta(days=30), timedelta(days=10)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def answer(connection: socket.socket) -> None:
        context.wrap_socket(connection, server_side=True).close()

    certificate = pem.read_text().partition("-----BEGIN CERTIFICATE-----")
    tls = Tls(authorities=certificate[1] + certificate[2])
    problem = why(Settings((serve(answer),), "SSL", tls))

    ended = datetime.now(UTC) - timedelta(days=20)
    assert f"no longer valid on {ended:%Y-%m-%d}" in problem.message


def _certificate(begins: datetime, lasts: timedelta) -> bytes:
    """A self-signed certificate for loopback and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kafka")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain + certificate.public_bytes(Encoding.PEM)
