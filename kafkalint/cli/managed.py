"""What managed platforms do about a setting, for `kafkalint explain`."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.cli import wording
from kafkalint.cli.deployed import table
from kafkalint.kafka import platforms
from kafkalint.kafka.platforms import Platform
from kafkalint.reporters.text.paint import Paint


def of_brokers(key: str, paint: Paint) -> list[str]:
    """What managed platforms set, fix and let one set of brokers' settings."""
    return table([(known.title, "; ".join(_said(known, key))) for known in _platforms()], paint)


def of_topics(key: str, paint: Paint) -> list[str]:
    """Where topics cannot be told this."""
    rows = []
    for known in _platforms():
        if known.topic_keys and key not in known.topic_keys:
            rows.append((known.title, "topics cannot set it"))
        elif key in known.topic_maximum:
            rows.append((known.title, f"at most {wording.amount(key, _most(known, key))}"))
    return table(rows, paint)


def _most(known: Platform, key: str) -> str:
    return str(known.topic_maximum[key])


def _platforms() -> list[Platform]:
    found = [known for name in platforms.names() if (known := platforms.platform(name))]
    return sorted(found, key=lambda known: known.title)


def _said(known: Platform, key: str) -> Iterator[str]:
    if key in known.fixed:
        yield f"fixed to {wording.amount(key, known.fixed[key])}"
        return
    if key in known.by_zones:
        by_number = known.by_zones[key].items()
        yield ", ".join(f"{text} over {number} zones" for number, text in by_number)
    elif key in known.defaults:
        yield wording.amount(key, known.defaults[key])
    if key in known.tiered:
        yield f"{known.tiered[key]} with tiered storage"
    if key in known.managed_keys:
        yield "kept by the platform"
    elif known.keys and key not in known.keys:
        yield "cannot be set there"
