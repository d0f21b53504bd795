"""apache/kafka and apache/kafka-native: a mounted file, else variables, else the shipped file."""

from __future__ import annotations

import pytest
from image_container import Run, line

from kafkalint.values import Provenance

MOUNTED = "/mnt/shared/config/server.properties"


def test_without_anything_it_runs_the_shipped_file(run: Run) -> None:
    applied = run("apache/kafka:3.7.0")
    settings = {key: value.data for key, value in applied.settings.items()}
    assert settings["process.roles"] == "broker,controller"
    assert settings["node.id"] == "1"
    assert settings["listeners"] == "PLAINTEXT://:9092,CONTROLLER://:9093"
    assert settings["log.dirs"] == "/tmp/kraft-combined-logs"
    assert settings["offsets.topic.replication.factor"] == "1"
    assert settings["transaction.state.log.min.isr"] == "1"
    assert settings["controller.quorum.voters"] == "1@localhost:9093"
    assert not applied.discards_defaults
    assert {value.provenance for value in applied.settings.values()} == {Provenance.IMAGE}
    reason = applied.settings["offsets.topic.replication.factor"].reason
    assert reason == (
        "the apache/kafka image starts from Kafka's own kraft/server.properties, which says 1"
    )


@pytest.mark.parametrize(
    ("tag", "key", "text"),
    [
        ("3.8.0", "advertised.listeners", "PLAINTEXT://localhost:9092"),
        ("3.9.0", "advertised.listeners", "PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093"),
        ("3.9.0", "controller.quorum.voters", "1@localhost:9093"),
        ("4.0.0", "controller.quorum.bootstrap.servers", "localhost:9093"),
        ("4.1.0", "share.coordinator.state.topic.min.isr", "1"),
    ],
)
def test_the_shipped_file_is_that_of_the_release(run: Run, tag: str, key: str, text: str) -> None:
    assert run(f"apache/kafka:{tag}").settings[key].data == text


def test_where_releases_differ_a_floating_tag_leaves_it_unknown(run: Run) -> None:
    settings = run("apache/kafka:latest").settings
    assert settings["process.roles"].data == "broker,controller"
    assert settings["log.dirs"].data == "/tmp/kraft-combined-logs"
    assert settings["controller.quorum.voters"].is_unknown


def test_a_single_variable_drops_the_whole_shipped_file(run: Run) -> None:
    applied = run("apache/kafka:4.1.1", KAFKA_NODE_ID="1")
    assert set(applied.settings) == {"node.id"}
    assert applied.discards_defaults
    assert applied.partial == ""


@pytest.mark.parametrize("name", ["KAFKA_JMX_PORT", "KAFKA_SERVICE_HOST", "KAFKA_PORT"])
def test_so_does_one_that_means_nothing_to_kafka(run: Run, name: str) -> None:
    applied = run("apache/kafka:4.1.1", **{name: "9999"})
    assert applied.discards_defaults
    assert "process.roles" not in applied.settings


def test_the_jmx_port_is_no_setting_all_the_same(run: Run) -> None:
    assert run("apache/kafka:4.1.1", KAFKA_JMX_PORT="9999").settings == {}


@pytest.mark.parametrize(
    "name", ["KAFKA_OPTS", "KAFKA_HEAP_OPTS", "KAFKA_JMX_HOSTNAME", "KAFKA_LOG4J_ROOT_LOGLEVEL"]
)
def test_options_of_java_do_not(run: Run, name: str) -> None:
    applied = run("apache/kafka:4.1.1", **{name: "x"})
    assert not applied.discards_defaults
    assert "process.roles" in applied.settings


def test_variables_are_appended_to_a_mounted_file(run: Run) -> None:
    text = "node.id=7\nlog.dirs=/var/lib/kafka/data\nnum.partitions=3\n"
    applied = run("apache/kafka:4.1.1", mounted={MOUNTED: text}, KAFKA_NUM_PARTITIONS="6")
    assert {key: value.data for key, value in applied.settings.items()} == {
        "node.id": "7",
        "log.dirs": "/var/lib/kafka/data",
        "num.partitions": "6",
    }
    assert applied.settings["num.partitions"].origins == (line(2),)
    assert applied.settings["node.id"].origins[0].path == "server.properties"
    assert applied.discards_defaults
    assert not applied.ignores_environment


def test_an_empty_mounted_file_is_as_good_as_none(run: Run) -> None:
    applied = run("apache/kafka:4.1.1", mounted={MOUNTED: "\n\n"})
    assert applied.settings["process.roles"].data == "broker,controller"


def test_a_file_over_the_final_one_is_overwritten(run: Run) -> None:
    mounted = {"/opt/kafka/config/server.properties": "node.id=7\n"}
    assert run("apache/kafka:4.1.1", mounted=mounted).settings["node.id"].data == "1"


def test_listeners_follow_the_advertised_ones(run: Run) -> None:
    applied = run(
        "apache/kafka:4.1.1",
        KAFKA_PROCESS_ROLES="broker",
        KAFKA_ADVERTISED_LISTENERS="IN://a:9092,OUT://b:9093",
    )
    assert applied.settings["listeners"].data == "IN://0.0.0.0:9092,OUT://0.0.0.0:9093"
    assert applied.settings["listeners"].origins == (line(3),)


def test_derived_listeners_win_over_the_mounted_file(run: Run) -> None:
    text = "process.roles=broker\nlisteners=PLAINTEXT://127.0.0.1:9092\n"
    applied = run(
        "apache/kafka:4.1.1",
        mounted={MOUNTED: text},
        KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://a:9092",
    )
    assert applied.settings["listeners"].data == "PLAINTEXT://0.0.0.0:9092"


def test_a_controller_must_not_advertise(run: Run) -> None:
    applied = run(
        "apache/kafka:4.1.1",
        KAFKA_PROCESS_ROLES="controller",
        KAFKA_ADVERTISED_LISTENERS="CONTROLLER://c1:9093",
    )
    assert [refusal.data for refusal in applied.refusals] == [
        "KAFKA_ADVERTISED_LISTENERS is not supported on a KRaft controller"
    ]
    assert "listeners" not in applied.settings


def test_every_cluster_has_the_same_id_unless_told_one(run: Run) -> None:
    default = run("apache/kafka:4.1.1").metadata["cluster.id"]
    assert (default.data, default.provenance) == ("5L6g3nShT-eMCtK--X86sw", Provenance.IMAGE)
    told = run("apache/kafka:4.1.1", CLUSTER_ID="abc").metadata["cluster.id"]
    assert (told.data, told.origins) == ("abc", (line(2),))


def test_the_native_image_does_the_same_without_java(run: Run) -> None:
    applied = run("apache/kafka-native:4.1.0")
    assert applied.settings["log.dirs"].data == "/tmp/kraft-combined-logs"
    assert applied.jvm_options == ()
