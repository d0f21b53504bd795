"""What Kafka itself says of each of its settings, by version: type, default, what it takes.

The data in `schemas/kafka/` was asked of Kafka's own ConfigDefs, version by version (see
docs/kafka-settings.md). Each scope is one file, read when first asked for: "broker", "topic",
"producer", "consumer", "admin", "connect-worker", "connect-standalone", "mirrormaker". It has
one line for each key: the versions that brought or changed it with what it says from then on,
null where it went away.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kafkalint.data import read_data
from kafkalint.kafka import typed, versions
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.record import NamedTuple
from kafkalint.values import Provenance, Value, absent, unknown

__all__ = [
    "Definition",
    "base_key",
    "changed_in",
    "default",
    "definition",
    "deprecated_in",
    "exists_in_any_version",
    "factor",
    "is_sensitive",
    "keys",
    "parse",
    "removed_in",
    "since",
    "synonyms",
]

Entry = dict[str, Any]
History = dict[str, Entry | None]

_LISTENER = "listener.name."
_CLIENTS_OF_CONNECT = ("producer", "consumer", "admin")


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
def _lines(scope: str) -> dict[str, str]:
    """The history of each key as it is written: most are never asked for."""
    lines = read_data("schemas", "kafka", f"{scope}.json").decode().splitlines()
    pairs = (line.split('": ', 1) for line in lines if line.startswith('"'))
    return {key[1:]: history.rstrip(",") for key, history in pairs}


def keys(scope: str = "broker") -> tuple[str, ...]:
    """Every key of any version, sorted."""
    return tuple(sorted(_lines(scope)))


def base_key(key: str, scope: str = "broker") -> str:
    """`ssl.client.auth` of `listener.name.internal.ssl.client.auth`; other keys themselves.

    Of `listener.name.internal.plain.sasl.jaas.config` the mechanism goes too.
    """
    if not key.startswith(_LISTENER):
        return key
    rest = key[len(_LISTENER) :].partition(".")[2]
    table = _lines(scope)
    if rest not in table:
        unprefixed = rest.partition(".")[2]
        if unprefixed in table:
            return unprefixed
    return rest or key


@cache
def _history(key: str, scope: str) -> History:
    """The versions of `key`, wherever its prefixes lead; empty for what no version defines."""
    if scope.startswith("connect-"):
        client, _, rest = key.partition(".")
        if client in _CLIENTS_OF_CONNECT and rest:
            return _read(rest, client)
    return _read(base_key(key, scope), scope)


def _read(key: str, scope: str) -> History:
    line = _lines(scope).get(key)
    history: History = json.loads(line) if line else {}
    return history


def _entry_at(history: History, version: str) -> Entry | None:
    """What holds at `version`; the first version we have data of speaks for all before it."""
    wanted = max(versions.parts(version) or versions.FIRST, versions.FIRST)
    found = None
    for start, entry in history.items():
        if (versions.parts(start) or versions.FIRST) <= wanted:
            found = entry
    return found


def definition(key: str, version: str, scope: str = "broker") -> Definition | None:
    """`key` as Kafka `version` ("4.1", "3.9.1") defines it, None where it does not.

    A listener's own key is defined as the unprefixed one, and `producer.acks` of a Connect
    worker as the producer's. Versions beyond the newest we know take what that one says, and
    versions before the first what the first says.
    """
    entry = _entry_at(_history(key, scope), version)
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
    return bool(_history(key, scope))


def since(key: str, scope: str = "broker") -> str:
    """The version that brought `key`; "" for the first we have data of, and for no key."""
    first = next(iter(_history(key, scope)), "")
    return "" if (versions.parts(first) or (0, 0)) <= versions.FIRST else first


def removed_in(key: str, scope: str = "broker") -> str:
    """The first version that no longer has `key`; "" where the newest one has it."""
    history = _history(key, scope)
    last = next(reversed(history), "")
    return last if last and history[last] is None else ""


def changed_in(key: str, scope: str = "broker") -> tuple[str, ...]:
    """The versions that brought, changed or dropped `key`; the first one may be older than it."""
    return tuple(_history(key, scope))


def deprecated_in(key: str, scope: str = "broker") -> str:
    """The version whose Kafka calls `key` deprecated first; "" where none does."""
    said = _history(key, scope).items()
    return next((version for version, entry in said if entry and entry.get("deprecated")), "")


@cache
def type_of(key: str, scope: str = "broker") -> str:
    """The type of `key` in the newest version that has it; "" where none has.

    Values have this type whatever version runs, so that a rule sees one shape: what became
    a list (`listeners`) is one for older versions too.
    """
    entries = reversed(_history(key, scope).values())
    return next((entry["type"] for entry in entries if entry), "")


def default(key: str, version: Value[str], scope: str = "broker") -> Value[Any]:
    """What Kafka takes for `key` where nobody sets it, typed, with no origins.

    Absent where there is no default (null, or required, or no such key). Where the version is
    not known, all supported ones that have the key must agree; unknown where they do not.
    """
    minor = versions.minor(version.data) if version.is_known else ""
    return _default_at(key, minor, scope) if minor else _agreed_default(key, scope)


@cache
def _default_at(key: str, minor: str, scope: str) -> Value[Any]:
    return _typed_default(key, _entry_at(_history(key, scope), minor), scope, f"Kafka {minor}")


def _typed_default(key: str, entry: Entry | None, scope: str, speaker: str) -> Value[Any]:
    text = entry.get("default") if entry else None
    if text is None:
        return absent()
    data = typed.read(text, type_of(key, scope))
    return Value(data, (), Provenance.KAFKA, f"{speaker} defaults to {text or 'nothing'}")


@cache
def _agreed_default(key: str, scope: str) -> Value[Any]:
    """What all supported versions that have `key` agree on; one without it does not read it."""
    having = [
        (version, _typed_default(key, entry, scope, "Kafka"))
        for version, entry in _supported(_history(key, scope)).items()
        if entry
    ]
    agreed = having[0][1] if having else absent()
    for version, value in having[1:]:
        if (value.is_absent, value.data) != (agreed.is_absent, agreed.data):
            change = f"the default changed between Kafka {versions.before(version)} and {version}"
            return unknown(f"{change}, and the version is not known")
    return agreed


def _supported(history: History) -> History:
    """The part of a history that the supported versions are in."""
    oldest = versions.parts(versions.OLDEST) or versions.FIRST
    later = {v: entry for v, entry in history.items() if (versions.parts(v) or oldest) > oldest}
    return {versions.OLDEST: _entry_at(history, versions.OLDEST), **later}


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
        shown = "a part of it" if hidden else placeholder
        return unknown(f"{shown} is filled in elsewhere", *value.origins)
    try:
        data = typed.read(value.data, type_of(key, scope))
    except typed.NotOfTypeError as problem:
        return unknown(str(problem), *value.origins)
    return Value(data, value.origins, value.provenance, value.reason, hidden)


@cache
def _synonyms() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = json.loads(read_data("schemas", "kafka", "synonyms.json"))
    return table


def synonyms(topic_key: str) -> tuple[str, ...]:
    """The broker keys that a topic takes `topic_key` from, the decisive one first."""
    return tuple(_synonyms().get(topic_key, ()))


def factor(topic_key: str, broker_key: str) -> int:
    """What one unit of `broker_key` is in `topic_key`: 3600000 of `log.retention.hours`."""
    return _synonyms().get(topic_key, {}).get(broker_key, 1)
