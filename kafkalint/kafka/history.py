"""What became of settings that Kafka gave up: what stands in for them, what comes of them now.

`schemas/kafka/history.json` has it by scope and key; "zookeeper.*" speaks for all keys that
begin so and are not there themselves. When a setting came and went is in `settings`; keys that
went before the first version we have data of are here alone.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kafkalint.data import read_data
from kafkalint.kafka import settings, versions
from kafkalint.record import NamedTuple

__all__ = [
    "Advice",
    "advice",
    "deprecated_in",
    "effect_of_removal",
    "predecessor",
    "removed_in",
    "replacement",
]


class Advice(NamedTuple):
    """What is said of one setting; texts are "" where there is nothing to say.

    `instead`: what to write ("advertised.listeners") or to do. `left_in`: what comes of it where
    it is left in although Kafka has it no more. `is_harmless`: nothing that was asked for is
    missed then. `deprecated`, `gone`: the versions, where `settings` does not have them.
    """

    instead: str = ""
    left_in: str = ""
    is_harmless: bool = False
    deprecated: str = ""
    gone: str = ""


@cache
def _table(scope: str) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, dict[str, Any]]] = json.loads(
        read_data("schemas", "kafka", "history.json")
    )
    return tables.get(scope, {})


@cache
def advice(key: str, scope: str = "broker") -> Advice:
    """What is known of `key`; nothing for most."""
    table = _table(scope)
    entry = table.get(key)
    if entry is None:
        family = (table[name] for name in table if name[-1] == "*" and key.startswith(name[:-1]))
        entry = next(family, {})
    return Advice(
        entry.get("instead", ""),
        entry.get("left_in", ""),
        entry.get("harmless", False),
        entry.get("deprecated", ""),
        entry.get("gone", ""),
    )


def replacement(key: str, scope: str = "broker") -> str:
    """What to write, or to do, instead of `key`: a key, several, or a few words; "" for nothing."""
    return advice(key, scope).instead


def effect_of_removal(key: str, scope: str = "broker") -> str:
    """What comes of `key` where it is left in although the version no longer has it."""
    return advice(key, scope).left_in


def removed_in(key: str, scope: str = "broker") -> str:
    """The first version without `key`, before the first we have data of too; "" where it lives."""
    return settings.removed_in(key, scope) or advice(key, scope).gone


def deprecated_in(key: str, scope: str = "broker") -> str:
    """The version that deprecated `key`; "" where none did."""
    return settings.deprecated_in(key, scope) or advice(key, scope).deprecated


def predecessor(key: str, version: str, scope: str = "broker") -> str:
    """What `version` has in the place of `key`, which came later; "" where it has nothing.

    `controller.quorum.voters` of `controller.quorum.bootstrap.servers` before 3.9.
    """
    for older in _table(scope):
        names = advice(older, scope).instead.replace(",", " ").split()
        if key in names and settings.definition(older, version, scope) is not None:
            return older
    return ""


def is_ancient(key: str) -> bool:
    """A broker had it once, before the first version that we have data of."""
    gone = versions.parts(advice(key).gone)
    return gone is not None and gone < versions.FIRST
