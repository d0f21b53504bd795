"""Anchors, aliases and merges of one YAML document, within a budget.

An alias is kept as a reference, so nothing is copied here; but whoever walks the tree walks
every use. Their sum is what is limited: a few lines of aliases to aliases (a "billion
laughs" file) stand for more text than any machine holds.
"""

from __future__ import annotations

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text, too_much
from kafkalint.record import NamedTuple
from kafkalint.values import Origin

MAX_EXPANSION = 4_000_000  # characters that all aliases together stand for
MAX_ALIASES = 100_000
MAX_MERGED = 200_000  # keys that come in through merges, each with the places of its way


class Merge(NamedTuple):
    """A `<<` key, its value, and where the alias stands that the value came by."""

    key: Scalar
    value: Node
    via: tuple[Origin, ...]


class _Anchor(NamedTuple):
    """`size` is in characters, all aliases inside written out; negative while it is open."""

    node: Node
    size: int
    start: int = 0
    expanded: int = 0


class Anchors:
    """The anchors of one document after the other, and what the whole file has spent."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.known: dict[str, _Anchor] = {}
        self.aliases = 0
        self.expanded = 0
        self.merged = 0

    def forget(self) -> None:
        """The document ends, and its anchors with it."""
        self.known.clear()

    def define(self, name: str, node: Scalar) -> None:
        """`&name` stands before a scalar."""
        self.known[name] = _Anchor(node, len(node.text))

    def open(self, name: str, node: Node, index: int) -> None:
        """`&name` stands before a collection that begins at character `index`."""
        self.known[name] = _Anchor(node, -1, index, self.expanded)

    def close(self, name: str, opened: Node, node: Node, index: int) -> None:
        """That collection ends at character `index`, and was read as `node`."""
        anchor = self.known[name]
        if anchor.node is opened:  # else the name was given anew inside
            size = index - anchor.start + self.expanded - anchor.expanded
            self.known[name] = _Anchor(node, size)

    def use(self, name: str, place: Origin) -> Node:
        """The node that the alias `*name` at `place` stands for."""
        anchor = self.known.get(name)
        if anchor is None:
            raise self._wrong(place, f"*{name} refers to &{name}, which is not above it")
        if anchor.size < 0:
            raise self._wrong(place, f"*{name} stands inside &{name}, so it would never end")
        self.expanded += anchor.size + 1
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self._too_much(f"more than {MAX_ALIASES:,} aliases", place)
        if self.expanded > MAX_EXPANSION:
            raise self._too_much(f"aliases that stand for over {MAX_EXPANSION:,} characters", place)
        return anchor.node

    def merge(self, into: Mapping, merges: list[Merge]) -> None:
        """Add what `<<` brings: keys of `into` itself win, then those of earlier mappings.

        Of two `<<` in one mapping the later one wins, as with any key that is there twice.
        """
        for merge in reversed(merges):
            value = merge.value
            if isinstance(value, Mapping):
                self._merge(into, value, merge.via, merge.key)
            elif isinstance(value, Sequence) and all(isinstance(v, Mapping) for v in value):
                for index, item in enumerate(value.items):
                    via = value.via.get(index)
                    path = (*merge.via, via) if via else merge.via
                    if isinstance(item, Mapping):
                        self._merge(into, item, path, merge.key)
            else:  # nothing that can be merged: a key like any other
                into.entries.setdefault("<<", Entry(merge.key, value, merge.via))

    def _merge(self, into: Mapping, source: Mapping, via: tuple[Origin, ...], key: Scalar) -> None:
        entries = into.entries
        self.merged += len(source.entries)
        for name, entry in source.entries.items():
            if name not in entries:
                way = (*via, *entry.via)
                self.merged += len(way)
                entries[name] = Entry(entry.key, entry.value, way)
            if self.merged > MAX_MERGED:
                raise self._too_much(f"merges that bring over {MAX_MERGED:,} keys", key.origin)

    def _too_much(self, what: str, place: Origin) -> LimitExceeded:
        return too_much(self.text, what, place.line, place.span.column if place.span else 0)

    def _wrong(self, place: Origin, message: str) -> SyntaxProblem:
        return SyntaxProblem(
            message,
            path=self.text.path,
            line=place.line,
            column=place.span.column if place.span else 0,
            remedy="Define the anchor in the same document, above its first use.",
        )
