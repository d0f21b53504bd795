"""What managed platforms set, fix and allow: the home of their defaults, as Kafka's are elsewhere.

`schemas/platforms/<platform>.json` is dated (`as_of`) and names the pages that it was taken
from. What a platform says nothing of has Kafka's own default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from kafkalint.data import data_dir, read_data
from kafkalint.record import NamedTuple
from kafkalint.values import Origin, Provenance, Value, unknown

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Platform(NamedTuple):
    """One managed platform."""

    name: str
    title: str  # "MSK", for messages
    as_of: str  # "2026-08"
    sources: tuple[str, ...]
    defaults: Mapping[str, str] = _NOTHING  # where nobody sets the key
    by_zones: Mapping[str, Mapping[str, str]] = _NOTHING  # those that the number of zones decides
    tiered: Mapping[str, str] = _NOTHING  # other defaults with tiered storage
    fixed: Mapping[str, str] = _NOTHING  # whatever anybody sets
    keys: frozenset[str] = frozenset()  # that a configuration of one's own may set, as documented
    managed_keys: frozenset[str] = frozenset()  # that the platform keeps to itself
    ranges: Mapping[str, tuple[int | None, int | None]] = _NOTHING  # least and greatest value
    versions: tuple[str, ...] = ()  # the only ones there are; () where all are
    end_of_support: Mapping[str, str] = _NOTHING  # version to its last day (ISO); "" not announced
    zones: int = 0  # in which it has to stand; 0 where one may choose
    brokers: Mapping[str, Mapping[str, Any]] = (
        _NOTHING  # instance type to "partitions", "burstable"
    )
    alarms: Mapping[str, str] = _NOTHING  # signal to what an alarm is recommended on
    metrics: Mapping[str, tuple[str, ...]] = _NOTHING  # monitoring level to what it adds
    metrics_namespace: str = ""  # of CloudWatch's, in which they are
    metrics_dimensions: Mapping[str, tuple[frozenset[str], ...]] = _NOTHING  # of some of them
    not_emitted: frozenset[str] = frozenset()  # metrics of a sister platform that it lacks
    own_metrics: frozenset[str] = frozenset()
    topic_keys: frozenset[str] = frozenset()  # that a topic may set; () where all
    topic_maximum: Mapping[str, int] = _NOTHING


def described(name: str) -> Platform:
    """What is known of a platform; little, where nothing is."""
    return platform(name) or Platform(name, "", "", ())


@lru_cache(maxsize=16)
def platform(name: str) -> Platform | None:
    """What is known of "msk", "msk-express", "confluent-cloud"…; None where nothing is."""
    try:
        data = _read(name)
    except FileNotFoundError:
        return None
    for key in ("sources", "versions"):
        data[key] = tuple(data.get(key, ()))
    for key in ("keys", "managed_keys", "not_emitted", "own_metrics", "topic_keys"):
        data[key] = frozenset(data.get(key, ()))
    data["ranges"] = {key: (low, high) for key, (low, high) in data.get("ranges", {}).items()}
    data["metrics"] = {level: tuple(names) for level, names in data.get("metrics", {}).items()}
    data["metrics_dimensions"] = {
        metric: tuple(frozenset(names) for names in sets)
        for metric, sets in data.get("metrics_dimensions", {}).items()
    }
    return Platform(name=name, **data)


def names() -> list[str]:
    """The platforms that something is known of, sorted."""
    files = (data_dir("schemas") / "platforms").glob("*.json")
    return sorted(path.stem for path in files)


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(read_data("schemas", "platforms", f"{name}.json"))
    parent = data.pop("like", "")
    return {**_read(parent), **data} if parent else data


def settings(
    known: Platform, zones: Value[int], is_tiered: Value[bool], *origins: Origin
) -> dict[str, Value[str]]:
    """What the platform sets by itself where nobody else does, each at `origins`."""
    found = {key: _default(known, text, *origins) for key, text in known.defaults.items()}
    for key, text in known.tiered.items():
        if is_tiered.is_unknown:
            reason = f"{known.title}'s default of {key} depends on tiered storage"
            found[key] = unknown(f"{reason}: {is_tiered.reason}", *origins)
        elif is_tiered.or_else(False):
            found[key] = _default(known, text, *origins)
    for key, by_number in known.by_zones.items():
        found[key] = _by_zones(known, key, by_number, zones, *origins)
    found.update(fixed_settings(known, *origins))
    return found


def fixed_settings(known: Platform, *origins: Origin) -> dict[str, Value[str]]:
    """What the platform sets whatever anybody says."""
    return {
        key: Value(text, origins, Provenance.PLATFORM, f"{known.title} fixes it")
        for key, text in known.fixed.items()
    }


def _default(known: Platform, text: str, *origins: Origin) -> Value[str]:
    return Value(text, origins, Provenance.PLATFORM, f"{known.title} defaults to {text}")


def _by_zones(
    known: Platform,
    key: str,
    by_number: Mapping[str, str],
    zones: Value[int],
    *origins: Origin,
) -> Value[str]:
    if not zones.is_known:
        reason = f"{known.title}'s default of {key} depends on the number of zones"
        return unknown(f"{reason}: {zones.reason or 'not set'}", *origins)
    text = by_number.get(str(zones.data))
    if text is None:
        where = "zone" if zones.data == 1 else "zones"
        reason = f"{known.title} documents no default of {key} over {zones.data} {where}"
        return unknown(reason, *origins)
    reason = f"{known.title} defaults to {text} over {zones.data} zones"
    places = tuple(dict.fromkeys((*origins, *zones.origins)))
    return Value(text, places, Provenance.PLATFORM, reason)
