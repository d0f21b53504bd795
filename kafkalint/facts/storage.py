"""Where nodes keep their data, and whether it outlives the process, the container, the reboot."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import copies, may_run_together
from kafkalint.facts.paths import is_within, normal
from kafkalint.formats.template import placeholder
from kafkalint.model import Cluster, Container, Directory, Mount, Node
from kafkalint.values import Origin, Provenance, Value, absent, gather, known, unknown

TEMPORARY = ("/tmp", "/var/tmp", "/run", "/var/run", "/dev/shm")
_KEPT = frozenset({"volume", "bind"})
_AUXILIARY = (
    "secret",
    "cert",
    "conf",
    "etc",
    "ssl",
    "tls",
    "jmx",
    "plugin",
    "script",
    "opt",
    "bin",
)


@fact
def directories(node: Node) -> tuple[Directory, ...]:
    """log.dirs (or log.dir) and metadata.log.dir of Kafka, dataDir and dataLogDir of ZooKeeper."""
    if node.directories_given is not None:
        return (*node.directories_given, *_written(node, "metadata.log.dir", "metadata"))
    if node.software == "zookeeper":
        found = _written(node, "dataDir", "snapshot") or _unknown_directory(node, "dataDir")
        return (*found, *_written(node, "dataLogDir", "journal"))
    logs = effective(node, "log.dirs")
    key = "log.dirs"
    if logs.is_absent or (logs.is_known and not logs.data):
        logs, key = effective(node, "log.dir"), "log.dir"
    if not logs.is_known:
        return _unknown_directory(node, key)
    paths = logs.data if isinstance(logs.data, tuple) else str(logs.data).split(",")
    anchor = logs.origins[0] if logs.origins else node.anchor
    found = tuple(
        Directory(path, anchor, node=node, path=Value(path, *_how(logs)))
        for path in (str(item).strip() for item in paths)
        if path
    )
    return (*found, *_written(node, "metadata.log.dir", "metadata"))


def _how(value: Value[Any]) -> tuple[tuple[Origin, ...], Provenance, str]:
    return value.origins, value.provenance, value.reason


def _written(node: Node, key: str, purpose: str) -> tuple[Directory, ...]:
    value = effective(node, key)
    if not value.is_known or not value.data:
        return ()
    anchor = value.origins[0] if value.origins else node.anchor
    path = value.map(lambda data: str(data).strip())
    return (Directory(str(value.data).strip(), anchor, node=node, purpose=purpose, path=path),)


def _unknown_directory(node: Node, key: str) -> tuple[Directory, ...]:
    value = effective(node, key)
    if value.is_absent:
        return ()
    path = unknown(value.reason, *value.origins)
    folder = _literal_folder(node.settings.get(key))
    return (Directory("the data directory", node.anchor, node=node, path=path, folder=folder),)


def _literal_folder(text: Value[str] | None) -> str:
    """/kafka of /kafka/logs-${HOSTNAME}; "" where nothing of the path is written."""
    if text is None or not text.is_known or "," in text.data:
        return ""
    hole = placeholder(text.data)
    before = text.data.strip().partition(hole)[0] if hole else ""
    folder = posixpath.dirname(before) if before.startswith("/") else ""
    return "" if folder == "/" else folder


@subject("directory")
def all_directories(cluster: Cluster) -> Iterable[Directory]:
    """Every directory in which a node keeps data."""
    return (directory for node in cluster.nodes for directory in directories(node))


@fact
def is_temporary(directory: Directory) -> Value[bool]:
    """The system clears it by itself, at a reboot or after some days."""
    path = known(directory.folder, *directory.path.origins) if directory.folder else directory.path
    return path.map(lambda path: any(is_within(path, folder) for folder in TEMPORARY))


@fact
def is_mounted(directory: Directory) -> Value[bool]:
    """A volume or a host directory is mounted at or above it."""
    return directory.path.map(lambda _: covering(directory) is not None)


@fact
def keeping(directory: Directory) -> Value[str]:
    """What keeps its data: "volume", "host", "anonymous", "memory", "container", or "disk" of a VM.

    "anonymous" is a volume that only the image declares: the next container gets a new one.
    """
    container = directory.node.container
    if container is None:
        return is_temporary(directory).map(lambda cleared: "cleared" if cleared else "disk")
    if directory.path.is_unknown and not _is_placed(directory, container):
        return _keeping_anywhere(directory, container)
    path = _innermost(directory)
    mount = covering(directory)
    image = [volume for volume in container.volumes_from_image if is_within(path, volume)]
    deepest = max(image, key=len, default="")
    if mount is None:
        text = "anonymous" if deepest else "container"
        beside = [each.origin for each in container.mounts[:1]]  # where a mount would stand
        return known(text, directory.node.anchor, *_written_origins(directory), *beside)
    if not mount.target.is_known:
        return unknown("a mount's target is filled in elsewhere", mount.origin)
    if len(deepest) > len(normal(mount.target.data)):
        return known("hidden", mount.origin, directory.node.anchor)
    if mount.kind == "tmpfs":
        return known("memory", mount.origin)
    if mount.kind == "anonymous":
        return known("anonymous", mount.origin)
    return known("host" if mount.kind == "bind" else "volume", mount.origin)


def _is_placed(directory: Directory, container: Container) -> bool:
    """The folder that it is in tells what keeps it: nothing is mounted further inside."""
    folder = directory.folder
    if not folder or any(not mount.target.is_known for mount in container.mounts):
        return False
    targets = [normal(mount.target.data) for mount in container.mounts]
    return all(target == normal(folder) or not is_within(target, folder) for target in targets)


def _keeping_anywhere(directory: Directory, container: Container) -> Value[str]:
    """Wherever the directory is: without any mount its data dies with the container."""
    if not any(mount.kind in _KEPT for mount in container.mounts):
        return known("container", directory.node.anchor)
    return unknown(directory.path.reason, *directory.path.origins)


def _written_origins(directory: Directory) -> tuple[Origin, ...]:
    return () if directory.path.is_default else directory.path.origins


def covering(directory: Directory) -> Mount | None:
    """The deepest mount whose target is the directory or above it."""
    container = directory.node.container
    if container is None or not (directory.path.is_known or directory.folder):
        return None
    found: Mount | None = None
    for mount in container.mounts:
        if mount.kind in ("secret", "config"):
            continue
        if not mount.target.is_known:
            continue
        target = normal(mount.target.data)
        deeper = found is None or len(target) >= len(normal(found.target.data))
        if is_within(_innermost(directory), target) and deeper:
            found = mount
    return found


def _innermost(directory: Directory) -> str:
    """Where its files are: ZooKeeper keeps them in version-2 inside (FileTxnSnapLog)."""
    path: str = directory.path.data if directory.path.is_known else directory.folder
    return posixpath.join(path, "version-2") if directory.node.software == "zookeeper" else path


@fact
def missing_mount(directory: Directory) -> Value[str]:
    """The target of a mount that looks meant for data and misses every data directory; else ""."""
    node, container = directory.node, directory.node.container
    if container is None or keeping(directory).or_else("") not in (
        "container",
        "anonymous",
        "hidden",
    ):
        return known("", node.anchor)
    own = directories(node)
    if any(not each.path.is_known for each in own):
        return known("", node.anchor)
    targets = [_innermost(each) for each in own]
    for mount in container.mounts:
        if mount.kind not in _KEPT or not mount.target.is_known:
            continue
        target = normal(mount.target.data)
        if keeping(directory).data == "hidden" and covering(directory) is mount:
            return known(target, mount.origin)
        if _is_for_data(mount, target) and not any(is_within(path, target) for path in targets):
            return known(target, mount.origin, *_written_origins(directory))
    return known("", node.anchor)


@fact
def line_for_mount(directory: Directory) -> str:
    """What brings data and volume together: the data moves out of /tmp, else the volume moves."""
    node, target = directory.node, missing_mount(directory).or_else("")
    if not target or node.software != "kafka" or not is_temporary(directory).or_else(False):
        return f'volumes: ["{volume_name(directory)}:{usual_path(directory)}"]'
    from kafkalint.kafka.images import naming, recognise  # few volumes miss the data

    image = node.container.image if node.container else None
    family = recognise(image.repository) if image and image.repository else None
    name = naming.variable_of(family, "log.dirs", node.version) if family else ""
    return f"{name}: {target}" if name else f"log.dirs={target}"


def _is_for_data(mount: Mount, target: str) -> bool:
    """A named volume, or a host folder whose target speaks of data; no certificates and such."""
    if posixpath.splitext(target)[1] or target.endswith(".sock"):
        return False
    parts = [part for part in target.lower().split("/") if part]
    if any(part.startswith(_AUXILIARY) for part in parts[-1:]) or parts[:1] == ["etc"]:
        return False
    if mount.kind == "volume":
        return True
    return any(word in parts[-1] for word in ("data", "kafka", "zookeeper")) if parts else False


@fact
def shared_with(directory: Directory) -> Value[str]:
    """The node that keeps its data in the very same place; "" where none does."""
    mine = _place(directory)
    if mine is None:
        return known("", directory.node.anchor)
    for other_node in directory.node.cluster.nodes:
        if other_node is directory.node or not may_run_together(directory.node, other_node):
            continue
        for other in directories(other_node):
            theirs = _place(other)
            if theirs is not None and theirs == mine:
                origins = gather([_place_value(directory), _place_value(other)])
                return known(other_node.name, *origins)
    return known("", directory.node.anchor)


def _place(directory: Directory) -> tuple[str, str, str] | None:
    """Machine, volume or host path, and the path inside it: what makes two places the same."""
    node = directory.node
    if not directory.path.is_known or node.cluster.running is not None:
        return None  # nodes that run keep each other out by a lock
    if node.container is None:
        host = node.host.or_else("")
        return ("host", host, normal(directory.path.data)) if host else None
    mount = covering(directory)
    if mount is None or mount.kind not in _KEPT or not mount.source.is_known:
        return None
    inside = posixpath.relpath(_innermost(directory), normal(mount.target.data))
    if "$" in inside:
        return None
    if mount.kind == "bind":
        return ("bind", "", posixpath.normpath(posixpath.join(mount.source.data, inside)))
    return ("volume", mount.source.data, inside)


def _place_value(directory: Directory) -> Value[str]:
    mount = covering(directory)
    return known("", mount.origin) if mount else directory.path


@fact
def log_directory_count(node: Node) -> Value[int]:
    """How many log directories (JBOD) the broker has."""
    own = [each for each in directories(node) if each.purpose == "log"]
    for each in own:
        if not each.path.is_known:
            return unknown(each.path.reason, *each.path.origins)
    if not own:
        return absent(node.anchor)
    return known(len(own), *own[0].path.origins)


@fact
def has_one_copy(node: Node) -> Value[bool]:
    """One process runs from this description."""
    return copies(node).map(lambda number: number == 1)


@fact
def keeper(directory: Directory) -> str:
    """`keeping`, in words that end a sentence."""
    return {
        "anonymous": "a volume that only the image declares: the next container gets a new one",
        "container": "the container alone: no volume is mounted there",
        "memory": "memory (tmpfs)",
        "hidden": "an anonymous volume that hides the mount above it",
        "cleared": "a directory that the system clears",
        "volume": "a volume",
        "host": "the host's disk",
        "disk": "the machine's disk",
    }.get(keeping(directory).or_else(""), "nothing that is known")


@fact
def volume_name(directory: Directory) -> str:
    """A name for a volume of its own: "kafka-1-data" for /var/lib/kafka/data of kafka-1."""
    return f"{directory.node.name}-{usual_path(directory).rstrip('/').rpartition('/')[2] or 'data'}"


@fact
def usual_path(directory: Directory) -> str:
    """Its path where that is fit to keep data; else where such nodes usually keep it."""
    path = directory.path.or_else("")
    if path and not is_temporary(directory).or_else(True):
        return str(path)
    return (
        "/var/lib/zookeeper/data"
        if directory.node.software == "zookeeper"
        else "/var/lib/kafka/data"
    )


@fact
def shown_path(directory: Directory) -> str:
    """Its path where that is known; else the folder that it is in, or that it is the data."""
    anywhere = f"a folder in {directory.folder}" if directory.folder else ""
    return str(directory.path.or_else("") or anywhere or "its data, wherever that is,")
