"""Settings one by one: what a key is to Kafka, apart from its value."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from kafkalint.facts import fact, subject
from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Cluster, Setting
from kafkalint.values import Provenance


@subject("setting")
def written_settings(cluster: Cluster) -> Iterable[Setting]:
    """Every setting that somebody wrote for a Kafka node; an image's or platform's are left out."""
    return (
        Setting(key, value.origins[0] if value.origins else node.anchor, node=node, value=value)
        for node in cluster.nodes
        if node.software == "kafka"
        for key, value in node.settings.items()
        if value.provenance not in (Provenance.IMAGE, Provenance.PLATFORM)
        and key not in node.supplied
    )


@cache
def _topic_keys() -> frozenset[str]:
    """What topics are told, and brokers do not read, in any version."""
    known = kafka_settings.exists_in_any_version
    return frozenset(key for key in kafka_settings.keys("topic") if not known(key))


@fact
def is_topics_key(setting: Setting) -> bool:
    """A topic has such a setting, and a broker has none of that name."""
    return setting.name in _topic_keys()


@fact
def broker_key(setting: Setting) -> str:
    """What a broker calls the default of a topic's setting; "" where it has none."""
    return next(iter(kafka_settings.synonyms(setting.name)), "")
