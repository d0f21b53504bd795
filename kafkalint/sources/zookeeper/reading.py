"""Claimed files to ensembles."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.hosts import is_loopback
from kafkalint.model import Cluster
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._grouping import (
    are_numbered,
    common_folder,
    linked,
    relative,
    shape,
    without_alternatives,
)
from kafkalint.sources.zookeeper.recognition import is_zookeeper, may_be_zookeeper
from kafkalint.sources.zookeeper.server import Server, host_of, read_server


def read_files(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """Every ensemble that `files` configure, as a cluster without brokers."""
    reading = Reading()
    servers = []
    for file in files:
        if not may_be_zookeeper(file.path, file.text.content.encode(errors="replace")):
            continue
        try:
            server = read_server(file.text, workspace)
        except InputError as problem:
            notice = Notice("unreadable", file.path, problem.line, problem.message)
            if "zoo" in file.path.rsplit("/", 1)[-1].lower():
                reading.notices.append(notice)
            continue
        if is_zookeeper(file.path, server.file.settings):
            servers.append(server)
            reading.consumed.update(server.files[1:])
    for group in linked(servers, _links):
        for part in without_alternatives(group, lambda server: server.name, _is_mistaken):
            reading.clusters.append(_ensemble(sorted(part, key=_order)))
    return reading


def _ensemble(servers: Sequence[Server]) -> Cluster:
    paths = sorted(server.path for server in servers)
    folder = common_folder(paths)
    names = ",".join(relative(path, folder) for path in paths)
    name = paths[0] if len(paths) == 1 else f"{folder}#{names}"
    nodes = tuple(server.node(relative(server.path, folder)) for server in servers)
    return Cluster(
        name=name,
        anchor=nodes[0].anchor,
        id=name,
        nodes=nodes,
        undisclosed=_undisclosed(servers),
        files=tuple(path for server in servers for path in server.files),
    )


def _undisclosed(servers: Sequence[Server]) -> str:
    if servers[0].file.is_rendered:
        return "the template is filled in for an unknown number of servers"
    if len(servers[0].servers) <= len(servers):
        return ""
    return f"{len(servers)} of the {len(servers[0].servers)} servers that are named are described"


def _order(server: Server) -> tuple[int, str]:
    return (int(server.id) if server.id else 1 << 40, server.path)


def _links(server: Server) -> Iterator[Hashable]:
    """A list of several servers is the same nowhere else, unless they are all on localhost."""
    members = tuple(server.servers.items())
    if len(members) < 2 or not all(text for _, text in members):
        return
    if server.id and not all(is_loopback(host_of(text)) for _, text in members):
        yield members
    yield (members, "folder", server.folder)
    yield (members, "numbered", shape(server.path))


def _is_mistaken(servers: list[Server]) -> bool:
    """Whether servers with one id are still different ones: numbered, each in its own place."""
    places = {server.place for server in servers}
    return are_numbered(servers) and len(places) == len(servers)
