"""Why a cluster may have more nodes than a project describes."""

from __future__ import annotations

from kafkalint.formats.template import placeholder
from kafkalint.sources.compose.addresses import (
    ID_KEYS,
    QUORUM_KEYS,
    Directory,
    is_itself,
    servers,
    setting,
    text_of,
    voters,
)
from kafkalint.sources.compose.members import OVERLAY, Member
from kafkalint.sources.compose.merge import dependencies
from kafkalint.sources.compose.ties import Group


def undisclosed(found: Group, directory: Directory) -> str:
    """Why there may be more nodes than are described here."""
    ids = {text for m in found.members for key in ID_KEYS if (text := text_of(m, key))}
    for member in found.members:
        node = member.node
        assert node is not None
        if node.partial == OVERLAY or _depends_on_others(member):
            return OVERLAY
        reason = _unseen_voter(ids, len(found.members), member, directory)
        reason = reason or _unseen_zookeeper(member, directory)
        if reason:
            return reason
    return ""


def _depends_on_others(member: Member) -> bool:
    """Compose refuses a file alone whose service depends on one that it does not have."""
    services = member.reader.project.services
    return any(name not in services for name in dependencies(member.reader.node))


def _unseen_voter(ids: set[str], count: int, member: Member, directory: Directory) -> str:
    """A voter that is none of the nodes here, which are `count` and have these `ids`."""
    for key in QUORUM_KEYS:
        value = setting(member, key)
        if value is not None and value.is_unknown and not text_of(member, "zookeeper.connect"):
            return f"{key} is not known: {value.reason}"
        listed = voters(text_of(member, key))
        for address in listed:
            if address.id in ids or is_itself(address, member):
                continue
            if not address.is_literal and len(listed) <= count:
                continue
            if not directory.find(address, member):
                return f"{key} names {address.host}, which is not described here"
    return ""


def _unseen_zookeeper(member: Member, directory: Directory) -> str:
    value = setting(member, "zookeeper.connect")
    if value is None:
        return ""
    if value.is_unknown:
        return f"zookeeper.connect is not known: {value.reason}"
    for address in servers(str(value.data))[0]:
        if not is_itself(address, member) and not directory.find(address, member):
            where = placeholder(address.host) or address.host
            return f"ZooKeeper at {where} is not described here, and more brokers may use it"
    return ""
