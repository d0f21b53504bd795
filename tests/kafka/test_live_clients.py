"""The very client.properties that Kafka's own tools take connect, in every way to log in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import ConsumerGroupState
from confluent_kafka.admin import NewTopic
from conftest import Say
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from harness import looking
from harness.cluster import FAST, Cluster, Node
from harness.consuming import member, produce
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port
from harness.secured import PASSWORD, Secured
from harness.shapes import running

from kafkalint.live import client_properties, client_settings
from kafkalint.live.audit import Unreached
from kafkalint.live.snapshot import Snapshot

LOGIN = "org.apache.kafka.common.security"
STORE = "store-word"


def look(text: str, bootstrap: str, folder: Path) -> Snapshot:
    path = folder / "client.properties"
    path.write_text(text)
    given = client_properties.load(str(path), ())
    return looking.take_by(client_settings.settings((bootstrap,), given))


@pytest.fixture(scope="module")
def shape(newest: Kafka, untouched: Secured, say: Say) -> Secured:
    say(f"Kafka {newest.release}: Java's client.properties, with JKS, PKCS12 and PEM stores")
    return untouched


@pytest.fixture
def truststores(shape: Secured, tmp_path: Path) -> dict[str, Path]:
    """The authority's certificate as each kind of store."""
    pem = Path(shape.admin["ssl.ca.location"])
    made = {"PEM": pem, "PKCS12": tmp_path / "trust.p12", "JKS": tmp_path / "trust.jks"}
    certificate = x509.load_pem_x509_certificate(pem.read_bytes())
    entry = pkcs12.PKCS12Certificate(certificate, b"ca")
    made["PKCS12"].write_bytes(
        pkcs12.serialize_java_truststore([entry], BestAvailableEncryption(STORE.encode()))
    )
    keytool = shutil.which("keytool")
    if keytool:
        command = [keytool, "-importcert", "-noprompt", "-alias", "ca", "-file", str(pem)]
        store = ["-storetype", "JKS", "-keystore", str(made["JKS"]), "-storepass", STORE]
        subprocess.run([*command, *store], check=True, capture_output=True, timeout=60)
    return made


@pytest.mark.parametrize("kind", ["PEM", "PKCS12", "JKS"])
@pytest.mark.parametrize(
    ("mechanism", "module", "user"),
    [
        ("SCRAM-SHA-512", "scram.ScramLoginModule", "admin"),
        ("PLAIN", "plain.PlainLoginModule", "operator"),
    ],
)
def test_passwords_over_tls(
    shape: Secured,
    truststores: dict[str, Path],
    tmp_path: Path,
    kind: str,
    mechanism: str,
    user: str,
    module: str,
) -> None:
    store = truststores[kind]
    if not store.exists():
        pytest.skip("there is no keytool that makes a JKS store")
    secret = "" if kind == "PEM" else f"ssl.truststore.password={STORE}\n"

    snapshot = look(
        f"security.protocol=SASL_SSL\nsasl.mechanism={mechanism}\n"
        f'sasl.jaas.config={LOGIN}.{module} required username="{user}" \\\n'
        f'  password="{PASSWORD}";\n'
        f"ssl.truststore.type={kind}\nssl.truststore.location={store}\n{secret}",
        shape.admin["bootstrap.servers"],
        tmp_path,
    )

    assert snapshot.refusals == ()
    assert snapshot.principal == user
    assert snapshot.security_protocol == "SASL_SSL"


@pytest.mark.parametrize("kind", ["PEM", "PKCS12"])
def test_a_certificate_of_the_client(
    shape: Secured, truststores: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    pem = Path(shape.application["ssl.certificate.location"])
    store = pem
    if kind == "PKCS12":
        store = tmp_path / "own.p12"
        key = load_pem_private_key(pem.read_bytes(), None)
        certificate = x509.load_pem_x509_certificates(pem.read_bytes())[0]
        locked = BestAvailableEncryption(STORE.encode())
        store.write_bytes(
            pkcs12.serialize_key_and_certificates(b"own", key, certificate, None, locked)  # type: ignore[arg-type]
        )
    secret = "" if kind == "PEM" else f"ssl.keystore.password={STORE}\n"

    snapshot = look(
        f"security.protocol=SSL\nssl.keystore.type={kind}\nssl.keystore.location={store}\n{secret}"
        f"ssl.truststore.location={truststores['PKCS12']}\nssl.truststore.password={STORE}\n",
        shape.application["bootstrap.servers"],
        tmp_path,
    )

    assert {each.kind for each in snapshot.refusals} == {"permission"}  # it is let in


@pytest.fixture(scope="module")
def bearers(newest: Kafka, folder: Path, say: Say) -> Iterator[tuple[Cluster, str]]:
    """A cluster with a listener that takes bearer tokens, as Kafka does for development."""
    port, plain, controller = free_port(), free_port(), free_port()
    module = f"{LOGIN}.oauthbearer.OAuthBearerLoginModule"
    settings = {
        "listeners": f"PLAINTEXT://{LOOPBACK}:{plain},TOKENS://{LOOPBACK}:{port},"
        f"CONTROLLER://{LOOPBACK}:{controller}",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,TOKENS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"
        ),
        "inter.broker.listener.name": "PLAINTEXT",
        "sasl.enabled.mechanisms": "OAUTHBEARER",
        "listener.name.tokens.oauthbearer.sasl.jaas.config": (
            f'{module} required unsecuredLoginStringClaim_sub="broker";'
        ),
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.listener.names": "CONTROLLER",
        "offsets.topic.replication.factor": "1",
        **FAST,
    }
    node = Node(1, settings, folder / "bearers", plain)
    with running(Cluster(newest, [node])) as cluster:
        yield cluster, f"{LOOPBACK}:{port}"
    say(f"Kafka {newest.release}: bearer tokens")


def test_bearer_tokens_by_both_libraries(bearers: tuple[Cluster, str], tmp_path: Path) -> None:
    """A group of the consumer protocol is read by the one, all else by the other."""
    cluster, address = bearers
    cluster.make_topics(NewTopic("orders", 1, 1))
    produce(cluster, "orders", 1)
    consumer = member(cluster, "modern", "consumer", "orders")
    cluster.wait_for_groups(modern=ConsumerGroupState.STABLE)

    snapshot = look(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n"
        f"sasl.jaas.config={LOGIN}.oauthbearer.OAuthBearerLoginModule required \\\n"
        '  unsecuredLoginStringClaim_sub="audit";\n',
        address,
        tmp_path,
    )
    consumer.close()

    assert snapshot.refusals == ()
    (group,) = snapshot.groups or ()
    assert group.members


def test_a_token_that_is_not_taken_is_told(bearers: tuple[Cluster, str], tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("planted-nonsense-token")

    with pytest.raises(Unreached) as told:
        snapshot = look(
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=OAUTHBEARER\n"
            f"sasl.oauthbearer.token.endpoint.url=file://{token}\n",
            bearers[1],
            tmp_path,
        )
        pytest.fail(f"it was let in, and told: {snapshot}")

    assert "OAUTHBEARER" in told.value.message
    assert "planted-nonsense-token" not in str(told.value)
