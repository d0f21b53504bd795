"""What a cluster keeps to itself without a word.

Kafka leaves out of its lists the topics and groups that whoever asks may not describe. That a
list is short is then no fact about the cluster, and an empty one is not known.
"""

from __future__ import annotations

from msgspec.structs import replace

from kafkalint.live.needs import NEEDS
from kafkalint.live.snapshot import Refusal, Snapshot

ADMINISTRATES = frozenset({"ALL", "ALTER"})


def admit(snapshot: Snapshot) -> Snapshot:
    """`snapshot` with what may be missing from its lists told as refused."""
    operations = snapshot.authorized_operations
    failed = any(refusal.call == "DescribeCluster" for refusal in snapshot.refusals)
    if not snapshot.authorizer or failed or ADMINISTRATES.intersection(operations or ()):
        return snapshot
    refusals: list[Refusal] = []
    topics, groups = snapshot.topics, snapshot.groups
    if topics is not None and (operations is None or not topics):
        refusals.append(_hidden("Metadata", "topics", bool(topics)))
        topics = topics or None
    if groups is not None and operations is None:
        refusals.append(_hidden("ListGroups", "groups", bool(groups)))
        groups = groups or None
    return replace(snapshot, topics=topics, groups=groups, refusals=(*snapshot.refusals, *refusals))


def _hidden(call: str, what: str, some: bool) -> Refusal:
    error = f"only those {what} are told that this user may describe" if some else "none are told"
    return Refusal(call, what, "permission", error, NEEDS[call].permission)
