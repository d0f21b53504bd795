"""Where a running cluster and the files that describe it say different things.

A broker's own file is read once, at its start; what is changed while it runs is kept by the
cluster and wins over the file from then on (KIP-226). So a value that differs was either
changed in the cluster, or written into the file and never brought to the broker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import brokers
from kafkalint.formats.template import placeholder
from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Acl, Cluster, Entity, Node, Topic
from kafkalint.values import Origin, Value, absent, gather, known

CHANGED = "changed while running"
UNAPPLIED = "never applied"
ONLY_WRITTEN = "only in the files"
ONLY_RUNNING = "only in the cluster"
_IDS = frozenset({"node.id", "broker.id"})
_ACL_PARTS = (
    "principal",
    "permission",
    "operation",
    "resource_type",
    "resource_name",
    "pattern",
    "host",
)


class Difference(Entity):
    """One thing that files and cluster do not say alike; `name` is what it is, `how` one of the
    four ways above.

    `written` is what the files say, `running` what the cluster says; absent where it says
    nothing.
    """

    how: str = CHANGED
    written: Value[Any] = absent()
    running: Value[Any] = absent()


@subject("difference", part_of="described")
def all_differences(cluster: Cluster) -> Iterable[Difference]:
    """Where a running cluster and the files beside it say different things."""
    return differences(cluster)


@fact
def differences(cluster: Cluster) -> tuple[Difference, ...]:
    """All of them; none where it is not held against files."""
    described = cluster.described
    if described is None:
        return ()
    found = [*_of_brokers(described, cluster), *_of_topics(described, cluster)]
    if described.acls:
        found += _of_acls(described, cluster)
    return tuple(found)


@fact
def is_settled(difference: Difference) -> Value[bool]:
    """False by its nature; it points at both places."""
    return known(False, *_places(difference.how, difference.written, difference.running))


def _difference(name: str, how: str, written: Value[Any], running: Value[Any]) -> Difference:
    place = _places(how, written, running)[0]
    return Difference(name, place, how=how, written=written, running=running)


def _places(how: str, written: Value[Any], running: Value[Any]) -> tuple[Origin, ...]:
    """The file's first, where anybody can mend it; what nobody wrote is in the cluster alone."""
    return running.origins if how == ONLY_RUNNING else gather([written, running])


def number(node: Node) -> int | None:
    """Its id, where it is known."""
    for key in ("node.id", "broker.id"):
        value = effective(node, key)
        if value.is_known and isinstance(value.data, int) and value.data >= 0:
            return value.data
    return None


def _of_brokers(described: Cluster, running: Cluster) -> Iterator[Difference]:
    there = {number(node): node for node in running.nodes}
    members = [node for node in described.nodes if node.software == "kafka"]
    if len(members) == 1 and described.undisclosed and number(members[0]) not in there:
        for node in brokers(running):  # one file that stands for all of them
            yield from _of_settings(members[0], node)
        return
    for node in members:
        other = there.pop(number(node), None)
        if number(node) is None:
            continue
        if other is None or other.is_up.or_else(True) is False:
            yield _difference(f"node {number(node)}", ONLY_WRITTEN, _is_there(node), absent())
        else:
            yield from _of_settings(node, other)
    if described.undisclosed or any(number(node) is None for node in members):
        return
    for left in there.values():
        if left in brokers(running) and left.is_up.or_else(True):
            yield _difference(left.name, ONLY_RUNNING, absent(), _is_there(left))


def _is_there(entity: Entity) -> Value[str]:
    return known("there", entity.anchor)


def _of_settings(written: Node, running: Node) -> Iterator[Difference]:
    for key, text in written.settings.items():
        if key in _IDS or not text.is_known or placeholder(str(text.data)):
            continue
        here = _running(running, key)
        name = f"{key} of {running.name}"
        if here is None:
            if not running.partial:
                yield _difference(name, UNAPPLIED, text, absent(running.anchor))
        elif here.is_known and not _same(key, text, here, "broker"):
            how = CHANGED if key in running.changed else UNAPPLIED
            yield _difference(name, how, text, here)
    if written.partial:
        return
    for key, here in running.settings.items():
        if key in written.settings or key in _IDS or not here.is_known:
            continue
        default = kafka_settings.default(key, running.version, "broker")
        if default.is_absent or (default.is_known and not _same(key, here, default, "broker")):
            how = CHANGED if key in running.changed else ONLY_RUNNING
            yield _difference(f"{key} of {running.name}", how, absent(written.anchor), here)


def _running(node: Node, key: str) -> Value[Any] | None:
    """What the broker says of `key`; None where it has never heard of it."""
    if key in node.settings:
        return node.settings[key]
    return node.defaults.get(key) if node.defaults is not None else None


def _same(key: str, one: Value[Any], other: Value[Any], scope: str) -> bool:
    texts = [value if isinstance(value.data, str) else None for value in (one, other)]
    parsed = [
        kafka_settings.parse(key, text, scope) if text is not None else value
        for text, value in zip(texts, (one, other), strict=True)
    ]
    if all(value.is_known for value in parsed):
        return bool(parsed[0].data == parsed[1].data)
    return str(one.data).strip() == str(other.data).strip()


def _of_topics(described: Cluster, running: Cluster) -> Iterator[Difference]:
    wanted = {topic.name: topic for topic in described.declared_topics if not topic.unnamed}
    if not wanted:
        return
    there = {topic.name: topic for topic in running.declared_topics}
    for name, topic in wanted.items():
        other = there.get(name)
        if other is None:
            yield _difference(f"topic {name}", ONLY_WRITTEN, _is_there(topic), absent())
        else:
            yield from _of_topic(topic, other)
    if any(topic.unnamed for topic in described.declared_topics):
        return  # those whose names are not known may be these
    for name, topic in there.items():
        if name not in wanted and not name.startswith("_") and topic.kind == "declared":
            yield _difference(f"topic {name}", ONLY_RUNNING, absent(), _is_there(topic))


def _of_topic(written: Topic, running: Topic) -> Iterator[Difference]:
    for what, one, other in (
        ("partitions", written.partitions, running.partitions),
        ("replicas", written.replicas, running.replicas),
    ):
        if one.is_known and other.is_known and one.data not in (-1, other.data):
            yield _difference(f"{what} of topic {written.name}", CHANGED, one, other)
    for key, text in written.settings.items():
        here = running.settings.get(key) or (running.defaults or {}).get(key)
        name = f"{key} of topic {written.name}"
        if here is None or not here.is_known:
            continue
        if not text.is_known or placeholder(str(text.data)):
            continue
        if not _same(key, text, here, "topic"):
            how = CHANGED if key in running.settings else UNAPPLIED
            yield _difference(name, how, text, here)
    for key, here in running.settings.items():
        if key not in written.settings and here.is_known:
            name = f"{key} of topic {written.name}"
            yield _difference(name, CHANGED, absent(written.anchor), here)


def _of_acls(described: Cluster, running: Cluster) -> Iterator[Difference]:
    wanted = {_terms(acl): acl for acl in described.acls if None not in _terms(acl)}
    there = {_terms(acl): acl for acl in running.acls}
    if running.undisclosed_acls:
        return
    for terms, acl in wanted.items():
        if terms not in there:
            yield _difference(f"acl {acl.name}", ONLY_WRITTEN, _is_there(acl), absent())
    if described.undisclosed_acls or len(wanted) < len(described.acls):
        return
    for terms, acl in there.items():
        if terms not in wanted:
            yield _difference(f"acl {acl.name}", ONLY_RUNNING, absent(), _is_there(acl))


def _terms(acl: Acl) -> tuple[str | None, ...]:
    return tuple(getattr(acl, part).or_else(None) for part in _ACL_PARTS)


@fact
def shown_written(difference: Difference) -> str:
    """What the files say, in words."""
    return _shown(difference.written)


@fact
def shown_running(difference: Difference) -> str:
    """What the cluster says, in words."""
    return _shown(difference.running)


def _shown(value: Value[Any]) -> str:
    if not value.is_known:
        return "nothing"
    return "‹hidden›" if value.sensitive else str(value.data)
