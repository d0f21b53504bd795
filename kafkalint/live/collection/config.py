"""A setting as it may be kept."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.kafka.secrets import is_sensitive
from kafkalint.live.snapshot import Config, Synonym


def config(
    key: str,
    value: str | None,
    source: str,
    sensitive: bool = False,
    read_only: bool = False,
    synonyms: Iterable[Synonym] = (),
) -> Config:
    """Whatever a broker sends, the value of a secret is dropped."""
    if sensitive or is_sensitive(key):
        bare = tuple(Synonym(other.name, None, other.source) for other in synonyms)
        return Config(None, source, True, read_only, bare)
    kept = tuple(
        Synonym(other.name, None if is_sensitive(other.name) else other.value, other.source)
        for other in synonyms
    )
    return Config(value, source, False, read_only, kept)
