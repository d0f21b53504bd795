"""Pieces of a snapshot come together: what is known wins over what is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec.structs import fields, replace

from kafkalint.live.snapshot import Broker, Config, Group, Plain, Refusal, Snapshot, Topic

P = TypeVar("P", bound=Plain)

_PARTS = ("brokers", "topics", "groups", "refusals")


class Assembly:
    """Takes pieces in any order; `snapshot` is all of them."""

    def __init__(self, begun: Snapshot) -> None:
        self._whole = begun
        self._brokers: dict[int, Broker] | None = None
        self._topics: dict[str, Topic] | None = None
        self._groups: dict[str, Group] | None = None
        self._refusals: list[Refusal] = []
        self._settings: dict[str, dict[str, Config]] = {}

    def add(self, piece: Snapshot) -> None:
        """Take in what `piece` knows."""
        changes = _known(piece)
        for name in _PARTS:
            changes.pop(name, None)
        if changes:
            self._whole = replace(self._whole, **changes)
        if piece.brokers is not None:
            self._brokers = _joined(self._brokers, ((each.id, each) for each in piece.brokers))
        if piece.topics is not None:
            self._topics = _joined(self._topics, ((each.name, each) for each in piece.topics))
        if piece.groups is not None:
            self._groups = _joined(self._groups, ((each.id, each) for each in piece.groups))
        self._refusals += piece.refusals

    def add_settings(self, topics: Iterable[str], configs: dict[str, Config]) -> None:
        """Take in that all of `topics` are set like this; that they are there, others tell."""
        self._settings.update(dict.fromkeys(topics, configs))

    @property
    def snapshot(self) -> Snapshot:
        """All pieces, brokers by id, topics and groups by name."""
        return replace(
            self._whole,
            brokers=_sorted(self._brokers),
            topics=self._set(_sorted(self._topics)),
            groups=_sorted(self._groups),
            refusals=tuple(sorted(set(self._refusals), key=_place)),
        )

    def _set(self, topics: tuple[Topic, ...] | None) -> tuple[Topic, ...] | None:
        """`topics` with their settings."""
        if topics is None or not self._settings:
            return topics
        told = self._settings
        return tuple(
            Topic(each.name, each.id, each.internal, each.partitions, told[each.name])
            if each.name in told
            else each
            for each in topics
        )


def _place(refusal: Refusal) -> tuple[str, str, str]:
    return refusal.scope, refusal.call, refusal.error


def _known(piece: Plain) -> dict[str, Any]:
    """The fields of `piece` that are not as they are by default."""
    return {
        field.name: value
        for field in fields(piece)
        if (value := getattr(piece, field.name)) != field.default
    }


def _joined(whole: dict[Any, P] | None, pieces: Iterable[tuple[Any, P]]) -> dict[Any, P]:
    joined = {} if whole is None else whole
    for key, piece in pieces:
        before = joined.get(key)
        joined[key] = piece if before is None else replace(before, **_known(piece))
    return joined


def _sorted(parts: dict[Any, P] | None) -> tuple[P, ...] | None:
    return None if parts is None else tuple(parts[key] for key in sorted(parts))
