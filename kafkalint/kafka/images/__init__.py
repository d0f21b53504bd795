"""Container images: which they are, which Kafka is in them, and what they do with variables.

    family = recognise("bitnami/kafka")
    version = kafka_version(family, "3.7.0")
    applied = apply(family, environment, version=..., mounted=..., hostname=..., anchor=...)

What is known of an image is data in `schemas/images/` and, where it computes, one module of
this package, imported when such an image is met.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from kafkalint.kafka.images.applied import Applied, Draft
from kafkalint.kafka.images.family import Family, recognise
from kafkalint.kafka.images.tag import kafka_version
from kafkalint.values import Origin, Value, absent, unknown

if TYPE_CHECKING:
    from kafkalint.formats.properties import Property

__all__ = ["Applied", "Family", "apply", "kafka_version", "property_of", "recognise"]


def property_of(family: Family, variable: str, version: Value[str] | None = None) -> str | None:
    """The key that the image makes of an environment variable, exactly; None where it makes none.

    A variable that the image itself reads (KAFKA_JMX_PORT) may still come out as a key that
    means nothing ("jmx.port"); such names are in `family.own`.
    """
    module = _behaviour(family)
    if module is None:
        return None
    key: str | None = module.property_of(family, variable, version or unknown("no version"))
    return key


def apply(
    family: Family,
    environment: Mapping[str, Value[str]],
    *,
    version: Value[str],
    anchor: Origin,
    mounted: Mapping[str, list[Property]] | None = None,
    hostname: Value[str] | None = None,
    tag: str = "",
) -> Applied:
    """What the process in a container of this family finally reads.

    `environment` is all of the container's variables, absent ones counting as not set;
    `version` is Kafka's ("3.9"), unknown where it cannot be told; `mounted` maps container
    paths to the properties of files that are mounted or copied there; `anchor` is where
    values that the image supplies point. `tag` helps with images that changed between builds
    of one Kafka, and with those of ZooKeeper. Texts keep placeholders that were not resolved.
    """
    draft = Draft(family, environment, version, mounted or {}, hostname or absent(), anchor, tag)
    module = _behaviour(family)
    if module is not None:
        module.apply(draft)
    return draft.finish()


def _behaviour(family: Family) -> ModuleType | None:
    """The module that knows the image; for brokers that nobody knows, the common conventions."""
    return _module(family.behaviour or ("" if family.is_known else "conventional"))


@cache
def _module(name: str) -> ModuleType | None:
    return importlib.import_module(f"{__name__}.{name}") if name else None
