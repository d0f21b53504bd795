"""What Docker Swarm makes of a service: copies of one description, machines, lost options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kafkalint.facts import fact
from kafkalint.facts.addresses import advertised_listeners
from kafkalint.facts.identity import node_id
from kafkalint.facts.nodes import copies
from kafkalint.facts.storage import covering, directories
from kafkalint.formats.template import placeholder
from kafkalint.model import Container, Mount, Node
from kafkalint.regex import regex
from kafkalint.values import Value, gather, known, unknown

_MACHINE = regex(r"\s*node\.(?:hostname|id)\s*==\s*\S")
_LABEL = regex(r"\s*(?:node|engine)\.labels\.\S+\s*==\s*\S")
_ON_THE_NETWORK = regex(
    r"(?i)(?:^|[/_-])(?:nfs|efs|gluster\w*|ceph\w*|cifs|smb|shared?)(?:[/_-]|\d*$)"
)
_REFUSED = frozenset(
    "cpu_quota cpu_shares cpuset extends mem_limit memswap_limit volume_driver volumes_from".split()
)
"""docker/cli, cli/compose/types: ForbiddenProperties; the deployment fails over them."""
_HARMLESS = frozenset({"container_name", "depends_on", "domainname", "restart"})
"""Swarm restarts tasks anyway, and Kafka waits for what it depends on."""


@fact
def has_many_copies(node: Node) -> Value[bool]:
    """More than one container runs from this description."""
    container = node.container
    if container is None:
        return known(False, node.anchor)
    if container.deploy_mode.or_else("") == "global":
        return known(True, *container.deploy_mode.origins)
    return copies(node).map(lambda number: number > 1)


@fact
def copies_in_words(node: Node) -> str:
    """ "3 copies", or "a copy on every machine" of a global service."""
    number = copies(node)
    return f"{number.data} copies" if number.is_known else "a copy on every machine"


@fact
def shared_by_copies(node: Node) -> Value[tuple[str, ...]]:
    """What only one process can have and every copy of the node has: id, address, data."""
    found = [*_shared_id(node), *_shared_addresses(node), *_shared_data(node)]
    return known(tuple(value.data for value in found), *gather(found))


def _shared_id(node: Node) -> Iterator[Value[str]]:
    number = node_id(node)
    if number.is_known and placeholder(number.data) is None:
        yield number.map(lambda text: f"id {text}")


def _shared_addresses(node: Node) -> Iterator[Value[str]]:
    for listener in advertised_listeners(node):
        host = listener.advertised_host
        if host.is_known and host.data:
            yield host.map(lambda text: f"the address {text}")
            return


def _shared_data(node: Node) -> Iterator[Value[str]]:
    """Copies on one machine share its volumes; Compose has no other machine."""
    container = node.container
    if container is None:
        return
    on_many = node.cluster.platform == "swarm"
    alone = container.max_replicas_per_node.or_else(0) == 1
    if on_many and (alone or container.deploy_mode.or_else("") == "global"):
        return
    for mount in _data_mounts(node):
        if mount.source.is_known:
            yield known(f"the data in {mount.source.data}", mount.origin)
            return


def _data_mounts(node: Node) -> Iterator[Mount]:
    """What holds the node's data: named volumes and folders of the machine."""
    for directory in directories(node):
        mount = covering(directory)
        if mount is not None and mount.kind in ("volume", "bind"):
            yield mount


@fact
def unpinned_volume(node: Node) -> Value[str]:
    """The volume on one machine that its task may leave behind; "" where there is none."""
    container = node.container
    if container is None or container.deploy_mode.or_else("") == "global":
        return known("", node.anchor)
    local: Mount | None = None
    for mount in _data_mounts(node):
        if mount.shared_storage or mount.driver != "local":
            continue
        if mount.external or not mount.source.is_known:
            return unknown("where the volume is kept is not written here", mount.origin)
        if mount.kind == "bind" and _ON_THE_NETWORK.search(mount.source.data):
            return unknown(f"{mount.source.data} may be on the network", mount.origin)
        local = local or mount
    pinned = is_pinned(node)
    if pinned.is_known and pinned.data:
        return known("", *pinned.origins)
    if local is None:
        return _unknown_data(node) or known("", node.anchor)
    if pinned.is_unknown:
        return unknown(pinned.reason, *pinned.origins)
    return known(local.source.data, local.origin, *pinned.origins)


def _unknown_data(node: Node) -> Value[str] | None:
    """Why one of the mounts may be for data, where the data's directory is not known."""
    mounts = node.container.mounts if node.container else ()
    if not any(mount.kind in ("volume", "bind") and _is_folder(mount) for mount in mounts):
        return None
    for directory in directories(node):
        if directory.path.is_unknown:
            return unknown(directory.path.reason, *directory.path.origins)
    return None


def _is_folder(mount: Mount) -> bool:
    """What is called name.ext is a file or a socket."""
    target: str = mount.target.or_else("") or ""
    return "." not in target.rpartition("/")[2]


@fact
def is_pinned(node: Node) -> Value[bool]:
    """A constraint names its machine, or a label that no other node of the cluster asks for."""
    constraints = node.container.constraints if node.container else ()
    for constraint in constraints:
        if constraint.is_known and _MACHINE.match(constraint.data):
            return known(True, *constraint.origins)
    for constraint in constraints:
        if constraint.is_known and _is_label(constraint) and not _is_common(node, constraint):
            return known(True, *constraint.origins)
    for constraint in constraints:
        if constraint.is_unknown:
            return unknown(constraint.reason, *constraint.origins)
    return known(False, *gather(constraints))


@fact
def is_confined_by_label(node: Node) -> bool:
    """A label, which other nodes ask for as well, keeps it on some of the machines."""
    constraints = node.container.constraints if node.container else ()
    return any(constraint.is_known and _is_label(constraint) for constraint in constraints)


def _is_label(constraint: Value[str]) -> bool:
    return _LABEL.match(constraint.data) is not None


def _is_common(node: Node, constraint: Value[str]) -> bool:
    """Another node of the same software asks for the very same label."""
    wanted = re.sub(r"\s", "", constraint.data)
    return any(
        other is not node
        and other.software == node.software
        and any(re.sub(r"\s", "", each.or_else("") or "") == wanted for each in _constraints(other))
        for other in node.cluster.nodes
    )


def _constraints(node: Node) -> tuple[Value[str], ...]:
    return node.container.constraints if node.container else ()


@fact
def lost_options(node: Node) -> Value[tuple[str, ...]]:
    """Options of the service that `docker stack deploy` refuses or does not do."""
    written = node.container.ignored_options if node.container else {}
    names = tuple(f"{key} (refused)" if key in _REFUSED else key for key in written)
    places = [value.origins[0] for value in written.values() if value.origins]
    return known(names, *places or (node.anchor,))


@fact
def loses_little(node: Node) -> bool:
    """It runs without the lost options as it would with them."""
    container = node.container
    if container is None:
        return True
    written = container.ignored_options
    if "build" in written and container.image is None:
        return False
    if "container_name" in written and _is_addressed(node, written["container_name"]):
        return False
    return set(written) <= {*_HARMLESS, "build"}


def _is_addressed(node: Node, name: Value[str]) -> bool:
    """Somebody speaks to it by the name, which nothing in the swarm resolves."""
    container = node.container
    if not name.is_known or container is None or name.data == container.service:
        return False
    pattern = rf"(?<![\w.-]){re.escape(name.data)}:\d"
    texts = [value for other in node.cluster.nodes for value in other.settings.values()]
    for companion in node.cluster.companions:
        if isinstance(companion.container, Container):
            texts += [variable.value for variable in companion.container.variables]
    return any(value.is_known and re.search(pattern, str(value.data)) for value in texts)
