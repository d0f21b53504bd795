"""Values that Kafka takes or refuses: of every key alone, and of keys that have to go together."""

from __future__ import annotations

import random
from collections.abc import Iterator

from harness.releases import Release
from startups import PLAIN, Case

from kafkalint.facts.conflicts import CONCERNED
from kafkalint.kafka import settings, validation

COMBINATIONS = 200
START = PLAIN["combined"]

_MADE = frozenset({"process.roles", "node.id", "broker.id"}) | validation.OF_OTHERS
"""What makes the node the one that is asked, and what other tests vary."""

_WHOLE = (
    "", "0", "1", "-1", "-2", "2", "10", "100", "5000", "70000", "1048576", "2147483647",
    "2147483648", "9223372036854775807", "9223372036854775808", "+5", "1.5", "1e3", "0.5", "1.0f",
    "NaN", "0x10", "three", "7d", "1GB", "1_000", "3 # three", "${three}",
)  # fmt: skip
_BOOLEANS = ("true", "FALSE", "yes", "1", "0", "", "true # sure", "treu")
_LISTS = ("", "a", "a,a", "a,,b", "a,", ",", " a , b ")
_WORDS = (
    "",
    "a",
    "none",
    "PLAINTEXT",
    "gzip",
    "3.6",
    "3.8",
    "3.9",
    "3.99",
    "true",
    "Required",
    "a.b.C",
)


def alone(release: Release) -> Iterator[tuple[str, Case]]:
    """Each key of the release with each value that may tell something, and the key."""
    for key in settings.keys("broker"):
        said = settings.definition(key, release.minor)
        if said is None or key in _MADE:
            continue
        for value in dict.fromkeys(_values(said)):
            yield key, Case(f"{key}={value}", {**START, key: value})


def _values(said: settings.Definition) -> Iterator[str]:
    if said.type in ("int", "long", "short", "double"):
        yield from _WHOLE
        return
    if said.type == "boolean":
        yield from _BOOLEANS
        return
    yield from _LISTS if said.type == "list" else _WORDS
    choices = validation.choices(said.valid)
    for word in choices:
        yield from (word, word.lower(), word.upper())
    if choices and said.type == "list":
        first, last = choices[0], choices[-1]
        yield from (",".join(choices), f"{first},{first}", f"{first}, {last}", f"{first},x")


def together(release: Release) -> Iterator[Case]:
    """Some of the keys that Kafka looks at together, each with a value that may be all right."""
    lot = random.Random(str(release))
    families: dict[str, list[str]] = {}
    for key in sorted(CONCERNED):
        if settings.definition(key, release.minor) is not None:
            groups = key.startswith("group.")
            families.setdefault(key.rsplit(".", 2)[0] if groups else "", []).append(key)
    for _ in range(COMBINATIONS):
        family = families[lot.choice(sorted(families))]
        keys = lot.sample(family, min(len(family), lot.choice((1, 2, 2, 3, 4))))
        drawn = {key: _drawn(key, release, lot) for key in keys}
        yield Case(", ".join(f"{key}={value}" for key, value in drawn.items()), {**START, **drawn})


_PARTICULAR = {
    "cordoned.log.dirs": ("", "*", "/var/lib/kafka", "/elsewhere", "*,/var/lib/kafka"),
    "max.connections.per.ip.overrides": ("", "127.0.0.1:3", "k:1,::1:2", "a b:1", "k", "k:n", ":5"),
}


def _drawn(key: str, release: Release, lot: random.Random) -> str:
    said = settings.definition(key, release.minor)
    if key in _PARTICULAR:
        return lot.choice(_PARTICULAR[key])
    if said is None or said.type == "boolean":
        return lot.choice(("true", "false"))
    number = int(said.default) if said.default else 1000
    near = (number, number + 1, number - 1, number * 2, number // 2, number * 100, number // 100)
    return str(lot.choice((*near, 0, 1, -1)))


def of_topics(release: Release) -> Iterator[dict[str, str]]:
    """Settings of a topic: each alone with values that may tell something, and some together."""
    for key in settings.keys("topic"):
        said = settings.definition(key, release.minor, "topic")
        for value in dict.fromkeys(_values(said) if said else ("so what",)):
            yield {key: value}
    yield {"retention.msec": "1000"}
    yield {"log.retention.ms": "1000"}
    for replicas in ("*", "0:1", "0:1,1:2", "0:1, 1:2", "*,0:1", "0:1,*", "0-1", "0:1,"):
        yield {"leader.replication.throttled.replicas": replicas}
    for least, most in (("1", "2"), ("2", "2"), ("3", "2")):
        yield {"min.compaction.lag.ms": least, "max.compaction.lag.ms": most}
