"""A project's services as members of clusters: nodes, companions, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping
from kafkalint.model import Container, Node, Topic
from kafkalint.sources.compose import (
    builds,
    commands,
    environment,
    nodes,
    roles,
    services,
    swarm,
    topics,
    volumes,
)
from kafkalint.sources.compose.content import Content
from kafkalint.sources.compose.described import Described
from kafkalint.sources.compose.merge import scalars
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.services import Reader
from kafkalint.sources.compose.topics import Created
from kafkalint.values import Value

OVERLAY = "an overlay whose base file is not here"
_PORT = re.compile(r":(\d{2,5})(?!\d)")


@dataclass
class Member:
    """A service that has to do with Kafka; `node` where it is a broker or ZooKeeper server.

    `links` are (service, alias) pairs: names that only it knows others by.
    """

    name: str
    role: roles.Role
    container: Container
    reader: Reader
    environment: dict[str, Value[str]]
    described: Described | None = None
    node: Node | None = None
    topics: tuple[Topic, ...] = ()
    created: tuple[Created, ...] = ()
    metadata: dict[str, Value[str]] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()

    def open_ports(self) -> set[str]:
        """The ports that the process opens, as far as its settings say."""
        settings = self.node.settings if self.node else {}
        found: set[str] = set()
        for key in ("clientPort", "listeners", "advertised.listeners"):
            value = settings.get(key)
            if value is not None and value.is_known:
                text = str(value.data)
                found.update(_PORT.findall(text) if "://" in text else (text.strip(),))
        return found


def read(project: Project) -> list[Member]:
    """Every service that has to do with Kafka, in order; notices for what is not judged."""
    found = []
    for service in project.services.values():
        member = _member(project, service)
        if member is None:
            continue
        if member.role.name == "redpanda":
            project.documents.notices.append(_redpanda(member))
        else:
            found.append(member)
    servers = [member.reader.node for member in found if member.described]
    project.stack = bool(servers) and swarm.is_stack(project, servers)
    for member in found:
        if member.described:
            _make_node(member, member.described)
    return found


def _redpanda(member: Member) -> Notice:
    message = f"{member.name} is Redpanda, which speaks Kafka's protocol and is not judged"
    anchor = member.reader.anchor
    return Notice("skipped", anchor.path, anchor.line, message)


def _member(project: Project, service: Entry) -> Member | None:
    if not isinstance(service.value, Mapping):
        return None
    reader = Reader(project, service)
    image = services.image(reader)
    if roles.is_foreign(reader, image):
        return None
    variables, missing = environment.read(project, service)
    build = builds.read(reader) if roles.may_be_built(reader.name, image, variables) else None
    if build is not None:
        image, variables = build.image, {**build.environment, **variables}
    family = roles.family_of(image)
    mounts = volumes.read(project, service)
    content = Content(project, mounts, build.copies if build else ())
    entrypoint, command = reader.words("entrypoint"), reader.words("command")
    start = commands.read(entrypoint, command, family, content.script)
    role = roles.assign(image, variables, start, family)
    if not role.name:
        return None
    container = services.container(reader, variables, image, mounts)
    if build is not None:
        container = replace(container, volumes_from_image=build.volumes)
    member = Member(reader.name, role, container, reader, variables, links=tuple(_links(reader)))
    member.created = tuple(topics.read(reader, start))
    if role.name in ("kafka", "zookeeper"):
        why = missing or _missing(project, reader)
        member.described = Described(
            reader, container, image, role.family, role.name, start, variables, content, why
        )
    return member


def _make_node(member: Member, described: Described) -> None:
    node, applied = nodes.build(described)
    ignored = services.ignored_options(member.reader) if member.reader.project.stack else {}
    container = replace(
        member.container,
        variables=applied.variables,
        volumes_from_image=_image_volumes(described),
        ignored_options=ignored,
    )
    member.container = container
    member.node = replace(node, container=container)
    member.topics = applied.topics
    member.metadata = applied.metadata


def _image_volumes(described: Described) -> tuple[str, ...]:
    declared = described.family.volumes if described.family else ()
    return tuple(dict.fromkeys((*declared, *described.container.volumes_from_image)))


def _missing(project: Project, reader: Reader) -> str:
    """What of the service's description is not here, "" where all of it is."""
    lost = project.missing.get(reader.name)
    if lost:
        return lost
    if "image" not in reader.node and "build" not in reader.node:
        return OVERLAY
    return ""


def _links(reader: Reader) -> Iterable[tuple[str, str]]:
    for item in scalars(reader.node.get("links")):
        target, colon, alias = reader.project.plain(item).partition(":")
        if colon:
            yield target, alias
