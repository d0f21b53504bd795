"""The image wurstmeister/kafka: ZooKeeper mode only, up to Kafka 2.8.1.

Source: wurstmeister/kafka-docker, start-kafka.sh as it is since April 2018.
"""

from __future__ import annotations

from kafkalint.kafka import environment
from kafkalint.kafka.images import distribution, jvm, topics
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value

_FILE = "/opt/kafka/config/server.properties"
_COMMANDS = {"HOSTNAME_COMMAND": "_{HOSTNAME_COMMAND}", "PORT_COMMAND": "_{PORT_COMMAND}"}


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None where it is left out."""
    if not variable.startswith("KAFKA_") or variable in family.excluded:
        return None
    return environment.dotted(variable[len("KAFKA_") :])


def apply(draft: Draft) -> None:
    """Write the draft as start-kafka.sh does: variables over the distribution's own file."""
    distribution.go_on_from(draft, draft.mounted.get(_FILE), "server.properties")
    _substitute(draft)
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    for variable, text in draft.family.defaults.items():
        if draft.given(variable) is None:
            draft.supply(environment.dotted(variable[len("KAFKA_") :]), text)
    _find_out(draft)
    _store_logs(draft)
    _refuse(draft)
    created = draft.given("KAFKA_CREATE_TOPICS")
    if created is not None:
        separator = draft.given("KAFKA_CREATE_TOPICS_SEPARATOR")
        draft.topics += topics.listed(created, draft.anchor, _separator(separator))
    jvm.read(draft)


def _substitute(draft: Draft) -> None:
    """_{HOSTNAME_COMMAND} in a value is what the command prints: a placeholder to us."""
    for command, mark in _COMMANDS.items():
        if draft.given(command) is None:
            continue
        for name, value in draft.environment.items():
            if name.startswith("KAFKA_") and value.is_known and mark in value.data:
                text = value.data.replace(mark, f"${{{command}}}")
                draft.environment[name] = Value(text, value.origins, value.provenance)


def _find_out(draft: Draft) -> None:
    """Keys that commands find out when the container starts."""
    for command, variable, key in (
        ("BROKER_ID_COMMAND", "KAFKA_BROKER_ID", "broker.id"),
        ("RACK_COMMAND", "KAFKA_BROKER_RACK", "broker.rack"),
    ):
        value = draft.given(command)
        if value is not None and draft.given(variable) is None:
            draft.obscure(key, f"{command} finds it out when the container starts", *value.origins)
    command_value = draft.given("HOSTNAME_COMMAND")
    if command_value is not None and not draft.given(
        "KAFKA_ADVERTISED_HOST_NAME", "KAFKA_LISTENERS"
    ):
        draft.obscure(
            "advertised.host.name",
            "HOSTNAME_COMMAND finds it out when the container starts",
            *command_value.origins,
        )


def _store_logs(draft: Draft) -> None:
    """The data directory bears the container's host name, a new one for each container."""
    if draft.given("KAFKA_LOG_DIRS") is not None:
        return
    name = draft.hostname.data if draft.hostname.is_known else "${HOSTNAME}"
    folder = f"/kafka/kafka-logs-{name}"
    draft.supply("log.dirs", folder, f"{draft.family.title} writes to a folder of the host's name")


def _separator(value: Value[str] | None) -> str:
    if value is None or not value.is_known:
        return ","
    return "\n" if value.data in ("$'\\n'", "$$'\\n'") else value.data[:1]


def _refuse(draft: Draft) -> None:
    if draft.given("KAFKA_ZOOKEEPER_CONNECT") is None:
        draft.refuse("KAFKA_ZOOKEEPER_CONNECT is not set")
    if draft.given("KAFKA_LISTENERS", "KAFKA_ADVERTISED_HOST_NAME") is not None:
        return
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    if advertised is not None:
        draft.refuse("KAFKA_LISTENERS must be set with KAFKA_ADVERTISED_LISTENERS", advertised)
    elif draft.given("HOSTNAME_COMMAND") is None:
        draft.refuse("KAFKA_LISTENERS is not set")
