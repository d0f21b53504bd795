"""A project's services as members of clusters: nodes, companions, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass

from kafkalint.formats.node import Entry
from kafkalint.kafka import images
from kafkalint.model import Container, Image, Node, Topic
from kafkalint.sources.compose import commands, custom, environment, roles, services
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.services import Reader
from kafkalint.values import Value, absent, unknown


@dataclass
class Member:
    """A service with a role, its container, and what was made of it."""

    role: roles.Role
    container: Container
    reader: Reader
    environment: dict[str, Value[str]]
    node: Node | None = None
    topics: tuple[Topic, ...] = ()
    metadata: dict[str, Value[str]] | None = None


def read(project: Project) -> list[Member]:
    """Every service that has to do with Kafka, in order."""
    found = []
    for service in project.services.values():
        member = _member(project, service)
        if member is not None:
            found.append(member)
    return found


def _member(project: Project, service: Entry) -> Member | None:
    reader = Reader(project, service)
    image = services.image(reader)
    variables, missing = environment.read(project, service)
    family = roles.family_of(image)
    start = commands.read(reader.words("entrypoint"), reader.words("command"), family, {})
    role = roles.assign(image, variables, start, family)
    if not role.name:
        return None
    container = services.container(reader, variables, image)
    member = Member(role, container, reader, variables)
    if role.name in ("kafka", "zookeeper"):
        member.node = _node(member, image, missing)
    return member


def _node(member: Member, image: Image | None, missing: str) -> Node:
    reader = member.reader
    family = member.role.family
    version = _version(family, image)
    if family is None:
        applied = custom.apply(member.environment, member.role.name, version, _unknown_image(image))
    else:
        applied = images.apply(
            family,
            member.environment,
            version=version,
            anchor=reader.anchor,
            hostname=member.container.hostname,
        )
    member.topics = applied.topics
    member.metadata = applied.metadata
    return Node(
        reader.name,
        reader.anchor,
        software=member.role.name,
        settings=applied.settings,
        partial=applied.partial or missing,
        version=version,
        container=member.container,
        replicas=member.container.replicas,
        jvm_options=applied.jvm_options,
        files=tuple(reader.project.files),
    )


def _unknown_image(image: Image | None) -> str:
    what = "its image" if image is None else f"the image {image.reference.data or ''}".rstrip()
    return f"{what} is not known, and it may set more by itself"


def _version(family: images.Family | None, image: Image | None) -> Value[str]:
    if image is None or image.tag.is_absent:
        return unknown("the image has no tag", *(image.reference.origins if image else ()))
    if not image.tag.is_known:
        return image.tag
    if family is None:
        return unknown("the image is not known", *image.tag.origins)
    version = images.kafka_version(family, image.tag.data)
    if version is None:
        return unknown(f"the tag {image.tag.data} does not say Kafka's version", *image.tag.origins)
    return image.tag.map(lambda tag: version)
