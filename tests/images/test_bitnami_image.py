"""bitnami/kafka and bitnamilegacy/kafka, with their first and their later scripts."""

from __future__ import annotations

from typing import Any

import pytest
from image_container import Run, line

from kafkalint.values import Provenance, unknown

MOUNTED = "/bitnami/kafka/config/server.properties"
KRAFT = {
    "KAFKA_CFG_NODE_ID": "0",
    "KAFKA_CFG_PROCESS_ROLES": "controller,broker",
    "KAFKA_CFG_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
    "KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS": "0@kafka:9093",
    "KAFKA_CFG_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
}


def refusals(applied: Any) -> list[str]:
    return [refusal.data for refusal in applied.refusals]


def test_variables_are_written_over_kafkas_own_file(run: Run) -> None:
    applied = run("bitnami/kafka:3.7", **KRAFT)
    settings = {key: value.data for key, value in applied.settings.items()}
    assert settings["node.id"] == "0"
    assert settings["offsets.topic.replication.factor"] == "1"
    assert settings["transaction.state.log.replication.factor"] == "1"
    assert settings["transaction.state.log.min.isr"] == "1"
    assert settings["num.partitions"] == "1"
    assert settings["log.retention.hours"] == "168"
    assert settings["log.dirs"] == "/bitnami/kafka/data"
    assert not applied.refusals


def test_what_depends_on_the_mode_is_left_out_of_that_file(run: Run) -> None:
    settings = run("bitnami/kafka:3.7", **KRAFT).settings
    for key in ("broker.id", "zookeeper.connect", "group.initial.rebalance.delay.ms"):
        assert key not in settings
    four = run("bitnami/kafka:4.0", KAFKA_CFG_NODE_ID="1").settings
    assert not {"process.roles", "advertised.listeners", "listeners"} & set(four)


def test_its_own_defaults_say_where_they_come_from(run: Run) -> None:
    value = run("bitnami/kafka:3.7", **KRAFT).settings["offsets.topic.replication.factor"]
    assert value.provenance is Provenance.IMAGE
    assert value.reason == (
        "the bitnami/kafka image starts from Kafka's own server.properties, which says 1"
    )


def test_an_older_name_wins_over_the_new_one(run: Run) -> None:
    applied = run("bitnami/kafka:3.7", KAFKA_NUM_PARTITIONS="6", KAFKA_CFG_NUM_PARTITIONS="3")
    assert applied.settings["num.partitions"].data == "6"
    assert applied.settings["num.partitions"].origins == (line(2),)


def test_a_name_without_the_prefix_is_dropped(run: Run) -> None:
    applied = run("bitnami/kafka:3.7", **KRAFT, KAFKA_MIN_INSYNC_REPLICAS="2")
    assert "min.insync.replicas" not in applied.settings
    assert applied.variables[-1].key == ""


@pytest.mark.parametrize("path", [MOUNTED, "/opt/bitnami/kafka/config/server.properties"])
def test_a_mounted_file_switches_all_variables_off(run: Run, path: str) -> None:
    applied = run("bitnami/kafka:3.7", mounted={path: "node.id=5\nprocess.roles=broker\n"}, **KRAFT)
    assert {key: value.data for key, value in applied.settings.items()} == {
        "node.id": "5",
        "process.roles": "broker",
    }
    assert applied.ignores_environment
    assert not applied.refusals
    assert {variable.key for variable in applied.variables} == {""}


def test_the_folder_of_that_file_can_be_moved(run: Run) -> None:
    applied = run(
        "bitnami/kafka:3.7",
        mounted={"/etc/kafka/server.properties": "node.id=5\n"},
        KAFKA_MOUNTED_CONF_DIR="/etc/kafka/",
    )
    assert applied.ignores_environment


def test_sasl_mechanisms_are_never_kafkas_default(run: Run) -> None:
    applied = run("bitnami/kafka:3.7", **KRAFT)
    assert applied.settings["sasl.enabled.mechanisms"].data == "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"


def test_a_command_finds_the_id_out_later(run: Run) -> None:
    applied = run("bitnami/kafka:3.7", KAFKA_NODE_ID_COMMAND="hostname | tail -c1")
    assert applied.settings["node.id"].is_unknown
    assert applied.settings["node.id"].origins == (line(2),)


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({"KAFKA_KRAFT_CLUSTER_ID": "abc"}, "abc"),
        ({"KAFKA_CLUSTER_ID": "def", "KAFKA_KRAFT_CLUSTER_ID": "abc"}, "def"),
        ({}, None),
    ],
)
def test_the_cluster_id_is_made_up_unless_told(
    run: Run, variables: dict[str, str], text: str | None
) -> None:
    value = run("bitnami/kafka:3.7", **KRAFT, **variables).metadata["cluster.id"]
    assert value.is_unknown if text is None else value.data == text


class TestSasl:
    """Users and passwords come from variables of the image's own, and from itself."""

    def test_the_images_own_password_is_visible_to_rules_and_marked(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="CLIENT://:9092",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CLIENT:SASL_PLAINTEXT",
        )
        jaas = applied.settings["listener.name.client.plain.sasl.jaas.config"]
        assert jaas.data.endswith('PlainLoginModule required user_user="bitnami";')
        assert (jaas.sensitive, jaas.provenance) == (True, Provenance.IMAGE)
        assert "‹hidden›" in repr(jaas)
        scram = applied.settings["listener.name.client.scram-sha-256.sasl.jaas.config"]
        assert scram.data.endswith("ScramLoginModule required;")

    def test_written_users_stand_at_their_place(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="CLIENT://:9092",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CLIENT:SASL_SSL",
            KAFKA_CFG_SASL_ENABLED_MECHANISMS="PLAIN",
            KAFKA_CLIENT_USERS="ann,bob",
            KAFKA_CLIENT_PASSWORDS="one;two",
        )
        jaas = applied.settings["listener.name.client.plain.sasl.jaas.config"]
        assert jaas.data.endswith('required user_ann="one" user_bob="two";')
        assert (jaas.origins, jaas.is_default) == ((line(5), line(6)), False)
        assert "listener.name.client.scram-sha-256.sasl.jaas.config" not in applied.settings

    def test_brokers_log_in_on_their_own_listener(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="INTERNAL://:9094",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="INTERNAL:SASL_PLAINTEXT",
            KAFKA_CFG_INTER_BROKER_LISTENER_NAME="INTERNAL",
            KAFKA_CFG_SASL_MECHANISM_INTER_BROKER_PROTOCOL="PLAIN",
            KAFKA_INTER_BROKER_PASSWORD="secret",
        )
        jaas = applied.settings["listener.name.internal.plain.sasl.jaas.config"]
        assert 'username="user" password="secret"' in jaas.data
        assert applied.settings["sasl.mechanism.inter.broker.protocol"].data == "PLAIN"

    def test_without_a_mechanism_between_brokers_it_does_not_start(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_ZOOKEEPER_CONNECT="zk:2181",
            KAFKA_CFG_LISTENERS="INTERNAL://:9094",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="INTERNAL:SASL_PLAINTEXT",
        )
        assert refusals(applied) == ["KAFKA_CFG_SASL_MECHANISM_INTER_BROKER_PROTOCOL is not set"]

    def test_controllers_have_a_login_of_their_own(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="CONTROLLER://:9093",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CONTROLLER:SASL_PLAINTEXT",
            KAFKA_CFG_CONTROLLER_LISTENER_NAMES="CONTROLLER",
            KAFKA_CFG_SASL_MECHANISM_CONTROLLER_PROTOCOL="PLAIN",
        )
        jaas = applied.settings["listener.name.controller.plain.sasl.jaas.config"]
        assert 'username="controller_user" password="bitnami"' in jaas.data
        mechanisms = applied.settings["listener.name.controller.sasl.enabled.mechanisms"]
        assert mechanisms.data == "PLAIN"

    def test_without_a_mechanism_controllers_do_not_come_as_far_as_that(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_ZOOKEEPER_CONNECT="zk:2181",
            KAFKA_CFG_LISTENERS="CONTROLLER://:9093",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CONTROLLER:SASL_PLAINTEXT",
        )
        assert refusals(applied) == ["KAFKA_CFG_SASL_MECHANISM_CONTROLLER_PROTOCOL is not set"]
        jaas = "listener.name.controller.scram-sha-512.sasl.jaas.config"
        assert applied.settings[jaas].is_unknown

    def test_a_password_in_a_file_is_unknown(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="CLIENT://:9092",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CLIENT:SASL_PLAINTEXT",
            KAFKA_CLIENT_PASSWORDS_FILE="/run/secrets/kafka",
        )
        jaas = applied.settings["listener.name.client.plain.sasl.jaas.config"]
        assert (jaas.is_unknown, jaas.origins) == (True, (line(4),))

    def test_from_4_3_on_there_is_no_password_of_its_own(self, run: Run) -> None:
        applied = run(
            "bitnami/kafka:4.3",
            KAFKA_CFG_LISTENERS="CLIENT://:9092",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="CLIENT:SASL_PLAINTEXT",
        )
        assert applied.settings["listener.name.client.plain.sasl.jaas.config"].is_unknown
        assert "KAFKA_CLIENT_PASSWORDS is not set" in refusals(applied)


class TestTls:
    def test_stores_are_where_the_image_expects_them(self, run: Run) -> None:
        settings = run("bitnami/kafka:3.7", KAFKA_CFG_LISTENERS="SSL://:9093").settings
        folder = "/opt/bitnami/kafka/config/certs"
        assert settings["ssl.keystore.location"].data == f"{folder}/kafka.keystore.jks"
        assert settings["ssl.truststore.location"].data == f"{folder}/kafka.truststore.jks"
        assert settings["ssl.client.auth"].data == "required"

    def test_they_can_be_pem(self, run: Run) -> None:
        settings = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="SSL://:9093",
            KAFKA_TLS_TYPE="PEM",
            KAFKA_TLS_CLIENT_AUTH="none",
        ).settings
        assert settings["ssl.keystore.type"].data == "PEM"
        assert settings["ssl.keystore.key"].is_unknown
        assert settings["ssl.client.auth"].data == "none"
        assert "ssl.keystore.location" not in settings

    def test_a_listener_can_ask_for_less(self, run: Run) -> None:
        settings = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="EXTERNAL://:9093",
            KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP="EXTERNAL:SSL",
            KAFKA_TLS_EXTERNAL_CLIENT_AUTH="requested",
        ).settings
        assert settings["listener.name.external.ssl.client.auth"].data == "requested"

    def test_variables_have_the_last_word(self, run: Run) -> None:
        settings = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_LISTENERS="SSL://:9093",
            KAFKA_CFG_SSL_CLIENT_AUTH="none",
        ).settings
        assert settings["ssl.client.auth"].data == "none"

    def test_zookeeper_is_spoken_to_in_the_clear_unless_told(self, run: Run) -> None:
        key = "zookeeper.ssl.client.enable"
        told = run(
            "bitnami/kafka:3.7",
            KAFKA_CFG_ZOOKEEPER_CONNECT="zk:3181",
            KAFKA_ZOOKEEPER_PROTOCOL="SASL_SSL",
        )
        assert told.settings[key].data == "true"
        assert key not in run("bitnami/kafka:3.7", KAFKA_CFG_ZOOKEEPER_CONNECT="zk").settings


@pytest.mark.parametrize(
    ("image", "variables", "reasons"),
    [
        ("bitnami/kafka:3.7", {}, ["KAFKA_CFG_PROCESS_ROLES is not set"]),
        ("bitnami/kafka:3.7", {"KAFKA_CFG_ZOOKEEPER_CONNECT": "zk"}, []),
        (
            "bitnami/kafka:4.0",
            {"KAFKA_CFG_ZOOKEEPER_CONNECT": "zk"},
            ["KAFKA_CFG_PROCESS_ROLES is not set"],
        ),
        (
            "bitnami/kafka:3.7",
            {"KAFKA_CFG_PROCESS_ROLES": "broker", "KAFKA_CFG_ZOOKEEPER_CONNECT": "zk"},
            ["both KRaft and ZooKeeper are configured", "KAFKA_CFG_NODE_ID is not set"],
        ),
        (
            "bitnami/kafka:3.7",
            {"KAFKA_CFG_PROCESS_ROLES": "controller", "KAFKA_CFG_NODE_ID": "1"},
            [
                "KAFKA_CFG_CONTROLLER_LISTENER_NAMES is not set",
                "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS is not set",
            ],
        ),
        (
            "bitnami/kafka:4.1",
            KRAFT | {"KAFKA_CFG_LISTENERS": "PLAINTEXT://:9092"},
            ["CONTROLLER is not in KAFKA_CFG_LISTENERS"],
        ),
    ],
)
def test_reasons_for_which_it_does_not_start(
    run: Run, image: str, variables: dict[str, str], reasons: list[str]
) -> None:
    assert refusals(run(image, **variables)) == reasons


def test_unknown_roles_are_not_judged(run: Run) -> None:
    hidden = unknown("${ROLES} has no value here", line(2))
    applied = run("bitnami/kafka:3.7", KAFKA_CFG_PROCESS_ROLES=hidden, KAFKA_CFG_NODE_ID="1")
    assert not applied.refusals


def test_since_4_1_it_looks_for_the_quorum_on_its_own_host(run: Run) -> None:
    key = "controller.quorum.bootstrap.servers"
    assert run("bitnami/kafka:4.1", **KRAFT).settings[key].data == "localhost:9093"
    assert key not in run("bitnami/kafka:4.0", **KRAFT).settings


class TestFirstScripts:
    """Up to the summer of 2023: Kafka's file is edited, and listening in the clear forbidden."""

    def test_zookeeper_mode_with_everything_defaulted(self, run: Run) -> None:
        applied = run("bitnami/kafka:2.8.1", ALLOW_PLAINTEXT_LISTENER="yes")
        settings = {key: value.data for key, value in applied.settings.items()}
        assert settings["broker.id"] == "-1"
        assert settings["zookeeper.connect"] == "localhost:2181"
        assert settings["listeners"] == "PLAINTEXT://:9092"
        assert settings["offsets.topic.replication.factor"] == "1"
        assert settings["log.dirs"] == "/bitnami/kafka/data"
        assert settings["group.initial.rebalance.delay.ms"] == "0"
        assert "process.roles" not in settings
        assert not applied.refusals

    def test_the_clear_must_be_allowed(self, run: Run) -> None:
        applied = run("bitnami/kafka:2.8.1", KAFKA_CFG_ZOOKEEPER_CONNECT="zk:2181")
        assert refusals(applied) == ["ALLOW_PLAINTEXT_LISTENER is not yes"]
        secured = run("bitnami/kafka:2.8.1", KAFKA_CFG_LISTENERS="SASL_PLAINTEXT://:9092")
        assert not secured.refusals

    def test_early_3_5_is_kraft_by_itself(self, run: Run) -> None:
        settings = run("bitnami/kafka:3.5.0", ALLOW_PLAINTEXT_LISTENER="yes").settings
        assert settings["process.roles"].data == "broker,controller"
        assert settings["listeners"].data == "PLAINTEXT://:9092,CONTROLLER://:9093"

    def test_unless_it_is_told_not_to_be(self, run: Run) -> None:
        settings = run(
            "bitnami/kafka:3.4.0-debian-11-r22",
            KAFKA_ENABLE_KRAFT="no",
            KAFKA_CFG_ZOOKEEPER_CONNECT="zk:2181",
        ).settings
        assert "process.roles" not in settings
        assert settings["zookeeper.connect"].data == "zk:2181"

    def test_a_tag_that_stands_for_both_is_the_one_that_starts(self, run: Run) -> None:
        without_mode = run("bitnami/kafka:3.5", ALLOW_PLAINTEXT_LISTENER="yes")
        assert without_mode.settings["process.roles"].data == "broker,controller"
        with_mode = run("bitnami/kafka:3.5", KAFKA_CFG_ZOOKEEPER_CONNECT="zk:2181")
        assert "process.roles" not in with_mode.settings
        assert not with_mode.refusals

    def test_later_builds_are_not_taken_for_early_ones(self, run: Run) -> None:
        assert refusals(run("bitnami/kafka:3.6.1")) == ["KAFKA_CFG_PROCESS_ROLES is not set"]
        assert refusals(run("bitnami/kafka:latest")) == ["KAFKA_CFG_PROCESS_ROLES is not set"]


def test_with_a_floating_tag_what_all_releases_say_is_known(run: Run) -> None:
    settings = run("bitnami/kafka", **KRAFT).settings
    assert settings["offsets.topic.replication.factor"].data == "1"
    assert settings["log.dirs"].data == "/bitnami/kafka/data"
    assert settings["share.coordinator.state.topic.min.isr"].is_unknown


def test_the_heap(run: Run) -> None:
    (option,) = run("bitnami/kafka:3.7", **KRAFT).jvm_options
    assert option.data == "-Xmx1024m -Xms1024m"
