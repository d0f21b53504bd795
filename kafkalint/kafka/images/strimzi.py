"""The image that Strimzi's operator runs, when it is run without the operator.

Source: strimzi/strimzi-kafka-operator, docker-images/kafka-based/kafka/Dockerfile: a Kafka
distribution in /opt/kafka without a start of its own; a command names the configuration.
"""

from __future__ import annotations

from kafkalint.kafka.images import distribution, jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """No variable becomes a key."""
    return None


def apply(draft: Draft) -> None:
    """Start from the mounted file, or from the one that Kafka's release has."""
    distribution.go_on_from(draft, draft.mounted_file, "server.properties")
    draft.map_environment(lambda name: None)
    jvm.read(draft)
