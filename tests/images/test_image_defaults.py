"""What every image comes to when the user sets nothing more than it needs to start."""

from __future__ import annotations

import pytest
from image_container import Run, run_container

from kafkalint.kafka import settings as kafka
from kafkalint.kafka import versions
from kafkalint.kafka.images import distribution
from kafkalint.kafka.images.family import read
from kafkalint.values import Value, absent

ZOOKEEPER = {"KAFKA_ZOOKEEPER_CONNECT": "zk:2181"}
LISTENS = {"KAFKA_LISTENERS": "PLAINTEXT://:9092"}
ADVERTISES = {"KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:9092"}

CONTAINERS = {
    "cp-kafka": ("confluentinc/cp-kafka:7.9.1", ZOOKEEPER | ADVERTISES),
    "cp-server": ("confluentinc/cp-server:7.9.1", ZOOKEEPER | ADVERTISES),
    "confluent-local": ("confluentinc/confluent-local:7.9.1", {}),
    "apache, nothing": ("apache/kafka:3.9.0", {}),
    "apache, anything": ("apache/kafka:3.9.0", {"KAFKA_NODE_ID": "1"}),
    "native, nothing": ("apache/kafka-native:3.9.0", {}),
    "bitnami": ("bitnami/kafka:3.9", {"KAFKA_CFG_ZOOKEEPER_CONNECT": "zk:2181"}),
    "bitnami, first": ("bitnami/kafka:2.8.1", {"ALLOW_PLAINTEXT_LISTENER": "yes"}),
    "wurstmeister": ("wurstmeister/kafka:2.13-2.8.1", ZOOKEEPER | LISTENS),
    "debezium": ("debezium/kafka:2.7", {"ZOOKEEPER_CONNECT": "zk:2181"}),
    "fast-data-dev": ("lensesio/fast-data-dev:3.6.1", {}),
}


def effective(container: str, key: str) -> object:
    """The written or image's value, else Kafka's default for that image's Kafka."""
    image, variables = CONTAINERS[container]
    applied = run_container(image, hostname="kafka1", **variables)
    assert applied.partial == ""
    written = applied.settings.get(key)
    if written is not None:
        return written.data
    known = {"2.8.1": "2.8", "2.7": "3.7", "2.13-2.8.1": "2.8", "3.6.1": "3.6"}
    version = known.get(image.partition(":")[2], "3.9")
    default = kafka.default(key, Value(version))
    return None if default.is_absent else default.data


INTERNAL = ("offsets.topic.replication.factor", "transaction.state.log.replication.factor")


@pytest.mark.parametrize("container", ["cp-kafka", "cp-server", "apache, anything"])
def test_images_without_a_file_of_their_own_have_kafkas_safe_defaults(container: str) -> None:
    for key in INTERNAL:
        assert effective(container, key) == 3
    assert effective(container, "transaction.state.log.min.isr") == 2


@pytest.mark.parametrize(
    "container",
    [
        "confluent-local",
        "apache, nothing",
        "native, nothing",
        "bitnami",
        "bitnami, first",
        "wurstmeister",
        "debezium",
        "fast-data-dev",
    ],
)
def test_images_with_the_releases_file_keep_one_copy_of_internal_topics(container: str) -> None:
    for key in (*INTERNAL, "transaction.state.log.min.isr"):
        assert effective(container, key) == "1"


@pytest.mark.parametrize(
    ("container", "folder"),
    [
        ("cp-kafka", "/var/lib/kafka/data"),
        ("cp-server", "/var/lib/kafka/data"),
        ("confluent-local", "/tmp/kraft-combined-logs"),
        ("apache, nothing", "/tmp/kraft-combined-logs"),
        ("native, nothing", "/tmp/kraft-combined-logs"),
        ("bitnami", "/bitnami/kafka/data"),
        ("bitnami, first", "/bitnami/kafka/data"),
        ("wurstmeister", "/kafka/kafka-logs-kafka1"),
        ("debezium", "/kafka/data/1"),
        ("fast-data-dev", "/data/kafka/logdir"),
    ],
)
def test_where_data_goes(container: str, folder: str) -> None:
    assert effective(container, "log.dirs") == folder


def test_apaches_data_goes_to_tmp_as_soon_as_anything_is_set() -> None:
    assert effective("apache, anything", "log.dirs") is None
    assert "/tmp/kafka-logs" in str(effective("apache, anything", "log.dir"))


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("default.replication.factor", "1"),
        ("min.insync.replicas", "1"),
        ("num.partitions", "1"),
        ("auto.create.topics.enable", "True"),
        ("unclean.leader.election.enable", "False"),
        ("broker.rack", "None"),
    ],
)
def test_what_no_image_changes(container: str, key: str, text: str) -> None:
    assert str(effective(container, key)) == text


@pytest.mark.parametrize("container", CONTAINERS)
def test_none_of_them_refuses_to_start_so(container: str, run: Run) -> None:
    image, variables = CONTAINERS[container]
    reasons = [refusal.data for refusal in run(image, **variables).refusals]
    assert reasons == []


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_key_that_an_image_writes_is_one_of_kafkas(container: str, run: Run) -> None:
    image, variables = CONTAINERS[container]
    written = run(image, **variables).settings
    unheard = [key for key in written if not kafka.exists_in_any_version(key)]
    assert [key for key in unheard if not key.startswith("confluent.")] in ([], ["port"])


def test_the_releases_files_are_told_without_gaps_or_overlaps() -> None:
    files = {name: entries for name, entries in read("distribution").items() if name != "sources"}
    assert set(files) == {
        "server.properties",
        "kraft/server.properties",
        "kraft/broker.properties",
        "kraft/controller.properties",
        "zookeeper.properties",
    }
    for entries in files.values():
        for key, entry in entries.items():
            if isinstance(entry, str):
                continue
            ends = [versions.parts(before) for _, before, _ in entry[:-1]]
            starts = [versions.parts(low) for low, _, _ in entry[1:]]
            assert all(
                end is not None and end <= start for end, start in zip(ends, starts, strict=True)
            ), key


@pytest.mark.parametrize(
    ("version", "key", "text"),
    [
        ("0.10", "offsets.topic.replication.factor", None),
        ("0.11", "offsets.topic.replication.factor", "1"),
        ("2.4", "zookeeper.connection.timeout.ms", "6000"),
        ("2.5", "zookeeper.connection.timeout.ms", "18000"),
        ("3.9", "log.dirs", "/tmp/kafka-logs"),
        ("4.0", "log.dirs", "/tmp/kraft-combined-logs"),
        ("4.0", "zookeeper.connect", None),
        ("4.0", "process.roles", "broker,controller"),
        ("4.4", "share.coordinator.state.topic.replication.factor", "1"),
    ],
)
def test_what_the_releases_server_properties_said(version: str, key: str, text: str | None) -> None:
    entry = read("distribution")["server.properties"][key]
    assert distribution.value_at(entry, version) == text


def test_whoever_names_zookeeper_has_a_release_that_knows_it(run: Run) -> None:
    named = run("debezium/kafka:${TAG}", ZOOKEEPER_CONNECT="zk:2181").settings
    assert "process.roles" not in named
    assert "listener.security.protocol.map" not in named
    silent = run("debezium/kafka:${TAG}").settings
    assert silent["listener.security.protocol.map"].is_unknown


def test_applying_an_image_twice_gives_the_same(run: Run) -> None:
    first, second = (run("bitnami/kafka:3.7", KAFKA_CFG_NODE_ID="1") for _ in range(2))
    assert {key: repr(value) for key, value in first.settings.items()} == {
        key: repr(value) for key, value in second.settings.items()
    }


def test_no_variable_makes_any_image_fail(run: Run) -> None:
    odd = ["", "\\u12", "a\nb=c", "://", "::::", "${A", "{{", "1@", ",,,", "SASL_", "=" * 9]
    names = "LISTENERS ADVERTISED_LISTENERS LISTENER_SECURITY_PROTOCOL_MAP PROCESS_ROLES".split()
    names += ["CREATE_TOPICS", "INTER_BROKER_LISTENER_NAME", "LOG_DIRS", "SSL_CLIENT_AUTH"]
    for image, _ in CONTAINERS.values():
        for text in odd:
            variables = {
                f"{prefix}{name}": text for name in names for prefix in ("KAFKA_", "KAFKA_CFG_")
            }
            variables |= {"CREATE_TOPICS": text, "ZOOKEEPER_CONNECT": text, "NODE_ID": text}
            run(image, **variables)
            run(image, **{name: absent() for name in variables})
