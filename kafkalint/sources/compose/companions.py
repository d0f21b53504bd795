"""What runs beside the nodes: Connect, Schema Registry, UIs, exporters, jobs and clients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from kafkalint.kafka.environment import confluent
from kafkalint.model import Companion
from kafkalint.sources.compose.addresses import Address, Directory, mentioned
from kafkalint.sources.compose.members import Member
from kafkalint.values import Value

if TYPE_CHECKING:
    from kafkalint.sources.compose.project import Project

_PREFIXES = {
    "connect": ("CONNECT_",),
    "schema-registry": ("SCHEMA_REGISTRY_",),
    "ksqldb": ("KSQL_",),
    "rest-proxy": ("KAFKA_REST_",),
    "ui": ("CONTROL_CENTER_", "KAFKA_"),
    "cruise-control": ("CRUISE_CONTROL_", "KAFKA_CRUISE_CONTROL_"),
    "client": ("REPLICATOR_", "CONNECT_"),
}
_OWN_NAMES = {
    "BOOTSTRAP_SERVERS": "bootstrap.servers",
    "GROUP_ID": "group.id",
    "CONFIG_STORAGE_TOPIC": "config.storage.topic",
    "OFFSET_STORAGE_TOPIC": "offset.storage.topic",
    "STATUS_STORAGE_TOPIC": "status.storage.topic",
}
"""debezium/connect: docker-entrypoint.sh reads these without a prefix."""


class _Group(Protocol):
    @property
    def everyone(self) -> list[Member]: ...

    @property
    def members(self) -> list[Member]: ...


def attach(
    groups: Sequence[_Group], members: Sequence[Member], directory: Directory
) -> list[list[Member]]:
    """The companions of each group: those that name one of its members, else the only group's."""
    beside: list[list[Member]] = [[] for _ in groups]
    home: dict[str, set[int]] = {}
    for index, found in enumerate(groups):
        for member in found.everyone:
            home.setdefault(member.name, set()).add(index)
    kafka = [index for index, found in enumerate(groups) if found.members]
    for member in members:
        if member.node is not None:
            continue
        named = {
            index
            for address in addresses(member)
            for other in directory.find(address, member)
            for index in home.get(other.name, ())
        }
        if not named and len(kafka or groups) == 1:
            named = set(kafka or range(1))
        for index in named:
            beside[index].append(member)
    return beside


def addresses(member: Member) -> list[Address]:
    """What its variables and its command line name."""
    texts = [value.data for value in member.described.environment.values() if value.is_known]
    for value in (member.container.command, member.container.entrypoint):
        if value.is_known:
            texts.append(value.data)
    return [address for text in texts if ":" in text for address in mentioned(text)]


def read(project: Project, member: Member) -> Companion:
    """The companion with its own settings, by the keys of its program."""
    return Companion(
        member.name,
        member.reader.anchor,
        role=member.described.role,
        settings=_settings(member),
        container=member.container,
    )


def _settings(member: Member) -> dict[str, Value[str]]:
    found: dict[str, Value[str]] = {}
    prefixes = _PREFIXES.get(member.described.role, ())
    for name, value in member.described.environment.items():
        if member.described.role == "connect" and name in _OWN_NAMES:
            found[_OWN_NAMES[name]] = value
        for prefix in prefixes:
            if name.startswith(prefix):
                found[confluent(name[len(prefix) :])] = value
                break
    return found
