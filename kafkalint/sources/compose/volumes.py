"""What is mounted into a service: volumes, binds, tmpfs, secrets and configs."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.template import placeholder
from kafkalint.model import Mount
from kafkalint.regex import regex
from kafkalint.sources.compose.merge import scalars
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.scalars import boolean, literal
from kafkalint.values import Origin, Value, unknown

_WINDOWS = regex(r"[A-Za-z]:[\\/]")
_PLACE = regex(r"(?:\$\{[^}]*\}|[^:])+")
_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "glusterfs", "ceph", "lustre"})
_LOCAL_DRIVERS = frozenset({"", "local", "local-persist"})
MAX_SHARING = 20
"""Services that take their volumes from one another."""


def read(project: Project, service: Entry) -> tuple[Mount, ...]:
    """All mounts of a service; the last of several at one place counts."""
    found: dict[str, Mount] = {}
    seen: set[str] = set()
    pending = [service]
    while pending and len(seen) < MAX_SHARING:
        entry = pending.pop(0)
        node = entry.value
        if entry.key.text in seen or not isinstance(node, Mapping):
            continue
        seen.add(entry.key.text)
        for mount in _own(project, service.key.text, node):
            at = mount.target.data or f"?{len(found)}"
            if entry is service or at not in found:
                found[at] = mount
        for item in scalars(node.get("volumes_from")):
            other = project.services.get(project.plain(item).partition(":")[0])
            if other is not None:
                pending.append(other)
    return tuple(found.values())


def _own(project: Project, service: str, node: Mapping) -> Iterator[Mount]:
    logical = f"services.{service}.volumes"
    for item in _items(node.get("volumes")):
        if isinstance(item, Scalar):
            yield _short(project, project.value(item, logical), item)
        elif isinstance(item, Mapping):
            yield _long(project, item, logical)
    for item in scalars(node.get("tmpfs")):
        value = project.value(item, f"services.{service}.tmpfs")
        target = value.map(lambda text: text.partition(":")[0])
        yield Mount("tmpfs", Value("", value.origins), literal(target), value.origins[0])
    for kind in ("secret", "config"):
        for item in _items(node.get(f"{kind}s")):
            yield from _granted(project, kind, item)


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Sequence) else []


def _short(project: Project, value: Value[str], node: Scalar) -> Mount:
    parts = _split(value.data.strip())
    modes = set(parts.pop().split(",")) if len(parts) > 2 else set()
    origins = value.origins
    target = literal(Value(parts[-1], origins))
    if len(parts) == 1:
        return Mount("anonymous", Value("", origins), target, origins[0], "ro" in modes)
    return _sourced(project, parts[0], target, origins, node, "ro" in modes)


def _split(text: str) -> list[str]:
    """At the colons, but not those of a Windows path or of an open variable."""
    parts = _PLACE.findall(text) or [""]
    if _WINDOWS.match(text) and len(parts) > 1:
        parts[:2] = [f"{parts[0]}:{parts[1]}"]
    return parts


def _sourced(
    project: Project,
    source: str,
    target: Value[str],
    origins: tuple[Origin, ...],
    node: Node,
    read_only: bool,
) -> Mount:
    """A volume by its name, or a path of the host."""
    if source[:1] in ("/", ".", "~") or _WINDOWS.match(source):
        return _bind(project, source, target, origins, node, read_only)
    if placeholder(source):
        kind = "bind" if "/" in source else "volume"
        return Mount(kind, literal(Value(source, origins)), target, origins[0], read_only)
    return _volume(project, source, target, origins, read_only)


def _bind(
    project: Project,
    source: str,
    target: Value[str],
    origins: tuple[Origin, ...],
    node: Node,
    read_only: bool,
) -> Mount:
    absolute = source[:1] in ("/", "~") or _WINDOWS.match(source)
    path = source if absolute else project.path(source, node)
    return Mount("bind", literal(Value(path, origins)), target, origins[0], read_only)


def _volume(
    project: Project,
    name: str,
    target: Value[str],
    origins: tuple[Origin, ...],
    read_only: bool,
) -> Mount:
    declared = project.section("volumes").mapping(name)
    source = f"{project.name}_{name}" if project.name else name
    if declared is None:
        return Mount("volume", Value(source, origins), target, origins[0], read_only)
    options = declared.mapping("driver_opts")
    texts = {e.key.text: project.plain(e.value) for e in options} if options else {}
    driver = project.plain(declared.get("driver")) or "local"
    external = _is_external(project, declared)
    source = _volume_name(project, declared, external) or (name if external else source)
    shared = driver not in _LOCAL_DRIVERS or texts.get("type", "").lower() in _NETWORK_TYPES
    device = texts.get("device", "")
    if driver == "local" and "bind" in texts.get("o", "").split(",") and device:
        where = literal(Value(device, origins))
        return Mount("bind", where, target, origins[0], read_only, external, driver, shared)
    named = literal(Value(source, origins))
    return Mount("volume", named, target, origins[0], read_only, external, driver, shared)


def _is_external(project: Project, declared: Mapping) -> bool:
    external = declared.get("external")
    if isinstance(external, Scalar):
        return boolean(project.plain(external)) is True
    return external is not None


def _volume_name(project: Project, declared: Mapping, external: bool) -> str:
    old = declared.mapping("external")
    return project.plain(declared.get("name")) or (
        project.plain(old.get("name")) if external and old else ""
    )


def _long(project: Project, item: Mapping, logical: str) -> Mount:
    span = item.entries["target"].origin.span if "target" in item else item.span
    origins = (Origin(item.path, span, logical),)
    kind = project.plain(item.get("type")) or "volume"
    source = project.plain(item.get("source") or item.get("src"))
    written = item.get("target") or item.get("destination") or item.get("dst")
    target = literal(Value(project.plain(written), origins))
    given = project.plain(item.get("read_only") or item.get("readonly"))
    read_only = boolean(given) is True
    if kind == "tmpfs":
        return Mount("tmpfs", Value("", origins), target, origins[0], read_only)
    if kind == "bind":
        if placeholder(source):
            return Mount("bind", literal(Value(source, origins)), target, origins[0], read_only)
        return _bind(project, source, target, origins, item, read_only)
    if not source:
        return Mount("anonymous", Value("", origins), target, origins[0], read_only)
    if placeholder(source):
        return Mount("volume", literal(Value(source, origins)), target, origins[0], read_only)
    return _volume(project, source, target, origins, read_only)


def _granted(project: Project, kind: str, item: Node) -> Iterator[Mount]:
    """A secret or config that the service gets; its source is the file that holds it."""
    if isinstance(item, Scalar):
        name, target = project.plain(item), ""
        origin = item.origin
    elif isinstance(item, Mapping):
        name, target = project.plain(item.get("source")), project.plain(item.get("target"))
        origin = item.entries["source"].origin if "source" in item else item.origin
    else:
        return
    folder = "/run/secrets/" if kind == "secret" else "/"
    at = target if target.startswith("/") else folder + (target or name)
    yield Mount(kind, _content(project, kind, name, origin), Value(at, (origin,)), origin, True)


def _content(project: Project, kind: str, name: str, origin: Origin) -> Value[str]:
    """The file that holds it; for one that is written inline, a path that `inline` knows."""
    declared = project.section(f"{kind}s").mapping(name)
    file = declared.get("file") if declared else None
    if isinstance(file, Scalar) and not file.is_null:
        return literal(Value(project.path(project.plain(file), file), (origin,)))
    content = declared.get("content") if declared else None
    if isinstance(content, Scalar):
        made_up = f"{content.path}#{kind}s.{name}"
        project.inline[made_up] = content
        return Value(made_up, (content.origin,))
    return unknown(f"the {kind} {name} is kept elsewhere", origin)
