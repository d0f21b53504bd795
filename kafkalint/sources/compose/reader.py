"""Reads the options of one service, each with its place and the uses it came through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.sources.compose.merge import pairs, scalars
from kafkalint.sources.compose.project import Project, place
from kafkalint.sources.compose.scalars import literal, stringified, typed
from kafkalint.values import Origin, Value, absent


class Reader:
    """One service; `nothing` is the absent value of whatever is not written in it."""

    def __init__(self, project: Project, service: Entry) -> None:
        self.project = project
        self.service = service
        self.name = service.key.text
        node = service.value
        self.node = node if isinstance(node, Mapping) else Mapping(node.path, node.span)
        self.anchor = Origin(service.key.path, service.key.span, f"services.{self.name}")
        self.nothing: Value[str] = absent(self.anchor)

    def find(self, *keys: str) -> tuple[Entry, tuple[Origin, ...]] | None:
        """The entry at a path of keys, and the uses that the ones above it came through."""
        node: Node | None = self.node
        via = self.service.via
        entry: Entry | None = None
        for key in keys:
            if not isinstance(node, Mapping) or (entry := node.entries.get(key)) is None:
                return None
            node = entry.value
            via = (*entry.via, *via)
        return (entry, via[len(entry.via) :]) if entry else None

    def raw(self, *keys: str) -> Value[str]:
        """The text at a path of keys, absent where there is none or null."""
        found = self.find(*keys) if keys[0] in self.node.entries else None
        if found is None:
            return self.nothing
        entry, via = found
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            return absent(entry.origin)
        return self.project.entry_value(entry, f"services.{self.name}.{'.'.join(keys)}", via)

    def text(self, *keys: str) -> Value[str]:
        """The same, unknown where a variable in it is open."""
        return literal(self.raw(*keys))

    def typed(self, parse: Callable[[str], Any | None], what: str, *keys: str) -> Value[Any]:
        """The same, read by `parse`; unknown where it is no `what`."""
        return typed(self.raw(*keys), parse, what)

    def words(self, key: str) -> Value[str]:
        """A command in either spelling as one line of text; open variables stay in it."""
        node = self.node.get(key)
        if not isinstance(node, Sequence):
            return self.raw(key)
        entry = self.node.entries[key]
        text = " ".join(self.project.plain(item) for item in scalars(node))
        origin = Origin(entry.key.path, entry.key.span, f"services.{self.name}.{key}")
        return Value(text, (origin, *entry.via, *self.service.via))

    def texts(self, *keys: str) -> dict[str, Value[str]]:
        """A mapping of texts, such as labels, in either spelling."""
        found = self.find(*keys) if keys[0] in self.node.entries else None
        if found is None:
            return {}
        entry, via = found
        logical = f"services.{self.name}.{'.'.join(keys)}."
        values = {}
        for item in pairs(entry.value):
            if isinstance(item.value, Scalar):
                origins = (place(item, logical + item.key.text), *item.via, *entry.via, *via)
                text = stringified(item.value)
                values[item.key.text] = literal(self.project.text(text, item.value, origins))
        return values
