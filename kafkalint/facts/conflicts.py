"""Settings that Kafka takes by themselves and refuses together.

Source: KafkaConfig.validateValues, GroupCoordinatorConfig, ShareGroupConfig and
LogConfig of Kafka 2.8 to 4.4; tests/kafka asks these classes the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.nodes import is_broker, is_kraft
from kafkalint.facts.releases import possible_versions
from kafkalint.kafka import settings
from kafkalint.model import Node, Setting
from kafkalint.regex import regex
from kafkalint.values import Value, gather, known, unknown

Question = Callable[[Node], str]

_MEGABYTE = 1024 * 1024
_CONNECTIONS = "max.connections.per.ip"
_OVERRIDES = "max.connections.per.ip.overrides"
_BUFFER, _THREADS = "log.cleaner.dedupe.buffer.size", "log.cleaner.threads"
_ACKS, _OFFSETS = "offsets.commit.required.acks", "offsets.topic.replication.factor"
_CORDONED = "cordoned.log.dirs"
_MIGRATION = "zookeeper.metadata.migration.enable"
_NUMBER = regex(r"[+-]?\d+")
_LAGS = ("log.cleaner.min.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms")
_REMOTE = "remote.log.storage.system.enable"
_MANAGER = "remote.log.storage.manager.class.name"
_AUTHORIZER = "authorizer.class.name"
_LEVEL, _LEVELS = "metrics.recording.level", ("INFO", "DEBUG", "TRACE")
_HOST = regex(r"([0-9a-zA-Z\-%._:]*)")


class _Order(NamedTuple):
    """`less` must not exceed `more`, or be less than it where `is_strict`.

    `unless` names values of `more` for which Kafka does not ask.
    """

    less: str
    more: str
    is_strict: bool = False
    unless: Callable[[float], bool] = lambda number: False


def _orders() -> Iterator[_Order]:
    yield _Order("replica.fetch.wait.max.ms", "replica.socket.timeout.ms")
    yield _Order("replica.fetch.wait.max.ms", "replica.lag.time.max.ms")
    yield _Order("socket.request.max.bytes", "queued.max.request.bytes", unless=lambda n: n <= 0)
    yield _Order(
        "connection.failed.authentication.delay.ms",
        "connections.max.idle.ms",
        is_strict=True,
        unless=lambda n: n < 0,
    )
    yield _Order("group.share.max.size", "group.share.max.share.sessions")
    yield _Order("group.streams.num.standby.replicas", "group.streams.max.standby.replicas")
    yield _Order("group.streams.num.warmup.replicas", "group.streams.max.warmup.replicas")
    bounded = ("heartbeat.interval.ms", "session.timeout.ms", "assignment.interval.ms")
    more = ("record.lock.duration.ms", "partition.max.record.locks", "task.offset.interval.ms")
    for group in ("consumer", "share", "streams"):
        for name in bounded if group != "share" else (*bounded, *more):
            key, low, high = (f"group.{group}.{part}{name}" for part in ("", "min.", "max."))
            yield from (_Order(low, high), _Order(low, key), _Order(key, high))
        yield _Order(
            f"group.{group}.heartbeat.interval.ms", f"group.{group}.session.timeout.ms", True
        )
    yield _Order(
        "group.streams.min.task.offset.interval.ms", "group.streams.task.offset.interval.ms"
    )


ORDERS = tuple(_orders())


def _disorder(order: _Order, node: Node) -> str:
    less, more = effective(node, order.less), effective(node, order.more)
    if not less.is_known or not more.is_known or order.unless(more.data):
        return ""
    if less.data < more.data or (less.data == more.data and not order.is_strict):
        return ""
    relation = "is not less than" if order.is_strict else "is more than"
    return f"{order.less}={less.data} {relation} {order.more}={more.data}"


def _buffer_per_thread(node: Node) -> str:
    buffer, threads = effective(node, _BUFFER).data, effective(node, _THREADS).data
    if threads == 0:
        return f"{_THREADS} is 0"
    if buffer // threads > _MEGABYTE:
        return ""
    return f"{_BUFFER}={buffer} is not more than 1048576 for each of {threads} log.cleaner.threads"


def _no_connections(node: Node) -> str:
    if effective(node, _CONNECTIONS).data != 0 or effective(node, _OVERRIDES).data:
        return ""
    return f"{_CONNECTIONS} is 0, and {_OVERRIDES} makes no exceptions"


def _unreadable_overrides(node: Node) -> str:
    text = effective(node, _OVERRIDES).data or ""
    for entry in text.split(",") if text else ():
        host, colon, number = entry.strip().rpartition(":")
        if not colon or not _NUMBER.fullmatch(number.strip()) or not _HOST.fullmatch(host.strip()):
            return f"{entry.strip() or 'an empty entry'} in {_OVERRIDES} is not host:number"
    return ""


def _too_many_acks(node: Node) -> str:
    acks, factor = effective(node, _ACKS).data, effective(node, _OFFSETS).data
    if -1 <= acks <= factor:
        return ""
    return f"{_ACKS}={acks} is not from -1 to {_OFFSETS}={factor}"


def _migrating_nowhere(node: Node) -> str:
    if not effective(node, _MIGRATION).data or not is_kraft(node).or_else(False):
        return ""
    return "" if "zookeeper.connect" in node.settings else f"{_MIGRATION} needs zookeeper.connect"


_RETENTION = ("log.retention.ms", "log.retention.minutes", "log.retention.hours")
_ROLL = ("log.roll.ms", "log.roll.hours")
_JITTER = ("log.roll.jitter.ms", "log.roll.jitter.hours")


def _decisive(node: Node, keys: tuple[str, ...]) -> tuple[str, float]:
    """The first of the keys that is set to something, and to what."""
    for key in keys:
        value = effective(node, key)
        if value.is_known:
            return key, value.data
    return keys[-1], 1


def _no_retention(node: Node) -> str:
    key, number = _decisive(node, _RETENTION)
    return f"{key} is 0, and Kafka takes -1 or at least 1" if number == 0 else ""


def _no_roll(node: Node) -> str:
    key, number = _decisive(node, _ROLL)
    return f"{key} is {number}, and Kafka takes at least 1" if number < 1 else ""


def _negative_jitter(node: Node) -> str:
    key, number = _decisive(node, _JITTER)
    return f"{key} is {number}, and Kafka takes at least 0" if number < 0 else ""


def _cordoned_elsewhere(node: Node) -> str:
    """cordoned.log.dirs, from 4.3 on: some of log.dirs, or * for all of them."""
    own = effective(node, "log.dirs" if "log.dirs" in node.settings else "log.dir")
    if not own.is_known:
        return ""
    wanted = effective(node, _CORDONED).data or ()
    for entry in wanted:
        if entry not in own.data and wanted != ("*",):
            return f"{entry} of {_CORDONED} is none of the node's log.dirs"
    return ""


def _no_remote_storage(node: Node) -> str:
    """Remote storage (from 3.6 on) needs a class that nobody but the deployment has."""
    if not effective(node, _REMOTE).data or effective(node, _MANAGER).data:
        return ""
    return f"{_REMOTE} is true, and no {_MANAGER} is set"


def _unheard_level(node: Node) -> str:
    level = str(effective(node, _LEVEL).data or "INFO")
    return "" if level.upper() in _LEVELS else f"{_LEVEL}={level} is none of {', '.join(_LEVELS)}"


def _no_class(node: Node) -> str:
    from kafkalint.kafka import validation

    name = str(effective(node, _AUTHORIZER).data or "")
    if not name or validation.is_class_name(name):
        return ""
    return f"{_AUTHORIZER}={name} is not the full name of a class"


CHECKS: tuple[tuple[tuple[str, ...], Question], ...] = (
    ((_BUFFER, _THREADS), _buffer_per_thread),
    ((_CONNECTIONS, _OVERRIDES), _no_connections),
    ((_OVERRIDES,), _unreadable_overrides),
    ((_ACKS, _OFFSETS), _too_many_acks),
    ((_MIGRATION,), _migrating_nowhere),
    ((_CORDONED,), _cordoned_elsewhere),
    (_RETENTION, _no_retention),
    (_ROLL, _no_roll),
    (_JITTER, _negative_jitter),
)
"""The keys that a question is about, all of which the version has to have, and the question."""

AT_START: tuple[tuple[tuple[str, ...], Question], ...] = (
    (_LAGS, partial(_disorder, _Order(*_LAGS))),
    ((_REMOTE, _MANAGER), _no_remote_storage),
    ((_LEVEL,), _unheard_level),
    ((_AUTHORIZER,), _no_class),
)
"""The same for what brokers find out when they start, after they have taken their settings."""

ASKED_AT_START = frozenset(key for keys, _ in AT_START for key in keys)
CONCERNED = frozenset(
    {key for order in ORDERS for key in (order.less, order.more)}
    | {key for keys, _ in CHECKS for key in keys}
)
"""Every key that some conflict of settings is about."""


@fact
def conflict(setting: Setting) -> Value[str]:
    """Why Kafka refuses `setting` beside the others of its node; "" where it does not.

    One of two settings in conflict has to answer for it: the first that somebody wrote. What a
    file that is a part of something leaves out is taken to fit.
    """
    node, unclear = setting.node, None
    if node.defaults is not None:  # it runs, and what it was not told it did not tell
        return known("", *setting.value.origins)
    for keys, text in _questions(setting.name, node):
        written = [key for key in keys if is_set(node, key)]
        if not written or written[0] != setting.name or not _has_all(node, keys):
            continue
        values = [effective(node, key) for key in keys]
        vague = [key for key, value in zip(keys, values, strict=True) if value.is_unknown]
        if vague:
            hidden = [effective(node, key) for key in vague if key in node.settings]
            if hidden and unclear is None:
                unclear = unknown(hidden[0].reason, *hidden[0].origins)
            continue
        found = text(node)
        if found:
            origins = gather(node.settings[key] for key in written)
            return known(found, *dict.fromkeys((setting.anchor, *origins)))
    return unclear or known("", *setting.value.origins)


def _questions(key: str, node: Node) -> Iterator[tuple[tuple[str, ...], Question]]:
    for order in ORDERS:
        if key in (order.less, order.more):
            yield (order.less, order.more), partial(_disorder, order)
    for keys, text in CHECKS:
        if key in keys:
            yield keys, text
    if key in ASKED_AT_START and is_broker(node).or_else(False):
        yield from ((keys, text) for keys, text in AT_START if key in keys)


def _has_all(node: Node, keys: tuple[str, ...]) -> bool:
    """Every version that the node may run has all of the keys."""
    possible = possible_versions(node)
    ends = {possible[0], possible[-1]}
    return all(settings.definition(key, version) is not None for key in keys for version in ends)
