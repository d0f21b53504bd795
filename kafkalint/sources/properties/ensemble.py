"""The ZooKeeper of brokers that look for it on their own machine.

Where brokers name their ensemble's hosts, what several sources say is joined later; but
`localhost` means something only among files that lie beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint.errors import InputError
from kafkalint.hosts import is_loopback
from kafkalint.model import Node
from kafkalint.sources import Workspace
from kafkalint.sources._names import is_named_properties
from kafkalint.sources.properties.member import Member
from kafkalint.sources.zookeeper.recognition import is_zookeeper
from kafkalint.sources.zookeeper.server import Server, read_server


def local_zookeeper(members: Sequence[Member], workspace: Workspace) -> tuple[Node, ...]:
    """The server that all `members` reach on localhost, by its port, in one of their folders.

    None where several files could be it, or where it belongs to an ensemble.
    """
    ports = {_local_port(member) for member in members}
    port = ports.pop() if len(ports) == 1 else ""
    if not port:
        return ()
    found = [
        server
        for server in _beside(members, workspace)
        if not server.servers and server.file.text("clientPort") == port
    ]
    return (found[0].node(found[0].name),) if len(found) == 1 else ()


def _local_port(member: Member) -> str:
    *addresses, _chroot = member.zookeeper or ("",)
    if len(addresses) != 1:
        return ""
    host, _, port = addresses[0].rpartition(":")
    return port if is_loopback(host) else ""


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
