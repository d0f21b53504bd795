"""Images that nobody knows: their variables are read by the conventions that others share."""

from __future__ import annotations

from collections.abc import Mapping

from kafkalint.kafka import images
from kafkalint.kafka.images.family import family
from kafkalint.model import Variable
from kafkalint.values import Value

_JVM = ("KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_HEAP_OPTS", "EXTRA_ARGS")


def apply(
    environment: Mapping[str, Value[str]], software: str, version: Value[str], reason: str
) -> images.Applied:
    """The settings that the variables most probably become; `reason` says why there may be more."""
    settings: dict[str, Value[str]] = {}
    variables: list[Variable] = []
    for name, value in environment.items():
        key = _key(name, software, version) or ""
        variables.append(Variable(name, value, key))
        if key:
            settings[key] = value.map(str.strip)
    options = tuple(environment[name] for name in _JVM if name in environment)
    return images.Applied(settings, tuple(variables), options, partial=reason)


def _key(name: str, software: str, version: Value[str]) -> str | None:
    if software != "kafka":
        return None
    known_as = "bitnami-kafka" if name.startswith("KAFKA_CFG_") else "apache-kafka"
    return images.property_of(family(known_as), name, version)
