"""A broker's or ZooKeeper server's container as a node: what its process finally reads."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.formats.properties import Property
from kafkalint.formats.template import placeholder
from kafkalint.kafka import images
from kafkalint.kafka.images import Applied, Family
from kafkalint.model import Container, Node
from kafkalint.record import replace
from kafkalint.regex import regex
from kafkalint.sources.compose import by_hand, commands, jaas, refusals, services, swarm
from kafkalint.sources.compose.commands import Start
from kafkalint.sources.compose.content import Content
from kafkalint.sources.compose.described import Described
from kafkalint.sources.compose.interpolation import Given, interpolate
from kafkalint.sources.compose.reader import Reader
from kafkalint.values import Value, absent, unknown

_CONFIG = {
    "broker": r"/(?:server|kafka|broker|controller)\.properties\Z",
    "zookeeper": r"/(?:zoo\.cfg|zookeeper\.properties)\Z",
}
_NUMBERS = regex(r"([0-4]\.\d{1,2})(?:\.\d+)*\Z")
_IN_FOLDERS = {"broker": "server.properties", "zookeeper": "zoo.cfg"}
_RIVALS = ("kraft/server.properties", "broker.properties", "controller.properties")
"""Of Kafka's own folder of configurations nobody tells which one an image takes."""


def build(described: Described) -> tuple[Node, Applied]:
    """The node, and all else that its image makes of its description."""
    reader = described.reader
    version = _version(described)
    applied = _applied(described, version)
    declared = described.family.volumes if described.family else ()
    container = services.container(
        reader,
        described.image,
        described.mounts,
        applied.variables,
        tuple(dict.fromkeys((*declared, *described.volumes))),
    )
    node = Node(
        reader.name,
        reader.anchor,
        software=described.role,
        settings=_with_command_line(described, applied.settings),
        partial=described.missing or applied.partial or _edited(described),
        version=version,
        container=container,
        host=swarm.host(reader.project, container, reader.anchor),
        replicas=_replicas(reader, container),
        jvm_options=applied.jvm_options,
        jaas=jaas.read(described, applied),
        refusals=refusals.certain(described, applied),
        discards_defaults=applied.discards_defaults,
        ignores_environment=applied.ignores_environment,
        files=tuple(reader.project.files),
    )
    return node, applied


def _replicas(reader: Reader, container: Container) -> Value[int]:
    if reader.project.is_conditional(reader.service.key):
        return unknown("a loop or condition of the template decides it", reader.anchor)
    return container.replicas


def _with_command_line(
    described: Described, settings: dict[str, Value[str]]
) -> dict[str, Value[str]]:
    """The settings, and over them what the command appends to the file or overrides."""
    written = [
        *commands.appended(described.start).items(),
        *commands.overrides(described.start),
    ]
    return {**settings, **_resolved(described, written)} if written else settings


def _applied(described: Described, version: Value[str]) -> Applied:
    family, start = described.family, described.start
    environment = {**described.environment, **_exported(start)}
    if start.runs in ("kafka", "zookeeper"):
        return by_hand.apply(described, environment, version)
    family = family or _nameless(described)
    tag = described.image.tag if described.image else absent()
    applied = images.apply(
        family,
        environment,
        version=version,
        anchor=described.reader.anchor,
        mounted=_mounted(described.content, family),
        hostname=described.reader.text("hostname"),
        tag=tag.or_else("") or "",
    )
    if start.runs == "unknown" and not applied.partial:
        reason = f"it is started by {start.script}, which is not here and may set more"
        return replace(applied, partial=reason)
    return applied


def _mounted(content: Content, family: Family) -> dict[str, list[Property]]:
    """The files that the image reads; for an image that nobody knows, those named like them."""
    paths: Iterable[str] = family.config_files
    if not family.is_known:
        paths = content.named(_CONFIG[family.role])
        paths = paths or content.in_folders(_IN_FOLDERS[family.role], _RIVALS)
    found = {path: content.properties(path) for path in paths}
    return {path: entries for path, entries in found.items() if entries is not None}


def _exported(start: Start) -> dict[str, Value[str]]:
    """Variables that the command line itself sets before the image's start."""
    found = commands.exports(start)
    return {name: _shell_text(value, name) for name, value in found.items()}


def _shell_text(value: Value[str], name: str) -> Value[str]:
    if "$" in value.data or "`" in value.data:
        return unknown(f"{name} is worked out when the container starts", *value.origins)
    return value


def _resolved(
    described: Described, written: Iterable[tuple[str, Value[str]]]
) -> dict[str, Value[str]]:
    """Settings of a command line; the shell variables in them are the container's own."""
    given = {
        name: Given(value.data, value.origins)
        for name, value in described.environment.items()
        if value.is_known
    }
    found = {}
    for key, value in written:
        resolved = interpolate(value.data, given)
        text = Value(resolved.text, (*value.origins, *resolved.origins))
        found[key] = _shell_text(text, key) if placeholder(resolved.text) is None else text
    return found


def _edited(described: Described) -> str:
    if commands.edits_configuration(described.start):
        return "the container's command edits its configuration before the start"
    return ""


def _nameless(described: Described) -> Family:
    """The family of an image that nobody knows, or whose name is filled in elsewhere."""
    written = described.reader.raw("image").or_else("") or ""
    role = "broker" if described.role == "kafka" else "zookeeper"
    return Family("", role, f"the image {written}" if written else "its image")


def _version(described: Described) -> Value[str]:
    family, image = described.family, described.image
    if family is None or not family.is_known:
        written = described.environment.get("KAFKA_VERSION")  # what such images put in by it
        numbers = _NUMBERS.match(written.data) if written and written.is_known else None
        if written is not None and numbers and described.role == "kafka":
            return Value(numbers[1], written.origins)
    if image is None:
        return unknown("the image is not written here")
    if image.tag.is_unknown:
        return image.tag
    origins = image.tag.origins
    if family is None or not family.is_known:
        return unknown("the image is not known", *origins)
    version = images.kafka_version(family, image.tag.or_else("latest"))
    if version is not None:
        return Value(version, origins)
    if image.tag.is_absent:
        return unknown("the image has no tag", *origins)
    return unknown(f"the tag {image.tag.data} does not say Kafka's version", *origins)
