"""The configuration files inside Kafka's own release, which several images start from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from kafkalint.kafka import versions
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import read

if TYPE_CHECKING:
    from kafkalint.formats.properties import Property

Entry = str | list[list[str]]
"""The value in all releases, or [from, before, value] for each of the releases that have it."""


@lru_cache(maxsize=16)
def _file(name: str) -> dict[str, Entry]:
    files: dict[str, dict[str, Entry]] = read("distribution")
    return files.get(name) or files[f"kraft/{name}"]  # the folder went away in Kafka 4.0


def go_on_from(draft: Draft, file: Iterable[Property] | None, name: str) -> None:
    """Write what the user's own file says, or where there is none, what Kafka's does."""
    if file is not None:
        draft.copy(file)
    else:
        start_from(draft, name)


def start_from(draft: Draft, name: str, *leaving_out: str) -> None:
    """Write what Kafka's own file `name` ("server.properties") says.

    Where the version is not known, lines on which the possible versions differ are unknown.
    """
    for key, entry in _file(name).items():
        if not key.startswith(leaving_out):
            _start_line(draft, name, key, entry)


def _start_line(draft: Draft, name: str, key: str, entry: Entry) -> None:
    says = f"{draft.family.title} starts from Kafka's own {name}, which says"
    if isinstance(entry, str):
        draft.supply(key, entry, f"{says} {entry}")
        return
    if draft.version.is_known:
        text = value_at(entry, draft.version.data)
        if text is not None:
            draft.supply(key, text, f"{says} {text}")
        return
    texts = {value_at(entry, version) for version in _possible(draft)}
    if len(texts) == 1:
        text = texts.pop()
        if text is not None:
            draft.supply(key, text, f"{says} {text}")
    else:
        draft.obscure(key, f"what {name} says of {key} depends on Kafka's version")


def _possible(draft: Draft) -> list[str]:
    """The versions that it may be; whoever names ZooKeeper has one that knows it."""
    names_zookeeper = any(name.endswith("ZOOKEEPER_CONNECT") for name in draft.written)
    return [
        version
        for version in versions.known_from(versions.OLDEST)
        if not names_zookeeper or _parts(version) < (4, 0)
    ]


def value_at(entry: Entry, version: str) -> str | None:
    """What stands in the file of that version; None where the line is not there."""
    if isinstance(entry, str):
        return entry
    at = versions.parts(version) or (0, 0)
    for low, before, text in entry:
        if (versions.parts(low) or (0, 0)) <= at and (not before or at < _parts(before)):
            return text
    return None


def _parts(version: str) -> tuple[int, int]:
    return versions.parts(version) or (0, 0)
