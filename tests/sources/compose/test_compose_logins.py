"""The JAAS file of a container, and which values stand in the file itself."""

from __future__ import annotations

import pytest

from kafkalint.values import Provenance

JAAS = 'KafkaServer { org.example.LoginModule required password="Yz3d8"; };'
OPTION = "-Djava.security.auth.login.config"


def environment(name: str, text: str) -> str:
    return f"""
        volumes: ["./jaas.conf:/etc/kafka/jaas.conf:ro"]
        environment:
          KAFKA_ZOOKEEPER_CONNECT: zk:2181
          KAFKA_ADVERTISED_LISTENERS: SASL_SSL://kafka:9092
          {name}: {text}
        """


@pytest.mark.parametrize(
    "option",
    [
        f"{OPTION}=/etc/kafka/jaas.conf",
        f"-Xmx1g {OPTION}==/etc/kafka/jaas.conf -Dx=y",
        f"{OPTION}=file:/etc/kafka/jaas.conf",
    ],
)
def test_java_is_pointed_to_a_file_that_is_mounted(broker, option):
    node = broker(environment("KAFKA_OPTS", option), others={"jaas.conf": JAAS})
    assert node.jaas.data == JAAS
    assert node.jaas.sensitive
    assert node.jaas.origins[0].line == 8
    place = node.jaas.origins[-1]
    assert (place.path, place.span.column) == ("jaas.conf", 1 + JAAS.index("password"))


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        (f"{OPTION}=/etc/kafka/other.conf", "the JAAS file /etc/kafka/other.conf is not here"),
        (f"{OPTION}=${{JAAS}}", "${JAAS} is filled in elsewhere"),
        ("${MORE_OPTIONS}", "${MORE_OPTIONS} is filled in elsewhere"),
    ],
)
def test_a_file_that_cannot_be_read(broker, option, reason):
    node = broker(environment("KAFKA_OPTS", option), others={"jaas.conf": JAAS})
    assert node.jaas.reason == reason


def test_no_file_is_named(broker):
    node = broker(environment("KAFKA_OPTS", "-Xmx1g"), others={"jaas.conf": JAAS})
    assert node.jaas.is_absent


def test_bitnamis_image_looks_for_one_by_itself(broker):
    node = broker(
        """
        volumes: ["./jaas.conf:/opt/bitnami/kafka/config/kafka_jaas.conf"]
        environment: {KAFKA_CFG_NODE_ID: 0, KAFKA_CFG_PROCESS_ROLES: broker}
        """,
        image="bitnamilegacy/kafka:3.9.0",
        others={"jaas.conf": JAAS},
    )
    assert node.jaas.data == JAAS


@pytest.mark.parametrize(
    ("text", "data", "provenance"),
    [
        ("Yz3d8", "Yz3d8", Provenance.EXPLICIT),
        ("Yz$$3d8", "Yz$3d8", Provenance.EXPLICIT),
        ("${PASSWORD}", "${PASSWORD}", Provenance.EXPLICIT),
        ("${PASSWORD:-Yz3d8}", "Yz3d8", Provenance.SUPPLIED),
        ("${GIVEN}", "Kq0p2", Provenance.SUPPLIED),
    ],
)
def test_what_is_filled_in_is_told_from_what_is_written(broker, text, data, provenance):
    node = broker(
        environment("KAFKA_SSL_KEY_PASSWORD", f'"{text}"'), others={".env": "GIVEN=Kq0p2\n"}
    )
    value = node.settings["ssl.key.password"]
    assert (value.data, value.provenance) == (data, provenance)


def test_a_service_that_the_project_builds_is_known_as_such(broker):
    assert broker(
        "build: .", others={"Dockerfile": "FROM confluentinc/cp-kafka:7.6.1"}
    ).container.is_built
    assert not broker().container.is_built
