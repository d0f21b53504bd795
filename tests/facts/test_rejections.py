"""What Kafka rejects in single entries, each as its config classes were asked (tests/kafka)."""

from __future__ import annotations

import pytest

from kafkalint.facts.identity import id_problem
from kafkalint.facts.interbroker import inter_broker_problem
from kafkalint.facts.startup import listener_problem
from kafkalint.facts.voters import quorum_problem
from kafkalint.model import Node

from .deployments import cluster, kafka

VOTERS = "1@c1:9093"


def combined(version: str = "4.1", **settings: str) -> Node:
    """A node that starts, with `settings` instead or besides."""
    plain = {
        "process__roles": "broker,controller",
        "node__id": "1",
        "controller__quorum__voters": VOTERS,
        "controller__listener__names": "CONTROLLER",
        "listeners": "PLAINTEXT://:9092,CONTROLLER://:9093",
        **settings,
    }
    node = kafka(version=version, **plain)
    cluster(node)
    return node


def broker_of_zookeeper(version: str = "3.6", **settings: str) -> Node:
    node = kafka(version=version, zookeeper__connect="zk:2181", **settings)
    cluster(node)
    return node


def test_the_plain_ones_start() -> None:
    for node in (combined(), broker_of_zookeeper(broker__id="3")):
        for problem in (listener_problem, inter_broker_problem, id_problem):
            assert problem(node).data == ""
    assert quorum_problem(combined()).data == ""


class TestListeners:
    @pytest.mark.parametrize("key", ["listeners", "advertised__listeners"])
    def test_empty(self, key: str) -> None:
        name = key.replace("__", ".")
        assert listener_problem(combined(**{key: " "})).data == f"{name} is empty"

    @pytest.mark.parametrize(
        ("version", "problem"),
        [("4.1", ""), ("4.2", "listeners has an empty entry, which Kafka 4.2 refuses")],
    )
    def test_a_comma_too_many(self, version: str, problem: str) -> None:
        node = combined(version, listeners="PLAINTEXT://:9092,CONTROLLER://:9093,")
        assert listener_problem(node).data == problem

    def test_an_empty_map_maps_nothing(self) -> None:
        node = combined(listener__security__protocol__map="")
        assert "listener PLAINTEXT has no security protocol" in listener_problem(node).data

    @pytest.mark.parametrize(
        ("entry", "shown"), [("SPARE,", "SPARE"), (",", "an empty entry"), ("A:SSL,B,", "B")]
    )
    def test_a_malformed_map(self, entry: str, shown: str) -> None:
        text = f"{entry}PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"
        problem = listener_problem(combined(listener__security__protocol__map=text)).data
        assert problem.startswith(f"{shown} in listener.security.protocol.map")

    def test_commas_at_the_end_of_a_map_are_passed_over(self) -> None:
        text = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,,"
        assert listener_problem(combined(listener__security__protocol__map=text)).data == ""

    def test_controllers_alone_are_advertised(self) -> None:
        node = combined(advertised__listeners="CONTROLLER://c1:9093")
        assert "no listener but a controller's" in listener_problem(node).data

    def test_a_controller_is_advertised_as_every_address(self) -> None:
        shown = "PLAINTEXT://k1:9092,CONTROLLER://0.0.0.0:9093"
        problem = listener_problem(combined(advertised__listeners=shown)).data
        assert problem == "CONTROLLER is advertised as 0.0.0.0, which Kafka refuses"

    def test_names_are_compared_letter_by_letter(self) -> None:
        problem = listener_problem(combined(controller__listener__names="controller")).data
        assert "Kafka calls the listener CONTROLLER" in problem

    @pytest.mark.parametrize(("version", "refuses"), [("4.0", True), ("4.1", False)])
    def test_a_blank_belonged_to_the_name(self, version: str, refuses: bool) -> None:
        node = combined(
            version,
            controller__listener__names="CONTROLLER, SECOND",
            listeners="PLAINTEXT://:9092,CONTROLLER://:9093,SECOND://:9094",
        )
        assert ("has a blank before SECOND" in listener_problem(node).data) is refuses

    def test_early_listeners_are_opened(self) -> None:
        problem = listener_problem(combined(early__start__listeners="ADMIN")).data
        assert problem == "early.start.listeners has ADMIN, which is no listener of the node"

    def test_one_port_for_two_kinds_of_addresses(self) -> None:
        both = "PLAINTEXT://127.0.0.1:9092,CONTROLLER://[::1]:9092"
        assert "same port" in listener_problem(combined("3.5", listeners=both)).data
        assert listener_problem(combined("3.6", listeners=both)).data == ""


class TestTheControlPlane:
    def test_not_in_kraft(self) -> None:
        node = combined("3.9", control__plane__listener__name="CONTROLLER")
        assert "which KRaft refuses" in listener_problem(node).data

    def test_gone(self) -> None:
        node = combined("4.0", control__plane__listener__name="CONTROLLER")
        assert listener_problem(node).data == ""

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("PLAINTEXT", "control.plane.listener.name is the listener between brokers as well"),
            ("OTHER", "control.plane.listener.name is OTHER, which the broker does not advertise"),
            ("PLANE", ""),
        ],
    )
    def test_outside_kraft(self, name: str, problem: str) -> None:
        node = broker_of_zookeeper(
            listeners="PLAINTEXT://:9092,PLANE://:9094",
            listener__security__protocol__map="PLAINTEXT:PLAINTEXT,PLANE:PLAINTEXT",
            control__plane__listener__name=name,
        )
        assert listener_problem(node).data == problem


class TestBetweenBrokers:
    def test_empty(self) -> None:
        problem = inter_broker_problem(combined(inter__broker__listener__name="")).data
        assert problem == "inter.broker.listener.name is empty"

    @pytest.mark.parametrize(("version", "refuses"), [("3.9", False), ("4.0", True)])
    def test_a_controllers_own(self, version: str, refuses: bool) -> None:
        node = combined(
            version,
            process__roles="controller",
            listeners="CONTROLLER://:9093",
            inter__broker__listener__name="CONTROLLER",
        )
        assert bool(inter_broker_problem(node).data) is refuses


class TestTheQuorum:
    def test_a_negative_id(self) -> None:
        assert quorum_problem(combined(node__id="-1")).data == "node.id is -1, which KRaft refuses"

    def test_no_voters(self) -> None:
        node = kafka(version="4.1", process__roles="broker", node__id="4")
        cluster(node)
        assert quorum_problem(node).data.startswith("neither controller.quorum.voters nor")

    def test_no_voters_in_a_part_that_is_no_nodes_own(self) -> None:
        node = kafka(version="4.1", process__roles="broker")
        cluster(node)
        assert quorum_problem(node).reason == (
            "node.id is not here either: something else completes this file"
        )

    @pytest.mark.parametrize("entry", ["c1", "c1:port", "http//c1"])
    def test_malformed_bootstrap_servers(self, entry: str) -> None:
        node = combined(controller__quorum__bootstrap__servers=f"c2:9093,{entry}")
        assert quorum_problem(node).data.startswith(f"{entry} in controller.quorum.bootstrap")

    @pytest.mark.parametrize("entry", ["c1:9093", "[::1]:9093", "c_1.example:9093"])
    def test_bootstrap_servers(self, entry: str) -> None:
        node = combined(controller__quorum__bootstrap__servers=entry)
        assert quorum_problem(node).data == ""

    def test_bootstrap_servers_came_with_3_9(self) -> None:
        node = combined(
            "3.7", controller__quorum__voters="", controller__quorum__bootstrap__servers="c1:9093"
        )
        assert quorum_problem(node).data.startswith("controller.quorum.voters is not set")

    @pytest.mark.parametrize(
        ("version", "refuses"), [("3.2", False), ("3.3", True), ("3.9", True), ("4.0", False)]
    )
    def test_a_protocol_older_than_kraft(self, version: str, refuses: bool) -> None:
        node = combined(version, inter__broker__protocol__version="2.8")
        assert bool(quorum_problem(node).data) is refuses

    @pytest.mark.parametrize(("version", "refuses"), [("4.1", False), ("4.2", True)])
    def test_a_voter_at_every_address(self, version: str, refuses: bool) -> None:
        node = combined(version, controller__quorum__voters="1@0.0.0.0:9093")
        assert bool(quorum_problem(node).data) is refuses

    def test_a_voter_at_every_address_whose_listener_is_at_one(self) -> None:
        node = combined(
            "4.2",
            controller__quorum__voters="1@0.0.0.0:9093",
            listeners="PLAINTEXT://:9092,CONTROLLER://c1:9093",
        )
        assert quorum_problem(node).data == ""

    def test_the_preview_is_not_judged(self) -> None:
        assert quorum_problem(combined("2.8", node__id="5")).is_unknown


class TestIdsOfZooKeeper:
    @pytest.mark.parametrize(("number", "refuses"), [("1000", False), ("1001", True)])
    def test_reserved(self, number: str, refuses: bool) -> None:
        node = broker_of_zookeeper(broker__id=number)
        assert ("reserved.broker.max.id" in id_problem(node).data) is refuses

    def test_where_none_are_given_out(self) -> None:
        node = broker_of_zookeeper(broker__id="1001", broker__id__generation__enable="false")
        assert id_problem(node).data == ""
