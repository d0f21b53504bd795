"""Which nodes of a project are one cluster, by what they themselves say of each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from kafkalint.sources.compose.addresses import (
    ID_KEYS,
    QUORUM_KEYS,
    Address,
    Directory,
    is_itself,
    servers,
    setting,
    text_of,
    voters,
)
from kafkalint.sources.compose.members import Member


class Group:
    """Members that serve one set of topics, and the ZooKeeper servers that they use."""

    def __init__(self, members: list[Member], ensemble: Sequence[Member] = ()) -> None:
        self.members = members
        self.ensemble = list(ensemble)

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
        seen = []
        while (above := self._parent.get(one, one)) != one:
            seen.append(one)
            one = above
        for member in seen:  # so that the next way is short
            self._parent[member] = one
        return one

    def sets(self) -> list[list[Member]]:
        found: dict[Hashable, list[Member]] = {}
        for member in self.members:
            found.setdefault(self.root(member.name), []).append(member)
        return list(found.values())


def groups(members: list[Member], directory: Directory) -> list[Group]:
    """The clusters' members: brokers and controllers with their ensembles, then lone ensembles."""
    zookeepers = [m for m in members if m.node is not None and m.node.software == "zookeeper"]
    brokers = [m for m in members if m.node is not None and m.node.software == "kafka"]
    ensembles = _ensembles(zookeepers, directory)
    found = [
        part
        for together in _kafka(brokers, ensembles, directory)
        for part in _alternatives(together)
    ]
    for group in found:
        group.ensemble = _ensemble_of(group, ensembles, directory, len(found))
    used = {member.name for group in found for member in group.ensemble}
    lone = [[m for m in ensemble if m.name not in used] for ensemble in ensembles]
    return [*found, *(Group([], ensemble) for ensemble in lone if ensemble)]


def _ensembles(zookeepers: list[Member], directory: Directory) -> list[list[Member]]:
    union = _Union(zookeepers)
    for member in zookeepers:
        assert member.node is not None
        listed = [
            (key, value.data.strip())
            for key, value in member.node.settings.items()
            if key.startswith("server.") and value.is_known
        ]
        if len(listed) > 1:
            union.join(member.name, ("ensemble", *sorted(listed)))
        for _, text in listed:
            address = Address(text.partition(":")[0].lower(), "")
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
    keys = (*QUORUM_KEYS, "zookeeper.connect")
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
        if not is_itself(address, member):
            yielded = True
            yield ("voter", address.host, address.port)
    connect = text_of(member, "zookeeper.connect")
    if connect:
        listed, chroot = servers(connect)
        for address in listed:
            found = [m for m in directory.find(address, member) if m.name in ensemble_of]
            for other in found:
                yielded = True
                yield ("ensemble", ensemble_of[other.name], chroot)
            if not found and not is_itself(address, member):
                yielded = True
                yield ("zookeeper", address.host, address.port, chroot)
    identity = member.metadata.get("cluster.id")
    if not yielded and identity is not None and identity.is_known and not identity.is_default:
        yield ("id", identity.data)


def quorum_addresses(member: Member) -> list[Address]:
    """The voters, or the bootstrap servers, that a node names."""
    return [a for key in QUORUM_KEYS if (text := text_of(member, key)) for a in voters(text)]


def _alternatives(found: Group) -> list[Group]:
    """Services with the same id in different profiles never run together."""
    seen: dict[str, Member] = {}
    clash = False
    for member in found.members:
        identity = next((text for key in ID_KEYS if (text := text_of(member, key))), "")
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
        value = setting(member, "zookeeper.connect")
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
        node and node.partial and not {"process.roles", *QUORUM_KEYS} & node.settings.keys()
    )
