"""cp-kafka, cp-server, cp-enterprise-kafka and confluent-local."""

from __future__ import annotations

from typing import Any

import pytest
from image_container import SERVICE, Run, line

from kafkalint.values import Provenance, Value, unknown


def refusals(applied: Any) -> list[str]:
    return [refusal.data for refusal in applied.refusals]


def test_a_variable_is_a_setting_at_its_own_place(run: Run) -> None:
    applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_MIN_INSYNC_REPLICAS="2")
    value = applied.settings["min.insync.replicas"]
    assert (value.data, value.origins, value.provenance) == ("2", (line(2),), Provenance.EXPLICIT)
    assert [(v.name, v.key) for v in applied.variables] == [
        ("KAFKA_MIN_INSYNC_REPLICAS", "min.insync.replicas")
    ]


def test_nothing_else_is_written_so_kafkas_own_defaults_hold(run: Run) -> None:
    applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_ZOOKEEPER_CONNECT="zk:2181")
    assert set(applied.settings) == {"zookeeper.connect", "log.dirs"}
    assert applied.partial == ""


def test_data_goes_to_the_volume_unless_told_otherwise(run: Run) -> None:
    value = run("confluentinc/cp-kafka:7.9.1").settings["log.dirs"]
    assert (value.data, value.provenance, value.origins) == (
        "/var/lib/kafka/data",
        Provenance.IMAGE,
        (SERVICE,),
    )
    assert value.reason == "the cp-kafka image writes /var/lib/kafka/data"
    told = run("confluentinc/cp-kafka:7.9.1", KAFKA_LOG_DIRS="/data/a,/data/b").settings["log.dirs"]
    assert (told.data, told.is_default) == ("/data/a,/data/b", False)


def test_an_empty_variable_counts_as_not_set(run: Run) -> None:
    applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_LOG_DIRS="", KAFKA_ADVERTISED_LISTENERS="")
    assert applied.settings["log.dirs"].data == "/var/lib/kafka/data"
    assert "listeners" not in applied.settings


@pytest.mark.parametrize(
    ("advertised", "listeners"),
    [
        ("PLAINTEXT://kafka1:9092", "PLAINTEXT://0.0.0.0:9092"),
        ("IN://a:9092,OUT://b.example.com:19092", "IN://0.0.0.0:9092,OUT://0.0.0.0:19092"),
        ("PLAINTEXT://:9092", "PLAINTEXT://0.0.0.0:9092"),
        ("PLAINTEXT://${HOST}:9092", "PLAINTEXT://0.0.0.0:9092"),
        ("PLAINTEXT://${HOST:?set it}:${PORT:-9092}", "PLAINTEXT://0.0.0.0:${PORT:-9092}"),
        ("PLAINTEXT://{{ host | default('a:b') }}:9092", "PLAINTEXT://0.0.0.0:9092"),
        ("PLAINTEXT://kafka1", "PLAINTEXT://kafka1"),
    ],
)
def test_it_listens_on_every_address_for_what_it_advertises(
    run: Run, advertised: str, listeners: str
) -> None:
    applied = run("confluentinc/cp-kafka:7.9.1", X="1", KAFKA_ADVERTISED_LISTENERS=advertised)
    value = applied.settings["listeners"]
    assert (value.data, value.provenance) == (listeners, Provenance.IMAGE)
    assert value.origins == (line(3),)


def test_listeners_of_ones_own_are_left_alone(run: Run) -> None:
    applied = run(
        "confluentinc/cp-kafka:7.9.1",
        KAFKA_LISTENERS="PLAINTEXT://127.0.0.1:9092",
        KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://a:9092",
    )
    assert applied.settings["listeners"].data == "PLAINTEXT://127.0.0.1:9092"


def test_a_controller_alone_gets_no_listeners(run: Run) -> None:
    applied = run(
        "confluentinc/cp-kafka:7.9.1",
        KAFKA_PROCESS_ROLES="controller",
        KAFKA_ADVERTISED_LISTENERS="CONTROLLER://c1:9093",
        CLUSTER_ID="4L6g3nShT-eMCtK--X86sw",
    )
    assert "listeners" not in applied.settings
    assert refusals(applied) == [
        "KAFKA_ADVERTISED_LISTENERS is not supported on a KRaft controller"
    ]


def test_what_cannot_be_known_stays_unknown(run: Run) -> None:
    hidden = unknown("${ADVERTISED} has no value here", line(9))
    applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_ADVERTISED_LISTENERS=hidden)
    for key in ("advertised.listeners", "listeners"):
        value = applied.settings[key]
        assert (value.is_unknown, value.reason) == (True, "${ADVERTISED} has no value here")
    roles = run("confluentinc/cp-kafka:7.9.1", KAFKA_PROCESS_ROLES=hidden)
    assert roles.settings["listeners"].is_unknown
    assert not roles.refusals


def test_a_value_is_read_as_java_reads_the_line(run: Run) -> None:
    applied = run(
        "confluentinc/cp-kafka:7.9.1",
        KAFKA_NUM_PARTITIONS=" 3\n",
        KAFKA_PRINCIPAL="RULE:^CN=(.*?)\\\\.example$/$1/",
        KAFKA_TWO="first\nmin.insync.replicas=2",
    )
    assert applied.settings["num.partitions"].data == "3"
    assert applied.settings["principal"].data == "RULE:^CN=(.*?)\\.example$/$1/"
    assert applied.settings["two"].data == "first"
    assert applied.settings["min.insync.replicas"].data == "2"


def test_a_secret_is_marked_as_one(run: Run) -> None:
    jaas = 'org.apache.kafka.common.security.plain.PlainLoginModule required password="x";'
    applied = run(
        "confluentinc/cp-kafka:7.9.1",
        KAFKA_LISTENER_NAME_CLIENT_PLAIN_SASL_JAAS_CONFIG=jaas,
        KAFKA_SSL_KEY_PASSWORD="hush",
        KAFKA_NODE_ID="1",
    )
    assert applied.settings["listener.name.client.plain.sasl.jaas.config"].sensitive
    assert applied.settings["ssl.key.password"].sensitive
    assert not applied.settings["node.id"].sensitive


TLS = {
    "KAFKA_ADVERTISED_LISTENERS": "SSL://kafka1:9093",
    "KAFKA_SSL_KEYSTORE_FILENAME": "kafka1.keystore.jks",
    "KAFKA_SSL_KEYSTORE_CREDENTIALS": "keystore_creds",
    "KAFKA_SSL_KEY_CREDENTIALS": "key_creds",
    "KAFKA_ZOOKEEPER_CONNECT": "zk:2181",
}


class TestTls:
    def test_files_are_found_in_the_secrets_folder(self, run: Run) -> None:
        settings = run("confluentinc/cp-kafka:7.9.1", **TLS).settings
        place = settings["ssl.keystore.location"]
        assert place.data == "/etc/kafka/secrets/kafka1.keystore.jks"
        assert (place.origins, place.is_default) == ((line(3),), False)
        password = settings["ssl.keystore.password"]
        assert password.is_unknown
        assert password.reason == "the password is read from /etc/kafka/secrets/keystore_creds"
        assert password.origins == (line(4),)
        assert settings["ssl.key.password"].is_unknown
        assert "ssl.truststore.location" not in settings

    @pytest.mark.parametrize("wanted", ["required", "requested"])
    def test_clients_with_certificates_need_a_trust_store(self, run: Run, wanted: str) -> None:
        applied = run("confluentinc/cp-kafka:7.9.1", **TLS, KAFKA_SSL_CLIENT_AUTH=wanted)
        assert refusals(applied) == [
            "KAFKA_SSL_TRUSTSTORE_FILENAME is not set",
            "KAFKA_SSL_TRUSTSTORE_CREDENTIALS is not set",
        ]
        assert applied.refusals[0].origins == (line(7),)

    def test_the_images_own_variables_are_no_settings(self, run: Run) -> None:
        applied = run("confluentinc/cp-kafka:7.9.1", **TLS)
        assert not any(key.endswith(("filename", "credentials")) for key in applied.settings)
        keys = {variable.name: variable.key for variable in applied.variables}
        assert keys["KAFKA_SSL_KEYSTORE_FILENAME"] == ""

    def test_a_listener_of_another_name_is_not_noticed(self, run: Run) -> None:
        applied = run(
            "confluentinc/cp-kafka:7.9.1",
            KAFKA_ADVERTISED_LISTENERS="EXTERNAL://kafka1:9093",
            KAFKA_LISTENER_SECURITY_PROTOCOL_MAP="EXTERNAL:SSL",
            KAFKA_ZOOKEEPER_CONNECT="zk:2181",
        )
        assert not applied.refusals
        assert "ssl.keystore.location" not in applied.settings

    def test_cp_server_8_also_looks_at_the_controllers_protocol(self, run: Run) -> None:
        variables = {
            "KAFKA_PROCESS_ROLES": "controller",
            "CLUSTER_ID": "4L6g3nShT-eMCtK--X86sw",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:SASL_SSL",
            "KAFKA_SSL_KEYSTORE_FILENAME": "k.jks",
            "KAFKA_SSL_KEYSTORE_CREDENTIALS": "c",
            "KAFKA_SSL_KEY_CREDENTIALS": "c",
        }
        eight = run("confluentinc/cp-server:8.1.0", **variables).settings
        assert eight["ssl.keystore.location"].data == "/etc/kafka/secrets/k.jks"
        assert (
            "ssl.keystore.location" not in run("confluentinc/cp-server:7.9.1", **variables).settings
        )
        assert (
            "ssl.keystore.location" not in run("confluentinc/cp-kafka:8.1.0", **variables).settings
        )


@pytest.mark.parametrize(
    ("image", "variables", "reasons"),
    [
        (
            "confluentinc/cp-kafka:7.9.1",
            {},
            ["KAFKA_ADVERTISED_LISTENERS is not set", "KAFKA_ZOOKEEPER_CONNECT is not set"],
        ),
        (
            "confluentinc/cp-kafka:8.0.0",
            {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:9092", "KAFKA_ZOOKEEPER_CONNECT": "zk"},
            ["KAFKA_PROCESS_ROLES is not set"],
        ),
        (
            "confluentinc/cp-kafka:7.9.1",
            {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:9092", "KAFKA_PROCESS_ROLES": "broker"},
            ["CLUSTER_ID is not set"],
        ),
        (
            "confluentinc/cp-kafka:7.3.0",
            {
                "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:9092",
                "KAFKA_PROCESS_ROLES": "broker",
                "CLUSTER_ID": "x",
            },
            ["KAFKA_ZOOKEEPER_CONNECT is not set"],
        ),
        (
            "confluentinc/cp-kafka:7.9.1",
            {
                "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:9092",
                "KAFKA_ZOOKEEPER_CONNECT": "zk",
                "KAFKA_PORT": "9092",
                "KAFKA_ADVERTISED_HOST": "a",
            },
            [
                "advertised.host is deprecated; KAFKA_ADVERTISED_HOST must not be set",
                "port is deprecated; KAFKA_PORT must not be set",
            ],
        ),
        (
            "confluentinc/cp-kafka:7.9.1",
            {
                "KAFKA_ADVERTISED_LISTENERS": "SASL_PLAINTEXT://a:9092",
                "KAFKA_ZOOKEEPER_CONNECT": "z",
            },
            ["KAFKA_OPTS is not set, which a SASL listener needs"],
        ),
        (
            "confluentinc/cp-kafka:latest",
            {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://a:9092", "KAFKA_ZOOKEEPER_CONNECT": "zk"},
            [],
        ),
    ],
)
def test_reasons_for_which_it_does_not_start(
    run: Run, image: str, variables: dict[str, str], reasons: list[str]
) -> None:
    assert refusals(run(image, **variables)) == reasons


def test_the_cluster_id_is_a_variable_and_belongs_to_kraft(run: Run) -> None:
    kraft = run("confluentinc/cp-kafka:7.9.1", KAFKA_PROCESS_ROLES="broker", CLUSTER_ID="abc")
    assert kraft.metadata["cluster.id"].data == "abc"
    assert kraft.metadata["cluster.id"].origins == (line(3),)
    zookeeper = run("confluentinc/cp-kafka:7.9.1", KAFKA_ZOOKEEPER_CONNECT="zk", CLUSTER_ID="abc")
    assert zookeeper.metadata == {}


class TestJava:
    def test_a_jmx_port_opens_jmx_to_everybody_and_is_no_setting(self, run: Run) -> None:
        applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_JMX_PORT="9999")
        assert "jmx.port" not in applied.settings
        option = applied.jvm_options[0]
        assert "-Dcom.sun.management.jmxremote.port=9999" in option.data
        assert "-Dcom.sun.management.jmxremote.authenticate=false" in option.data
        assert option.origins == (line(2),)

    def test_jmx_options_of_ones_own_decide(self, run: Run) -> None:
        secured = "-Dcom.sun.management.jmxremote.authenticate=true"
        applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_JMX_PORT="9999", KAFKA_JMX_OPTS=secured)
        assert [option.data for option in applied.jvm_options[:2]] == [
            secured,
            "-Dcom.sun.management.jmxremote.port=9999",
        ]

    def test_a_heap_of_one_gigabyte_unless_told_otherwise(self, run: Run) -> None:
        (default,) = run("confluentinc/cp-kafka:7.9.1").jvm_options
        assert (default.data, default.provenance) == ("-Xmx1G -Xms1G", Provenance.IMAGE)
        (told,) = run("confluentinc/cp-kafka:7.9.1", KAFKA_HEAP_OPTS="-Xmx6g -Xms6g").jvm_options
        assert (told.data, told.is_default) == ("-Xmx6g -Xms6g", False)


def test_cp_server_balances_by_itself_from_6_0_on(run: Run) -> None:
    key = "confluent.balancer.enable"
    assert run("confluentinc/cp-server:7.9.1").settings[key].data == "true"
    assert key not in run("confluentinc/cp-server:5.5.0").settings
    assert key not in run("confluentinc/cp-kafka:7.9.1").settings
    told = run("confluentinc/cp-server:7.9.1", KAFKA_CONFLUENT_BALANCER_ENABLE="false")
    assert told.settings[key].data == "false"


def test_confluent_local_starts_without_any_variable(run: Run) -> None:
    applied = run("confluentinc/confluent-local:7.5.0")
    settings = {key: value.data for key, value in applied.settings.items()}
    assert settings["process.roles"] == "broker,controller"
    assert settings["log.dirs"] == "/tmp/kraft-combined-logs"
    assert settings["offsets.topic.replication.factor"] == "1"
    assert settings["listeners"].startswith("PLAINTEXT://localhost:29092,")
    assert applied.metadata["cluster.id"].data == "4L6g3nShT-eMCtK--X86sw"
    assert applied.metadata["cluster.id"].provenance is Provenance.IMAGE
    assert not applied.refusals
    assert all(value.is_default for value in applied.settings.values())


def test_confluent_local_keeps_its_listeners_beside_advertised_ones(run: Run) -> None:
    applied = run(
        "confluentinc/confluent-local:7.5.0", KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://a:9092"
    )
    assert applied.settings["listeners"].data.startswith("PLAINTEXT://localhost:29092,")


def test_a_variable_that_is_absent_is_not_there(run: Run) -> None:
    absent: Value[str] = Value(None, (line(2),), Provenance.ABSENT)  # type: ignore[arg-type]
    applied = run("confluentinc/cp-kafka:7.9.1", KAFKA_NODE_ID=absent)
    assert "node.id" not in applied.settings
    assert applied.variables == ()
