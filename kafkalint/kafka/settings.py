"""What Kafka itself says of each of its settings, by version: type, default, what it takes.

The data in `schemas/kafka/` was asked of Kafka's own ConfigDefs, version by version. Each
scope ("broker", "topic", "producer", "consumer"…) is one file, read when first asked for:
one line for each key, from the version that brought or changed it to what it says since
then; null where it went away.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from kafkalint.data import data_dir
from kafkalint.kafka import typed, versions
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.values import Provenance, Value, absent, unknown

__all__ = [
    "Definition",
    "base_key",
    "default",
    "definition",
    "exists_in_any_version",
    "factor",
    "is_sensitive",
    "keys",
    "parse",
    "removed_in",
    "since",
    "synonyms",
]

History = dict[str, dict[str, Any] | None]

# Read by the authorizer and the listeners straight from the file; no ConfigDef has them.
_UNDEFINED: dict[str, dict[str, History]] = {
    "broker": {
        "super.users": {"0.10": {"type": "string", "default": None, "importance": "medium"}},
        "allow.everyone.if.no.acl.found": {
            "0.10": {"type": "boolean", "default": "false", "importance": "medium"}
        },
    }
}

_LISTENER = "listener.name."


class Definition(NamedTuple):
    """A setting as one version of Kafka defines it.

    `type`: boolean, string, int, short, long, double, list, class or password. `default` is
    text, None where it is null; `has_default` is false where the setting is required.
    `valid` is Kafka's own text of what it takes ("[0,...,100]", "[none, required]"), ""
    where it takes anything. `update_mode`: "read-only", "per-broker" or "cluster-wide" for
    a broker's, "" otherwise.
    """

    key: str
    type: str
    default: str | None
    has_default: bool
    valid: str = ""
    importance: str = ""
    sensitive: bool = False
    update_mode: str = ""
    deprecated: bool = False
    internal: bool = False


@cache
def _table(scope: str) -> dict[str, History]:
    path = data_dir("schemas") / "kafka" / f"{scope}.json"
    table: dict[str, History] = json.loads(path.read_bytes())
    table.update(_UNDEFINED.get(scope, {}))
    return table


def keys(scope: str = "broker") -> tuple[str, ...]:
    """Every key of any version, sorted."""
    return tuple(sorted(_table(scope)))


def base_key(key: str, scope: str = "broker") -> str:
    """`ssl.client.auth` of `listener.name.internal.ssl.client.auth`; other keys themselves.

    Of `listener.name.internal.plain.sasl.jaas.config` the mechanism goes too.
    """
    if not key.startswith(_LISTENER):
        return key
    rest = key[len(_LISTENER) :].partition(".")[2]
    table = _table(scope)
    if rest not in table:
        unprefixed = rest.partition(".")[2]
        if unprefixed in table:
            return unprefixed
    return rest or key


def _entry_at(history: History, version: str) -> dict[str, Any] | None:
    """What holds at `version`; the first entry also speaks for everything before our data."""
    wanted = versions.parts(version) or (0, 0)
    found = None
    for start, entry in history.items():
        first = versions.parts(start) or (0, 0)
        if first <= wanted or first <= versions.FIRST:
            found = entry
    return found


def definition(key: str, version: str, scope: str = "broker") -> Definition | None:
    """`key` as Kafka `version` ("4.1", "3.9.1") defines it, None where it does not.

    A listener's own key is defined as the unprefixed one. Versions beyond the newest we know
    take what that one says, and versions before the first what the first says.
    """
    history = _table(scope).get(base_key(key, scope))
    entry = _entry_at(history, version) if history else None
    if entry is None:
        return None
    return Definition(
        key=key,
        type=entry["type"],
        default=entry.get("default"),
        has_default="default" in entry,
        valid=entry.get("valid", ""),
        importance=entry.get("importance", ""),
        sensitive=entry["type"] == "password" or is_sensitive(key),
        update_mode=entry.get("update", ""),
        deprecated=entry.get("deprecated", False),
        internal=entry.get("internal", False),
    )


def exists_in_any_version(key: str, scope: str = "broker") -> bool:
    """Whether some version of Kafka knows `key`, with a listener's prefix or without."""
    return base_key(key, scope) in _table(scope)


def since(key: str, scope: str = "broker") -> str:
    """The version that brought `key`; "" for the first we have data of, and for no key."""
    first = next(iter(_table(scope).get(base_key(key, scope), ())), "")
    return "" if (versions.parts(first) or (0, 0)) <= versions.FIRST else first


def removed_in(key: str, scope: str = "broker") -> str:
    """The first version that no longer has `key`; "" where the newest one has it."""
    history = _table(scope).get(base_key(key, scope), {})
    last = next(reversed(history), "")
    return last if last and history[last] is None else ""


@cache
def type_of(key: str, scope: str = "broker") -> str:
    """The type of `key` in the newest version that has it; "" where none has.

    Values have this type whatever version runs, so that a rule sees one shape: what became
    a list (`listeners`) is one for older versions too.
    """
    history = _table(scope).get(base_key(key, scope), {})
    return next((entry["type"] for entry in reversed(history.values()) if entry), "")


def default(key: str, version: Value[str], scope: str = "broker") -> Value[Any]:
    """What Kafka takes for `key` where nobody sets it, typed, with no origins.

    Absent where there is no default (null, or required, or no such key). Where the version is
    not known, all supported ones must agree; the result is unknown where they do not.
    """
    minor = versions.minor(version.data) if version.is_known else ""
    return _default_at(key, minor, scope) if minor else _agreed_default(key, scope)


@cache
def _default_at(key: str, minor: str, scope: str) -> Value[Any]:
    return _typed_default(key, minor, scope, f"Kafka {minor}")


def _typed_default(key: str, minor: str, scope: str, speaker: str) -> Value[Any]:
    defined = definition(key, minor, scope)
    if defined is None or defined.default is None:
        return absent()
    data = typed.read(defined.default, type_of(key, scope))
    reason = f"{speaker} defaults to {defined.default or 'nothing'}"
    return Value(data, (), Provenance.KAFKA, reason)


@cache
def _agreed_default(key: str, scope: str) -> Value[Any]:
    agreed = _typed_default(key, versions.OLDEST, scope, "Kafka")
    before = versions.OLDEST
    for minor in versions.known_from(versions.OLDEST):
        value = _typed_default(key, minor, scope, "Kafka")
        if (value.is_absent, value.data) != (agreed.is_absent, agreed.data):
            return unknown(_disagreement(key, scope, before, minor))
        before = minor
    return agreed


def _disagreement(key: str, scope: str, before: str, after: str) -> str:
    if definition(key, before, scope) is None:
        change = f"{key} came with Kafka {after}"
    elif definition(key, after, scope) is None:
        change = f"{key} went away with Kafka {after}"
    else:
        change = f"the default changed between Kafka {before} and {after}"
    return f"{change}, and the version is not known"


def parse(key: str, value: Value[str], scope: str = "broker") -> Value[Any]:
    """`value` as the type of `key`: bool, int, float, str or tuple of str; origins kept.

    Unknown where the text is not of the type, or holds a placeholder that something else
    fills in. Text of a key that no version defines stays text.
    """
    if not value.is_known:
        return value
    from kafkalint.formats.template import placeholder as first_placeholder

    hidden = value.sensitive or is_sensitive(key)
    placeholder = first_placeholder(value.data)
    if placeholder is not None:
        return unknown(f"{placeholder} is filled in elsewhere", *value.origins)
    try:
        data = typed.read(value.data, type_of(key, scope))
    except typed.NotOfTypeError as problem:
        return unknown(str(problem), *value.origins)
    return Value(data, value.origins, value.provenance, value.reason, hidden)


@cache
def _synonyms() -> dict[str, dict[str, int]]:
    path = data_dir("schemas") / "kafka" / "synonyms.json"
    table: dict[str, dict[str, int]] = json.loads(path.read_bytes())
    return table


def synonyms(topic_key: str) -> tuple[str, ...]:
    """The broker keys that a topic takes `topic_key` from, the decisive one first."""
    return tuple(_synonyms().get(topic_key, ()))


def factor(topic_key: str, broker_key: str) -> int:
    """What one unit of `broker_key` is in `topic_key`: 3600000 of `log.retention.hours`."""
    return _synonyms().get(topic_key, {}).get(broker_key, 1)
