"""A project's services as members of clusters: nodes, companions, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping
from kafkalint.model import Container, Node, Topic, Variable
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
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
from kafkalint.sources.compose.reader import Reader
from kafkalint.sources.compose.topics import Created
from kafkalint.values import Value

SERVERS = ("kafka", "zookeeper")
OVERLAY = "an overlay whose base file is not here"
_GUESSED = "its image is taken for what the Dockerfile of the same name builds"
_PORT = regex(r":(\d{2,5})(?!\d)")


class Member(NamedTuple):
    """A service that has to do with Kafka; `node` where it is a broker or ZooKeeper server.

    `links` are (service, alias) pairs: names that only it knows others by.
    """

    name: str
    described: Described
    container: Container
    metadata: dict[str, Value[str]]
    node: Node | None = None
    topics: tuple[Topic, ...] = ()
    created: tuple[Created, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def reader(self) -> Reader:
        return self.described.reader

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
        if _is_template(project, service):
            continue
        described = _described(project, service)
        if described is None:
            continue
        if described.role == "redpanda":
            project.documents.notices.append(_redpanda(described.reader))
        else:
            found.append(described)
    servers = [described.reader.node for described in found if described.role in SERVERS]
    project.stack = bool(servers) and swarm.is_stack(project, servers)
    return [_member(described) for described in found]


def _is_template(project: Project, service: Entry) -> bool:
    """Others extend it and it never runs itself: no copies, or a profile of its own."""
    name, node = service.key.text, service.value
    if name not in project.extended or not isinstance(node, Mapping):
        return False
    deploy = node.mapping("deploy")
    copies = project.plain(node.get("scale") or (deploy.get("replicas") if deploy else None))
    if copies == "0":
        return True
    profiles = {item.text for item in scalars(node.get("profiles"))}
    return bool(profiles) and not any(
        profiles & {item.text for item in scalars(other.value.get("profiles"))}
        for other in project.services.values()
        if other is not service and isinstance(other.value, Mapping)
    )


def _redpanda(reader: Reader) -> Notice:
    message = f"{reader.name} is Redpanda, which speaks Kafka's protocol and is not judged"
    return Notice("skipped", reader.anchor.path, reader.anchor.line, message)


def _described(project: Project, service: Entry) -> Described | None:
    """The service as it is written, None where it has nothing to do with Kafka."""
    if not isinstance(service.value, Mapping):
        return None
    reader = Reader(project, service)
    if roles.is_foreign(reader, services.repository(reader)):
        return None
    image = services.image(reader)
    variables, missing = environment.read(project, service)
    build = None
    if roles.may_be_built(reader.name, image, variables):
        build = builds.read(reader, image)
    family = roles.family_of(build.image if build else image)
    if build is not None:
        variables = {**build.environment, **variables}
        if build.is_guess:
            family, missing = family or roles.family_of(image), missing or _GUESSED
        else:
            image = build.image
    mounts = volumes.read(project, service)
    content = Content(project, mounts, build.copies if build else ())
    start = commands.read(*_command_line(reader, build), family, content.script)
    awaited = start.runs == "unknown" and project.is_awaited(reader.name)
    role = roles.assign(reader.name, image, variables, start, family, _is_bare(reader), awaited)
    if not role.name:
        return None
    return Described(
        reader,
        role.name,
        image,
        role.family,
        start,
        variables,
        mounts,
        content,
        volumes=build.volumes if build else (),
        missing=missing or _missing(project, reader),
    )


def _command_line(reader: Reader, build: builds.Build | None) -> tuple[Value[str], Value[str]]:
    """Entrypoint and command; those of a Dockerfile stand where the service has no own."""
    entrypoint, command = reader.words("entrypoint"), reader.words("command")
    if build is None or build.is_guess or not entrypoint.is_absent:
        return entrypoint, command
    return build.entrypoint, build.command if command.is_absent else command


def _member(described: Described) -> Member:
    reader = described.reader
    created = tuple(topics.read(reader, described.start))
    links = tuple(_links(reader))
    if described.role not in SERVERS:
        variables = tuple(Variable(*item) for item in described.environment.items())
        container = services.container(reader, described.image, described.mounts, variables)
        return Member(reader.name, described, container, {}, created=created, links=links)
    node, applied = nodes.build(described)
    assert node.container is not None
    return Member(
        reader.name,
        described,
        node.container,
        applied.metadata,
        node,
        topics=applied.topics,
        created=created,
        links=links,
    )


def _missing(project: Project, reader: Reader) -> str:
    """What of the service's description is not here, "" where all of it is."""
    lost = project.missing.get(reader.name)
    if lost:
        return lost
    return OVERLAY if _is_bare(reader) else ""


def _is_bare(reader: Reader) -> bool:
    return "image" not in reader.node and "build" not in reader.node


def _links(reader: Reader) -> Iterable[tuple[str, str]]:
    for item in scalars(reader.node.get("links")):
        target, colon, alias = reader.project.plain(item).partition(":")
        if colon:
            yield target, alias
