"""The ZooKeeper servers of a cluster, where their files stand beside the brokers'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint.errors import InputError
from kafkalint.model import Node
from kafkalint.sources import Workspace
from kafkalint.sources._names import is_named_properties
from kafkalint.sources.properties.member import LOOPBACK, Member
from kafkalint.sources.zookeeper.recognition import is_zookeeper
from kafkalint.sources.zookeeper.server import Server, read_server


def ensemble_of(members: Sequence[Member], workspace: Workspace) -> tuple[Node, ...]:
    """The servers that `zookeeper.connect` of all `members` leads to; none unless it is shown.

    It is shown by the same hosts in `server.N` lines, or where both are on this machine and
    the port is the same.
    """
    connects = {member.zookeeper for member in members}
    if len(connects) != 1:
        return ()
    *addresses, _chroot = connects.pop() or ("",)
    if not addresses:
        return ()
    servers = list(_beside(members, workspace))
    found = _local(addresses, servers) if len(addresses) == 1 else _named(addresses, servers)
    return tuple(server.node(server.name) for server in found)


def _local(addresses: Sequence[str], servers: Sequence[Server]) -> Sequence[Server]:
    host, _, port = addresses[0].rpartition(":")
    if host not in LOOPBACK:
        return ()
    found = [
        server
        for server in servers
        if not server.servers and server.file.text("clientPort") == port
    ]
    return found if len(found) == 1 else ()


def _named(addresses: Sequence[str], servers: Sequence[Server]) -> Sequence[Server]:
    hosts = {address.rpartition(":")[0].strip("[]").lower() or address for address in addresses}
    if LOOPBACK.issuperset(hosts):
        return ()
    found = [server for server in servers if server.hosts == hosts]
    ids = [server.id for server in found]
    return found if len(found) == 1 or len(set(ids)) == len(ids) else ()


def _beside(members: Sequence[Member], workspace: Workspace) -> Iterator[Server]:
    """The ZooKeeper files in the folders of `members`."""
    own = {member.path for member in members}
    for folder in dict.fromkeys(member.folder for member in members):
        for path in workspace.list(folder):
            if path in own or not is_named_properties(path):
                continue
            try:
                text = workspace.read(path)
                server = None if text is None else read_server(text, workspace)
            except InputError:
                continue
            if server is not None and is_zookeeper(path, server.file.settings):
                yield server
