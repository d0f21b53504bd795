"""What Kafka's definitions say, in words for people: values, units, how a setting is changed."""

from __future__ import annotations

from kafkalint.kafka.settings import Definition
from kafkalint.regex import regex

_RANGE = regex(r"\[(-?[0-9.]+),\.\.\.(?:,(-?[0-9.]+))?\]( or -1)?")
_COMMA = regex(r",(?=\S)")
_VERSION = regex(r"\d+\.\d+(\.\d+)?-IV\d+")
_SIMPLE = {"non-empty string": "not empty", "non-null string": "", "non-empty list": "not empty"}
_UPDATES = {
    "read-only": "with a restart",
    "per-broker": "while the broker runs",
    "cluster-wide": "while brokers run, for one of them or for all",
}
_TIMES = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_SIZES = ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
_UNITS = {"ms": 0.001, "seconds": 1, "secs": 1, "minutes": 60, "hours": 3600}
_LARGEST = {str((1 << bits) - 1) for bits in (31, 63)}

SCOPES = {
    "broker": "brokers and controllers",
    "topic": "topics",
    "producer": "producers",
    "consumer": "consumers",
    "admin": "admin clients",
    "connect-worker": "Connect workers",
    "connect-standalone": "standalone Connect workers",
    "mirrormaker": "MirrorMaker",
}
"""The scopes of settings, the most important one first, and who reads them."""


def default(said: Definition) -> str:
    """ "604800000 (7 days)", "none", "empty", "has to be set"."""
    if not said.has_default:
        return "has to be set"
    if said.default is None:
        return "none"
    return amount(said.key, said.default) if said.default else "empty"


def amount(key: str, text: str) -> str:
    """ "604800000 (7 days)": a number with what it is in larger units; lists with room to wrap."""
    more = _larger(key, text)
    return f"{text} ({more})" if more else _COMMA.sub(", ", text)


def _larger(key: str, text: str) -> str:
    if text in _LARGEST:
        return "no limit"
    if not text.isdigit() or text == "0":
        return ""
    unit = key.rpartition(".")[2]
    if unit in _UNITS:
        return _duration(int(text) * _UNITS[unit], unit)
    return _size(int(text)) if unit == "bytes" else ""


def _duration(seconds: float, unit: str) -> str:
    for length, name in _TIMES:
        number = seconds / length
        if number >= 1 and number == int(number):
            said = f"{int(number)} {name}{'' if number == 1 else 's'}"
            return "" if said.rstrip("s").endswith(unit.rstrip("s")) else said
    return ""


def _size(number: int) -> str:
    for size, name in _SIZES:
        if number >= size and number * 10 % size == 0:
            return f"{number / size:g} {name}"
    return ""


def takes(said: Definition) -> str:
    """ "int, 1 or more", "list of compact, delete", "boolean"."""
    values = _values(said)
    if not values:
        return said.type
    if not choices(said):
        return f"{said.type}, {values}"
    return f"{said.type} of {values}" if said.type == "list" else f"{said.type}: {values}"


def choices(said: Definition) -> tuple[str, ...]:
    """The words that it takes, where they are few."""
    words = said.valid.removeprefix("(case insensitive) ")
    listed = words.startswith("[") and words.endswith("]") and not _RANGE.fullmatch(words)
    if not listed or "]:[" in words or ", ..., " in words:
        return ()
    return tuple(words[1:-1].split(", "))


def _values(said: Definition) -> str:
    """ "1 or more", "compact, delete"; "" where anything goes."""
    valid = _SIMPLE.get(said.valid, said.valid)
    bounds = _RANGE.fullmatch(valid)
    if bounds:
        low, high, other = bounds.groups()
        between = f"{low} to {high}" if high else f"{low} or more"
        return f"{between}{' (or -1)' if other else ''}"
    if choices(said):
        return ", ".join(choices(said))
    if ", ..., " in valid:
        return valid.strip("[]").replace(", ..., ", " to ")
    return valid.replace("...", "…")


def update(said: Definition) -> str:
    """How it is changed, "" for what no broker reads."""
    return _UPDATES.get(said.update_mode, "")


def changes(before: Definition | None, now: Definition | None) -> list[str]:
    """What a version changed in a setting; everything where it brought it."""
    if now is None:
        return ["removed"]
    now = _timeless(now)
    if before is None:
        first = [takes(now), _default(now), update(now)]
        return [*filter(None, first), *_marks(None, now)]
    told, before = [], _timeless(before)
    if default(before) != default(now):
        told.append(f"{_default(before)} → {default(now)}")
    if before.type != now.type:
        told.append(f"type {before.type} → {now.type}")
    if _values(before) != _values(now):
        told.append(_other_values(before, now))
    if update(before) != update(now):
        told.append(f"changed {update(now)}, before that {update(before)}")
    if before.importance != now.importance:
        told.append(f"importance {before.importance} → {now.importance}")
    return told + _marks(before, now)


def _timeless(said: Definition) -> Definition:
    """Without the version itself, which every version has another of ("3.9-IV0")."""
    if not said.default or not _VERSION.fullmatch(said.default):
        return said
    return said._replace(default="its own version", valid="")


def _default(said: Definition) -> str:
    return f"default {default(said)}" if said.has_default else default(said)


def _other_values(before: Definition, now: Definition) -> str:
    old, new = choices(before), choices(now)
    if not old or not new:
        return f"takes {_values(now) or 'anything'}, before that {_values(before) or 'anything'}"
    more, fewer = [word for word in new if word not in old], [w for w in old if w not in new]
    told = [f"takes {', '.join(more)} too"] if more else []
    told += [f"takes {', '.join(fewer)} no more"] if fewer else []
    return "; ".join(told) or f"takes {', '.join(new)}"


def _marks(before: Definition | None, now: Definition) -> list[str]:
    told = []
    if now.deprecated and not (before and before.deprecated):
        told.append("deprecated")
    if now.internal and not before:
        told.append("internal, not documented")
    if before and before.internal and not now.internal:
        told.append("documented")
    return told
