"""The key that each image makes of a variable's name."""

from __future__ import annotations

import pytest

from kafkalint.kafka import environment
from kafkalint.kafka.images import property_of, recognise
from kafkalint.values import Value


def key(repository: str, variable: str, version: str = "3.9") -> str | None:
    family = recognise(repository)
    assert family is not None
    return property_of(family, variable, Value(version))


ESCAPED = "KAFKA_LISTENER_NAME_SASL__SSL_SCRAM___SHA___256_SASL_JAAS_CONFIG"


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KAFKA_MIN_INSYNC_REPLICAS", "min.insync.replicas"),
        (ESCAPED, "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config"),
        ("KAFKA_LISTENER_NAME_SASL_SSL_SSL_CLIENT_AUTH", "listener.name.sasl.ssl.ssl.client.auth"),
        ("KAFKA_CFG_NODE_ID", "cfg.node.id"),
        ("KAFKA_ADVERTISED_LISTENERS", "advertised.listeners"),
    ],
)
@pytest.mark.parametrize(
    "repository", ["confluentinc/cp-kafka", "confluentinc/cp-server", "apache/kafka"]
)
def test_underscores_are_escaped_alike_by_confluent_and_apache(
    repository: str, variable: str, expected: str
) -> None:
    assert key(repository, variable) == expected


@pytest.mark.parametrize(
    ("name", "confluent", "apache"),
    [
        ("A_B", "a.b", "a.b"),
        ("A__B", "a_b", "a_b"),
        ("A___B", "a-b", "a-b"),
        ("A____B", "a-_b", "a-.b"),
        ("A_B_C_D", "a.b.c.d", "a.b.c.d"),
        ("X_A_B", "x.a.b", "x.a.b"),
    ],
)
def test_the_two_differ_from_four_underscores_on(name: str, confluent: str, apache: str) -> None:
    assert environment.confluent(name) == confluent
    assert environment.apache(name) == apache


@pytest.mark.parametrize(
    "key_of_kafka",
    [
        "min.insync.replicas",
        "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
        "listener.name.client_a.ssl.keystore.location",
        "log.retention.check.interval.ms",
    ],
)
@pytest.mark.parametrize("algorithm", [environment.confluent, environment.apache])
def test_every_key_can_be_written_as_a_variable(key_of_kafka: str, algorithm: object) -> None:
    name = key_of_kafka.replace("_", "__").replace("-", "___").replace(".", "_").upper()
    assert callable(algorithm)
    assert algorithm(name) == key_of_kafka


@pytest.mark.parametrize(
    "variable",
    [
        "KAFKA_VERSION",
        "KAFKA_HEAP_OPTS",
        "KAFKA_LOG4J_OPTS",
        "KAFKA_OPTS",
        "KAFKA_JMX_OPTS",
        "KAFKA_JVM_PERFORMANCE_OPTS",
        "KAFKA_GC_LOG_OPTS",
        "KAFKA_LOG4J_ROOT_LOGLEVEL",
        "KAFKA_LOG4J_LOGGERS",
        "KAFKA_TOOLS_LOG4J_LOGLEVEL",
        "CLUSTER_ID",
        "PATH",
        "kafka_node_id",
    ],
)
@pytest.mark.parametrize("repository", ["confluentinc/cp-kafka", "apache/kafka"])
def test_options_of_java_and_logging_never_become_keys(repository: str, variable: str) -> None:
    assert key(repository, variable) is None


def test_the_jmx_host_is_left_out_by_apache_alone() -> None:
    assert key("apache/kafka", "KAFKA_JMX_HOSTNAME") is None
    assert key("confluentinc/cp-kafka", "KAFKA_JMX_HOSTNAME") == "jmx.hostname"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.4", "zookeeper.client.cnxn.socket"),
        ("2.5", "zookeeper.clientCnxnSocket"),
        ("3.9", "zookeeper.clientCnxnSocket"),
        ("4.0", "zookeeper.client.cnxn.socket"),
    ],
)
def test_the_one_key_with_a_capital_letter_depends_on_the_template(
    version: str, expected: str
) -> None:
    assert key("confluentinc/cp-kafka", "KAFKA_ZOOKEEPER_CLIENT_CNXN_SOCKET", version) == expected


@pytest.mark.parametrize(
    ("repository", "variable", "expected"),
    [
        (
            "confluentinc/cp-kafka",
            "CONFLUENT_SUPPORT_METRICS_ENABLE",
            "confluent.support.metrics.enable",
        ),
        ("confluentinc/cp-kafka", "CONFLUENT_METRICS_ENABLE", None),
        ("confluentinc/cp-server", "CONFLUENT_METRICS_ENABLE", "confluent.metrics.enable"),
        (
            "confluentinc/cp-enterprise-kafka",
            "CONFLUENT_METRICS_ENABLE",
            "confluent.metrics.enable",
        ),
        ("confluentinc/confluent-local", "CONFLUENT_X_Y", "confluent.x.y"),
        ("confluentinc/confluent-local", "KAFKA_REST_LISTENERS", None),
        ("confluentinc/cp-kafka", "KAFKA_REST_LISTENERS", "rest.listeners"),
    ],
)
def test_confluents_other_prefixes(repository: str, variable: str, expected: str | None) -> None:
    assert key(repository, variable) == expected


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KAFKA_CFG_MIN_INSYNC_REPLICAS", "min.insync.replicas"),
        (
            "KAFKA_CFG_LISTENER_NAME_SASL_SSL_SSL_CLIENT_AUTH",
            "listener.name.sasl_ssl.ssl.client.auth",
        ),
        ("KAFKA_CFG_LISTENER_NAME_SASL_PLAINTEXT_X", "listener.name.sasl_plaintext.x"),
        ("KAFKA_CFG_ZOOKEEPER_CLIENTCNXNSOCKET", "zookeeper.clientCnxnSocket"),
        ("KAFKA_CFG_A__B", "a..b"),
        ("KAFKA_NUM_PARTITIONS", "num.partitions"),
        ("KAFKA_LISTENERS", "listeners"),
        ("KAFKA_PROCESS_ROLES", "process.roles"),
        ("KAFKA_ZOOKEEPER_CONNECT", "zookeeper.connect"),
        ("KAFKA_LOGS_DIRS", "log.dirs"),
        ("KAFKA_SEGMENT_BYTES", "log.segment.bytes"),
        ("KAFKA_MAX_MESSAGE_BYTES", "message.max.bytes"),
        ("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "auto.create.topics.enable"),
        ("KAFKA_LOG_RETENTION_CHECK_INTERVALS_MS", "log.retention.check.intervals.ms"),
    ],
)
def test_bitnami_takes_a_prefix_of_its_own_and_some_older_names(
    variable: str, expected: str
) -> None:
    assert key("bitnami/kafka", variable) == expected
    assert key("bitnamilegacy/kafka", variable) == expected


@pytest.mark.parametrize(
    "variable",
    [
        "KAFKA_MIN_INSYNC_REPLICAS",
        "KAFKA_CONTROLLER_LISTENER_NAMES",
        "KAFKA_AUTHORIZER_CLASS_NAME",
        "KAFKA_SUPER_USERS",
        "KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE",
        "KAFKA_BROKER_RACK",
        "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND",
        "KAFKA_KRAFT_CLUSTER_ID",
        "KAFKA_CLIENT_USERS",
        "KAFKA_TLS_TYPE",
        "KAFKA_HEAP_OPTS",
        "ALLOW_PLAINTEXT_LISTENER",
    ],
)
def test_bitnami_drops_every_other_name(variable: str) -> None:
    assert key("bitnami/kafka", variable) is None


@pytest.mark.parametrize(
    ("version", "voters", "bootstrap"),
    [
        ("4.0", "controller.quorum.voters", None),
        ("4.1", None, "controller.quorum.bootstrap.servers"),
    ],
)
def test_bitnamis_older_names_changed_with_4_1(
    version: str, voters: str | None, bootstrap: str | None
) -> None:
    assert key("bitnami/kafka", "KAFKA_CONTROLLER_QUORUM_VOTERS", version) == voters
    assert key("bitnami/kafka", "KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS", version) == bootstrap
    assert (
        key("bitnami/kafka", "KAFKA_CFG_CONTROLLER_QUORUM_VOTERS", version)
        == "controller.quorum.voters"
    )


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KAFKA_MIN_INSYNC_REPLICAS", "min.insync.replicas"),
        ("KAFKA_LISTENER_NAME_SASL__SSL_X", "listener.name.sasl..ssl.x"),
        ("KAFKA_JMX_PORT", "jmx.port"),
        ("KAFKA_OPTS", None),
        ("KAFKA_HOME", None),
        ("KAFKA_CREATE_TOPICS", None),
        ("LOG4J_LOGGER_KAFKA", None),
    ],
)
def test_wurstmeister_cannot_write_an_underscore(variable: str, expected: str | None) -> None:
    assert key("wurstmeister/kafka", variable) == expected


@pytest.mark.parametrize(
    ("variable", "version", "expected"),
    [
        ("ZOOKEEPER_CONNECT", "3.5", "zookeeper.connect"),
        ("KAFKA_ZOOKEEPER_CONNECT", "3.5", None),
        ("KAFKA_BROKER_ID", "3.5", None),
        ("BROKER_ID", "3.5", "broker.id"),
        ("NODE_ID", "3.9", "node.id"),
        ("KAFKA_LOG_DIRS", "3.5", None),
        ("KAFKA_LISTENERS", "3.5", "listeners"),
        ("KAFKA_LISTENERS", "2.4", None),
        ("LISTENERS", "2.4", "listeners"),
        ("LISTENERS", "3.5", None),
        ("KAFKA_NUM_PARTITIONS", "3.5", "num.partitions"),
    ],
)
def test_debezium_overwrites_what_it_has_names_of_its_own_for(
    variable: str, version: str, expected: str | None
) -> None:
    assert key("debezium/kafka", variable, version) == expected


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KAFKA_NUM_PARTITIONS", "num.partitions"),
        ("KAFKA_A__B___C", "a_b-c"),
        ("KAFKA_REST_LISTENERS", None),
        ("KAFKA_CONNECT_X", None),
        ("KAFKA_PORT", None),
        ("KAFKA_SERVICE_HOST", None),
        ("KAFKA_BROKER_PORT_9092_TCP", None),
        ("KAFKA_HEAP_OPTS", None),
    ],
)
def test_fast_data_dev_skips_what_a_supervisor_sets(variable: str, expected: str | None) -> None:
    assert key("lensesio/fast-data-dev", variable) == expected


@pytest.mark.parametrize(
    ("repository", "variable", "expected"),
    [
        ("confluentinc/cp-zookeeper", "ZOOKEEPER_CLIENT_PORT", "clientPort"),
        (
            "confluentinc/cp-zookeeper",
            "ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL",
            "autopurge.purgeInterval",
        ),
        ("confluentinc/cp-zookeeper", "ZOOKEEPER_SSL_KEYSTORE_PASSWORD", "ssl.keyStore.password"),
        ("confluentinc/cp-zookeeper", "ZOOKEEPER_SERVERS", None),
        ("confluentinc/cp-zookeeper", "ZOOKEEPER_FOO", None),
        ("zookeeper", "ZOO_AUTOPURGE_PURGEINTERVAL", "autopurge.purgeInterval"),
        ("zookeeper", "ZOO_4LW_COMMANDS_WHITELIST", "4lw.commands.whitelist"),
        ("zookeeper", "ZOO_AUTOPURGE_INTERVAL", None),
        ("bitnami/zookeeper", "ZOO_AUTOPURGE_INTERVAL", "autopurge.purgeInterval"),
        ("bitnami/zookeeper", "ZOO_CFG_autopurge_purgeInterval", "autopurge.purgeInterval"),
        ("wurstmeister/zookeeper", "ZOO_TICK_TIME", None),
        ("debezium/zookeeper", "ZOOKEEPER_CLIENT_PORT", None),
    ],
)
def test_zookeeper_images(repository: str, variable: str, expected: str | None) -> None:
    assert key(repository, variable) == expected


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KAFKA_MIN_INSYNC_REPLICAS", "min.insync.replicas"),
        ("KAFKA_CFG_MIN_INSYNC_REPLICAS", "min.insync.replicas"),
        ("KAFKA_OPTS", None),
        ("KAFKA_JMX_PORT", None),
        ("ADVERTISED_HOST", None),
    ],
)
def test_a_broker_nobody_knows_is_read_by_the_common_conventions(
    variable: str, expected: str | None
) -> None:
    assert key("acme/kafka", variable) == expected


@pytest.mark.parametrize("repository", ["strimzi/kafka", "provectuslabs/kafka-ui"])
def test_images_without_any_mapping(repository: str) -> None:
    assert key(repository, "KAFKA_MIN_INSYNC_REPLICAS") is None


@pytest.mark.parametrize(
    ("version", "expected"),
    [("3.9", "metrics.reporters"), ("4.0", "kafka.metrics.reporters")],
)
def test_apache_takes_the_prefix_off_once_since_4_0(version: str, expected: str) -> None:
    assert key("apache/kafka", "KAFKA_KAFKA_METRICS_REPORTERS", version) == expected
