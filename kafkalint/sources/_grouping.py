"""Which files describe nodes of one cluster, and which are alternatives to each other.

Files that name the same quorum, the same ensemble or the same cluster belong together,
unless two of them are the same node: then they are different versions of it (a folder of
examples, test and production side by side), and the folders they are in tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

from kafkalint.regex import regex

_NUMBER = regex(r"\d+")
_SUFFIX = regex(r"[-_.]?\d+")
_MAX_DEPTH = 5


class Groupable(Protocol):
    """A file that configures the node `id` ("" where it is not known) of some cluster."""

    @property
    def path(self) -> str: ...
    @property
    def id(self) -> str: ...


M = TypeVar("M", bound=Groupable)


def linked(members: Sequence[M], links: Callable[[M], Iterable[Hashable]]) -> list[list[M]]:
    """`members` in groups: those that share a link, directly or through others, together."""
    leader = list(range(len(members)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    first: dict[Hashable, int] = {}
    for index, member in enumerate(members):
        for link in links(member):
            leader[find(index)] = find(first.setdefault(link, index))
    groups: dict[int, list[M]] = {}
    for index, member in enumerate(members):
        groups.setdefault(find(index), []).append(member)
    return list(groups.values())


def without_alternatives(
    members: list[M],
    kind: Callable[[M], Hashable],
    may_err: Callable[[list[M]], bool],
    depth: int = 0,
) -> list[list[M]]:
    """The group in as few parts as possible in which no node is described twice.

    Versions are told apart by what is in their names besides numbers (`server-1.properties`,
    `server-1.tls.properties`), by folder, or by `kind` (combined and dedicated roles do not
    mix in alternatives); what cannot be told apart stands alone. Where `may_err` says so, a
    node that is there twice is a mistake of one cluster and no alternative.
    """
    if not _has_twins(members) or may_err(members):
        return [members]
    best = [[member] for member in members]
    partitions = (_by(members, _shape), _by_folder(members), _by(members, kind))
    for parts in partitions if depth < _MAX_DEPTH else ():
        if len(parts) > 1:
            found = [
                group
                for part in parts
                for group in without_alternatives(part, kind, may_err, depth + 1)
            ]
            best = min(best, found, key=len)
    return best


def shape(path: str) -> str:
    """`path` with its numbers made alike: `node1/server.properties` as node2's."""
    return _NUMBER.sub("0", path)


def are_numbered(members: Sequence[Groupable]) -> bool:
    """Whether the paths differ in one number alone, as server-1 and server-2 do."""
    shapes = {shape(member.path) for member in members}
    numbers = {tuple(_NUMBER.findall(member.path)) for member in members}
    if len(shapes) > 1 or len(numbers) < len(members):
        return False
    return sum(len(set(column)) > 1 for column in zip(*numbers, strict=True)) == 1


def common_folder(paths: Sequence[str]) -> str:
    """The innermost folder that holds all `paths`, "" for the working directory."""
    split = [path.split("/")[:-1] for path in paths]
    common: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "/".join(common)


def relative(path: str, folder: str) -> str:
    """`path` as seen from `folder`, which holds it."""
    return path[len(folder) + 1 :] if folder else path


def _shape(member: Groupable) -> str:
    return _SUFFIX.sub("", member.path)


def _has_twins(members: Iterable[Groupable]) -> bool:
    ids = [member.id for member in members if member.id]
    return len(set(ids)) < len(ids)


def _by_folder(members: Sequence[M]) -> list[list[M]]:
    folder = common_folder([member.path for member in members])

    def below(member: M) -> str:
        first, slash, _ = relative(member.path, folder).partition("/")
        return first if slash else ""

    return _by(members, below)


def _by(members: Sequence[M], key: Callable[[M], Hashable]) -> list[list[M]]:
    parts: dict[Hashable, list[M]] = {}
    for member in members:
        parts.setdefault(key(member), []).append(member)
    return list(parts.values())
