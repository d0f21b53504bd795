"""What Kafka refuses of a topic's own settings."""

from __future__ import annotations

import pytest

from kafkalint.facts.retention import problem
from kafkalint.facts.topics import topics
from kafkalint.values import Value

from .deployments import cluster, kafka, topic


def said(version: str = "4.1", **settings: str) -> Value[str]:
    node = kafka("broker", version, process__roles="broker,controller", node__id="1")
    return problem(topics(cluster(node, topics=(topic("orders", 3, **settings),)))[0])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"retention__ms": "7d"}, "retention.ms=7d is not a whole number of at least -1"),
        ({"min__insync__replicas": "0"}, "min.insync.replicas=0 is not a whole number of at"),
        ({"cleanup__policy": "compaction"}, "cleanup.policy=compaction has compaction"),
        (
            {"retention__msec": "1"},
            "there is no setting retention.msec; did you mean retention.ms?",
        ),
        ({"log__retention__ms": "1"}, "there is no setting log.retention.ms"),
        ({"message__format__version": "2.8"}, "Kafka 4.1 has no setting message.format.version"),
        (
            {"min__compaction__lag__ms": "9", "max__compaction__lag__ms": "5"},
            "min.compaction.lag.ms=9 is more than max.compaction.lag.ms=5",
        ),
        ({"remote__storage__enable": "true"}, "remote.storage.enable is true, and the brokers'"),
    ],
)
def test_it_is_refused(settings: dict[str, str], words: str) -> None:
    assert said(**settings).data.startswith(words)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"retention__ms": "-1", "cleanup__policy": "compact,delete"},
        {"compression__type": "zstd", "leader__replication__throttled__replicas": "*"},
        {"confluent__value__schema__validation": "true"},
        {"redpanda__remote__write": "true"},
    ],
)
def test_it_is_taken(settings: dict[str, str]) -> None:
    assert said(**settings).data == ""


def test_older_versions_take_other_settings() -> None:
    assert said("3.6", message__format__version="2.8").data == ""
    assert said("4.0", segment__bytes="1000").data == ""
    assert "segment.bytes=1000" in said("4.1", segment__bytes="1000").data


def test_it_depends_on_a_version_that_is_not_known() -> None:
    assert said("", segment__bytes="1000").is_unknown
    assert said("", segment__bytes="10").data


def test_a_placeholder_may_be_anything() -> None:
    assert said(retention__ms="${RETENTION}").is_unknown
    assert said(compression__type="zstd", follower__replication__throttled__replicas="").data == ""
