"""The cluster as such: its brokers, its controller, its features, and what moves in it."""

from __future__ import annotations

from typing import Any

import kafka.protocol.admin as messages
from kafka.protocol.api_key import ApiKey
from kafka.protocol.metadata import ApiVersionsRequest, MetadataRequest

from kafkalint.live.collection import Tell
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import check, refusal, separately
from kafkalint.live.snapshot import (
    Broker,
    Endpoint,
    Feature,
    Quorum,
    QuorumMember,
    Reassignment,
    Snapshot,
)

OPERATIONS = {
    1: "ANY",
    2: "ALL",
    3: "READ",
    4: "WRITE",
    5: "CREATE",
    6: "DELETE",
    7: "ALTER",
    8: "DESCRIBE",
    9: "CLUSTER_ACTION",
    10: "DESCRIBE_CONFIGS",
    11: "ALTER_CONFIGS",
    12: "IDEMPOTENT_WRITE",
    13: "CREATE_TOKENS",
    14: "DESCRIBE_TOKENS",
    15: "TWO_PHASE_COMMIT",
}
METADATA_TOPIC = "__cluster_metadata"


def describe(reader: Reader) -> Snapshot:
    """The brokers and who controls them; raises kafka.errors.KafkaError and ApiError."""
    if reader.speaks("DescribeCluster"):
        answer = reader.ask(
            messages.DescribeClusterRequest(
                include_cluster_authorized_operations=True, include_fenced_brokers=True
            )
        )
        check(answer.error_code, answer.error_message)
        tells_fenced = answer.API_VERSION >= 2
        found = [_broker(each, each.broker_id, tells_fenced) for each in answer.brokers]
        operations = answer.authorized_operations
    else:
        answer = reader.ask(
            MetadataRequest(
                topics=[],
                allow_auto_topic_creation=False,
                include_cluster_authorized_operations=True,
                include_topic_authorized_operations=False,
            )
        )
        found = [_broker(each, each.node_id, False) for each in answer.brokers]
        operations = getattr(answer, "cluster_authorized_operations", None)
    return Snapshot(
        cluster_id=answer.cluster_id,
        controller_id=answer.controller_id,
        authorized_operations=operation_names(operations),
        brokers=tuple(sorted(found, key=lambda broker: broker.id)),
    )


def _broker(told: Any, number: int, tells_fenced: bool) -> Broker:
    fenced = bool(told.is_fenced) if tells_fenced else None
    return Broker(number, told.host, told.port, told.rack or None, fenced)


def operation_names(told: Any) -> tuple[str, ...] | None:
    """Names of what came as a set of numbers; None where the cluster does not say."""
    if not isinstance(told, (set, frozenset, list, tuple)) or not told:
        return None
    return tuple(OPERATIONS.get(number, str(number)) for number in sorted(told))


def ask_versions(reader: Reader, brokers: tuple[Broker, ...], tell: Tell) -> None:
    """What each broker speaks, and the features that all of them have agreed on."""
    request = ApiVersionsRequest(
        client_software_name="kafkalint", client_software_version="1", min_version=0
    )
    answers = reader.ask_all([(broker.id, request) for broker in brokers])
    failed = []
    features: dict[str, Feature] | None = None
    for broker, answer in zip(brokers, answers, strict=True):
        if isinstance(answer, BaseException):
            failed.append((f"broker {broker.id}", answer))
            continue
        versions = {
            _api(each.api_key): (each.min_version, each.max_version) for each in answer.api_keys
        }
        tell(Snapshot(brokers=(Broker(broker.id, api_versions=versions),)))
        if features is None and answer.API_VERSION >= 3:
            features = _features(answer)
    tell(Snapshot(features=features, refusals=tuple(separately("ApiVersions", failed))))


def _api(key: int) -> str:
    try:
        return str(ApiKey(key).name)
    except ValueError:
        return str(key)


def _features(answer: Any) -> dict[str, Feature]:
    finalized = {each.name: each.max_version_level for each in answer.finalized_features or ()}
    supported = {
        each.name: (each.min_version, each.max_version) for each in answer.supported_features or ()
    }
    return {
        name: Feature(finalized.get(name), supported.get(name))
        for name in sorted({*finalized, *supported})
    }


def ask_quorum(reader: Reader, tell: Tell) -> None:
    """The metadata quorum; nothing where ZooKeeper keeps the metadata."""
    if not reader.speaks("DescribeQuorum"):
        return
    topic = messages.DescribeQuorumRequest.TopicData
    partition = topic.PartitionData(partition_index=0)
    request = messages.DescribeQuorumRequest(
        topics=[topic(topic_name=METADATA_TOPIC, partitions=[partition])]
    )
    try:
        answer = reader.ask(request)
        check(answer.error_code, getattr(answer, "error_message", None))
        told = answer.topics[0].partitions[0]
        check(told.error_code, getattr(told, "error_message", None))
        tell(Snapshot(quorum=_quorum(answer, told)))
    except Exception as error:
        tell(Snapshot(refusals=(refusal("DescribeQuorum", "cluster", error),)))


def _quorum(answer: Any, told: Any) -> Quorum:
    endpoints = {
        node.node_id: tuple(Endpoint(each.name, each.host, each.port) for each in node.listeners)
        for node in (getattr(answer, "nodes", None) or ())
    }
    ends = [each.log_end_offset for each in told.current_voters]
    end = max([*ends, told.high_watermark], default=-1)

    def member(each: Any) -> QuorumMember:
        offset = each.log_end_offset
        return QuorumMember(
            each.replica_id,
            str(getattr(each, "replica_directory_id", None) or ""),
            offset,
            end - offset if offset >= 0 else None,
            _moment(getattr(each, "last_fetch_timestamp", None)),
            _moment(getattr(each, "last_caught_up_timestamp", None)),
            endpoints.get(each.replica_id, ()),
        )

    return Quorum(
        told.leader_id,
        told.leader_epoch,
        told.high_watermark,
        tuple(map(member, told.current_voters)),
        tuple(map(member, told.observers)),
    )


def _moment(milliseconds: int | None) -> int | None:
    return milliseconds if milliseconds is not None and milliseconds >= 0 else None


def ask_reassignments(reader: Reader, controller: int | None, tell: Tell) -> None:
    """The partitions that are being moved."""
    request = messages.ListPartitionReassignmentsRequest(
        timeout_ms=int(reader.seconds_left * 1000), topics=None
    )
    try:
        answer = reader.ask(request, controller)
        check(answer.error_code, answer.error_message)
    except Exception as error:
        tell(Snapshot(refusals=(refusal("ListPartitionReassignments", "cluster", error),)))
        return
    moving = [
        Reassignment(
            topic.name,
            partition.partition_index,
            tuple(partition.replicas),
            tuple(partition.adding_replicas),
            tuple(partition.removing_replicas),
        )
        for topic in answer.topics
        for partition in topic.partitions
    ]
    tell(Snapshot(reassignments=tuple(moving)))
