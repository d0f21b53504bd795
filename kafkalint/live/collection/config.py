"""A setting as it may be kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kafkalint.kafka.secrets import is_sensitive
from kafkalint.live.snapshot import Config, Synonym

SOURCES = {
    1: "DYNAMIC_TOPIC_CONFIG",
    2: "DYNAMIC_BROKER_CONFIG",
    3: "DYNAMIC_DEFAULT_BROKER_CONFIG",
    4: "STATIC_BROKER_CONFIG",
    5: "DEFAULT_CONFIG",
    6: "DYNAMIC_BROKER_LOGGER_CONFIG",
    7: "DYNAMIC_CLIENT_METRICS_CONFIG",
    8: "GROUP_CONFIG",
}


def of_told(told: Any) -> Config:
    """What DescribeConfigs tells of one key."""
    synonyms = [
        Synonym(each.name, each.value, _source(each.source)) for each in told.synonyms or ()
    ]
    if [other.source for other in synonyms] == ["DEFAULT_CONFIG"]:
        synonyms = []
    source = _source(told.config_source)
    return config(
        told.name, told.value, source, bool(told.is_sensitive), bool(told.read_only), synonyms
    )


def _source(number: int) -> str:
    return SOURCES.get(number, "UNKNOWN")


def config(
    key: str,
    value: str | None,
    source: str,
    sensitive: bool = False,
    read_only: bool = False,
    synonyms: Iterable[Synonym] = (),
) -> Config:
    """Whatever a broker sends, the value of a secret is dropped."""
    if sensitive or is_sensitive(key):
        bare = tuple(Synonym(other.name, None, other.source) for other in synonyms)
        return Config(None, source, True, read_only, bare)
    kept = tuple(
        Synonym(other.name, None if is_sensitive(other.name) else other.value, other.source)
        for other in synonyms
    )
    return Config(value, source, False, read_only, kept)
