"""A setting as those who read it define it: brokers one way, producers another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kafkalint.cli import wording
from kafkalint.kafka import history, settings, versions
from kafkalint.kafka.settings import Definition


class Aspect(NamedTuple):
    """What the readers in `scopes` take a setting for, the most important of them first.

    `said` is of Kafka `version`: the one that was asked for, or the nearest that has the setting.
    `rows` are the versions that changed it and what each changed.
    """

    scopes: tuple[str, ...]
    version: str
    said: Definition
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def scope(self) -> str:
        return self.scopes[0]

    @property
    def readers(self) -> str:
        """ "brokers and controllers, topics"."""
        return ", ".join(wording.SCOPES[scope] for scope in self.scopes)


def aspects(key: str, version: str) -> list[Aspect]:
    """Everybody's definition of `key`, those who agree together."""
    found: dict[object, Aspect] = {}
    for scope in scopes(key):
        aspect = _aspect(key, version or versions.NEWEST, scope)
        same = _comparable(aspect)
        if same in found:
            aspect = found[same]._replace(scopes=(*found[same].scopes, scope))
        found[same] = aspect
    return list(found.values())


def scopes(key: str) -> list[str]:
    """Who reads `key` in some version of Kafka."""
    if key.startswith("listener.name."):
        return ["broker"] if settings.exists_in_any_version(key) else []
    found = [scope for scope in wording.SCOPES if settings.exists_in_any_version(key, scope)]
    return [scope for scope in found if scope != "connect-standalone" or len(found) == 1]


def _aspect(key: str, wanted: str, scope: str) -> Aspect:
    version = _with_it(key, wanted, scope)
    said = settings.definition(key, version, scope)
    assert said is not None  # some version has it
    return Aspect((scope,), version, said, tuple(_rows(key, scope)))


def _with_it(key: str, wanted: str, scope: str) -> str:
    """The version `wanted` or, where it does not have `key`, the nearest before or after it."""
    if settings.definition(key, wanted, scope) is not None:
        return wanted
    having = [v for v in versions.released() if settings.definition(key, v, scope) is not None]
    limit = versions.parts(wanted) or versions.FIRST
    before = [v for v in having if (versions.parts(v) or limit) < limit]
    return before[-1] if before else having[0]


def _rows(key: str, scope: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    before: Definition | None = None
    for version in settings.changed_in(key, scope):
        now = settings.definition(key, version, scope)
        told = wording.changes(before, now)
        if told:
            yield version, tuple(told)
        before = now


def _comparable(aspect: Aspect) -> object:
    """What has to be the same for two readers to be told together: all but how it is updated."""
    said = aspect.said
    later = [
        (version, [word for word in told if not word.startswith(("changed", "importance"))])
        for version, told in aspect.rows[1:]
    ]
    return (
        wording.takes(said),
        wording.default(said),
        said.deprecated,
        str([row for row in later if row[1]]),
        aspect.version,
    )


def status(aspect: Aspect, wanted: str) -> Iterator[tuple[str, str]]:
    """When it came and went, with what to write instead, as labels and words."""
    key, scope = aspect.said.key, aspect.scope
    gone, deprecated = settings.removed_in(key, scope), history.deprecated_in(key, scope)
    since, advice = settings.since(key, scope), history.advice(key, scope)
    if wanted and aspect.version != wanted:
        after = (versions.parts(aspect.version) or (0, 0)) > (versions.parts(wanted) or (0, 0))
        yield "in " + wanted, f"not yet: Kafka {since} brought it" if after else "no more"
    if since:
        yield "since", f"Kafka {since}"
    if deprecated:
        yield "deprecated", f"since Kafka {deprecated}"
    if gone:
        left = f"; left in, {advice.left_in}" if advice.left_in else ""
        yield "removed", f"in Kafka {gone}{left}"
    if advice.instead:
        yield "instead", advice.instead
