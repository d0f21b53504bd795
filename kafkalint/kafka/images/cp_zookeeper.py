"""Confluent's image cp-zookeeper.

Source: confluentinc/kafka-images 5.4.x to 7.9.x, zookeeper/include/etc/confluent/docker:
configure, zookeeper.properties.template.
"""

from __future__ import annotations

from kafkalint.kafka.images import jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value

_NUMBERED = {
    "ZOOKEEPER_SERVERS": "server",
    "ZOOKEEPER_GROUPS": "group",
    "ZOOKEEPER_WEIGHTS": "weight",
}


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The zoo.cfg key that a variable becomes."""
    return family.keys.get(variable)


def apply(draft: Draft) -> None:
    """Write the draft as `configure` does."""
    draft.supply("dataDir", "/var/lib/zookeeper/data")
    draft.supply("dataLogDir", "/var/lib/zookeeper/log")
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    for variable, key in _NUMBERED.items():
        value = draft.given(variable)
        if value is not None:
            _number(draft, key, value)
    _join(draft)
    if draft.given("ZOOKEEPER_CLIENT_PORT", "ZOOKEEPER_SECURE_CLIENT_PORT") is None:
        draft.refuse("neither ZOOKEEPER_CLIENT_PORT nor ZOOKEEPER_SECURE_CLIENT_PORT is set")
    jvm.read(draft, "KAFKA_JMX_PORT")


def _number(draft: Draft, key: str, value: Value[str]) -> None:
    """Entries between semicolons become key.1, key.2… by their order."""
    if not value.is_known:
        draft.settings[f"{key}.1"] = value
        return
    for index, entry in enumerate(value.data.split(";"), start=1):
        draft.settings[f"{key}.{index}"] = Value(entry.strip(), value.origins)


def _join(draft: Draft) -> None:
    """A member of an ensemble needs an id, and gets limits that one alone does not."""
    identity = draft.given("ZOOKEEPER_SERVER_ID")
    if identity is not None:
        draft.metadata["myid"] = identity
    if draft.given("ZOOKEEPER_SERVERS") is None:
        return
    if identity is None:
        draft.refuse("ZOOKEEPER_SERVER_ID is not set", draft.given("ZOOKEEPER_SERVERS"))
    for key, variable, text in (
        ("initLimit", "ZOOKEEPER_INIT_LIMIT", "10"),
        ("syncLimit", "ZOOKEEPER_SYNC_LIMIT", "5"),
    ):
        if draft.given(variable) is None:
            draft.supply(key, text)
