"""Which versions of Apache Kafka there are, when they came out, and which are still mended.

A version here is a minor one, "3.9"; for 0.x that is "0.10" and "0.11".
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from kafkalint.regex import regex
from kafkalint.values import Value, unknown

AS_OF = date(2026, 11, 22)
"""The day this table was last brought up to date."""

_RELEASED = {
    "0.10": date(2016, 5, 22),
    "0.11": date(2017, 6, 28),
    "1.0": date(2017, 11, 1),
    "1.1": date(2018, 3, 28),
    "2.0": date(2018, 7, 30),
    "2.1": date(2018, 11, 20),
    "2.2": date(2019, 3, 22),
    "2.3": date(2019, 6, 25),
    "2.4": date(2019, 12, 16),
    "2.5": date(2020, 4, 15),
    "2.6": date(2020, 8, 3),
    "2.7": date(2020, 12, 21),
    "2.8": date(2021, 4, 19),
    "3.0": date(2021, 9, 21),
    "3.1": date(2022, 1, 24),
    "3.2": date(2022, 5, 17),
    "3.3": date(2022, 10, 3),
    "3.4": date(2023, 2, 7),
    "3.5": date(2023, 6, 15),
    "3.6": date(2023, 10, 10),
    "3.7": date(2024, 2, 27),
    "3.8": date(2024, 7, 29),
    "3.9": date(2024, 11, 6),
    "4.0": date(2025, 3, 18),
    "4.1": date(2025, 9, 2),
    "4.2": date(2026, 2, 17),
    "4.3": date(2026, 5, 22),
    "4.4": date(2026, 10, 6),  # the day it was built
}

OLDEST = "2.8"
"""The oldest version that must agree where a deployment does not say which one it runs."""

NEWEST = max(_RELEASED, key=lambda version: tuple(map(int, version.split("."))))
"""The newest version that we know of."""

FIRST = (0, 10)
"""The first version that we have data of, as numbers."""

_MENDED_LINES = 3  # the project's own promise: bug fixes for the three newest releases
_NUMBER = regex(r"\s*v?(\d+)\.(\d+)")


def released() -> dict[str, date]:
    """Every minor version, oldest first, and the day its first release came out."""
    return dict(_RELEASED)


def supported(on: date = AS_OF) -> tuple[str, ...]:
    """The minor versions that got bug fixes on the day `on`: the three newest lines."""
    out = [version for version, day in _RELEASED.items() if day <= on]
    return tuple(out[-_MENDED_LINES:])


def known_from(oldest: str) -> tuple[str, ...]:
    """The minor versions from `oldest` to the newest, oldest first."""
    lowest = parts(oldest) or FIRST
    return tuple(version for version in _RELEASED if (parts(version) or FIRST) >= lowest)


def before(version: str) -> str:
    """The minor version before the minor `version`; "" before the first."""
    line = list(_RELEASED)
    place = line.index(version)
    return line[place - 1] if place else ""


@lru_cache(maxsize=1024)
def parts(version: str) -> tuple[int, int] | None:
    """(3, 9) of "3.9", "3.9.1" or "v3.9.1-rc0"; None for what is no version number."""
    found = _NUMBER.match(version)
    return (int(found[1]), int(found[2])) if found else None


def minor(version: str) -> str:
    """ "3.9" of "3.9.1"; "" for what is no version number."""
    numbers = parts(version)
    return f"{numbers[0]}.{numbers[1]}" if numbers else ""


def at_least(version: Value[str], lowest: str) -> Value[bool]:
    """Whether `version` is `lowest` or newer; unknown and absent stay what they are."""
    if not version.is_known:
        return version.map(bool)
    numbers = parts(version.data)
    if numbers is None:
        return unknown(f"{version.data} is not a version of Kafka", *version.origins)
    return version.map(lambda _: numbers >= (parts(lowest) or FIRST))
