"""ZooKeeper's own settings, those of zoo.cfg, as far as they are known here.

ZooKeeper has no ConfigDef that could be asked: known is what images have variables for or write,
and what `meanings` tells.
"""

from __future__ import annotations

from functools import cache

from kafkalint.kafka import meanings, settings
from kafkalint.kafka.images import unasked

_SCOPES = ("broker", "topic", "producer", "consumer", "admin", "connect-worker", "mirrormaker")


@cache
def known_keys() -> frozenset[str]:
    """The keys of zoo.cfg; numbered ones (`server.1`) and those of system properties are not."""
    told = {key for key in meanings.known_keys() if not _is_kafkas(key)}
    for family in unasked.known_families("zookeeper"):
        told.update(family.keys.values())
        if not family.keys:
            told.update(family.defaults)
    return frozenset(key for key in told if not _is_kafkas(key))


def _is_kafkas(key: str) -> bool:
    return any(settings.exists_in_any_version(key, scope) for scope in _SCOPES)
