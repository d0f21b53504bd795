"""What images write by themselves: asked of their own code, with no variable set."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kafkalint.kafka import images, settings, versions
from kafkalint.kafka.images import family as families
from kafkalint.kafka.images import naming
from kafkalint.kafka.images.family import Family
from kafkalint.values import Origin, Value, absent

_HERE = Origin("")
_HOST = "${HOSTNAME}"


class Unasked(NamedTuple):
    """What an image does about one key.

    `variable`: the one that sets it, "" where none does. `text`: what the image writes by
    itself; None where it leaves the key to Kafka. `until_told`: it writes that only as long as
    no variable at all becomes a setting. `version`: the Kafka that was looked at.
    """

    key: str
    family: Family
    version: str
    variable: str
    text: str | None = None
    reason: str = ""
    until_told: bool = False


def known_families(role: str = "broker") -> list[Family]:
    """Every image of that role whose ways with variables are known, each once."""
    found = (families.family(name) for name in families.names())
    return [family for family in found if family.role == role and family.behaviour]


def unasked(key: str, version: str, exactly: bool = False, role: str = "broker") -> list[Unasked]:
    """What each image does about `key` in the newest Kafka that it has, up to `version`.

    With `exactly`, images that never had that version are left out; so are, always, those whose
    Kafka does not know the key. ZooKeeper's images are asked whatever the version.
    """
    found = []
    for family in known_families(role):
        held = _version(family, version, exactly) if role == "broker" else ""
        if held is not None and (not held or settings.definition(key, held) is not None):
            found.append(_unasked(family, key, held))
    return found


def _version(family: Family, version: str, exactly: bool) -> str | None:
    """The Kafka to look at; None where the image never had one like that."""
    wanted = versions.parts(version) or versions.FIRST
    newest = versions.parts(family.newest) or wanted
    held = min(wanted, newest)
    if held < (versions.parts(family.oldest) or held) or (exactly and held != wanted):
        return None
    return f"{held[0]}.{held[1]}"


def _unasked(family: Family, key: str, held: str) -> Unasked:
    version = Value(held) if held else absent()
    variable = naming.variable_of(family, key, version)
    alone = _written(family.name, held, "").get(key)
    if alone is None or alone.data is None:
        return Unasked(key, family, held, variable)
    other = _any_other(family, key, version)
    told = _written(family.name, held, other).get(key) if other else alone
    return Unasked(key, family, held, variable, str(alone.data), alone.reason, told is None)


@cache
def _written(name: str, held: str, variable: str) -> dict[str, Value[str]]:
    """What comes of a container without any variable, or with that one alone."""
    version: Value[str] = Value(held) if held else absent()
    environment = {variable: Value("1", (_HERE,))} if variable else {}
    applied = images.apply(
        families.family(name), environment, version=version, anchor=_HERE, hostname=Value(_HOST)
    )
    return applied.settings


def _any_other(family: Family, key: str, version: Value[str]) -> str:
    """A variable that sets something else."""
    others = (name for name in ("background.threads", "num.io.threads") if name != key)
    return naming.variable_of(family, next(others), version)
