"""What Kafka refuses about listeners when it starts."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.interbroker import inter_broker_problem
from kafkalint.facts.startup import listener_problem
from kafkalint.model import Container, Image, Node
from kafkalint.values import known, unknown

from .deployments import HERE, cluster, kafka, written, zookeeper

load()

MAP = "listener__security__protocol__map"
KRAFT = {"node__id": "1", "controller__quorum__voters": "1@kafka:9093"}


def broker(version: str = "3.6", **settings: str) -> Node:
    node = kafka(version=version, zookeeper__connect="zk:2181", **settings)
    cluster(node)
    return node


def kraft(roles: str, listeners: str, names: str = "CONTROLLER", version: str = "3.6") -> Node:
    settings = {**KRAFT, "process__roles": roles, "listeners": listeners}
    if names:
        settings["controller__listener__names"] = names
    node = kafka(version=version, **settings)
    cluster(node)
    return node


def with_setting(node: Node, key: str, text: str) -> Node:
    node.settings[key] = written(text, 9)
    return node


@pytest.mark.parametrize(
    ("listeners", "problem"),
    [
        ("PLAINTEXT://:9092", ""),
        ("PLAINTEXT://kafka_1:9092", ""),
        ("PLAINTEXT://[2001:db8::1]:9092", ""),
        ("PLAINTEXT://${HOST}:9092", ""),
        ("kafka:9092", "kafka:9092 in listeners is not NAME://host:port"),
        ("PLAINTEXT://kafka", "PLAINTEXT://kafka in listeners is not NAME://host:port"),
        ("PLAINTEXT://:9092,PLAINTEXT://:9093", "listeners has 2 listeners called PLAINTEXT"),
        ("PLAINTEXT://:9092,SSL://:9092", "PLAINTEXT and SSL listen on the same port 9092"),
        ("PLAINTEXT://:0,SSL://:0", ""),
        ("PLAINTEXT://192.0.2.1:9092,SSL://[2001:db8::1]:9092", ""),
        (
            "PLAINTEXT://192.0.2.1:9092,SSL://192.0.2.2:9092",
            "PLAINTEXT and SSL listen on the same port 9092",
        ),
        (
            "CLIENTS://:9092",
            "listener CLIENTS has no security protocol in listener.security.protocol.map",
        ),
    ],
)
def test_listeners_by_themselves(listeners: str, problem: str) -> None:
    assert listener_problem(broker(listeners=listeners)).data == problem


def test_a_protocol_is_one_of_four() -> None:
    node = broker(listeners="A://:9092", **{MAP: "A:TLS"})
    found = listener_problem(node)
    assert found.data == (
        "listener.security.protocol.map maps A to TLS, which is no security protocol"
    )
    assert found.origins == node.settings["listener.security.protocol.map"].origins


def test_what_is_advertised_is_listened_on() -> None:
    node = broker(listeners="SSL://:9092", advertised__listeners="PLAINTEXT://kafka:9092")
    assert listener_problem(node).data == "PLAINTEXT is advertised, and no listener is called so"


def test_a_file_without_listeners_is_a_part_of_something() -> None:
    node = broker(advertised__listeners="PLAINTEXT://kafka:9092,SSL://kafka:9093")
    assert listener_problem(node).is_unknown


@pytest.mark.parametrize(
    ("roles", "listeners", "names", "problem"),
    [
        ("broker,controller", "PLAINTEXT://:9092,CONTROLLER://:9093", "CONTROLLER", ""),
        ("controller", "CONTROLLER://:9093", "CONTROLLER", ""),
        ("broker", "PLAINTEXT://:9092", "CONTROLLER", ""),
        (
            "broker",
            "PLAINTEXT://:9092",
            "",
            "controller.listener.names is not set, which a KRaft node needs",
        ),
        (
            "broker",
            "PLAINTEXT://:9092,CONTROLLER://:9093",
            "CONTROLLER",
            "a broker alone must not open the controller listener CONTROLLER",
        ),
        (
            "broker,controller",
            "PLAINTEXT://:9092",
            "CONTROLLER",
            "listeners lacks CONTROLLER, which is in controller.listener.names",
        ),
        (
            "controller",
            "CONTROLLER://:9093,PLAINTEXT://:9092",
            "CONTROLLER",
            "a controller alone opens PLAINTEXT, which is not in controller.listener.names",
        ),
        (
            "broker,controller",
            "CONTROLLER://:9093",
            "CONTROLLER",
            "every listener is a controller's: the broker has none",
        ),
    ],
)
def test_controller_listeners_fit_the_roles(
    roles: str, listeners: str, names: str, problem: str
) -> None:
    assert listener_problem(kraft(roles, listeners, names)).data == problem


def test_controller_names_are_checked_since_3_1() -> None:
    assert listener_problem(kraft("broker", "PLAINTEXT://:9092", "", "3.0")).data == ""


@pytest.mark.parametrize(
    ("version", "refused"), [("3.2", True), ("3.8", True), ("3.9", False), ("4.1", False)]
)
def test_controllers_are_advertised_since_3_9(version: str, refused: bool) -> None:
    node = kraft("broker,controller", "PLAINTEXT://:9092,CONTROLLER://:9093", version=version)
    text = "PLAINTEXT://kafka:9092,CONTROLLER://kafka:9093"
    found = listener_problem(with_setting(node, "advertised.listeners", text))
    assert ("controller listener CONTROLLER" in found.data) is refused


@pytest.mark.parametrize(
    ("version", "refused"), [("3.1", True), ("3.3", True), ("3.8", True), ("3.9", False)]
)
def test_a_controller_alone_advertises_nothing_up_to_3_8(version: str, refused: bool) -> None:
    node = kraft("controller", "CONTROLLER://:9093", version=version)
    found = listener_problem(with_setting(node, "advertised.listeners", "CONTROLLER://c:9093"))
    assert bool(found.data) is refused


def test_zookeeper_mode_refuses_controller_names_unless_it_migrates() -> None:
    node = broker(listeners="PLAINTEXT://:9092", controller__listener__names="CONTROLLER")
    assert "ZooKeeper mode refuses" in listener_problem(node).data
    migrating = broker(
        listeners="PLAINTEXT://:9092",
        controller__listener__names="CONTROLLER",
        zookeeper__metadata__migration__enable="true",
        **{MAP: "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"},
    )
    assert listener_problem(migrating).data == ""


def in_image(family: str, tag: str, listeners: str, advertised: str = "") -> Node:
    image = Image(known(f"x:{tag}", HERE), "x", known(tag, HERE), family=family)
    settings = {
        "process.roles": "broker,controller",
        "listeners": listeners,
        "controller.listener.names": "CONTROLLER",
        **({"advertised.listeners": advertised} if advertised else {}),
    }
    node = Node(
        "kafka",
        HERE,
        settings={key: written(text) for key, text in settings.items()},
        version=known("3.9", HERE),
        container=Container("kafka", image),
    )
    cluster(node)
    return node


@pytest.mark.parametrize(
    ("family", "tag", "host", "refused"),
    [
        ("apache-kafka", "3.9.0", "0.0.0.0", True),
        ("cp-kafka", "7.9.0", "0.0.0.0", True),
        ("cp-kafka", "7.9.0-1-ubi8", "0.0.0.0", True),
        ("apache-kafka", "3.9.1", "0.0.0.0", False),
        ("cp-kafka", "7.9.1", "0.0.0.0", False),
        ("apache-kafka", "3.9.0", "", False),
    ],
)
def test_3_9_0_refuses_a_wildcard(family: str, tag: str, host: str, refused: bool) -> None:
    node = in_image(family, tag, f"PLAINTEXT://:9092,CONTROLLER://{host}:9093")
    assert ("3.9.0 refuses" in listener_problem(node).data) is refused


def test_3_9_0_takes_a_wildcard_where_the_controller_is_advertised() -> None:
    listeners = "PLAINTEXT://:9092,CONTROLLER://0.0.0.0:9093"
    node = in_image(
        "apache-kafka", "3.9.0", listeners, "PLAINTEXT://kafka:9092,CONTROLLER://kafka:9093"
    )
    assert listener_problem(node).data == ""


def test_zookeeper_servers_have_no_listeners() -> None:
    node = zookeeper(clientPort="2181")
    cluster(node)
    assert listener_problem(node).data == inter_broker_problem(node).data == ""


def test_listeners_that_are_filled_in_elsewhere() -> None:
    node = broker(listeners="${LISTENERS}")
    assert listener_problem(node).is_unknown
    assert inter_broker_problem(node).is_unknown


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"listeners": "PLAINTEXT://:9092"}, ""),
        ({"listeners": "SSL://:9092", "security__inter__broker__protocol": "SSL"}, ""),
        (
            {"listeners": "SSL://:9092"},
            "inter.broker.listener.name is not set and no listener in listeners is called "
            "PLAINTEXT",
        ),
        (
            {
                "listeners": "PLAINTEXT://:9092",
                "inter__broker__listener__name": "PLAINTEXT",
                "security__inter__broker__protocol": "PLAINTEXT",
            },
            "inter.broker.listener.name and security.inter.broker.protocol are both set",
        ),
        (
            {"listeners": "PLAINTEXT://:9092", "inter__broker__listener__name": "INTERNAL"},
            "inter.broker.listener.name is INTERNAL, which has no security protocol",
        ),
        (
            {"listeners": "PLAINTEXT://:9092", "inter__broker__listener__name": "SSL"},
            "brokers replicate over SSL, which is not in listeners",
        ),
        (
            {
                "listeners": "A://:9092,B://:9093",
                "advertised__listeners": "A://kafka:9092",
                MAP: "A:SSL,B:SSL",
                "inter__broker__listener__name": "b",
            },
            "brokers replicate over B, which is not in advertised.listeners",
        ),
    ],
)
def test_inter_broker_listener(settings: dict[str, str], problem: str) -> None:
    assert inter_broker_problem(broker(**settings)).data == problem


def test_a_combined_node_does_not_replicate_over_the_controller_listener() -> None:
    node = kraft("broker,controller", "PLAINTEXT://:9092,CONTROLLER://:9093")
    with_setting(node, "inter.broker.listener.name", "CONTROLLER")
    assert "brokers replicate over CONTROLLER" in inter_broker_problem(node).data


def test_one_of_two_ways_may_be_left_out_by_a_template() -> None:
    node = broker(listeners="SSL://:9092", security__inter__broker__protocol="SSL")
    node.settings["inter.broker.listener.name"] = unknown("a condition decides it", HERE)
    assert inter_broker_problem(node).is_unknown


def test_a_key_that_is_not_set_in_a_partial_file() -> None:
    node = kafka(partial="an overlay", listeners="SSL://:9092")
    cluster(node)
    assert inter_broker_problem(node).is_unknown
