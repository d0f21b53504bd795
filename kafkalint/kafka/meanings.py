"""What settings are for, a sentence each, in words of our own (`schemas/kafka/meanings.json`).

Those that rules read, and some that people ask about; ZooKeeper's own (zoo.cfg) among them.
"""

from __future__ import annotations

import json
from functools import cache

from kafkalint.data import read_data


@cache
def _sentences() -> dict[str, str]:
    sentences: dict[str, str] = json.loads(read_data("schemas", "kafka", "meanings.json"))
    return sentences


def meaning(key: str) -> str:
    """What `key` is for; "" where nobody has said it."""
    return _sentences().get(key, "")


def known_keys() -> tuple[str, ...]:
    """The keys that have a sentence."""
    return tuple(_sentences())
