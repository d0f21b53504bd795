"""What images make of variables, and what they do not make of them."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.variables import (
    EnvironmentVariable,
    environment_variables,
    is_harmless,
    is_in_question,
    lost_essentials,
    misreading,
    refusal,
    right_name,
)
from kafkalint.kafka import images
from kafkalint.model import Container, Image, Node
from kafkalint.values import Origin, Value, known, unknown

from .deployments import HERE, cluster, mount, written

load()

CP, APACHE, BITNAMI = "confluentinc/cp-kafka", "apache/kafka", "bitnami/kafka"
WURSTMEISTER = "wurstmeister/kafka"


def kafka(repository: str, version: str = "3.7", **variables: str) -> Node:
    """A node as an image makes it of its variables."""
    family = images.recognise(repository)
    assert family is not None
    environment = {name: written(text, line) for line, (name, text) in enumerate(variables.items())}
    release = known(version, HERE) if version else unknown("no tag", HERE)
    applied = images.apply(family, environment, version=release, anchor=HERE)
    image = Image(known(repository, HERE), repository, known("x", HERE), family=family.name)
    node = Node(
        "kafka",
        HERE,
        settings=applied.settings,
        version=release,
        container=Container("kafka", image, variables=applied.variables),
        refusals=applied.refusals,
        discards_defaults=applied.discards_defaults,
        ignores_environment=applied.ignores_environment,
    )
    cluster(node)
    return node


def only(repository: str, name: str, text: str = "2", **others: str) -> EnvironmentVariable:
    node = kafka(repository, **{**others, name: text})
    return next(each for each in environment_variables(node) if each.name == name)


@pytest.mark.parametrize(
    ("repository", "name", "right"),
    [
        (BITNAMI, "KAFKA_MIN_INSYNC_REPLICAS", "KAFKA_CFG_MIN_INSYNC_REPLICAS"),
        (BITNAMI, "KAFKA_SUPER_USERS", "KAFKA_CFG_SUPER_USERS"),
        (CP, "KAFKA_CFG_MIN_INSYNC_REPLICAS", "KAFKA_MIN_INSYNC_REPLICAS"),
        (APACHE, "KAFKA_CFG_NODE_ID", "KAFKA_NODE_ID"),
        (WURSTMEISTER, "KAFKA_CFG_NUM_PARTITIONS", "KAFKA_NUM_PARTITIONS"),
    ],
)
def test_a_variable_that_sets_nothing_and_the_one_that_does(
    repository: str, name: str, right: str
) -> None:
    variable = only(repository, name)
    assert is_in_question(variable)
    assert misreading(variable).data != ""
    assert misreading(variable).origins == variable.value.origins
    assert right_name(variable) == right


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        (BITNAMI, "KAFKA_CFG_MIN_INSYNC_REPLICAS"),
        (BITNAMI, "KAFKA_NUM_PARTITIONS"),
        (BITNAMI, "KAFKA_ENABLE_KRAFT"),
        (BITNAMI, "KAFKA_ADVERTISED_HOST_NAME"),
        (CP, "KAFKA_MIN_INSYNC_REPLICAS"),
        (CP, "KAFKA_JMX_PORT"),
        (CP, "KAFKA_HEAP_OPTS"),
        (CP, "KAFKA_BROKERS"),
        (CP, "CLUSTER_ID"),
        (WURSTMEISTER, "KAFKA_CREATE_TOPICS"),
        ("example/kafka", "KAFKA_CFG_NUM_PARTITIONS"),
    ],
)
def test_variables_that_are_all_right_or_not_ours_to_judge(repository: str, name: str) -> None:
    variable = only(repository, name)
    assert not is_in_question(variable) or misreading(variable).data == ""


@pytest.mark.parametrize(
    ("listener", "name", "right"),
    [
        (
            "SASL_SSL",
            "KAFKA_LISTENER_NAME_SASL_SSL_SSL_CLIENT_AUTH",
            "KAFKA_LISTENER_NAME_SASL__SSL_SSL_CLIENT_AUTH",
        ),
        (
            "INTERNAL_SSL",
            "KAFKA_LISTENER_NAME_INTERNAL_SSL_CLIENT_AUTH",
            "KAFKA_LISTENER_NAME_INTERNAL__SSL_SSL_CLIENT_AUTH",
        ),
        (
            "SSL-CLIENTS",
            "KAFKA_LISTENER_NAME_SSL_CLIENTS_SSL_CLIENT_AUTH",
            "KAFKA_LISTENER_NAME_SSL___CLIENTS_SSL_CLIENT_AUTH",
        ),
        (
            "CLIENTS",
            "KAFKA_LISTENER_NAME_CLIENTS_SCRAM_SHA_512_SASL_JAAS_CONFIG",
            "KAFKA_LISTENER_NAME_CLIENTS_SCRAM___SHA___512_SASL_JAAS_CONFIG",
        ),
    ],
)
def test_underscores_and_dashes_are_escaped(listener: str, name: str, right: str) -> None:
    variable = only(
        CP,
        name,
        "x",
        KAFKA_ADVERTISED_LISTENERS=f"{listener}://kafka:9092",
        KAFKA_ZOOKEEPER_CONNECT="zk:2181",
    )
    assert "means nothing" in misreading(variable).data
    assert right_name(variable) == right


def test_a_listener_may_be_called_like_the_first_part_of_a_key() -> None:
    listeners = "SASL://kafka:9092,SASL_SSL://kafka:9093"
    name = "KAFKA_LISTENER_NAME_SASL_SSL_CLIENT_AUTH"
    variable = only(CP, name, "required", KAFKA_ADVERTISED_LISTENERS=listeners)
    assert misreading(variable).data == ""


def test_no_variable_of_bitnamis_can_hold_a_dash() -> None:
    name = "KAFKA_CFG_LISTENER_NAME_CLIENTS_SCRAM_SHA_512_SASL_JAAS_CONFIG"
    variable = only(BITNAMI, name, "x", KAFKA_CFG_LISTENERS="CLIENTS://:9092")
    assert misreading(variable).data != ""
    assert right_name(variable) == ""


@pytest.mark.parametrize(("text", "harmless"), [("1", True), ("2", False), ("${N}", False)])
def test_what_is_lost_may_be_what_holds_anyway(text: str, harmless: bool) -> None:
    assert is_harmless(only(BITNAMI, "KAFKA_MIN_INSYNC_REPLICAS", text)) is harmless


def test_where_the_version_is_not_known_any_supported_one_may_know_the_key() -> None:
    node = kafka(BITNAMI, version="", KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR="2")
    (variable,) = environment_variables(node)
    assert misreading(variable).data != ""


def beside_a_file(file: dict[str, str], **variables: str) -> list[Value[str]]:
    """Variables beside a mounted server.properties with these lines."""
    node = kafka(BITNAMI, **variables)
    assert node.container is not None
    place = mount("bind", "./server.properties", "/bitnami/kafka/config/server.properties")
    container = Container(
        "kafka", node.container.image, variables=node.container.variables, mounts=(place,)
    )
    other = Node(
        "kafka",
        HERE,
        settings={key: written(text) for key, text in file.items()},
        version=node.version,
        container=container,
        ignores_environment=True,
    )
    cluster(other)
    return [misreading(each) for each in environment_variables(other) if is_in_question(each)]


def test_a_mounted_file_beats_variables_that_say_something_else() -> None:
    found = beside_a_file(
        {"num.partitions": "3"},
        KAFKA_CFG_NUM_PARTITIONS="3",
        KAFKA_CFG_MIN_INSYNC_REPLICAS="2",
        KAFKA_CLIENT_USERS="app",
    )
    assert ["instead" in value.data for value in found] == [False, True]
    assert found[1].origins[0] == HERE


def test_what_cannot_be_compared_is_open() -> None:
    (found,) = beside_a_file({"num.partitions": "3"}, KAFKA_CFG_NUM_PARTITIONS="3")
    assert found.data == ""
    node = kafka(BITNAMI, KAFKA_CFG_NUM_PARTITIONS="3")
    (variable,) = environment_variables(node)
    object.__setattr__(node, "ignores_environment", True)
    node.settings["num.partitions"] = unknown("a template decides it", HERE)
    variable.memo.clear()
    assert misreading(variable).is_unknown


@pytest.mark.parametrize(
    ("variables", "lost"),
    [
        ({}, ()),
        ({"KAFKA_HEAP_OPTS": "-Xmx1g"}, ()),
        (
            {"KAFKA_NUM_PARTITIONS": "3"},
            (
                "process.roles",
                "node.id",
                "controller.listener.names",
                "controller.quorum.voters",
            ),
        ),
        (
            {
                "KAFKA_PROCESS_ROLES": "broker,controller",
                "KAFKA_BROKER_ID": "1",
                "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            },
            (),
        ),
        (
            {
                "KAFKA_PROCESS_ROLES": "broker,controller",
                "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
                "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@kafka:9093",
            },
            ("node.id",),
        ),
    ],
)
def test_what_the_apache_image_loses(variables: dict[str, str], lost: tuple[str, ...]) -> None:
    assert lost_essentials(kafka(APACHE, **variables)).data == lost


def test_other_images_lose_nothing() -> None:
    assert lost_essentials(kafka(BITNAMI, KAFKA_CFG_NUM_PARTITIONS="3")).data == ()


def test_reasons_to_refuse_are_joined() -> None:
    where = Origin("compose.yml")
    reasons = (Value("A is not set", (where,)), Value("B is not set", (where,)))
    node = Node("kafka", HERE, refusals=reasons)
    cluster(node)
    assert refusal(node).data == "A is not set; B is not set"
    assert refusal(node).origins == (where,)
