"""Whether what brokers advertise leads to them."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.addresses import advertised_problem, has_own_network, is_advertised_locally
from kafkalint.model import Cluster, Companion, Container, Node, Port, Running, Variable
from kafkalint.values import Origin, Provenance, Value, absent, known, unknown

from .deployments import HERE, cluster, kafka, written

load()

KRAFT = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "A:SSL,INTERNAL:SSL,CONTROLLER:SSL",
}


def in_container(
    name: str,
    listeners: str,
    advertised: str | Value[str],
    ports: tuple[tuple[int, int], ...] = (),
    network: str = "",
    profiles: tuple[str, ...] = (),
    inter_broker: str = "A",
) -> Node:
    settings = {key: written(text) for key, text in KRAFT.items()}
    settings["listeners"] = written(listeners)
    settings["inter.broker.listener.name"] = written(inter_broker)
    settings["advertised.listeners"] = (
        advertised if isinstance(advertised, Value) else written(advertised)
    )
    published = tuple(
        Port(known(target, HERE), known(number, HERE), known("", HERE), HERE)
        for number, target in ports
    )
    container = Container(
        name,
        None,
        names=(name,),
        ports=published,
        profiles=profiles,
        network_mode=known(network, HERE) if network else absent(HERE),
    )
    return Node(name, HERE, settings=settings, version=known("3.9", HERE), container=container)


def compose(*nodes: Node, companions: tuple[Companion, ...] = ()) -> Cluster:
    return Cluster("c", HERE, id="c", platform="compose", nodes=nodes, companions=companions)


def problem(node: Node) -> str:
    found = advertised_problem(node)
    return str(found.data) if found.is_known else "?"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"listeners": "PLAINTEXT://:9092"}, ""),
        ({"listeners": "PLAINTEXT://kafka1:9092"}, ""),
        ({"listeners": "PLAINTEXT://localhost:9092"}, "localhost is all"),
        ({"advertised.listeners": "PLAINTEXT://127.0.0.1:9092"}, "127.0.0.1 is all"),
        ({"advertised.listeners": "PLAINTEXT://[::1]:9092"}, "::1 is all"),
        ({"advertised.listeners": "PLAINTEXT://${HOST}:9092"}, "?"),
        ({"listeners": "PLAINTEXT://0.0.0.0:9092"}, "Kafka refuses"),
        ({"advertised.listeners": "PLAINTEXT://0.0.0.0:9092"}, "Kafka refuses"),
        ({"advertised.listeners": "PLAINTEXT://[::]:9092"}, "is no address to connect to"),
        (
            {
                "listeners": "PLAINTEXT://0.0.0.0:9092",
                "advertised.listeners": "PLAINTEXT://kafka1:9092",
            },
            "",
        ),
    ],
)
def test_one_file(settings: dict[str, str], said: str) -> None:
    node = kafka(zookeeper__connect="zk:2181")
    for key, text in {"listeners": "PLAINTEXT://:9092", **settings}.items():
        node.settings[key] = written(text)
    cluster(node)
    assert said in problem(node)
    assert (problem(node) == "") is (said == "")


def test_before_3_0_a_host_has_a_key_of_its_own() -> None:
    node = kafka(version="2.8", zookeeper__connect="zk:2181", advertised__host__name="localhost")
    cluster(node)
    assert "localhost is all" in problem(node)
    newer = kafka(version="3.6", zookeeper__connect="zk:2181", advertised__host__name="localhost")
    cluster(newer)
    assert problem(newer) == ""


def test_the_older_host_takes_the_place_of_a_wildcard() -> None:
    node = kafka(
        version="2.8",
        zookeeper__connect="zk:2181",
        listeners="PLAINTEXT://0.0.0.0:9092",
        advertised__host__name="kafka1.example.com",
    )
    cluster(node)
    assert problem(node) == ""


def test_one_listener_on_localhost_beside_another_is_for_this_machine() -> None:
    node = in_container("kafka", "A://:1,INTERNAL://:2", "A://localhost:1,INTERNAL://kafka:2")
    compose(node)
    assert problem(node) == ""


def test_what_works_on_one_machine_alone_is_told_from_what_never_works() -> None:
    local = in_container("kafka", "A://:1", "A://localhost:1")
    compose(local)
    assert is_advertised_locally(local)
    refused = in_container("kafka", "A://:1", "A://0.0.0.0:1")
    compose(refused)
    assert not is_advertised_locally(refused)


def test_brokers_with_networks_of_their_own_do_not_meet_on_localhost() -> None:
    one = in_container("kafka1", "A://:1", "A://localhost:1")
    two = in_container("kafka2", "A://:2", "A://localhost:2")
    compose(one, two)
    assert "every broker finds itself there" in problem(one)
    assert not is_advertised_locally(one)


@pytest.mark.parametrize("network", ["host", "service:kafka1", "container:box"])
def test_brokers_on_one_network_meet_on_localhost(network: str) -> None:
    one = in_container("kafka1", "A://:1", "A://localhost:1", network=network)
    two = in_container("kafka2", "A://:2", "A://localhost:2", network=network)
    compose(one, two)
    assert is_advertised_locally(one)


def test_brokers_of_profiles_that_never_run_together() -> None:
    one = in_container("kafka1", "A://:1", "A://kafka:1", profiles=("old",))
    two = in_container("kafka2", "A://:1", "A://kafka:1", profiles=("new",))
    compose(one, two)
    assert problem(one) == ""


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("kafka:9092", "kafka:9092", True),
        ("Kafka:9092", "kafka:9092", True),
        ("kafka:9092", "kafka:9093", False),
        ("kafka1:9092", "kafka2:9092", False),
        (":9092", ":9092", False),
    ],
)
def test_two_brokers_at_one_address(first: str, second: str, shared: bool) -> None:
    one = in_container("kafka1", "A://:9092", f"A://{first}")
    two = in_container("kafka2", "A://:9092", f"A://{second}")
    compose(one, two)
    assert ("and so is one of kafka2" in problem(one)) is shared


def test_the_same_localhost_on_machines_of_their_own() -> None:
    one, two = (kafka(name, advertised__listeners="PLAINTEXT://localhost:9092") for name in "ab")
    cluster(one, two)
    assert "localhost is all" in problem(one)


def client(address: str, network: str = "") -> Companion:
    bootstrap = Variable("BOOTSTRAP_SERVERS", known(address, HERE))
    mode = known(network, HERE) if network else absent(HERE)
    container = Container("registry", None, variables=(bootstrap,), network_mode=mode)
    return Companion("registry", HERE, role="schema-registry", container=container)


@pytest.mark.parametrize(
    ("address", "network", "lost"),
    [
        ("kafka:9092", "", True),
        ("PLAINTEXT://kafka:9092,other:1", "", True),
        ("kafka:90921", "", False),
        ("my-kafka:9092", "", False),
        ("kafka:9999", "", False),
        ("kafka:9092", "host", False),
    ],
)
def test_neighbours_are_sent_to_themselves(address: str, network: str, lost: bool) -> None:
    node = in_container("kafka", "A://:9092", "A://localhost:9092")
    compose(node, companions=(client(address, network),))
    assert ("registry reach it by its name" in problem(node)) is lost


@pytest.mark.parametrize(
    ("advertised", "ports", "wrong"),
    [
        ("localhost:9092", ((19092, 9092),), True),
        ("host.docker.internal:9092", ((19092, 9092),), True),
        ("192.168.1.5:9092", ((19092, 9092),), True),
        ("localhost:19092", ((19092, 9092),), False),
        ("localhost:9092", ((9092, 9092), (19092, 9092)), False),
        ("localhost:9092", ((19093, 9093),), False),
        ("kafka:9092", ((19092, 9092),), False),
        ("kafka.example.com:9092", ((19092, 9092),), False),
        ("8.8.8.8:9092", ((19092, 9092),), False),
    ],
)
def test_another_port_than_the_published_one(
    advertised: str, ports: tuple[tuple[int, int], ...], wrong: bool
) -> None:
    node = in_container("kafka", "A://:9092", f"A://{advertised}", ports)
    compose(node)
    assert ("is published as 19092" in problem(node)) is wrong


def two_listeners(
    name: str, number: int, inner: str, published: bool = False, called: str = "INTERNAL"
) -> Node:
    ports = ((number + 1, number + 1),) if published else ()
    return in_container(
        name,
        f"{called}://:{number + 1},A://:{number}",
        f"{called}://{name}:{number + 1},A://localhost:{number}",
        ports,
        inter_broker=inner,
    )


def test_clients_are_left_with_localhost_where_the_other_listener_is_the_brokers() -> None:
    one, two = two_listeners("kafka1", 100, "INTERNAL"), two_listeners("kafka2", 200, "INTERNAL")
    compose(one, two)
    assert problem(one) == "A is for clients and is advertised as localhost"
    assert is_advertised_locally(one)


@pytest.mark.parametrize(("called", "is_theirs"), [("BROKER", True), ("DOCKER", False)])
def test_the_brokers_own_listener_by_its_name(called: str, is_theirs: bool) -> None:
    one, two = (
        two_listeners(f"kafka{number}", number, called, called=called) for number in (100, 200)
    )
    compose(one, two)
    assert bool(problem(one)) is is_theirs


@pytest.mark.parametrize("own", ["BROKERS", "INTERNAL"])
def test_brokers_that_meet_on_loopback_have_their_clients_there_too(own: str) -> None:
    settings = {
        "process.roles": written("broker"),
        "listeners": written(f"CLIENTS://127.0.0.1:9092,{own}://127.0.0.1:9093"),
        "inter.broker.listener.name": written(own),
    }
    nodes = tuple(Node(f"broker {number}", HERE, settings=settings) for number in (1, 2))
    Cluster("c", HERE, id="c", platform="live", nodes=nodes, running=Running())
    assert problem(nodes[0]) == "?"


def test_a_published_listener_is_not_the_brokers_alone() -> None:
    one = two_listeners("kafka1", 100, "INTERNAL", published=True)
    compose(one, two_listeners("kafka2", 200, "INTERNAL"))
    assert problem(one) == ""


def test_a_listener_that_a_neighbour_uses_is_not_the_brokers_alone() -> None:
    one = two_listeners("kafka1", 100, "INTERNAL")
    compose(one, two_listeners("kafka2", 200, "INTERNAL"), companions=(client("kafka1:101"),))
    assert problem(one) == ""


def default_of_a_variable(path: str = "compose.yml") -> Value[str]:
    places = (Origin("compose.yml"), Origin(path))
    return Value("A://127.0.0.1:9092", places, Provenance.SUPPLIED)


def test_a_default_is_there_to_be_overridden() -> None:
    node = in_container("kafka", "A://:9092", default_of_a_variable())
    compose(node)
    assert problem(node) == ""


def test_a_value_from_an_env_file_is_no_default() -> None:
    node = in_container("kafka", "A://:9092", default_of_a_variable(".env"))
    compose(node)
    assert "127.0.0.1 is all" in problem(node)


def test_a_network_that_is_not_known_may_be_the_machines() -> None:
    container = Container("kafka", None, network_mode=unknown("${MODE}", HERE))
    assert not has_own_network(container)
    assert has_own_network(Container("kafka", None))
    assert not has_own_network(None)
