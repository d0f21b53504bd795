"""Which Kafka an image's tag stands for."""

from __future__ import annotations

from kafkalint.kafka import versions
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex

_SCALA = regex(r"2\.\d+-(\d+\.\d+)")
_STRIMZI = regex(r"kafka-(\d+\.\d+)")
_CONFLUENT_TAG = regex(r"cp-?(\d+\.\d+)")


def kafka_version(family: Family, tag: str) -> str | None:
    """Kafka's minor version, "3.9", of an image with this tag; None where the tag does not say.

    Floating tags ("latest", "3") do not say, unless the image gets no new versions.
    """
    tag = tag.strip().lower()
    if tag in family.tag_versions:
        return family.tag_versions[tag]
    reader = _READERS.get(family.tags)
    found = reader(family, tag) if reader else None
    return versions.minor(found) or None if found else None


def _plain(family: Family, tag: str) -> str | None:
    return tag


def _confluent(family: Family, tag: str) -> str | None:
    return family.tag_versions.get(versions.minor(tag))


def _scala(family: Family, tag: str) -> str | None:
    found = _SCALA.match(tag)
    return found[1] if found else tag


def _strimzi(family: Family, tag: str) -> str | None:
    found = _STRIMZI.search(tag)
    return found[1] if found else None


def _fast_data_dev(family: Family, tag: str) -> str | None:
    found = _CONFLUENT_TAG.match(tag)
    return family.tag_versions.get(f"cp{found[1]}") if found else tag


_READERS = {
    "plain": _plain,
    "mapped": _confluent,
    "scala": _scala,
    "strimzi": _strimzi,
    "fast-data-dev": _fast_data_dev,
}
