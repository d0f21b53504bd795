"""Facts about copies: why a failure hurts, and settings that never reach the controllers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import brokers, controllers, is_broker
from kafkalint.facts.quorum import quorum
from kafkalint.facts.survival import (
    broker_loss_cause,
    outcomes,
    quorum_of_brokers,
    survives_voter_loss,
    survives_zone_loss,
    unseen_topics,
    writes_survive_broker_loss,
    writes_survive_zone_loss,
)
from kafkalint.facts.topics import topics
from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Cluster, Companion, Entity, Topic
from kafkalint.values import Value, absent, every, gather, known, unknown

CONTROLLER_KEYS = (
    "default.replication.factor",
    "num.partitions",
    "min.insync.replicas",
    "unclean.leader.election.enable",
    "log.retention.ms",
    "log.retention.hours",
    "log.retention.bytes",
    "authorizer.class.name",
    "create.topic.policy.class.name",
    "alter.config.policy.class.name",
)
"""What a KRaft controller reads itself: ReplicationControlManager, ConfigurationControlManager
(topic defaults), ControllerServer (authorizer and policies)."""

AUXILIARY_KEYS = {
    "config.storage.replication.factor": 3,
    "offset.storage.replication.factor": 3,
    "status.storage.replication.factor": 3,
    "kafkastore.topic.replication.factor": 3,
    "ksql.internal.topic.replicas": 3,
    "ksql.streams.replication.factor": 3,
    "confluent.license.topic.replication.factor": 3,
    "confluent.metadata.topic.replication.factor": 3,
    "confluent.balancer.topic.replication.factor": 3,
    "confluent.metrics.reporter.topic.replicas": 3,
    "confluent.security.event.logger.exporter.kafka.topic.replicas": 3,
    "rlmm.config.remote.log.metadata.topic.replication.factor": 3,
    "offset-syncs.topic.replication.factor": 2,
    "checkpoints.topic.replication.factor": 2,
    "cruise.control.metrics.topic.replication.factor": 2,
}
"""Key to the replicas that its topic needs: Connect's DistributedConfig, Schema Registry,
ksqlDB, Confluent Server, tiered storage's metadata manager, MirrorMaker 2, Cruise Control."""


class AuxiliaryTopic(Entity):
    """A topic in which a program beside (or a plug-in of) the brokers keeps its own state."""

    key: str = ""
    owner: str = ""
    needed: int = 3
    replicas: Value[int] = absent()


@subject("auxiliary-topic")
def auxiliary_topics(cluster: Cluster) -> Iterable[AuxiliaryTopic]:
    """One for each replication key that somebody wrote, on brokers and on companions."""
    holders: list[tuple[str, dict[str, Value[str]]]] = [
        (node.name, node.settings) for node in brokers(cluster)
    ]
    holders += [(companion.name, companion.settings) for companion in cluster.companions]
    for owner, settings in holders:
        for key, needed in AUXILIARY_KEYS.items():
            written = settings.get(key)
            if written is not None and written.origins:
                yield AuxiliaryTopic(
                    key,
                    written.origins[0],
                    key=key,
                    owner=owner,
                    needed=needed,
                    replicas=_number(written),
                )


def _number(value: Value[str]) -> Value[int]:
    return kafka_settings.parse("num.partitions", value, "broker")  # any plain int key


@subject("companion")
def companions(cluster: Cluster) -> Iterable[Companion]:
    """Everything beside the nodes that rules ask about."""
    return cluster.companions


@fact
def broker_loss_causes(cluster: Cluster) -> Value[tuple[str, ...]]:
    """What stops when one broker is down, each cause once."""
    causes: dict[str, Value[Any]] = {}
    for topic in topics(cluster):
        writes = writes_survive_broker_loss(topic)
        if writes.is_known and not writes.data:
            causes.setdefault(broker_loss_cause(topic).or_else(""), writes)
    votes = quorum_of_brokers(cluster)
    if votes is not None and survives_voter_loss(votes).or_else(True) is False:
        causes[f"{votes.name} of {votes.size.data} has no majority without it"] = votes.size
    if not causes:
        return known((), cluster.anchor)
    return known(tuple(causes), *gather(causes.values()))


@fact
def survives_any_zone_loss(cluster: Cluster) -> Value[bool]:
    """Writes to every topic and the quorum go on while any one zone is down."""
    parts = [writes_survive_zone_loss(topic) for topic in topics(cluster)]
    parts += unseen_topics(cluster)
    votes = quorum(cluster)
    if votes is not None:
        parts.append(survives_zone_loss(votes))
    return every(parts)


@fact
def zone_loss_causes(cluster: Cluster) -> Value[tuple[str, ...]]:
    """What stops when one zone is down, each cause once."""
    causes = {
        outcome.cause: outcome.writes
        for outcome in outcomes(cluster)
        if outcome.failure == "any zone" and outcome.writes.or_else(True) is False
    }
    return known(tuple(causes), *(gather(causes.values()) or (cluster.anchor,)))


@fact
def has_dedicated_controllers(cluster: Cluster) -> bool:
    """Controllers that are no brokers are described here, and so are brokers."""
    return bool(brokers(cluster)) and any(
        is_broker(node).or_else(True) is False for node in controllers(cluster)
    )


@fact
def unmatched_on_controllers(cluster: Cluster) -> Value[tuple[str, ...]]:
    """Keys that controllers read, written on a broker but not (or otherwise) on a controller."""
    found: dict[str, tuple[Value[Any], ...]] = {}
    dedicated = [node for node in controllers(cluster) if is_broker(node).or_else(True) is False]
    for controller in dedicated:
        for broker in brokers(cluster):
            for key in CONTROLLER_KEYS:
                if not is_set(broker, key) or key in found:
                    continue
                mine, theirs = effective(broker, key), effective(controller, key)
                if mine.is_unknown or theirs.is_unknown:
                    unclear = mine if mine.is_unknown else theirs
                    return unknown(unclear.reason, *unclear.origins)
                if mine.data != theirs.data:
                    found[key] = (mine, theirs)
    origins = gather(value for pair in found.values() for value in pair)
    return known(tuple(found), *(origins or (cluster.anchor,)))


@fact
def held(topic: Topic) -> str:
    """What an internal topic holds, in a few words."""
    return {
        "__consumer_offsets": "the positions of its consumer groups",
        "__transaction_state": "its open transactions",
        "__share_group_state": "the state of its share groups",
    }.get(topic.name, "its records")
