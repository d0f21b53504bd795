"""What answers at published ports, and who reaches it."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.listening import is_advertised, is_of_known_image, is_open
from kafkalint.facts.ports import (
    PublishedPort,
    all_ports,
    control,
    is_broker_port,
    is_guarded,
    is_of_zookeeper,
    is_public,
    leaves_machine,
    on_loopback,
    outside,
)
from kafkalint.model import Companion, Node, Port
from kafkalint.values import absent, known

from .containers import companion, deployed, node, port, variables
from .deployments import HERE, mount, written

load()

LISTENERS = {
    "process.roles": "broker,controller",
    "listeners": "CLIENTS://:9092,SECURE://:9095,CONTROLLER://:9093",
    "advertised.listeners": "CLIENTS://kafka:19092,SECURE://kafka:9095",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "SECURE",
    "listener.security.protocol.map": "CLIENTS:PLAINTEXT,SECURE:SSL,CONTROLLER:PLAINTEXT",
    "ssl.client.auth": "required",
}


def broker(*ports: Port, **options: object) -> Node:
    return node(settings={**LISTENERS}, ports=ports, **options)  # type: ignore[arg-type]


def only(owner: Node | Companion) -> PublishedPort:
    cluster = (
        deployed(owner)
        if isinstance(owner, Node)
        else deployed(node(settings={**LISTENERS}), companions=(owner,))
    )
    (found,) = all_ports(cluster)
    return found


@pytest.mark.parametrize(
    ("host_ip", "public", "leaves"),
    [
        ("", True, True),
        ("0.0.0.0", True, True),
        ("::", True, True),
        ("10.0.0.5", False, True),
        ("127.0.0.1", False, False),
        ("127.1.2.3", False, False),
        ("::1", False, False),
        ("localhost", False, False),
    ],
)
def test_addresses_of_the_machine(host_ip: str, public: bool, leaves: bool) -> None:
    found = only(broker(port(9092, host_ip=host_ip)))
    assert is_public(found).data is public
    assert leaves_machine(found).data is leaves


def test_names_of_a_port() -> None:
    found = only(broker(port(9092, 19092)))
    assert found.described == "port 19092 of kafka"
    assert (outside(found), on_loopback(found)) == ("port 19092", "127.0.0.1:19092:9092")
    picked = Port(known(9092, HERE), absent(HERE), known("", HERE), HERE)
    found = only(broker(picked))
    assert (outside(found), on_loopback(found)) == ("a port that Docker picks", "127.0.0.1::9092")


@pytest.mark.parametrize(
    ("number", "is_one"), [(9092, True), (9095, True), (9093, False), (9999, False)]
)
def test_ports_of_brokers(number: int, is_one: bool) -> None:
    assert is_broker_port(only(broker(port(number)))).data is is_one


def test_a_number_that_is_open_may_be_a_brokers() -> None:
    assert is_broker_port(only(broker(port("$PORT")))).is_unknown
    no_listeners = node(
        settings={"process.roles": "broker"}, ports=(port(9092),), partial="an overlay"
    )
    assert is_broker_port(only(no_listeners)).is_unknown


def test_controllers_and_zookeeper_servers_have_no_ports_of_brokers() -> None:
    controller = node(settings={**LISTENERS, "process.roles": "controller"}, ports=(port(9093),))
    assert is_broker_port(only(controller)).data is False
    server = node("zookeeper", {"clientPort": "2181"}, software="zookeeper", ports=(port(2181),))
    assert is_broker_port(only(server)).data is False
    assert is_of_zookeeper(only(server))
    assert not is_of_zookeeper(only(controller))


@pytest.mark.parametrize(("number", "guarded"), [(9092, False), (9095, True), (9999, False)])
def test_a_listener_with_tls_and_a_login_is_guarded(number: int, guarded: bool) -> None:
    assert is_guarded(only(broker(port(number)))).data is guarded


def test_on_the_machines_network_nothing_is_published() -> None:
    shared = broker(port(9092), network_mode=known("host", HERE))
    assert list(all_ports(deployed(shared))) == []


def test_udp_is_not_ours() -> None:
    datagrams = Port(known(9092, HERE), known(9092, HERE), known("", HERE), HERE, protocol="udp")
    assert list(all_ports(deployed(broker(datagrams)))) == []


@pytest.mark.parametrize(
    ("settings", "number", "said"),
    [
        ({"clientPort": "2181"}, 2181, "ZooKeeper's client port"),
        ({"clientPort": "32181"}, 2181, ""),
        ({"server.1": "zk:2888:3888;2182"}, 2182, "ZooKeeper's client port"),
        ({"server.1": "zk:2888:3888;0.0.0.0:2182"}, 2182, "ZooKeeper's client port"),
        ({"server.1": "zk:2888:3888:participant;2181"}, 3888, "a port of the ZooKeeper ensemble"),
        (
            {"clientPort": "2181", "server.1": "zk:2888:3888"},
            2888,
            "a port of the ZooKeeper ensemble",
        ),
        ({"clientPort": "2181"}, 7070, ""),
    ],
)
def test_ports_of_zookeeper(settings: dict[str, str], number: int, said: str) -> None:
    server = node("zookeeper", settings, "zk", "zookeeper", ports=(port(number),))
    assert control(only(server)).data == said


def test_controllers_are_controlled_through_their_listener() -> None:
    assert control(only(broker(port(9093)))).data == "the controllers' listener"
    assert control(only(broker(port(9092)))).data == ""


@pytest.mark.parametrize(
    ("repository", "role", "number", "said"),
    [
        ("confluentinc/cp-kafka-connect", "connect", 8083, "Kafka Connect's API"),
        ("confluentinc/cp-kafka-connect", "connect", 9404, ""),
        ("confluentinc/cp-schema-registry", "schema-registry", 8081, "the Schema Registry's API"),
        ("apicurio/apicurio-registry", "schema-registry", 8080, "the Schema Registry's API"),
        ("confluentinc/cp-kafka-rest", "rest-proxy", 8082, "the REST Proxy"),
        ("confluentinc/ksqldb-server", "ksqldb", 8088, "ksqlDB's API"),
        ("provectuslabs/kafka-ui", "ui", 8080, "the console beside"),
        ("obsidiandynamics/kafdrop", "ui", 9000, "the console beside"),
        ("conduktor/conduktor-console", "ui", 8080, ""),
        ("danielqsj/kafka-exporter", "exporter", 9308, ""),
    ],
)
def test_what_runs_beside(repository: str, role: str, number: int, said: str) -> None:
    assert control(only(companion(repository, role, port(number)))).data == said


def test_an_api_listens_where_its_settings_say() -> None:
    connect = companion("confluentinc/cp-kafka-connect", "connect", port(9083))
    connect.settings["listeners"] = written("http://0.0.0.0:9083,https://0.0.0.0:9443")
    assert control(only(connect)).data == "Kafka Connect's API"
    connect.settings["listeners"] = written("http://0.0.0.0:${PORT}")
    assert control(only(connect)).is_unknown
    connect.settings["listeners"] = written("http://0.0.0.0:8083")
    assert control(only(connect)).data == ""


@pytest.mark.parametrize(
    ("name", "text", "asks"),
    [
        ("AUTH_TYPE", "LOGIN_FORM", True),
        ("AUTH_TYPE", "DISABLED", False),
        ("SPRING_SECURITY_USER_NAME", "admin", True),
        ("KAFKA_CLUSTERS_0_PROPERTIES_SASL_LOGIN_CLASS", "x", False),
        ("KAFKA_CLUSTERS_0_SCHEMAREGISTRYAUTH_USERNAME", "x", False),
        ("AKHQ_CONFIGURATION", "akhq:\n  security:\n    basic-auth: []\n", True),
        ("AKHQ_CONFIGURATION", "akhq:\n  connections: {}\n", False),
    ],
)
def test_consoles_that_ask_who_is_there(name: str, text: str, asks: bool) -> None:
    console = companion(
        "provectuslabs/kafka-ui", "ui", port(8080), variables=variables(**{name: text})
    )
    assert (control(only(console)).data == "") is asks


def test_a_mounted_configuration_may_ask() -> None:
    place = mount("bind", "./application.yml", "/app/application.yml")
    console = companion("tchiotludo/akhq", "ui", port(8080), mounts=(place,))
    assert control(only(console)).is_unknown


@pytest.mark.parametrize(
    ("number", "environment", "options", "opened"),
    [
        (9092, {}, (), True),
        (9093, {}, (), True),
        (19092, {}, (), False),
        (9101, {"KAFKA_JMX_PORT": "9101"}, (), True),
        (9999, {"KAFKA_JMX_PORT": "9101"}, (), False),
        (7071, {}, ("-javaagent:/opt/agent.jar=7071:/opt/kafka.yml",), True),
        (1024, {}, ("-Xmx1024m",), False),
    ],
)
def test_what_the_container_listens_on(
    number: int, environment: dict[str, str], options: tuple[str, ...], opened: bool
) -> None:
    owner = broker(port(number), environment=environment, jvm_options=options)
    assert is_open(only(owner)).data is opened


@pytest.mark.parametrize(
    "options",
    [
        {"environment": {"KAFKA_JMX_PORT": "${JMX_PORT}"}},
        {"partial": "an env file is not here"},
        {"command": known("/opt/start", HERE)},
        {"mounts": (mount("bind", "./agent.jar", "/opt/agent.jar"),)},
    ],
)
def test_something_else_may_listen(options: dict[str, object]) -> None:
    assert is_open(only(broker(port(9999), **options))).is_unknown


def test_images_that_open_more_than_they_are_told() -> None:
    assert is_open(only(broker(port(8090), repository="confluentinc/cp-server"))).is_unknown
    assert is_open(only(broker(port(8091), repository="confluentinc/cp-server"))).data is False
    assert not is_of_known_image(only(broker(port(8091), repository="example/kafka")))


@pytest.mark.parametrize(
    ("settings", "number", "opened"),
    [
        ({"clientPort": "2181"}, 2181, True),
        ({"clientPort": "32181"}, 2181, False),
        ({"clientPort": "2181"}, 8080, True),
        ({"server.1": "zk:2888:3888;2181"}, 2888, True),
        ({}, 2181, True),
    ],
)
def test_what_zookeeper_listens_on(settings: dict[str, str], number: int, opened: bool) -> None:
    server = node("zookeeper", settings, "zk", "zookeeper", ports=(port(number),))
    assert is_open(only(server)).data is opened


@pytest.mark.parametrize(
    ("target", "published", "told"), [(9092, 19092, True), (19092, 1, True), (9092, 9092, False)]
)
def test_clients_are_told_a_number(target: int, published: int, told: bool) -> None:
    assert is_advertised(only(broker(port(target, published)))) is told
