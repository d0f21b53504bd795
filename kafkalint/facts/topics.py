"""The topics of a cluster: declared ones, those that say nothing, and Kafka's own.

What a topic does not set itself comes from the brokers (ServerTopicConfigSynonyms); the
internal topics have keys of their own (GroupCoordinatorConfig, TransactionLogConfig,
ShareCoordinatorConfig).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import brokers, controllers, is_broker
from kafkalint.kafka import settings as kafka_settings
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Topic
from kafkalint.values import Provenance, Value, absent, gather, known, unknown

INTERNAL = {
    "__consumer_offsets": ("offsets.topic.replication.factor", "min.insync.replicas"),
    "__transaction_state": (
        "transaction.state.log.replication.factor",
        "transaction.state.log.min.isr",
    ),
    "__share_group_state": (
        "share.coordinator.state.topic.replication.factor",
        "share.coordinator.state.topic.min.isr",
    ),
}
_MIN_ISR = "min.insync.replicas"
_COUNTS = ("replication.factor", "min.isr", "insync.replicas")  # none of them is below 1
_DISKLESS = ("diskless.enable", "inkless.enable")  # of Aiven's Kafka, after KIP-1150
_UNCLEAN = "unclean.leader.election.enable"
DEFAULT_TOPIC = "topics that set nothing"


@fact
def topics(cluster: Cluster) -> tuple[Topic, ...]:
    """Declared topics, then one for topics that set nothing, then the internal ones.

    Of a running cluster, the internal topics that there are already are among the declared.
    """
    if not brokers(cluster):
        return cluster.declared_topics
    made = [_make(cluster, DEFAULT_TOPIC, "default")]
    there = {topic.name for topic in cluster.declared_topics if topic.kind == "internal"}
    made += [
        _make(cluster, name, "internal")
        for name in INTERNAL
        if name not in there and _exists(cluster, name)
    ]
    return (*cluster.declared_topics, *made)


@subject("topic")
def all_topics(cluster: Cluster) -> Iterable[Topic]:
    """Declared topics, those that set nothing as one, and Kafka's internal ones."""
    return topics(cluster)


def _make(cluster: Cluster, name: str, kind: str) -> Topic:
    topic = Topic(name, brokers(cluster)[0].anchor, kind=kind)
    object.__setattr__(topic, "cluster", cluster)
    return topic


def _exists(cluster: Cluster, name: str) -> bool:
    """The version has it. Share groups came with Kafka 4.0: judged from there, or where set."""
    members = brokers(cluster)
    if name != "__share_group_state":
        return not all(effective(node, INTERNAL[name][0]).is_absent for node in members)
    if any(is_set(node, key) for node in members for key in INTERNAL[name]):
        return True
    return all(versions.at_least(node.version, "4.0").or_else(False) for node in members)


@fact
def replication_factor(topic: Topic) -> Value[int]:
    """How many replicas each partition has; see `_default_number` for -1 and nothing.

    Those of a diskless topic tell nothing: its brokers make it with one, and keep no records.
    """
    for key in _DISKLESS:
        kept = topic.settings.get(key, absent())
        if kept.is_unknown or kept.or_else("").strip().lower() == "true":
            return unknown(kept.reason or "object storage keeps a diskless topic", *kept.origins)
    if _is_awaited(topic):
        return agreed(topic.cluster, INTERNAL[topic.name][0])
    if topic.replicas.is_unknown or (topic.replicas.is_known and topic.replicas.data != -1):
        return topic.replicas
    return _default_number(topic, "default.replication.factor")


def _default_number(topic: Topic, key: str) -> Value[int]:
    """What a topic gets that is made without a number.

    Brokers ask for their own when clients make a topic by asking for it
    (AutoTopicCreationManager); in KRaft it is the controllers' where somebody makes it.
    """
    value = agreed(topic.cluster, key)
    return decided(topic.cluster, key, value, since="") if topic.kind == "declared" else value


@fact
def min_isr(topic: Topic) -> Value[int]:
    """min.insync.replicas as it holds for this topic, before the cap at its replication factor.

    With eligible leader replicas (new clusters since 4.1) the controllers keep it (KIP-966).
    """
    key = min_isr_key(topic)
    value = topic_setting(topic, key) if key == _MIN_ISR else agreed(topic.cluster, key)
    if key != _MIN_ISR or _MIN_ISR in topic.settings or topic.cluster.running is not None:
        return value  # a running leader says itself what it enforces
    return decided(topic.cluster, _MIN_ISR, value, since="4.1")


def _is_awaited(topic: Topic) -> bool:
    """An internal topic that is not there yet, as far as is known."""
    return topic.kind == "internal" and topic.placement.is_absent


@fact
def unclean_election(topic: Topic) -> Value[bool]:
    """An out-of-sync replica may become leader, losing acknowledged records.

    In KRaft it is the controllers that elect, by their own files.
    """
    value = topic_setting(topic, _UNCLEAN)
    if _UNCLEAN in topic.settings:
        return value
    return decided(topic.cluster, _UNCLEAN, value, since="")


@fact
def partition_count(topic: Topic) -> Value[int]:
    """Its partitions; see `_default_number` for -1 and nothing."""
    if not topic.partitions.is_absent and topic.partitions.or_else(0) != -1:
        return topic.partitions
    return _default_number(topic, "num.partitions")


def topic_setting(topic: Topic, key: str) -> Value[Any]:
    """A topic-level key: its own, else the brokers' synonym in Kafka's order, else the default."""
    written = topic.settings.get(key)
    if written is not None:
        return kafka_settings.parse(key, written, "topic")
    if topic.partial:
        return unknown(f"{key} is not set here: {topic.partial}", topic.anchor)
    inherited = _inherited(topic.cluster, key)
    if not inherited.is_known and topic.defaults is not None and key in topic.defaults:
        return kafka_settings.parse(key, topic.defaults[key], "topic")
    return inherited


def _inherited(cluster: Cluster, key: str) -> Value[Any]:
    """What holds of every topic that does not say it; worked out once, for thousands of them."""
    memo_key = f"inherited {key}"
    value: Value[Any] | None = cluster.memo.get(memo_key)
    if value is None:
        synonyms = kafka_settings.synonyms(key) or (key,)
        written = (s for s in synonyms if any(is_set(node, s) for node in brokers(cluster)))
        value = cluster.memo[memo_key] = agreed(cluster, next(written, synonyms[-1]))
    return value


def decided(cluster: Cluster, key: str, value: Value[Any], since: str) -> Value[Any]:
    """What holds of `key`, of which brokers say `value` and controllers decide.

    They do so in clusters that are new since the version `since`; where the two differ, it is
    known only where no node is that new (the brokers' holds) or `since` is "" (the controllers').
    """
    others = [node for node in controllers(cluster) if is_broker(node).or_else(True) is False]
    if others and _is_told_to_all(value):
        return value
    theirs = [effective(node, key) for node in others]
    if not theirs or not value.is_known or all(other.data == value.data for other in theirs):
        return value
    origins = gather([*theirs, value])
    if any(not other.is_known for other in theirs):
        reason = next(other.reason for other in theirs if not other.is_known)
        return unknown(f"controllers decide {key}: {reason}", *origins)
    if len({other.data for other in theirs}) > 1:
        return unknown(f"the controllers differ in {key}, which they decide", *origins)
    if not since:
        return theirs[0]
    if not any(versions.at_least(node.version, since).or_else(True) for node in others):
        return value
    reason = f"the controllers say {key}={theirs[0].data}, which holds in clusters that are new"
    return unknown(f"{reason} since Kafka {since}", *origins)


def _is_told_to_all(value: Value[Any]) -> bool:
    """It was set for all brokers while they ran: that is metadata, which controllers keep."""
    return bool(value.origins) and value.origins[0].logical.startswith("all brokers · ")


def agreed(cluster: Cluster, key: str) -> Value[Any]:
    """What the brokers say of `key`: the lowest where they differ, unknown where one is unknown.

    Of replicas there is nothing lower than 1, so that one who says it decides it.
    False counts as lower than true; texts that differ are unknown.
    """
    memo_key = f"agreed {key}"
    if memo_key not in cluster.memo:
        cluster.memo[memo_key] = _agree(cluster, key)
    value: Value[Any] = cluster.memo[memo_key]
    return value


def _agree(cluster: Cluster, key: str) -> Value[Any]:
    values = [effective(node, key) for node in brokers(cluster)]
    if not values:
        reason = cluster.undisclosed
        return unknown(reason, cluster.anchor) if reason else absent(cluster.anchor)
    known_ones = [value for value in values if value.is_known]
    if len(known_ones) < len(values):
        is_least = key.endswith(_COUNTS) and any(value.data == 1 for value in known_ones)
        if not is_least or any(value.is_absent for value in values):
            return next(value for value in values if not value.is_known)
        values = known_ones
    if len(values) == 1:
        return values[0]
    data = {value.data for value in values}
    if len(data) > 1 and any(isinstance(item, (str, tuple)) for item in data):
        return unknown(f"the brokers differ in {key}", *values[0].origins)
    lowest = min(data)
    chosen = [value for value in values if value.data == lowest]
    origins = tuple(dict.fromkeys(o for value in chosen for o in value.origins))
    first = chosen[0]
    return Value(lowest, origins, first.provenance, first.reason)


@fact
def replication_key(topic: Topic) -> str:
    """The broker's setting that its replication factor comes from."""
    return INTERNAL[topic.name][0] if _is_awaited(topic) else "default.replication.factor"


@fact
def min_isr_key(topic: Topic) -> str:
    """The broker's setting that its min.insync.replicas comes from."""
    return INTERNAL[topic.name][1] if _is_awaited(topic) else _MIN_ISR


@fact
def is_internal(topic: Topic) -> bool:
    """Kafka makes it itself."""
    return topic.kind == "internal"


@fact
def effective_min_isr(topic: Topic) -> Value[int]:
    """min(min.insync.replicas, replicas): what Kafka enforces since 3.7 (KAFKA-15583)."""
    m, rf = min_isr(topic), replication_factor(topic)
    if not m.is_known or not rf.is_known:
        return unknown((m.reason if not m.is_known else rf.reason) or "not set", *m.origins)
    provenance = m.provenance if m.data <= rf.data else Provenance.DERIVED
    return known(min(m.data, rf.data), *m.origins, provenance=provenance, reason=m.reason)
