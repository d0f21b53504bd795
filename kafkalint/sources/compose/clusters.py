"""Groups the nodes of a project into clusters, by what they themselves say of each other."""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from kafkalint.formats.template import placeholder
from kafkalint.model import Cluster, Node, Topic
from kafkalint.sources.compose import companions
from kafkalint.sources.compose.addresses import (
    LOOPBACK,
    Address,
    Directory,
    mentioned,
    servers,
    voters,
)
from kafkalint.sources.compose.members import OVERLAY, Member
from kafkalint.sources.compose.merge import dependencies
from kafkalint.sources.compose.project import Project
from kafkalint.values import Value

_QUORUM_KEYS = ("controller.quorum.voters", "controller.quorum.bootstrap.servers")
_IDS = ("node.id", "broker.id")


@dataclass
class Group:
    """Members that serve one set of topics, and the ZooKeeper servers that they use."""

    members: list[Member]
    ensemble: list[Member] = field(default_factory=list)

    @property
    def everyone(self) -> list[Member]:
        return [*self.members, *self.ensemble]


class _Union:
    """Sets of members that belong together."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._parent: dict[Hashable, Hashable] = {}
        self.members = list(members)

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parent[self.root(one)] = self.root(other)

    def root(self, one: Hashable) -> Hashable:
        while (above := self._parent.get(one, one)) != one:
            one = above
        return one

    def sets(self) -> list[list[Member]]:
        found: dict[Hashable, list[Member]] = {}
        for member in self.members:
            found.setdefault(self.root(member.name), []).append(member)
        return list(found.values())


def group(project: Project, members: list[Member]) -> list[Cluster]:
    """The clusters of a project, each with the companions that speak to it."""
    directory = Directory(members)
    for member in members:
        directory.add_links(member)
    zookeepers = [m for m in members if m.node is not None and m.node.software == "zookeeper"]
    brokers = [m for m in members if m.node is not None and m.node.software == "kafka"]
    ensembles = _ensembles(zookeepers, directory)
    groups = [
        part
        for together in _kafka(brokers, ensembles, directory)
        for part in _alternatives(together)
    ]
    for found in groups:
        found.ensemble = _ensemble_of(found, ensembles, directory, len(groups))
    used = {member.name for found in groups for member in found.ensemble}
    lone = [[m for m in ensemble if m.name not in used] for ensemble in ensembles]
    groups += [Group([], ensemble) for ensemble in lone if ensemble]
    beside = companions.attach(groups, members, directory)
    shared: set[str] = set()
    return [
        _cluster(project, found, beside[index], directory, shared)
        for index, found in enumerate(groups)
    ]


def _ensembles(zookeepers: list[Member], directory: Directory) -> list[list[Member]]:
    union = _Union(zookeepers)
    for member in zookeepers:
        assert member.node is not None
        for key, value in member.node.settings.items():
            if key.startswith("server.") and value.is_known:
                address = Address(value.data.strip().partition(":")[0].lower(), "")
                for other in directory.find(address, member):
                    if other.node is not None and other.node.software == "zookeeper":
                        union.join(member.name, other.name)
    return union.sets()


def _kafka(
    brokers: list[Member], ensembles: list[list[Member]], directory: Directory
) -> list[Group]:
    ensemble_of = {m.name: index for index, found in enumerate(ensembles) for m in found}
    union = _Union(brokers)
    tied: set[str] = set()
    for member in brokers:
        for tie in _ties(member, ensemble_of, directory):
            union.join(member.name, tie)
            tied.add(member.name)
    sets = union.sets()
    firm = [found for found in sets if any(m.name in tied for m in found)]
    loose = [m for found in sets for m in found if m.name not in tied]
    open_ended = [member for member in loose if _may_say_more(member)]
    alone = [member for member in loose if not _may_say_more(member)]
    if open_ended and len(firm) == 1:
        firm[0].extend(open_ended)
    elif open_ended:
        firm.append(open_ended)
    return [Group(found) for found in (*firm, *([member] for member in alone))]


def _may_say_more(member: Member) -> bool:
    """Its cluster may be set where we cannot look."""
    node = member.node
    assert node is not None
    keys = (*_QUORUM_KEYS, "zookeeper.connect")
    return bool(node.partial) or any(
        key in node.settings and node.settings[key].is_unknown for key in keys
    )


def _ties(member: Member, ensemble_of: dict[str, int], directory: Directory) -> Iterator[Hashable]:
    """What every member of the same cluster has in common with this one."""
    yielded = False
    for address in quorum_addresses(member):
        for other in directory.find(address, member):
            if other.node is not None and other.node.software == "kafka":
                yielded = True
                yield other.name
        if not _is_itself(address, member):
            yielded = True
            yield ("voter", address.host, address.port)
    connect = _text(member, "zookeeper.connect")
    if connect:
        listed, chroot = servers(connect)
        for address in listed:
            found = [m for m in directory.find(address, member) if m.name in ensemble_of]
            for other in found:
                yielded = True
                yield ("ensemble", ensemble_of[other.name], chroot)
            if not found and not _is_itself(address, member):
                yielded = True
                yield ("zookeeper", address.host, address.port, chroot)
    identity = member.metadata.get("cluster.id")
    if not yielded and identity is not None and identity.is_known and not identity.is_default:
        yield ("id", identity.data)


def quorum_addresses(member: Member) -> list[Address]:
    """The voters, or the bootstrap servers, that a node names."""
    return [a for key in _QUORUM_KEYS if (text := _text(member, key)) for a in voters(text)]


def _text(member: Member, key: str) -> str:
    value = member.node.settings.get(key) if member.node else None
    return str(value.data).strip() if value is not None and value.is_known else ""


def _is_itself(address: Address, member: Member) -> bool:
    """On loopback of a container that has a network of its own there is nobody else."""
    mode: str = member.container.network_mode.or_else("")
    return mode != "host" and (address.host in LOOPBACK or address.host.startswith("127."))


def _alternatives(found: Group) -> list[Group]:
    """Services with the same id in different profiles never run together."""
    seen: dict[str, Member] = {}
    clash = False
    for member in found.members:
        identity = next((text for key in _IDS if (text := _text(member, key))), "")
        other = seen.setdefault(identity, member) if identity else member
        one, two = set(member.container.profiles), set(other.container.profiles)
        clash = clash or (other is not member and bool(one and two) and not one & two)
    if not clash:
        return [found]
    profiles = dict.fromkeys(p for member in found.members for p in member.container.profiles)
    return [
        Group([m for m in found.members if profile in m.container.profiles]) for profile in profiles
    ]


def _ensemble_of(
    found: Group, ensembles: list[list[Member]], directory: Directory, groups: int
) -> list[Member]:
    """The ZooKeeper servers that the brokers connect to."""
    used: dict[str, Member] = {}
    unclear = False
    for member in found.members:
        value = _setting(member, "zookeeper.connect")
        if value is None:
            unclear = unclear or _is_open_about_mode(member)
            continue
        listed = servers(str(value.data))[0] if value.is_known else []
        unclear = unclear or not listed or any(not address.is_literal for address in listed)
        for address in listed:
            for other in directory.find(address, member):
                used[other.name] = other
    if not used and unclear and len(ensembles) == 1 and groups == 1:
        return ensembles[0]
    return [m for ensemble in ensembles if any(m.name in used for m in ensemble) for m in ensemble]


def _is_open_about_mode(member: Member) -> bool:
    """An image that nobody knows may connect to ZooKeeper by variables of its own."""
    node = member.node
    return bool(
        node and node.partial and not {"process.roles", *_QUORUM_KEYS} & node.settings.keys()
    )


def _cluster(
    project: Project,
    found: Group,
    beside: list[Member],
    directory: Directory,
    shared: set[str],
) -> Cluster:
    nodes = []
    for member in found.everyone:
        assert member.node is not None
        nodes.append(replace(member.node) if member.name in shared else member.node)
        shared.add(member.name)
    names = [node.name for node in nodes]
    declared = list(_declared(found, beside, directory))
    return Cluster(
        ", ".join(names),
        nodes[0].anchor,
        id=f"{_file(project, nodes[0])}#{','.join(names)}",
        platform="swarm" if project.stack else "compose",
        nodes=tuple(nodes),
        declared_topics=tuple(_once(declared)),
        companions=tuple(companions.read(project, member) for member in beside),
        undisclosed=project.partial or _undisclosed(found, directory),
        files=tuple(project.files),
        metadata=_metadata(found),
    )


def _file(project: Project, node: Node) -> str:
    """The file that names the cluster, with the overlay that changes it."""
    path = node.anchor.path
    if project.overlay in ("", path):
        return path
    return f"{path}+{posixpath.basename(project.overlay)}"


def _declared(found: Group, beside: list[Member], directory: Directory) -> Iterator[Topic]:
    """The topics of the nodes' own variables, and of jobs that are pointed to one of the nodes."""
    names = {member.name for member in found.everyone}
    for member in (*found.members, *beside):
        yield from member.topics
        for created in member.created:
            meant = {
                other.name
                for address in mentioned(created.servers)
                for other in directory.find(address, member)
            }
            if not meant or meant & names:
                yield created.topic


def _once(topics: list[Topic]) -> Iterator[Topic]:
    seen: set[str] = set()
    for topic in topics:
        if topic.name not in seen:
            seen.add(topic.name)
            yield replace(topic)


def _metadata(found: Group) -> dict[str, Value[str]]:
    """The first cluster id as "cluster.id", and each node's own as "cluster.id@node"."""
    metadata: dict[str, Value[str]] = {}
    for member in found.members:
        for key, value in member.metadata.items():
            metadata.setdefault(key, value)
            metadata[f"{key}@{member.name}"] = value
    return metadata


def _undisclosed(found: Group, directory: Directory) -> str:
    """Why there may be more nodes than are described here."""
    for member in found.members:
        node = member.node
        assert node is not None
        if node.partial == OVERLAY or _depends_on_others(member):
            return OVERLAY
        reason = _unseen_voter(found, member, directory) or _unseen_zookeeper(member, directory)
        if reason:
            return reason
    return ""


def _depends_on_others(member: Member) -> bool:
    """Compose refuses a file alone whose service depends on one that it does not have."""
    services = member.reader.project.services
    return any(name not in services for name in dependencies(member.reader.node))


def _unseen_voter(found: Group, member: Member, directory: Directory) -> str:
    ids = {text for m in found.members for key in _IDS if (text := _text(m, key))}
    for key in _QUORUM_KEYS:
        value = _setting(member, key)
        if value is not None and value.is_unknown and not _text(member, "zookeeper.connect"):
            return f"{key} is not known: {value.reason}"
        listed = voters(_text(member, key))
        for address in listed:
            if address.id in ids or _is_itself(address, member):
                continue
            if not address.is_literal and len(listed) <= len(found.members):
                continue
            if not directory.find(address, member):
                return f"{key} names {address.host}, which is not described here"
    return ""


def _unseen_zookeeper(member: Member, directory: Directory) -> str:
    value = _setting(member, "zookeeper.connect")
    if value is None:
        return ""
    if value.is_unknown:
        return f"zookeeper.connect is not known: {value.reason}"
    for address in servers(str(value.data))[0]:
        if not _is_itself(address, member) and not directory.find(address, member):
            where = placeholder(address.host) or address.host
            return f"ZooKeeper at {where} is not described here, and more brokers may use it"
    return ""


def _setting(member: Member, key: str) -> Value[str] | None:
    return member.node.settings.get(key) if member.node else None
