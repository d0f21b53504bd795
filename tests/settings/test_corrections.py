"""What was probably meant by a value that Kafka refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafkalint.kafka import corrections, validation


@pytest.mark.parametrize(
    ("key", "text", "meant"),
    [
        ("min.insync.replicas", "2 # of three", "2"),
        ("min.insync.replicas", "2// of three", "2"),
        ("min.insync.replicas", '"2"', "2"),
        ("min.insync.replicas", "2;", "2"),
        ("min.insync.replicas", "2.0", "2"),
        ("min.insync.replicas", "two", "2"),
        ("log.retention.ms", "7d", "604800000"),
        ("log.retention.ms", "1.5 hours", "5400000"),
        ("log.retention.ms", "unlimited", "-1"),
        ("log.retention.hours", "7d", "168"),
        ("log.retention.hours", "90m", ""),
        ("log.retention.bytes", "10GB", "10737418240"),
        ("log.retention.bytes", "1,073,741,824", "1073741824"),
        ("log.segment.bytes", "512MiB", "536870912"),
        ("message.max.bytes", "2m", "2097152"),
        ("num.partitions", "12k", ""),
        ("num.partitions", "many", ""),
        ("num.partitions", "", ""),
        ("num.partitions", "-3", ""),
        ("auto.create.topics.enable", "no", "false"),
        ("auto.create.topics.enable", "1", "true"),
        ("auto.create.topics.enable", "'false'", "false"),
        ("ssl.client.auth", "Required", "required"),
        ("ssl.client.auth", "reqired", "required"),
        ("log.cleanup.policy", "deleted", "delete"),
        ("compression.type", "zip", ""),
        ("my.own.key", "7d", ""),
    ],
)
def test_what_was_meant(key: str, text: str, meant: str) -> None:
    assert corrections.meaning(key, text, "4.1") == meant
    assert not meant or validation.fault(key, meant, "4.1") == ""


def test_a_comment_behind_a_value() -> None:
    assert corrections.is_commented("3 # three")
    assert not corrections.is_commented("three")
    assert not corrections.is_commented("#3")


KEYS = ("num.partitions", "log.retention.ms", "log.segment.bytes", "ssl.client.auth")


@given(
    st.sampled_from((*KEYS, "auto.create.topics.enable", "log.cleanup.policy")),
    st.text(max_size=90) | st.from_regex(r"[0-9._, ]{1,30} ?[a-zA-Z#;]{0,3}", fullmatch=True),
)
def test_any_text_gives_a_value_that_kafka_takes_or_none(key: str, text: str) -> None:
    meant = corrections.meaning(key, text, "4.1")
    assert not meant or validation.fault(key, meant, "4.1") == ""
