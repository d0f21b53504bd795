"""Secrets that can be read, and those that everybody knows."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.secrets import (
    is_sample,
    is_written,
    opens_a_store,
    opens_a_truststore,
    readable_secrets,
    reference,
)
from kafkalint.facts.settings import broker_key, is_topics_key, written_settings
from kafkalint.model import Cluster, Companion, Container, Node, Secret, Variable
from kafkalint.values import Origin, Provenance, Span, Value, known

from .deployments import HERE, cluster, kafka, zookeeper

load()

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"


def at(line: int) -> Origin:
    return Origin("compose.yml", Span(line, 1, line, 9))


def names(found: Cluster) -> list[str]:
    return [secret.name for secret in readable_secrets(found)]


def variables(node: Node | None = None, **texts: str) -> Node:
    """A node whose container has these variables, one a line."""
    base = node or kafka()
    given = tuple(
        Variable(name, Value(text, (at(line),))) for line, (name, text) in enumerate(texts.items())
    )
    return Node(
        base.name,
        base.anchor,
        software=base.software,
        settings=base.settings,
        container=Container("kafka", None, variables=given),
    )


@pytest.mark.parametrize(
    ("key", "text", "readable"),
    [
        ("ssl.key.password", "Yz3d8", True),
        ("listener.name.a.ssl.keystore.password", "Yz3d8", True),
        ("password.encoder.secret", "Yz3d8", True),
        ("ssl.key.password", "", False),
        ("ssl.key.password", "dummy", False),
        ("ssl.key.password", "*****", False),
        ("ssl.key.password", "${KEY_PASSWORD}", False),
        ("ssl.key.password", "${file:/run/secrets/kafka:key}", False),
        ("ssl.key.password", "{{ key_password }}", False),
        ("ssl.key.password", "/run/secrets/key", False),
        ("ssl.keystore.key", "-----BEGIN PRIVATE KEY----- MIIE", True),
        ("ssl.keystore.certificate.chain", "-----BEGIN CERTIFICATE----- MIID", False),
        ("ssl.keystore.location", "/etc/kafka/k.p12", False),
        ("confluent.basic.auth.user.info", "me:Yz3d8", True),
        ("confluent.basic.auth.user.info", "me:${PASSWORD}", False),
        ("listener.name.a.plain.sasl.jaas.config", f'{PLAIN} username="a" password="Yz3d8";', True),
        ("listener.name.a.plain.sasl.jaas.config", f'{PLAIN} user_a="Yz3d8";', True),
        ("listener.name.a.plain.sasl.jaas.config", f'{PLAIN} password="${{X}}";', False),
        ("listener.name.a.scram-sha-512.sasl.jaas.config", "ScramLoginModule required;", False),
    ],
)
def test_what_is_a_readable_secret(key: str, text: str, readable: bool) -> None:
    assert names(cluster(kafka(**{key: text}))) == ([key] if readable else [])


@pytest.mark.parametrize(
    ("name", "text", "readable"),
    [
        ("KAFKA_SSL_KEY_PASSWORD", "Yz3d8", True),
        ("KAFKA_CLIENT_PASSWORDS", "Yz3d8,Kq0p2", True),
        ("KAFKA_CLIENT_PASSWORDS_FILE", "/run/secrets/passwords", False),
        ("KAFKA_SSL_KEY_CREDENTIALS", "key_creds", False),
        ("KAFKA_OPTS", "-Xmx1g -Djavax.net.ssl.keyStorePassword=Yz3d8", True),
        ("KAFKA_OPTS", "-Djava.security.auth.login.config=/etc/kafka/jaas.conf", False),
        ("POSTGRES_USER", "Yz3d8", False),
    ],
)
def test_what_is_a_secret_among_variables(name: str, text: str, readable: bool) -> None:
    assert names(cluster(variables(**{name: text}))) == ([name] if readable else [])


def test_a_variable_that_became_a_setting_is_one_secret() -> None:
    value = Value("Yz3d8", (at(0),))
    node = Node("kafka", HERE, settings={"ssl.key.password": value})
    assert names(cluster(variables(node, KAFKA_SSL_KEY_PASSWORD="Yz3d8"))) == [
        "KAFKA_SSL_KEY_PASSWORD"
    ]


def test_what_was_filled_in_is_not_in_the_file() -> None:
    filled = Value("Yz3d8", (at(1),), Provenance.SUPPLIED)
    assert names(cluster(Node("kafka", HERE, settings={"ssl.key.password": filled}))) == []


def test_an_images_own_password_is_told_once() -> None:
    jaas = f'{PLAIN} username="user" password="bitnami";'
    own = Value(jaas, (HERE,), Provenance.IMAGE, "the image uses it")
    keys = [f"listener.name.{name}.plain.sasl.jaas.config" for name in ("a", "b")]
    (secret,) = readable_secrets(cluster(Node("kafka", HERE, settings=dict.fromkeys(keys, own))))
    assert is_sample(secret).data is True
    assert is_written(secret).data is False


def test_a_jaas_file_is_searched_but_not_reproached_with_being_one() -> None:
    text = f'KafkaServer {{ {PLAIN} username="admin" password="admin-secret"; }};'
    (secret,) = readable_secrets(cluster(Node("kafka", HERE, jaas=known(text, HERE))))
    assert is_sample(secret).data is True
    assert is_written(secret).data is False


@pytest.mark.parametrize(
    ("command", "secret"),
    [
        ("kafka-configs --add-config 'SCRAM-SHA-256=[password=Yz3d8]' --alter", "Yz3d8"),
        ('echo \'KafkaServer { … username="a"\\n password="Yz3d8";\\n };\' > jaas.conf', "Yz3d8"),
        ("kafka-configs --add-config SCRAM-SHA-256=[password=$PASS]", None),
        ('echo "password=${PASS}" > client.properties', None),
        ("start --password-file /run/secrets/password", None),
        ("password=`cat secret` start", None),
    ],
)
def test_passwords_in_commands(command: str, secret: str | None) -> None:
    container = Container("kafka", None, command=Value(command, (HERE,)))
    node = Node("kafka", HERE, container=container)
    found = [each.parts[0][1] for each in readable_secrets(cluster(node))]
    assert found == ([secret] if secret else [])


def test_zookeepers_and_companions_have_secrets_too() -> None:
    companion = Companion(
        "connect",
        HERE,
        role="connect",
        settings={"sasl.jaas.config": Value(f'{PLAIN} password="Yz3d8";', (at(7),))},
        container=Container(
            "connect", None, variables=(Variable("CONNECT_SASL_JAAS_CONFIG", Value("x", (at(7),))),)
        ),
    )
    keeper = variables(zookeeper(), ZOO_SERVER_PASSWORDS="Yz3d8")
    found = Cluster("c", HERE, nodes=(keeper,), companions=(companion,))
    assert names(found) == ["ZOO_SERVER_PASSWORDS", "CONNECT_SASL_JAAS_CONFIG"]


def secret(name: str = "ssl.key.password", *parts: tuple[str, str]) -> Secret:
    return Secret(name, HERE, owner=kafka(), value=known("x", HERE), parts=parts)


@pytest.mark.parametrize(
    ("user", "password", "known_to_all"),
    [
        ("", "changeit", True),
        ("", "Confluent", True),
        ("", "confluent-Yz3d8", False),
        ("mds", "mds-secret", True),
        ("restAdmin", "restAdmin", True),
        ("mds", "admin-secrets", False),
        ("", "Yz3d8", False),
    ],
)
def test_passwords_that_everybody_knows(user: str, password: str, known_to_all: bool) -> None:
    assert is_sample(secret("x.password", (user, password))).data is known_to_all


@pytest.mark.parametrize(
    ("name", "store", "truststore"),
    [
        ("ssl.keystore.password", True, False),
        ("KAFKA_SSL_KEY_PASSWORD", True, False),
        ("KAFKA_CERTIFICATE_PASSWORD", True, False),
        ("listener.name.a.ssl.truststore.password", True, True),
        ("KAFKA_CLIENT_PASSWORDS", False, False),
    ],
)
def test_what_a_password_opens(name: str, store: bool, truststore: bool) -> None:
    assert opens_a_store(secret(name)) is store
    assert opens_a_truststore(secret(name)) is truststore


def test_settings_that_are_a_topics_and_no_brokers() -> None:
    node = kafka(retention__ms="1", min__insync__replicas="2", log__retention__ms="1")
    found = {one.key: one for one in written_settings(cluster(node, zookeeper(clientPort="1")))}
    assert [key for key, one in found.items() if is_topics_key(one)] == ["retention.ms"]
    assert broker_key(found["retention.ms"]) == "log.retention.ms"
    assert found["retention.ms"].node is node


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("KAFKA_SSL_KEY_PASSWORD", "KAFKA_SSL_KEY_PASSWORD: ${KAFKA_SSL_KEY_PASSWORD}"),
        (
            "ssl.key.password",
            "ssl.key.password=${file:/run/secrets/kafka.properties:ssl.key.password}",
        ),
        (
            "listener.name.a.plain.sasl.jaas.config",
            'password="${file:/run/secrets/kafka.properties:password}"',
        ),
        (
            "the JAAS file",
            "KAFKA_OPTS: -Djava.security.auth.login.config=/run/secrets/kafka_jaas.conf",
        ),
        ("the command", 'password="$$PASSWORD"'),
    ],
)
def test_what_to_write_instead(name: str, written: str) -> None:
    assert reference(secret(name, ("", "Yz3d8"))) == written
