"""Which Kafka a tag stands for."""

from __future__ import annotations

import pytest

from kafkalint.kafka.images import kafka_version, recognise


def version(repository: str, tag: str) -> str | None:
    family = recognise(repository)
    assert family is not None
    return kafka_version(family, tag)


@pytest.mark.parametrize(
    ("tag", "kafka"),
    [
        ("8.2.0", "4.2"),
        ("8.0.0-1-ubi9", "4.0"),
        ("7.9.1", "3.9"),
        ("7.9", "3.9"),
        ("7.4.0.arm64", "3.4"),
        ("7.0.1-1-ubi8", "3.0"),
        ("6.2.1", "2.8"),
        ("5.5.1-1-deb8", "2.5"),
        ("5.4.0-beta1", "2.4"),
        ("4.1.3", "1.1"),
        ("3.3.3", "0.11"),
        ("latest", None),
        ("7", None),
        ("9.9.9", None),
        ("", None),
    ],
)
def test_confluent_platform_has_numbers_of_its_own(tag: str, kafka: str | None) -> None:
    assert version("confluentinc/cp-kafka", tag) == kafka
    assert version("confluentinc/cp-server", tag) == kafka
    assert version("confluentinc/cp-zookeeper", tag) == kafka


@pytest.mark.parametrize(
    ("repository", "tag", "kafka"),
    [
        ("apache/kafka", "4.1.1", "4.1"),
        ("apache/kafka", "3.7.0-rc1", "3.7"),
        ("apache/kafka", "latest", None),
        ("apache/kafka-native", "4.2.0", "4.2"),
        ("bitnami/kafka", "3.6.1-debian-11-r24", "3.6"),
        ("bitnami/kafka", "3.7", "3.7"),
        ("bitnami/kafka", "3", None),
        ("bitnami/kafka", "latest", None),
        ("bitnamilegacy/kafka", "4.0.0-debian-12-r10", "4.0"),
        ("wurstmeister/kafka", "2.13-2.8.1", "2.8"),
        ("wurstmeister/kafka", "2.12-2.3.0", "2.3"),
        ("wurstmeister/kafka", "1.1.0", "1.1"),
        ("wurstmeister/kafka", "0.10.2.1", "0.10"),
        ("debezium/kafka", "2.4", "3.5"),
        ("debezium/kafka", "1.9.7.Final", "3.2"),
        ("debezium/kafka", "1.9.0.Final", "3.1"),
        ("debezium/kafka", "3.0.0.Final", "3.8"),
        ("debezium/kafka", "3.1.2.Final", "3.9"),
        ("debezium/kafka", "3.2", "4.0"),
        ("debezium/kafka", "nightly", None),
        ("strimzi/kafka", "0.45.0-kafka-3.9.0", "3.9"),
        ("strimzi/kafka", "latest-kafka-4.1.0", "4.1"),
        ("strimzi/kafka", "0.45.0", None),
        ("lensesio/fast-data-dev", "3.6.1", "3.6"),
        ("landoop/fast-data-dev", "cp3.3.0", "0.11"),
        ("landoop/fast-data-dev", "latest", None),
    ],
)
def test_other_images(repository: str, tag: str, kafka: str | None) -> None:
    assert version(repository, tag) == kafka


def test_the_last_build_of_an_image_without_new_ones_is_its_latest() -> None:
    assert version("wurstmeister/kafka", "latest") == "2.8"


@pytest.mark.parametrize("repository", ["zookeeper", "bitnami/zookeeper", "debezium/zookeeper"])
def test_a_zookeeper_tag_is_no_kafka_version(repository: str) -> None:
    assert version(repository, "3.9.4") is None


def test_a_program_beside_the_cluster_has_no_kafka_version() -> None:
    assert version("provectuslabs/kafka-ui", "0.7.2") is None
