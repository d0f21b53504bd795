"""What `kafkalint explain KAFKA_…` shows: the key that each image makes of a variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint.cli import deployed, setting_page
from kafkalint.kafka import images, settings, versions, zookeeper
from kafkalint.kafka.images import naming, unasked
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex
from kafkalint.reporters.text.paint import Paint
from kafkalint.rule import Rule
from kafkalint.values import Value

_VARIABLE = regex("[A-Z][A-Z0-9]*(_[A-Za-z0-9]+|_)*_[A-Za-z0-9_]*")
_ROLES = ("broker", "zookeeper")


def looks_like_one(name: str) -> bool:
    """Whether `name` is written as variables are."""
    return bool(_VARIABLE.fullmatch(name))


def is_known(name: str) -> bool:
    """Whether some image makes a setting of it, or reads it for itself."""
    return looks_like_one(name) and bool(keys(name, "") or _own_of(name))


def _own_of(name: str) -> list[Family]:
    """The images that read it for themselves, and make no setting of it."""
    return [family for family in _families() if name in family.own | family.excluded]


def names() -> list[str]:
    """The variables of the images that most are made like."""
    found = {f"KAFKA_{_written(key)}" for key in settings.keys("broker")}
    found |= {f"KAFKA_CFG_{_written(key)}" for key in settings.keys("broker")}
    for family in unasked.known_families("zookeeper"):
        found |= family.keys.keys()
    return sorted(found)


def _written(key: str) -> str:
    return key.replace("_", "__").replace("-", "___").replace(".", "_").upper()


def keys(name: str, version: str) -> list[str]:
    """The settings that images make of it, the one that most of them make first."""
    made = [key for family in _families() if (key := _made(family, name, version))]
    return sorted(set(made), key=lambda key: (-made.count(key), key))


def _families() -> list[Family]:
    return [family for role in _ROLES for family in unasked.known_families(role)]


def _made(family: Family, name: str, version: str) -> str:
    """The setting that an image makes of it; "" where it makes none that means anything."""
    key = images.property_of(family, name, Value(version or versions.NEWEST)) or ""
    if family.role == "zookeeper":
        return key if key in zookeeper.known_keys() else ""
    return key if settings.exists_in_any_version(key) else ""


def lines(name: str, version: str, rules: Sequence[Rule], paint: Paint) -> Iterator[str]:
    """What each image makes of it, and all about the setting that is meant."""
    found = keys(name, version)
    yield paint(name, "bold")
    yield paint("an environment variable of container images", "dim")
    rows: dict[str, list[str]] = {key: [] for key in found}
    if found:
        role = "zookeeper" if found[0] in zookeeper.known_keys() else "broker"
        for family in unasked.known_families(role):
            made = _made(family, name, version) or _otherwise(family, name, found[0], version)
            rows.setdefault(made, []).append(deployed.title(family))
    else:
        rows["no setting: read by the image itself"] = list(map(deployed.title, _own_of(name)))
    yield ""
    yield from deployed.table([(key, ", ".join(who)) for key, who in rows.items()], paint)
    for key in found:
        yield ""
        yield paint.rule()
        yield from setting_page.lines(key, version, rules, paint)


def _otherwise(family: Family, name: str, key: str, version: str) -> str:
    """What sets `key` in an image that makes nothing of the variable."""
    variable = naming.variable_of(family, key, Value(version or versions.NEWEST))
    if name in family.own | family.excluded:
        return "nothing; read by the image itself"
    return f"nothing; takes {variable}" if variable else "nothing"
