"""Listeners as Kafka resolves them: names, protocols, addresses, who uses them."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.exposure import exposure, is_bound_to_loopback
from kafkalint.facts.listeners import Endpoint, endpoints, listeners
from kafkalint.facts.rejections import malformed_mapping
from kafkalint.model import Container, Listener, Node, Port
from kafkalint.record import replace
from kafkalint.values import absent, known, unknown

from .deployments import HERE, cluster, kafka, zookeeper

load()


def of(node: Node) -> dict[str, Listener]:
    cluster(node)
    return {listener.name: listener for listener in listeners(node)}


def only(node: Node) -> Listener:
    (found,) = of(node).values()
    return found


def zk_broker(**settings: str) -> Node:
    return kafka(zookeeper__connect="zk:2181", **settings)


def combined(**settings: str) -> Node:
    return kafka(
        process__roles="broker,controller", controller__listener__names="CONTROLLER", **settings
    )


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("PLAINTEXT://:9092", [Endpoint("PLAINTEXT", "", "9092")]),
        ("in://a:1, Out://[::1]:2", [Endpoint("IN", "a", "1"), Endpoint("OUT", "[::1]", "2")]),
        ("SSL://${HOST:-a,b}:9093", [Endpoint("SSL", "${HOST:-a,b}", "9093")]),
        ("SSL://host", [Endpoint("SSL", "host", "")]),
        ("nonsense,:9092,", []),
        ("", []),
    ],
)
def test_a_listeners_text_has_endpoints(text: str, points: list[Endpoint]) -> None:
    assert list(endpoints(text)) == points


@pytest.mark.parametrize("version", ["", "2.8", "4.1"])
def test_by_default_kafka_listens_in_plaintext_in_every_version(version: str) -> None:
    listener = only(kafka(version=version, zookeeper__connect="zk:2181"))
    assert (listener.name, listener.port.data) == ("PLAINTEXT", 9092)
    assert listener.protocol.data == "PLAINTEXT"
    assert listener.protocol.is_default


def test_before_three_host_and_port_do_where_listeners_are_absent() -> None:
    settings = {"zookeeper__connect": "zk:2181", "host__name": "a", "port": "9095"}
    older = only(kafka(version="2.8", **settings))
    assert (older.host.data, older.port.data, older.protocol.data) == ("a", 9095, "PLAINTEXT")
    assert only(kafka(version="3.0", **settings)).port.data == 9092


def test_of_a_part_of_a_configuration_listeners_are_unknown() -> None:
    listener = only(kafka(partial="an overlay without its base"))
    assert listener.name == "?"
    assert listener.protocol.is_unknown
    assert listener.is_client.is_unknown


def test_what_is_filled_in_elsewhere_may_be_more_listeners() -> None:
    found = of(zk_broker(listeners="SSL://:9093,${MORE}"))
    assert list(found) == ["SSL", "?"]
    assert found["SSL"].protocol.data == "SSL"
    assert found["?"].protocol.reason == "${MORE} in listeners is filled in elsewhere"


def test_zookeeper_has_no_listeners_of_this_kind() -> None:
    assert of(zookeeper(clientPort="2181")) == {}


def test_names_mean_what_the_map_says_without_regard_to_case() -> None:
    found = of(
        zk_broker(
            listeners="internal://:1,PLAINTEXT://:2",
            listener__security__protocol__map="Internal:ssl, PLAINTEXT:SASL_SSL",
        )
    )
    assert found["INTERNAL"].protocol.data == "SSL"
    assert found["PLAINTEXT"].protocol.data == "SASL_SSL"


def test_a_map_with_names_that_are_put_together_elsewhere() -> None:
    mapping = "{{ names | join(':SSL,') }}:SSL,A:SASL_SSL"
    node = zk_broker(listeners="A://:1,B://:2", listener__security__protocol__map=mapping)
    cluster(node)
    assert malformed_mapping(node).data == ""
    assert [each.protocol.or_else("?") for each in listeners(node)] == ["SASL_SSL", "?"]


def test_a_protocol_points_at_the_map_and_then_at_the_listeners() -> None:
    node = zk_broker(listeners="A://:1", listener__security__protocol__map="A:PLAINTEXT")
    lines = [origin.line for origin in only(node).protocol.origins]
    assert lines == [4, 3]


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ("B:SSL", "listener A has no entry in listener.security.protocol.map"),
        ("A:${P}", "${P} in listener.security.protocol.map is filled in elsewhere"),
        ("${M}", "${M} in listener.security.protocol.map is filled in elsewhere"),
    ],
)
def test_a_protocol_that_the_map_does_not_tell(mapping: str, reason: str) -> None:
    listener = only(zk_broker(listeners="A://:1", listener__security__protocol__map=mapping))
    assert listener.protocol.is_unknown
    assert listener.protocol.reason == reason


def test_a_map_that_is_not_here_leaves_names_of_protocols_their_meaning() -> None:
    found = of(kafka(partial="an overlay", listeners="SSL://:9092,CLIENTS://:9093"))
    assert found["SSL"].protocol.data == "SSL"
    assert found["CLIENTS"].protocol.is_unknown


def test_a_map_that_is_filled_in_may_give_any_name_another_meaning() -> None:
    listener = only(zk_broker(listeners="SSL://:1", listener__security__protocol__map="${MAP}"))
    assert listener.protocol.is_unknown


def test_kraft_maps_controllers_to_plaintext_where_nothing_is_secure() -> None:
    found = of(combined(listeners="PLAINTEXT://:9092,CONTROLLER://:9093"))
    assert found["CONTROLLER"].protocol.data == "PLAINTEXT"
    assert found["CONTROLLER"].protocol.is_default


def test_kraft_maps_nothing_by_itself_where_a_name_is_secure() -> None:
    found = of(combined(listeners="SSL://:9092,CONTROLLER://:9093"))
    assert found["CONTROLLER"].protocol.is_unknown


def test_controllers_brokers_and_clients_have_listeners_of_their_own() -> None:
    found = of(
        combined(
            listeners="BETWEEN://:1,CLIENTS://:2,CONTROLLER://:3",
            listener__security__protocol__map="BETWEEN:SSL,CLIENTS:SSL,CONTROLLER:SSL",
            inter__broker__listener__name="Between",
        )
    )
    uses = {
        name: (one.is_client.data, one.is_inter_broker.data, one.is_controller.data)
        for name, one in found.items()
    }
    assert uses == {
        "BETWEEN": (False, True, False),
        "CLIENTS": (True, False, False),
        "CONTROLLER": (False, False, True),
    }


def test_the_only_listener_is_for_brokers_and_for_clients() -> None:
    listener = only(
        zk_broker(
            listeners="A://:1",
            listener__security__protocol__map="A:SSL",
            inter__broker__listener__name="${NAME}",
        )
    )
    assert listener.is_inter_broker.data is True
    assert listener.is_client.data is True


def test_where_nobody_chose_plaintext_for_brokers_clients_use_it_as_well() -> None:
    left_open = of(zk_broker(listeners="PLAINTEXT://:1,SSL://:2"))["PLAINTEXT"]
    assert (left_open.is_inter_broker.data, left_open.is_client.data) == (True, True)
    chosen = of(
        zk_broker(
            listeners="PLAINTEXT://:1,SSL://:2", security__inter__broker__protocol="PLAINTEXT"
        )
    )["PLAINTEXT"]
    assert (chosen.is_inter_broker.data, chosen.is_client.data) == (True, False)


def test_a_controller_alone_has_neither_brokers_nor_clients() -> None:
    node = kafka(
        process__roles="controller",
        controller__listener__names="PLAINTEXT",
        listeners="PLAINTEXT://:9093",
    )
    listener = only(node)
    assert (listener.is_controller.data, listener.is_inter_broker.data) == (True, False)
    assert listener.is_client.data is False


def test_in_zookeeper_mode_a_part_of_a_configuration_has_no_controller_listeners() -> None:
    listener = only(
        kafka(partial="started by a script", zookeeper__connect="zk:2181", listeners="SSL://:1")
    )
    assert listener.is_controller.data is False
    assert listener.is_client.data is True


def test_clients_are_told_what_is_advertised() -> None:
    found = of(
        zk_broker(
            listeners="A://:1,B://:2,C://:3",
            listener__security__protocol__map="A:SSL,B:SSL,C:SSL",
            advertised__listeners="A://a.example.com:9001,B://${HOST}:9002",
        )
    )
    assert (found["A"].advertised_host.data, found["A"].advertised_port.data) == (
        "a.example.com",
        9001,
    )
    assert found["B"].advertised_host.is_unknown
    assert found["B"].advertised_port.data == 9002
    assert found["C"].advertised_host.is_absent


@pytest.mark.parametrize(
    ("host", "bound"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("[::1]", True),
        ("", False),
        ("0.0.0.0", False),
        ("localhost.example.com", False),
    ],
)
def test_what_is_bound_to_this_machine(host: str, bound: bool) -> None:
    assert is_bound_to_loopback(only(zk_broker(listeners=f"SSL://{host}:1"))).data is bound


def published(host_ip: str, target: int = 9092) -> Port:
    return Port(known(target, HERE), known(target, HERE), known(host_ip, HERE), HERE)


def in_container(*ports: Port, host: str = "", network: str = "") -> Node:
    mode = known(network, HERE) if network else absent(HERE)
    plain = zk_broker(listeners=f"SSL://{host}:9092")
    return Node(
        plain.name,
        plain.anchor,
        settings=plain.settings,
        container=Container("kafka", None, ports=ports, network_mode=mode),
    )


@pytest.mark.parametrize(
    ("node", "reach"),
    [
        (zk_broker(listeners="SSL://:9092"), "network"),
        (zk_broker(listeners="SSL://127.0.0.1:9092"), "loopback"),
        (in_container(), "loopback"),
        (in_container(published("")), "public"),
        (in_container(published("127.0.0.1")), "loopback"),
        (in_container(published("", target=9093)), "loopback"),
        (in_container(published(""), host="127.0.0.1"), "loopback"),
        (in_container(network="host"), "network"),
    ],
)
def test_who_reaches_a_listener(node: Node, reach: str) -> None:
    assert exposure(only(node)).data == reach


def test_who_reaches_a_listener_is_unknown_where_a_port_is() -> None:
    hidden = Port(unknown("${PORT} has no value", HERE), absent(HERE), known("", HERE), HERE)
    assert exposure(only(in_container(hidden))).is_unknown


def published(node: Node, *ports: int) -> Node:
    passed_on = tuple(Port(known(p, HERE), known(p, HERE), known("", HERE), HERE) for p in ports)
    return replace(node, container=Container("kafka", None, names=("kafka",), ports=passed_on))


def two_listeners(address: str) -> Node:
    return zk_broker(
        listeners="IN://:9092,OUT://:9093",
        advertised__listeners=f"IN://{address}:9092,OUT://broker.example.com:9093",
        listener__security__protocol__map="IN:PLAINTEXT,OUT:SASL_SSL",
        inter__broker__listener__name="IN",
    )


def test_the_brokers_own_listener_is_not_for_clients() -> None:
    found = of(published(two_listeners("kafka"), 9093))
    assert found["IN"].is_client.data is False
    assert found["OUT"].is_client.data is True


@pytest.mark.parametrize("address", ["kafka", "localhost", ""])
def test_clients_come_in_where_docker_publishes_what_brokers_need_not(address: str) -> None:
    assert of(published(two_listeners(address), 9092, 9093))["IN"].is_client.data is True


def test_brokers_on_other_machines_need_what_is_published() -> None:
    node = two_listeners("kafka-1.example.com")
    assert of(published(node, 9092, 9093))["IN"].is_client.data is False


def test_of_listeners_of_unknown_use_those_that_are_published_are_for_clients() -> None:
    node = kafka(
        partial="its image is not known",
        zookeeper__connect="zk:2181",
        listeners="IN://:9092,OUT://:9093",
        advertised__listeners="IN://kafka:9092,OUT://broker.example.com:9093",
    )
    found = of(published(node, 9093))
    assert found["OUT"].is_client.data is True
    assert found["IN"].is_client.is_unknown


def test_listeners_that_clients_are_told_of_are_open_whatever_is_not_known() -> None:
    node = kafka(
        partial="its image is not known",
        zookeeper__connect="zk:2181",
        advertised__listeners="IN://kafka:9092,OUT://broker.example.com:9093",
        listener__security__protocol__map="IN:PLAINTEXT,OUT:SSL",
        inter__broker__listener__name="IN",
    )
    found = of(node)
    assert list(found) == ["IN", "OUT", "?"]
    assert (found["IN"].is_inter_broker.data, found["OUT"].is_client.data) == (True, True)
    assert found["OUT"].protocol.data == "SSL"
    assert found["OUT"].port.is_unknown


def test_a_controllers_listener_is_the_one_at_which_the_others_find_it() -> None:
    node = kafka(
        partial="its image is not known",
        node__id="1",
        controller__quorum__voters="1@kafka:9094,2@other:9094",
        listeners="IN://:9092,QUORUM://:9094",
        listener__security__protocol__map="IN:SSL,QUORUM:PLAINTEXT",
    )
    found = of(node)
    assert found["QUORUM"].is_controller.data is True
    assert found["IN"].is_controller.data is False


@pytest.mark.parametrize("port", ["${PORT}", "9095"])
def test_before_three_the_protocol_is_known_where_host_and_port_are_not(port: str) -> None:
    node = zk_broker(port=port)
    node.settings["host.name"] = unknown("{{ host }} is filled in elsewhere", HERE)
    listener = only(node)
    assert listener.protocol.data == "PLAINTEXT"
    assert listener.host.is_unknown
    assert listener.is_client.data is True


def test_the_only_listener_of_a_broker_is_the_brokers_whatever_an_image_calls_it() -> None:
    listener = only(kafka(partial="its image is not known", listeners="OUT://:9092"))
    assert listener.is_inter_broker.data is True
