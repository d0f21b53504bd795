"""Which property files are a ZooKeeper server's: decided by their keys."""

from __future__ import annotations

import re
from collections.abc import Collection

from kafkalint.regex import regex
from kafkalint.sources._names import is_named_otherwise, may_be_properties

CORE = frozenset("dataDir clientPort secureClientPort dynamicConfigFile".split())
"""One of them is in every server's file."""

OWN = CORE | frozenset(
    """
    4lw.commands.whitelist admin.enableServer admin.serverPort autopurge.purgeInterval
    autopurge.snapRetainCount clientPortAddress dataLogDir electionAlg forceSync
    globalOutstandingLimit initLimit jute.maxbuffer maxClientCnxns maxSessionTimeout
    minSessionTimeout peerType preAllocSize quorumListenOnAllIPs reconfigEnabled
    secureClientPortAddress skipACL snapCount snapshot.trust.empty sslQuorum
    standaloneEnabled syncLimit tickTime
    """.split()
)
"""Keys that only ZooKeeper has."""


_MARKS = tuple(key.encode() for key in sorted(OWN))
_NAMED_FOR_ZOOKEEPER = regex(r"zoo|zk", re.IGNORECASE)


def may_be_zookeeper(path: str, content: bytes) -> bool:
    """Whether the name and the bytes leave room for a ZooKeeper server's file."""
    if is_named_otherwise(path) or not any(key in content for key in _MARKS):
        return False
    return may_be_properties(path, content)


def is_zookeeper(path: str, keys: Collection[str]) -> bool:
    """Whether `keys` are those of a ZooKeeper server."""
    own = OWN.intersection(keys)
    if "broker.id" in keys or "process.roles" in keys or "bootstrap.servers" in keys:
        return False
    if len(own) >= 2 and not CORE.isdisjoint(own):
        return True
    return bool(own) and _NAMED_FOR_ZOOKEEPER.search(path.rsplit("/", 1)[-1]) is not None
