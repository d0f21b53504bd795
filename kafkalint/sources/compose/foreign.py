"""ZooKeeper servers that other programs than Kafka keep their state in: Pinot, HBase, an app."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kafkalint.findings import Notice
from kafkalint.formats.node import Mapping
from kafkalint.sources.compose import companions
from kafkalint.sources.compose.addresses import QUORUM_KEYS, Directory, text_of
from kafkalint.sources.compose.members import Member
from kafkalint.sources.compose.merge import dependencies, pairs, scalars
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.ties import Group

_OF_KAFKA = frozenset(
    ("connect", "schema-registry", "ksqldb", "rest-proxy", "cruise-control", "init")
)


def without_foreign(
    project: Project, groups: Sequence[Group], members: Sequence[Member], directory: Directory
) -> list[Group]:
    """The groups that Kafka has to do with; notices for the others.

    A ZooKeeper that other programs use is not Kafka's where no broker is here, or none that may
    need one. One that nobody uses is judged, as its brokers may be described elsewhere.
    """
    if not all(_is_kraft(member) for found in groups for member in found.members):
        return list(groups)
    kept = []
    for found in groups:
        if found.members or _is_named_by_kafkas_programs(found, members, directory):
            kept.append(found)
        elif any(_users(project, found, members)):
            project.documents.notices.append(_notice(found))
        else:
            kept.append(found)
    return kept


def _is_kraft(member: Member) -> bool:
    assert member.node is not None
    settings = member.node.settings
    if "zookeeper.connect" in settings:
        return False
    return bool(text_of(member, "process.roles")) or any(key in settings for key in QUORUM_KEYS)


def _is_named_by_kafkas_programs(
    found: Group, members: Sequence[Member], directory: Directory
) -> bool:
    names = {member.name for member in found.ensemble}
    for member in members:
        if member.node is None and member.described.role in _OF_KAFKA:
            if names & set(dependencies(member.reader.node)):
                return True
            for address in companions.addresses(member):
                if any(other.name in names for other in directory.find(address, member)):
                    return True
    return False


def _users(project: Project, found: Group, members: Sequence[Member]) -> Iterator[bool]:
    """Whether each service that Kafka's programs are not among waits for it or names it."""
    known = {member.name for member in members if member.described.role != "client"}
    names = {member.name for member in found.ensemble}
    address = _address_of(found.ensemble)
    for name, entry in project.services.items():
        if name not in known and isinstance(entry.value, Mapping):
            yield not names.isdisjoint(dependencies(entry.value))
            written = [entry.value.get("command")]
            written += [each.value for each in pairs(entry.value.get("environment"))]
            texts = [project.plain(item) for node in written for item in scalars(node)]
            yield any(map(address.search, texts))


def _address_of(servers: Sequence[Member]) -> re.Pattern[str]:
    """One of the servers' hosts, from its first letter on, with what can be a port.

    A hyphen is a part of a host's name but for the one of a shell's `${ZK:-zookeeper:2181}`; the
    tag of an image is no port.
    """
    hosts = {name for each in servers for name in (each.name, *each.container.names)}
    anyone = "|".join(map(re.escape, sorted(hosts)))
    return re.compile(rf"(?i)(?<![\w.])(?<![\w.]-)(?:{anyone}):(?:\d{{2,5}}(?!\.?\w)|\$)")


def _notice(found: Group) -> Notice:
    first = found.ensemble[0].reader
    names = ", ".join(member.name for member in found.ensemble)
    message = f"ZooKeeper in {names} serves other programs than Kafka, and is not judged"
    return Notice("skipped", first.anchor.path, first.anchor.line, message)
