"""What Kafka has against values; tests/kafka asks Kafka itself the same, thousands of times."""

from __future__ import annotations

import pytest

from kafkalint.kafka import validation


@pytest.mark.parametrize(
    ("key", "text", "version", "words"),
    [
        ("num.partitions", "three", "4.1", "is not a whole number of at least 1"),
        ("num.partitions", "3 # three", "4.1", "is not a whole number of at least 1"),
        ("num.partitions", "0", "4.1", "is not a whole number of at least 1"),
        ("num.partitions", "", "4.1", "is not a whole number of at least 1"),
        ("auto.create.topics.enable", "yes", "4.1", "is not true or false"),
        ("log.cleaner.min.cleanable.ratio", "1.5", "4.1", "is not a number from 0 to 1"),
        ("compression.gzip.level", "0", "4.1", "is not a whole number from 1 to 9 (or -1)"),
        ("log.cleanup.policy", "retain", "4.1", "has retain, and Kafka takes compact and delete"),
        ("ssl.client.auth", "Required", "4.1", "is none of required, requested, none"),
        ("inter.broker.protocol.version", "9.9", "3.9", "is no version of Kafka up to"),
        ("principal.builder.class", "", "3.9", "is empty"),
        ("principal.builder.class", "Builder", "3.9", "is not the full name of a class"),
        ("offsets.topic.compression.codec", "5", "3.9", "is not a whole number from 0 to 4"),
        ("ssl.cipher.suites", "TLS_AES_128_GCM_SHA256,", "4.2", "has an empty entry"),
        ("log.segment.bytes", "1000", "4.0", "is not a whole number of at least 1048576"),
        ("listener.name.internal.ssl.client.auth", "yes", "3.9", "is none of required"),
    ],
)
def test_kafka_refuses_it(key: str, text: str, version: str, words: str) -> None:
    assert validation.fault(key, text, version).startswith(words)


@pytest.mark.parametrize(
    ("key", "text", "version"),
    [
        ("num.partitions", " +3 ", "4.1"),
        ("auto.create.topics.enable", "TRUE", "4.1"),
        ("compression.gzip.level", "-1", "4.1"),
        ("log.cleanup.policy", "compact , delete", "4.1"),
        ("group.consumer.migration.policy", "Disabled", "4.1"),
        ("inter.broker.protocol.version", "2.8", "3.9"),
        ("inter.broker.protocol.version", "3.9-IV0", "3.9"),
        ("principal.builder.class", "com.example.Builder", "3.9"),
        ("ssl.cipher.suites", "TLS_AES_128_GCM_SHA256,", "4.1"),
        ("log.segment.bytes", "1000", "3.9"),
        ("allow.everyone.if.no.acl.found", "perhaps", "4.1"),
        ("listeners", "anything", "4.1"),
        ("log.message.format.version", "new", "4.1"),
        ("my.own.key", "anything", "4.1"),
    ],
)
def test_kafka_takes_it(key: str, text: str, version: str) -> None:
    assert validation.fault(key, text, version) == ""


def test_whether_a_key_takes_any_text() -> None:
    assert validation.is_particular("num.partitions", "4.1")
    assert validation.is_particular("log.cleanup.policy", "4.1")
    assert not validation.is_particular("broker.rack", "4.1")
    assert not validation.is_particular("log.message.format.version", "4.1")
