"""Which image is a broker, which a ZooKeeper server, and which only looks like one."""

from __future__ import annotations

import json

import pytest

from kafkalint.data import data_dir
from kafkalint.kafka.images import family as families
from kafkalint.kafka.images import recognise


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("confluentinc/cp-kafka", "cp-kafka"),
        ("confluentinc/cp-server", "cp-server"),
        ("confluentinc/cp-enterprise-kafka", "cp-enterprise-kafka"),
        ("confluentinc/confluent-local", "confluent-local"),
        ("apache/kafka", "apache-kafka"),
        ("apache/kafka-native", "apache-kafka-native"),
        ("bitnami/kafka", "bitnami-kafka"),
        ("bitnamilegacy/kafka", "bitnami-kafka"),
        ("wurstmeister/kafka", "wurstmeister-kafka"),
        ("debezium/kafka", "debezium-kafka"),
        ("landoop/fast-data-dev", "fast-data-dev"),
        ("lensesio/fast-data-dev", "fast-data-dev"),
        ("strimzi/kafka", "strimzi-kafka"),
    ],
)
def test_brokers(repository: str, name: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert (found.name, found.role, found.is_known) == (name, "broker", True)


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("zookeeper", "zookeeper"),
        ("library/zookeeper", "zookeeper"),
        ("arm64v8/zookeeper", "zookeeper"),
        ("confluentinc/cp-zookeeper", "cp-zookeeper"),
        ("bitnami/zookeeper", "bitnami-zookeeper"),
        ("bitnamilegacy/zookeeper", "bitnami-zookeeper"),
        ("wurstmeister/zookeeper", "wurstmeister-zookeeper"),
        ("debezium/zookeeper", "debezium-zookeeper"),
    ],
)
def test_zookeeper_servers(repository: str, name: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert (found.name, found.role, found.is_known) == (name, "zookeeper", True)


@pytest.mark.parametrize(
    ("repository", "role"),
    [
        ("confluentinc/cp-kafka-connect", "connect"),
        ("confluentinc/cp-kafka-connect-base", "connect"),
        ("confluentinc/cp-server-connect", "connect"),
        ("debezium/connect", "connect"),
        ("confluentinc/cp-schema-registry", "schema-registry"),
        ("apicurio/apicurio-registry", "schema-registry"),
        ("confluentinc/cp-kafka-rest", "rest-proxy"),
        ("strimzi/kafka-bridge", "rest-proxy"),
        ("confluentinc/ksqldb-server", "ksqldb"),
        ("confluentinc/cp-ksqldb-server", "ksqldb"),
        ("confluentinc/ksqldb-cli", "client"),
        ("edenhill/kcat", "client"),
        ("confluentinc/cp-enterprise-control-center", "ui"),
        ("provectuslabs/kafka-ui", "ui"),
        ("kafbat/kafka-ui", "ui"),
        ("obsidiandynamics/kafdrop", "ui"),
        ("tchiotludo/akhq", "ui"),
        ("hlebalbau/kafka-manager", "ui"),
        ("redpandadata/console", "ui"),
        ("conduktor/conduktor-console", "ui"),
        ("danielqsj/kafka-exporter", "exporter"),
        ("redpandadata/kminion", "exporter"),
        ("linkedin/burrow", "exporter"),
        ("sscaling/jmx-prometheus-exporter", "exporter"),
        ("lightbend/kafka-lag-exporter", "exporter"),
        ("linkedin/cruise-control", "cruise-control"),
        ("strimzi/operator", "operator"),
        ("redpandadata/redpanda", "redpanda"),
        ("vectorized/redpanda", "redpanda"),
    ],
)
def test_programs_that_are_no_brokers(repository: str, role: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.role == role


@pytest.mark.parametrize(
    "repository",
    [
        "registry.example.com/mirror/confluentinc/cp-kafka",
        "registry.example.com:5000/confluentinc/cp-kafka",
        "${REGISTRY}/cp-kafka",
        "${REGISTRY}confluentinc/cp-kafka",
        "${REGISTRY:-docker.io/}confluentinc/cp-kafka",
        "$REGISTRY/confluentinc/cp-kafka",
        "platform/cp-kafka",
        "Confluentinc/CP-Kafka",
    ],
)
def test_a_mirror_keeps_the_last_two_components_or_a_name_of_its_own(repository: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.name == "cp-kafka"


def test_a_namespace_in_a_variable_does_not_make_an_image_the_official_one() -> None:
    found = recognise("${REPOSITORY}/zookeeper")
    assert found is not None
    assert (found.name, found.role, found.is_known) == ("", "zookeeper", False)


@pytest.mark.parametrize(
    "repository", ["spotify/kafka", "acme/kafka", "kafka", "acme/kafka-broker"]
)
def test_an_image_that_is_only_called_kafka_is_a_broker_nobody_knows(repository: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert (found.name, found.role, found.is_known) == ("", "broker", False)


@pytest.mark.parametrize(
    "repository", ["postgres", "acme/kafka-consumer", "acme/orders-kafka-worker", "", "/", "nginx"]
)
def test_what_says_nothing_of_kafka_is_nothing(repository: str) -> None:
    assert recognise(repository) is None


@pytest.mark.parametrize(
    ("repository", "since"),
    [
        ("bitnami/kafka", "2025-08-28"),
        ("bitnamilegacy/kafka", "2025-08-28"),
        ("mirror.example.com/hub/bitnamilegacy/zookeeper", "2025-08-28"),
        ("wurstmeister/kafka", "2022-05-28"),
        ("wurstmeister/zookeeper", "2019-01-19"),
        ("spotify/kafka", "2016-12-08"),
        ("ches/kafka", "2017-11-18"),
        ("landoop/fast-data-dev", ""),
    ],
)
def test_images_that_get_no_updates(repository: str, since: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert (found.maintained, found.since) == (False, since)
    assert found.note


@pytest.mark.parametrize(
    "repository",
    [
        "apache/kafka",
        "confluentinc/cp-kafka",
        "zookeeper",
        "debezium/kafka",
        "lensesio/fast-data-dev",
    ],
)
def test_images_that_do(repository: str) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.maintained


@pytest.mark.parametrize(
    ("repository", "only"),
    [
        ("confluentinc/confluent-local", True),
        ("lensesio/fast-data-dev", True),
        ("apache/kafka-native", True),
        ("apache/kafka", False),
        ("confluentinc/cp-kafka", False),
    ],
)
def test_images_to_develop_with(repository: str, only: bool) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.development_only is only


@pytest.mark.parametrize(
    ("repository", "volumes"),
    [
        ("confluentinc/cp-kafka", ("/var/lib/kafka/data", "/etc/kafka/secrets")),
        ("apache/kafka", ("/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config")),
        ("apache/kafka-native", ("/etc/kafka/secrets", "/mnt/shared/config")),
        ("bitnami/kafka", ()),
        ("wurstmeister/kafka", ("/kafka",)),
        ("zookeeper", ("/data", "/datalog", "/logs")),
        ("bitnami/zookeeper", ()),
        (
            "confluentinc/cp-zookeeper",
            ("/var/lib/zookeeper/data", "/var/lib/zookeeper/log", "/etc/zookeeper/secrets"),
        ),
    ],
)
def test_volumes_that_images_declare(repository: str, volumes: tuple[str, ...]) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.volumes == volumes


@pytest.mark.parametrize(
    ("repository", "command", "itself"),
    [
        ("confluentinc/cp-kafka", "/etc/confluent/docker/run", True),
        ("confluentinc/cp-kafka", "bash -c 'sleep 5 && /etc/confluent/docker/run'", True),
        ("confluentinc/cp-kafka", "kafka-topics --create --topic orders", False),
        ("wurstmeister/kafka", "start-kafka.sh", True),
        ("debezium/kafka", "start", True),
        ("debezium/kafka", "bin/kafka-server-start.sh config/server.properties", False),
        ("bitnami/kafka", "/opt/bitnami/scripts/kafka/run.sh", True),
        ("bitnami/kafka", "sleep infinity", False),
        ("strimzi/kafka", "bin/kafka-server-start.sh config/server.properties", False),
    ],
)
def test_commands_that_still_run_the_images_own_start(
    repository: str, command: str, itself: bool
) -> None:
    found = recognise(repository)
    assert found is not None
    assert found.starts_itself(command) is itself


def test_every_family_of_the_index_is_described_and_names_its_sources() -> None:
    folder = data_dir("schemas") / "images"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    described = {path.stem for path in folder.glob("*.json")} - {"index", "distribution"}
    assert set(index["families"]) == described
    for name in described:
        assert families.read(name)["sources"]
        assert families.family(name).role in ("broker", "zookeeper")


def test_no_repository_is_in_two_lists() -> None:
    folder = data_dir("schemas") / "images"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    listed = [
        member
        for group in ("families", "companions")
        for members in index[group].values()
        for member in members
    ]
    listed += [*index["names"], *index["brokers"], *index["ensembles"]]
    assert sorted(listed) == sorted(set(listed))
