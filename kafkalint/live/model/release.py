"""Which release a broker runs: no request tells it, but the settings that it knows do.

DescribeConfigs lists every setting of the broker's ConfigDef, and each release has brought some
or dropped some. Settings that only plug-ins or vendors know are left aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kafkalint.kafka import settings, versions
from kafkalint.live.model.places import place
from kafkalint.live.snapshot import Config
from kafkalint.values import Value, known, unknown

_MOST_ASTRAY = 15  # settings, of some 300: those of an authorizer, of a vendor's own build
_LEAST_LEAD = 3  # over the release that fits second best
_OLDEST_ASKED = "2.0"


_LEVELS = {
    "3.3": 7,
    "3.4": 8,
    "3.5": 11,
    "3.6": 14,
    "3.7": 19,
    "3.8": 20,
    "3.9": 21,
    "4.0": 25,
    "4.1": 27,
}
"""The newest metadata.version of a release (MetadataVersion.LATEST_PRODUCTION)."""


def release(owner: str, configs: Mapping[str, Config], level: int = 0) -> Value[str]:
    """The minor version ("4.4") whose settings these are; unknown where several fit as well.

    `level` is the newest metadata.version that the cluster supports, 0 where that is not known:
    it decides between releases that differ by hardly any setting.
    """
    origin = place(owner)
    keys = {key for key, config in configs.items() if key in _life()}
    ranked = sorted((len(keys ^ own), version) for version, own in _by_version().items())
    best, version = ranked[0]
    close = [each for astray, each in ranked if astray < best + _LEAST_LEAD]
    if len(close) > 1:
        version = next((each for each in close if level and _LEVELS.get(each) == level), "")
    if best > _MOST_ASTRAY or not version:
        return unknown("brokers do not tell their version, and their settings fit several", origin)
    return known(version, origin)


@cache
def _life() -> dict[str, tuple[str, str]]:
    """Every public setting of brokers, and the versions that brought and dropped it."""
    found = {}
    for key in settings.keys():  # noqa: SIM118
        since = settings.since(key) or "0.10"
        last = versions.before(settings.removed_in(key)) if settings.removed_in(key) else ""
        definition = settings.definition(key, last or versions.NEWEST)
        if definition is not None and not definition.internal:
            found[key] = (since, settings.removed_in(key))
    return found


@cache
def _by_version() -> dict[str, frozenset[str]]:
    life = _life().items()
    return {
        version: frozenset(key for key, (born, gone) in life if _lives(version, born, gone))
        for version in versions.known_from(_OLDEST_ASKED)
    }


def _lives(version: str, born: str, gone: str) -> bool:
    now = versions.parts(version) or versions.FIRST
    ended = versions.parts(gone) if gone else None
    return (versions.parts(born) or versions.FIRST) <= now and (ended is None or now < ended)
