"""Topics that an image creates from a variable."""

from __future__ import annotations

from kafkalint.model import Topic
from kafkalint.values import Origin, Value, absent, unknown


def listed(value: Value[str], anchor: Origin, separator: str = ",") -> list[Topic]:
    """The topics of "name:partitions:replicas[:cleanup.policy],…"; none where it is not known.

    Source: create-topics.sh of wurstmeister/kafka-docker, docker-entrypoint.sh of debezium/kafka.
    """
    if not value.is_known:
        return []
    entries = [entry.strip() for entry in value.data.split(separator)]
    return [_topic(value, anchor, entry.split(":")) for entry in entries if entry.strip(":")]


def _topic(value: Value[str], anchor: Origin, parts: list[str]) -> Topic:
    name, partitions, replicas, policy, *_ = [part.strip() for part in (*parts, "", "", "")]
    origins = value.origins
    return Topic(
        name,
        origins[0] if origins else anchor,
        partitions=_count(value, partitions),
        replicas=_count(value, replicas),
        settings={"cleanup.policy": Value(policy, origins)} if policy else {},
    )


def _count(value: Value[str], text: str) -> Value[int]:
    if not text:
        return absent(*value.origins)
    if text.lstrip("-").isdigit():
        return Value(int(text), value.origins)
    return unknown(f"{text} is no number", *value.origins)
