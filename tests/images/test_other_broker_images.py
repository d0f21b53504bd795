"""wurstmeister/kafka, debezium/kafka, fast-data-dev, strimzi/kafka and brokers nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from image_container import SERVICE, Run, line

from kafkalint.values import Provenance


def refusals(applied: Any) -> list[str]:
    return [refusal.data for refusal in applied.refusals]


class TestWurstmeister:
    image = "wurstmeister/kafka:2.13-2.8.1"

    def test_it_starts_from_kafkas_own_file(self, run: Run) -> None:
        applied = run(
            self.image, KAFKA_ZOOKEEPER_CONNECT="zk:2181", KAFKA_LISTENERS="PLAINTEXT://:9092"
        )
        settings = {key: value.data for key, value in applied.settings.items()}
        assert settings["offsets.topic.replication.factor"] == "1"
        assert settings["zookeeper.connect"] == "zk:2181"
        assert settings["broker.id"] == "-1"
        assert settings["port"] == "9092"
        assert not applied.refusals

    def test_the_data_folder_bears_the_host_name(self, run: Run) -> None:
        unpinned = run(self.image).settings["log.dirs"]
        assert unpinned.data == "/kafka/kafka-logs-${HOSTNAME}"
        pinned = run(self.image, hostname="kafka1").settings["log.dirs"]
        assert (pinned.data, pinned.provenance) == (
            "/kafka/kafka-logs-kafka1",
            Provenance.IMAGE,
        )
        assert run(self.image, KAFKA_LOG_DIRS="/data").settings["log.dirs"].data == "/data"

    @pytest.mark.parametrize(
        ("command", "key"), [("BROKER_ID_COMMAND", "broker.id"), ("RACK_COMMAND", "broker.rack")]
    )
    def test_commands_find_out_later(self, run: Run, command: str, key: str) -> None:
        value = run(self.image, **{command: "curl http://169.254.169.254/"}).settings[key]
        assert (value.is_unknown, value.origins) == (True, (line(2),))

    def test_what_a_command_prints_is_a_placeholder(self, run: Run) -> None:
        applied = run(
            self.image,
            HOSTNAME_COMMAND="hostname -f",
            KAFKA_ADVERTISED_LISTENERS="OUT://_{HOSTNAME_COMMAND}:9094,IN://:9092",
            KAFKA_LISTENERS="OUT://:9094,IN://:9092",
        )
        value = applied.settings["advertised.listeners"]
        assert value.data == "OUT://${HOSTNAME_COMMAND}:9094,IN://:9092"
        assert value.origins == (line(3),)
        assert applied.variables[1].value.data.startswith("OUT://_{")

    @pytest.mark.parametrize(
        ("variables", "reasons"),
        [
            ({}, ["KAFKA_ZOOKEEPER_CONNECT is not set", "KAFKA_LISTENERS is not set"]),
            (
                {"KAFKA_ZOOKEEPER_CONNECT": "z", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:1"},
                ["KAFKA_LISTENERS must be set with KAFKA_ADVERTISED_LISTENERS"],
            ),
            ({"KAFKA_ZOOKEEPER_CONNECT": "z", "KAFKA_ADVERTISED_HOST_NAME": "a"}, []),
            ({"KAFKA_ZOOKEEPER_CONNECT": "z", "HOSTNAME_COMMAND": "hostname"}, []),
        ],
    )
    def test_reasons_for_which_it_does_not_start(
        self, run: Run, variables: dict[str, str], reasons: list[str]
    ) -> None:
        assert refusals(run(self.image, **variables)) == reasons

    def test_it_knows_no_kraft(self, run: Run) -> None:
        applied = run(self.image, KAFKA_PROCESS_ROLES="broker,controller")
        assert applied.settings["process.roles"].data == "broker,controller"
        assert refusals(applied)[0] == "KAFKA_ZOOKEEPER_CONNECT is not set"

    def test_topics(self, run: Run) -> None:
        applied = run(self.image, KAFKA_CREATE_TOPICS="orders:6:3, audit:1:1:compact,bare,x:y:1,")
        described = [
            (topic.name, topic.partitions.data, topic.replicas.data) for topic in applied.topics
        ]
        assert described == [
            ("orders", 6, 3),
            ("audit", 1, 1),
            ("bare", None, None),
            ("x", None, 1),
        ]
        orders, audit, bare, odd = applied.topics
        assert (orders.anchor, orders.partitions.origins) == (line(2), (line(2),))
        assert audit.settings["cleanup.policy"].data == "compact"
        assert bare.partitions.is_absent
        assert odd.partitions.is_unknown
        assert "create.topics" not in applied.settings

    def test_topics_on_lines_of_their_own(self, run: Run) -> None:
        applied = run(
            self.image,
            KAFKA_CREATE_TOPICS="a:1:1\nb:2:1\n",
            KAFKA_CREATE_TOPICS_SEPARATOR="$$'\\n'",
        )
        assert [topic.name for topic in applied.topics] == ["a", "b"]

    def test_a_mounted_file_takes_the_place_of_kafkas_own(self, run: Run) -> None:
        applied = run(
            self.image,
            mounted={"/opt/kafka/config/server.properties": "num.partitions=9\n"},
            KAFKA_BROKER_ID="4",
        )
        assert applied.settings["num.partitions"].data == "9"
        assert applied.settings["broker.id"].data == "4"
        assert "offsets.topic.replication.factor" not in applied.settings


class TestDebezium:
    def test_zookeeper_mode_with_names_of_its_own(self, run: Run) -> None:
        applied = run(
            "debezium/kafka:2.4",
            ZOOKEEPER_CONNECT="zk:2181",
            KAFKA_ZOOKEEPER_CONNECT="elsewhere:2181",
            BROKER_ID="3",
        )
        settings = {key: value.data for key, value in applied.settings.items()}
        assert settings["zookeeper.connect"] == "zk:2181"
        assert settings["broker.id"] == "3"
        assert settings["log.dirs"] == "/kafka/data/3"
        assert settings["listeners"] == "PLAINTEXT://${HOST_NAME}:9092"
        assert settings["offsets.topic.replication.factor"] == "1"
        assert "process.roles" not in settings
        keys = {variable.name: variable.key for variable in applied.variables}
        assert keys["KAFKA_ZOOKEEPER_CONNECT"] == ""
        assert keys["ZOOKEEPER_CONNECT"] == "zookeeper.connect"

    def test_without_an_address_it_looks_for_zookeeper_anywhere(self, run: Run) -> None:
        value = run("debezium/kafka:2.4").settings["zookeeper.connect"]
        assert (value.data, value.provenance) == ("0.0.0.0:2181", Provenance.IMAGE)

    def test_a_cluster_id_makes_it_kraft(self, run: Run) -> None:
        applied = run(
            "debezium/kafka:2.4",
            CLUSTER_ID="oh-sxaDRTcyAr6pFRbXyzA",
            NODE_ID="1",
            KAFKA_CONTROLLER_QUORUM_VOTERS="1@kafka:9093",
        )
        settings = {key: value.data for key, value in applied.settings.items()}
        assert settings["process.roles"] == "broker,controller"
        assert settings["node.id"] == "1"
        assert settings["controller.quorum.voters"] == "1@kafka:9093"
        assert settings["listeners"].endswith(",CONTROLLER://${HOST_NAME}:9093")
        assert "zookeeper.connect" not in settings
        assert applied.metadata["cluster.id"].data == "oh-sxaDRTcyAr6pFRbXyzA"

    @pytest.mark.parametrize(
        ("role", "roles"), [("broker", "broker"), ("controller", "controller")]
    )
    def test_one_role_has_a_file_of_its_own(self, run: Run, role: str, roles: str) -> None:
        applied = run("debezium/kafka:2.4", CLUSTER_ID="x", NODE_ROLE=role)
        assert applied.settings["process.roles"].data == roles

    def test_from_kafka_4_on_it_is_kraft_alone(self, run: Run) -> None:
        applied = run("debezium/kafka:3.2")
        assert applied.settings["process.roles"].data == "broker,controller"
        assert applied.metadata["cluster.id"].data == "ldlg5yhkQeWtnUrZrC6edg"

    def test_voters_become_a_bootstrap_server(self, run: Run) -> None:
        settings = run(
            "debezium/kafka:3.5", KAFKA_CONTROLLER_QUORUM_VOTERS="1@a:9093,2@b:9093"
        ).settings
        assert "controller.quorum.voters" not in settings
        assert settings["controller.quorum.bootstrap.servers"].data == "a:9093"

    def test_voters_beside_bootstrap_servers_stay(self, run: Run) -> None:
        settings = run(
            "debezium/kafka:3.5",
            KAFKA_CONTROLLER_QUORUM_VOTERS="1@a:9093,2@b:9093",
            KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS="a:9093,b:9093",
        ).settings
        assert settings["controller.quorum.voters"].data == "1@a:9093,2@b:9093"
        assert settings["controller.quorum.bootstrap.servers"].data == "a:9093,b:9093"

    def test_addresses_of_ones_own(self, run: Run) -> None:
        settings = run(
            "debezium/kafka:2.4", ADVERTISED_HOST_NAME="kafka", KAFKA_LISTENERS="PLAINTEXT://:9092"
        ).settings
        assert settings["listeners"].data == "PLAINTEXT://:9092"
        assert settings["advertised.listeners"].data == "PLAINTEXT://kafka:9092"

    def test_topics(self, run: Run) -> None:
        applied = run("debezium/kafka:2.4", CREATE_TOPICS="orders:6:3:compact")
        assert [topic.name for topic in applied.topics] == ["orders"]

    def test_java(self, run: Run) -> None:
        applied = run("debezium/kafka:2.4", JMXPORT="1976", JMXHOST="0.0.0.0", HEAP_OPTS="-Xmx2g")
        assert "-Dcom.sun.management.jmxremote.port=1976" in applied.jvm_options[0].data
        assert "jmxremote.authenticate=false" in applied.jvm_options[0].data
        assert applied.jvm_options[-1].data == "-Xmx2g"
        assert [variable.name for variable in applied.variables] == [
            "JMXPORT",
            "JMXHOST",
            "HEAP_OPTS",
        ]


class TestFastDataDev:
    def test_what_it_sets_by_itself(self, run: Run) -> None:
        settings = {
            key: value.data for key, value in run("lensesio/fast-data-dev:3.6.1").settings.items()
        }
        assert settings == {
            "broker.id": "0",
            "num.network.threads": "2",
            "num.io.threads": "4",
            "log.dirs": "/data/kafka/logdir",
            "offsets.topic.replication.factor": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "log.retention.hours": "168",
            "log.segment.bytes": "104857600",
            "group.initial.rebalance.delay.ms": "1000",
            "delete.topic.enable": "true",
            "zookeeper.connect": "127.0.0.1:2181",
            "listeners": "PLAINTEXT://:9092",
        }

    def test_a_host_to_advertise(self, run: Run) -> None:
        settings = run(
            "lensesio/fast-data-dev:3.6.1", ADV_HOST="192.168.1.5", BROKER_PORT="19092"
        ).settings
        assert settings["advertised.listeners"].data == "PLAINTEXT://192.168.1.5:19092"
        assert settings["listeners"].data == "PLAINTEXT://:19092"

    def test_an_empty_variable_takes_nothing_away(self, run: Run) -> None:
        settings = run(
            "lensesio/fast-data-dev:3.6.1",
            KAFKA_LOG_DIRS="",
            KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM="#EMPTY#",
        ).settings
        assert settings["log.dirs"].data == "/data/kafka/logdir"
        assert settings["ssl.endpoint.identification.algorithm"].data == ""

    def test_jmx_is_open_by_itself(self, run: Run) -> None:
        applied = run("lensesio/fast-data-dev:3.6.1")
        assert "-Dcom.sun.management.jmxremote.port=9581" in applied.jvm_options[0].data
        assert applied.variables == ()

    def test_boxes_before_1_0_read_no_variables(self, run: Run) -> None:
        applied = run("landoop/fast-data-dev:cp3.3.0", KAFKA_NUM_PARTITIONS="6")
        assert applied.settings["num.partitions"].data == "1"
        assert applied.partial


class TestStrimzi:
    def test_without_the_operator_it_is_a_plain_release(self, run: Run) -> None:
        applied = run("strimzi/kafka:0.45.0-kafka-3.9.0", KAFKA_NUM_PARTITIONS="6")
        assert applied.settings["num.partitions"].data == "1"
        assert applied.settings["log.dirs"].data == "/tmp/kafka-logs"

    def test_or_what_is_mounted_over_it(self, run: Run) -> None:
        applied = run(
            "strimzi/kafka:0.45.0-kafka-3.9.0",
            mounted={"/opt/kafka/config/server.properties": "broker.id=3\n"},
        )
        assert {key: value.data for key, value in applied.settings.items()} == {"broker.id": "3"}


def test_a_broker_nobody_knows_may_set_more_by_itself(run: Run) -> None:
    applied = run("acme/kafka:1", KAFKA_MIN_INSYNC_REPLICAS="2", KAFKA_CFG_NODE_ID="1")
    assert {key: value.data for key, value in applied.settings.items()} == {
        "min.insync.replicas": "2",
        "node.id": "1",
    }
    assert applied.partial == "the image acme/kafka is not known, and it may set more by itself"
    assert applied.settings["node.id"].origins == (line(3),)


def test_a_program_beside_the_cluster_has_no_settings_of_a_broker(run: Run) -> None:
    applied = run("provectuslabs/kafka-ui:latest", KAFKA_CLUSTERS_0_NAME="local")
    assert (applied.settings, applied.partial) == ({}, "")
    assert [variable.name for variable in applied.variables] == ["KAFKA_CLUSTERS_0_NAME"]


def test_what_an_image_supplies_points_at_the_service(run: Run) -> None:
    for value in run("wurstmeister/kafka:2.13-2.8.1").settings.values():
        assert value.origins == (SERVICE,)
