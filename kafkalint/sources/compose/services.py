"""A service as a container: what Docker Compose or Swarm is told about running it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from kafkalint.formats.node import Mapping
from kafkalint.formats.template import placeholder
from kafkalint.kafka.images import recognise
from kafkalint.model import Container, Image, Mount, Variable
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources.compose import ports
from kafkalint.sources.compose.merge import scalars
from kafkalint.sources.compose.reader import Reader
from kafkalint.sources.compose.scalars import boolean, literal, number, seconds, size
from kafkalint.values import Origin, Value, absent, known, unknown

IGNORED_BY_STACKS = (
    "build cgroup_parent cgroupns_mode container_name cpu_quota cpu_shares cpuset depends_on "
    "devices domainname extends external_links ipc links mac_address mem_limit memswap_limit "
    "network_mode pid privileged restart security_opt shm_size userns_mode volume_driver "
    "volumes_from"
).split()
"""docker/cli, cli/compose/types: the unsupported, deprecated and forbidden properties."""

_DIGEST = regex(r"@(sha\d+:[0-9a-fA-F]+)\Z")


def container(
    reader: Reader,
    image: Image | None,
    mounts: tuple[Mount, ...],
    variables: tuple[Variable, ...],
    image_volumes: tuple[str, ...] = (),
) -> Container:
    """Everything that is written about how the service is run."""
    options: dict[str, Any] = dict.fromkeys(_SINGLE, reader.nothing)
    for key, read in _OPTIONS.items():
        if key in reader.node.entries:
            options.update(read(reader))
    return Container(
        service=reader.name,
        image=image,
        variables=variables,
        mounts=mounts,
        names=_names(reader),
        is_built="build" in reader.node,
        ignored_options=_ignored_options(reader) if reader.project.stack else {},
        volumes_from_image=image_volumes,
        **options,
    )


_SINGLE = (
    "hostname command entrypoint restart restart_policy stop_grace memory_limit healthcheck "
    "network_mode log_driver privileged user replicas deploy_mode max_replicas_per_node"
).split()
"""The fields of a container that hold one value, absent unless it is written."""


def _logging(reader: Reader) -> dict[str, Any]:
    return {
        "log_driver": reader.text("logging", "driver"),
        "log_options": reader.texts("logging", "options"),
    }


def _deploy(reader: Reader) -> dict[str, Any]:
    """What Swarm, and in part Compose, is told; it wins over the older options."""
    mode = reader.text("deploy", "mode")
    copies = reader.typed(number, "number", "deploy", "replicas")
    if mode.or_else("") == "global":
        copies = unknown("one on every machine of the swarm", *mode.origins)
    memory = reader.typed(size, "size", "deploy", "resources", "limits", "memory")
    most = reader.typed(number, "number", "deploy", "placement", "max_replicas_per_node")
    found: dict[str, Any] = {
        "deploy_mode": mode,
        "restart_policy": reader.text("deploy", "restart_policy", "condition"),
        "constraints": tuple(_constraints(reader)),
        "max_replicas_per_node": most,
        "labels": {**reader.texts("labels"), **reader.texts("deploy", "labels")},
    }
    for field, value in (("replicas", copies), ("memory_limit", memory)):
        if not value.is_absent:
            found[field] = value
    return found


def _constraints(reader: Reader) -> Iterator[Value[str]]:
    found = reader.find("deploy", "placement", "constraints")
    for item in scalars(found[0].value) if found else ():
        logical = f"services.{reader.name}.deploy.placement.constraints"
        yield literal(reader.project.value(item, logical))


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


_OPTIONS: dict[str, Callable[[Reader], dict[str, Any]]] = {
    "ports": lambda r: {"ports": ports.read(r.project, r.name, r.node.get("ports"))},
    "hostname": lambda r: {"hostname": r.text("hostname")},
    "command": lambda r: {"command": r.words("command")},
    "entrypoint": lambda r: {"entrypoint": r.words("entrypoint")},
    "restart": lambda r: {"restart": r.text("restart")},
    "stop_grace_period": lambda r: {
        "stop_grace": r.typed(seconds, "duration", "stop_grace_period")
    },
    "healthcheck": lambda r: {"healthcheck": _healthcheck(r)},
    "net": lambda r: {"network_mode": r.text("net")},
    "network_mode": lambda r: {"network_mode": r.text("network_mode")},
    "logging": _logging,
    "privileged": lambda r: {"privileged": r.typed(boolean, "boolean", "privileged")},
    "user": lambda r: {"user": r.text("user")},
    "profiles": lambda r: {
        "profiles": tuple(r.project.plain(item) for item in scalars(r.node.get("profiles")))
    },
    "labels": lambda r: {"labels": r.texts("labels")},
    "mem_limit": lambda r: {"memory_limit": r.typed(size, "size", "mem_limit")},
    "scale": lambda r: {"replicas": r.typed(number, "number", "scale")},
    "deploy": _deploy,
}
"""What each key of a service says of its container; later ones win over earlier ones."""


def image(reader: Reader) -> Image | None:
    """The image that `image:` names; None where nothing does."""
    reference = reader.raw("image")
    return None if reference.is_absent else parse_image(reference)


def repository(reader: Reader) -> str:
    """The repository of the service's image, "" where it has none or its name is open."""
    return _image_parts(reader.project.plain(reader.node.get("image"))).repository


def parse_image(reference: Value[str]) -> Image:
    """Repository, tag and digest of a reference; open variables stay in the repository."""
    origins = reference.origins
    parts = _image_parts(reference.or_else("") or "")
    tag: Value[str] = absent(*origins)
    if parts.tag:
        tag = literal(Value(parts.tag, origins))
    elif parts.hole:
        tag = unknown(f"{parts.hole} may hold a tag", *origins)
    elif reference.is_unknown:
        tag = unknown(reference.reason, *origins)
    return Image(literal(reference), parts.repository, tag, parts.digest, parts.family)


class _Parts(NamedTuple):
    """An image reference taken apart; `hole` is an open variable that may hold the tag."""

    repository: str
    tag: str
    digest: str
    hole: str
    family: str


@lru_cache(maxsize=512)
def _image_parts(text: str) -> _Parts:
    digest = _DIGEST.search(text)
    name = text[: digest.start()] if digest else text
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag or "}" in tag.split("{", 1)[0]:
        head, tag = name, ""
    repository = "" if placeholder(head) == head else _without_registry(head)
    hole = head if placeholder(head.rpartition("/")[2]) else ""
    family = recognise(repository) if repository else None
    known_as = family.name if family else ""
    return _Parts(repository, tag, digest[1] if digest else "", hole, known_as)


def _without_registry(name: str) -> str:
    first, slash, rest = name.partition("/")
    is_host = "." in first or ":" in first or first == "localhost" or placeholder(first)
    return rest if slash and is_host else name


def _names(reader: Reader) -> tuple[str, ...]:
    """Every name and fixed address that other containers may reach the service by."""
    node, plain = reader.node, reader.project.plain
    hostname, domain = plain(node.get("hostname")), plain(node.get("domainname"))
    found = [reader.name, plain(node.get("container_name")), hostname]
    if hostname and domain:
        found.append(f"{hostname}.{domain}")
    networks = reader.node.mapping("networks")
    for entry in networks or ():
        if isinstance(entry.value, Mapping):
            aliases = scalars(entry.value.get("aliases"))
            found += [reader.project.plain(alias) for alias in aliases]
            found.append(reader.project.plain(entry.value.get("ipv4_address")))
    return tuple(dict.fromkeys(name for name in found if name))


def _ignored_options(reader: Reader) -> dict[str, Value[str]]:
    """What is written and what `docker stack deploy` does not do."""
    found: dict[str, Value[str]] = {}
    for key in IGNORED_BY_STACKS:
        entry = reader.node.entries.get(key)
        if entry is not None:
            origin = Origin(entry.origin.path, entry.origin.span, f"services.{reader.name}.{key}")
            text = reader.project.plain(entry.value)
            found[key] = literal(Value(text, (origin, *entry.via, *reader.service.via)))
    return found
