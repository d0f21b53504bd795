"""How long records are kept, and what makes a topic's definition invalid."""

from __future__ import annotations

from typing import Any

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import brokers
from kafkalint.facts.topics import agreed, partition_count, replication_factor, topic_setting
from kafkalint.facts.topicsettings import settings_problem
from kafkalint.model import Cluster, Topic
from kafkalint.regex import regex
from kafkalint.values import Value, derive, known, unknown

_LEGAL = regex(r"[a-zA-Z0-9._-]{1,249}")
_UNITS = {"ms": 1, "minutes": 60_000, "hours": 3_600_000}


@fact
def retention_ms(topic: Topic) -> Value[int]:
    """retention.ms, or the first of log.retention.ms/minutes/hours that is set; -1 is for ever."""
    if "retention.ms" in topic.settings:
        return topic_setting(topic, "retention.ms")
    return duration(topic.cluster, "log.retention")


@fact
def segment_ms(topic: Topic) -> Value[int]:
    """segment.ms, or the first of log.roll.ms/hours that is set."""
    if "segment.ms" in topic.settings:
        return topic_setting(topic, "segment.ms")
    return duration(topic.cluster, "log.roll")


@fact
def retention_bytes(topic: Topic) -> Value[int]:
    """The bytes of a partition that are kept; -1 is without bound."""
    return topic_setting(topic, "retention.bytes")


@fact
def cleanup_policy(topic: Topic) -> Value[tuple[str, ...]]:
    """ "delete", "compact" or both."""
    return topic_setting(topic, "cleanup.policy")


@fact
def deletes_by_time(topic: Topic) -> Value[bool]:
    """Old records are deleted once they reach a finite age."""
    return derive(
        lambda policy, age: "delete" in policy and age >= 0,
        cleanup_policy(topic),
        retention_ms(topic),
    )


def duration(cluster: Cluster, stem: str) -> Value[Any]:
    """Milliseconds of `stem`.ms, .minutes or .hours: the first one set, else the default.

    The order is Kafka's own (ServerTopicConfigSynonyms): a finer unit wins.
    """
    memo_key = f"duration of {stem}"
    value: Value[Any] | None = cluster.memo.get(memo_key)
    if value is None:
        value = cluster.memo[memo_key] = _duration(cluster, stem)
    return value


def _duration(cluster: Cluster, stem: str) -> Value[Any]:
    units = ("ms", "minutes", "hours") if stem == "log.retention" else ("ms", "hours")
    for unit in units:
        if any(is_set(node, f"{stem}.{unit}") for node in brokers(cluster)):
            return _scaled(agreed(cluster, f"{stem}.{unit}"), unit)
    for unit in units:
        values = [effective(node, f"{stem}.{unit}") for node in brokers(cluster)]
        if values and not values[0].is_absent:
            return _scaled(agreed(cluster, f"{stem}.{unit}"), unit)
    return agreed(cluster, f"{stem}.hours")


def _scaled(value: Value[Any], unit: str) -> Value[Any]:
    return value.map(lambda number: number * _UNITS[unit] if number >= 0 else number)


@fact
def problem(topic: Topic) -> Value[str]:
    """Why Kafka refuses the declared topic, "" where it does not (Topic.validate, LogConfig)."""
    is_legal = topic.name not in (".", "..") and _LEGAL.fullmatch(topic.name)
    if not is_legal and not topic.unnamed:
        return known("the name may only have letters, digits, '.', '_' and '-'", topic.anchor)
    partitions, replicas = partition_count(topic), replication_factor(topic)
    if partitions.or_else(1) < 1 or replicas.or_else(1) < 1:
        numbers = f"{partitions.or_else('?')} partitions, {replicas.or_else('?')} replicas"
        return known(numbers, topic.anchor)
    found = settings_problem(topic)
    if topic.unnamed and not found.or_else(""):
        return unknown(f"its name is not known: {topic.unnamed}", topic.anchor)
    return found
