"""A service as a container: what Docker Compose or Swarm is told about running it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.template import placeholder
from kafkalint.kafka.images import recognise
from kafkalint.model import Container, Image, Mount, Variable
from kafkalint.sources.compose import ports
from kafkalint.sources.compose.merge import pairs, scalars
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.scalars import (
    boolean,
    literal,
    number,
    seconds,
    size,
    stringified,
    typed,
)
from kafkalint.values import Origin, Value, absent, known, unknown

IGNORED_BY_STACKS = (
    "build cgroup_parent cgroupns_mode container_name cpu_quota cpu_shares cpuset depends_on "
    "devices domainname extends external_links ipc links mac_address mem_limit memswap_limit "
    "network_mode pid privileged restart security_opt shm_size userns_mode volume_driver "
    "volumes_from"
).split()
"""docker/cli, cli/compose/types: the unsupported, deprecated and forbidden properties."""

_DIGEST = re.compile(r"@(sha\d+:[0-9a-fA-F]+)\Z")


class Reader:
    """Reads the options of one service, each with its place."""

    def __init__(self, project: Project, service: Entry) -> None:
        self.project = project
        self.service = service
        self.name = service.key.text
        node = service.value
        self.node = node if isinstance(node, Mapping) else Mapping(node.path, node.span)
        self.anchor = Origin(service.key.path, service.key.span, f"services.{self.name}")
        self.nothing: Value[str] = absent(self.anchor)

    def find(self, *keys: str) -> tuple[Entry, tuple[Origin, ...]] | None:
        """The entry at a path of keys, and the uses that the ones above it came through."""
        node: Node | None = self.node
        via = self.service.via
        entry: Entry | None = None
        for key in keys:
            if not isinstance(node, Mapping) or (entry := node.entries.get(key)) is None:
                return None
            node = entry.value
            via = (*entry.via, *via)
        return (entry, via[len(entry.via) :]) if entry else None

    def raw(self, *keys: str) -> Value[str]:
        """The text at a path of keys, absent where there is none or null."""
        found = self.find(*keys) if keys[0] in self.node.entries else None
        if found is None:
            return self.nothing
        entry, via = found
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            return absent(entry.origin)
        return self.project.entry_value(entry, f"services.{self.name}.{'.'.join(keys)}", via)

    def text(self, *keys: str) -> Value[str]:
        return literal(self.raw(*keys))

    def typed(self, parse: Callable[[str], Any | None], what: str, *keys: str) -> Value[Any]:
        return typed(self.raw(*keys), parse, what)

    def words(self, key: str) -> Value[str]:
        """A command in either spelling as one line of text; open variables stay in it."""
        node = self.node.get(key)
        if not isinstance(node, Sequence):
            return self.raw(key)
        entry = self.node.entries[key]
        text = " ".join(self.project.plain(item) for item in scalars(node))
        origin = Origin(entry.key.path, entry.key.span, f"services.{self.name}.{key}")
        return Value(text, (origin, *entry.via, *self.service.via))

    def texts(self, *keys: str) -> dict[str, Value[str]]:
        """A mapping of texts, such as labels, in either spelling."""
        found = self.find(*keys) if keys[0] in self.node.entries else None
        if found is None:
            return {}
        entry, via = found
        logical = f"services.{self.name}.{'.'.join(keys)}."
        values = {}
        for item in pairs(entry.value):
            if isinstance(item.value, Scalar):
                place = item.origin
                origin = Origin(place.path, place.span, logical + item.key.text)
                origins = (origin, *item.via, *entry.via, *via)
                text = stringified(item.value)
                values[item.key.text] = literal(self.project.text(text, item.value, origins))
        return values


def container(
    reader: Reader,
    environment: dict[str, Value[str]],
    image: Image | None,
    mounts: tuple[Mount, ...],
) -> Container:
    """Everything that is written about how the service is run."""
    return Container(
        service=reader.name,
        image=image,
        variables=tuple(Variable(name, value) for name, value in environment.items()),
        mounts=mounts,
        ports=ports.read(reader.project, reader.name, reader.node.get("ports")),
        hostname=reader.text("hostname"),
        names=names(reader),
        command=reader.words("command"),
        entrypoint=reader.words("entrypoint"),
        restart=reader.text("restart"),
        restart_policy=reader.text("deploy", "restart_policy", "condition"),
        stop_grace=reader.typed(seconds, "duration", "stop_grace_period"),
        memory_limit=_memory(reader),
        healthcheck=_healthcheck(reader),
        network_mode=_network_mode(reader),
        log_driver=reader.text("logging", "driver"),
        log_options=reader.texts("logging", "options"),
        privileged=reader.typed(boolean, "boolean", "privileged"),
        user=reader.text("user"),
        replicas=replicas(reader),
        deploy_mode=reader.text("deploy", "mode"),
        constraints=tuple(constraints(reader)),
        max_replicas_per_node=reader.typed(
            number, "number", "deploy", "placement", "max_replicas_per_node"
        ),
        profiles=tuple(reader.project.plain(item) for item in scalars(reader.node.get("profiles"))),
        labels={**reader.texts("labels"), **reader.texts("deploy", "labels")},
    )


def image(reader: Reader) -> Image | None:
    """The image that `image:` names; None where nothing does."""
    reference = reader.raw("image")
    return None if reference.is_absent else parse_image(reference)


def parse_image(reference: Value[str]) -> Image:
    """Repository, tag and digest of a reference; open variables stay in the repository."""
    text = reference.or_else("") or ""
    digest = _DIGEST.search(text)
    name = text[: digest.start()] if digest else text
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag or "}" in tag.split("{", 1)[0]:
        head, tag = name, ""
    repository = "" if placeholder(head) == head else _without_registry(head)
    tagged: Value[str] = absent(*reference.origins)
    if tag:
        tagged = literal(Value(tag, reference.origins))
    elif placeholder(head.rpartition("/")[2]):
        tagged = unknown(f"{head} may hold a tag", *reference.origins)
    family = recognise(repository) if repository else None
    known_as = family.name if family else ""
    return Image(literal(reference), repository, tagged, digest[1] if digest else "", known_as)


def _without_registry(name: str) -> str:
    first, slash, rest = name.partition("/")
    is_host = "." in first or ":" in first or first == "localhost" or placeholder(first)
    return rest if slash and is_host else name


def names(reader: Reader) -> tuple[str, ...]:
    """Every name and fixed address that other containers may reach the service by."""
    found = [reader.name]
    for key in ("container_name", "hostname"):
        found.append(reader.raw(key).data or "")
    domain = reader.raw("domainname").data
    if domain and found[-1]:
        found.append(f"{found[-1]}.{domain}")
    networks = reader.node.mapping("networks")
    for entry in networks or ():
        if isinstance(entry.value, Mapping):
            aliases = scalars(entry.value.get("aliases"))
            found += [reader.project.plain(alias) for alias in aliases]
            found.append(reader.project.plain(entry.value.get("ipv4_address")))
    return tuple(dict.fromkeys(name for name in found if name))


def replicas(reader: Reader) -> Value[int]:
    """`deploy.replicas` or `scale`; as many as there are machines in global mode."""
    mode = reader.text("deploy", "mode")
    if mode.or_else("") == "global":
        return unknown("one on every machine of the swarm", *mode.origins)
    written = reader.typed(number, "number", "deploy", "replicas")
    return reader.typed(number, "number", "scale") if written.is_absent else written


def constraints(reader: Reader) -> Iterator[Value[str]]:
    found = reader.find("deploy", "placement", "constraints")
    for item in scalars(found[0].value) if found else ():
        logical = f"services.{reader.name}.deploy.placement.constraints"
        yield literal(reader.project.value(item, logical))


def ignored_options(reader: Reader) -> dict[str, Value[str]]:
    """What is written and what `docker stack deploy` does not do."""
    found: dict[str, Value[str]] = {}
    for key in IGNORED_BY_STACKS:
        entry = reader.node.entries.get(key)
        if entry is not None:
            origin = Origin(entry.origin.path, entry.origin.span, f"services.{reader.name}.{key}")
            text = reader.project.plain(entry.value)
            found[key] = literal(Value(text, (origin, *entry.via, *reader.service.via)))
    return found


def _memory(reader: Reader) -> Value[int]:
    limit = reader.typed(size, "size", "deploy", "resources", "limits", "memory")
    return reader.typed(size, "size", "mem_limit") if limit.is_absent else limit


def _network_mode(reader: Reader) -> Value[str]:
    written = reader.text("network_mode")
    return reader.text("net") if written.is_absent else written


def _healthcheck(reader: Reader) -> Value[bool]:
    entry = reader.node.entries.get("healthcheck")
    if entry is None or not isinstance(entry.value, Mapping):
        return absent(reader.anchor)
    origin = Origin(entry.key.path, entry.key.span, f"services.{reader.name}.healthcheck")
    disabled = boolean(reader.project.plain(entry.value.get("disable"))) is True
    test = [reader.project.plain(item) for item in scalars(entry.value.get("test"))]
    if not disabled and not test:
        return absent(origin)
    return known(not disabled and test[:1] != ["NONE"], origin)
