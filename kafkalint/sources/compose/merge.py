"""How Compose lays one service, or one file, over another (the Compose specification's merge).

Mappings merge key by key; `environment` and its kin do so in both their spellings; lists
are appended, except commands and health checks, which are replaced. `!reset` takes a value
away and `!override` replaces it whole. Every entry keeps the place where it was written.
"""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.values import Origin, Span

NOWHERE = Span(0, 0, 0, 0)

_REPLACED = frozenset({"command", "entrypoint", "test"})
_PAIRS = frozenset({"environment", "labels", "args", "sysctls", "extra_hosts", "driver_opts"})
_NAMES = frozenset({"networks", "depends_on"})
_ONE_OR_MORE = frozenset({"env_file", "tmpfs", "dns"})


def merge(base: Mapping, over: Mapping) -> Mapping:
    """`over` laid over `base`; neither is changed."""
    merged = Mapping(over.path, over.span, over.tag)
    merged.entries.update(base.entries)
    for entry in over:
        name = entry.key.text
        below = merged.entries.pop(name, None)
        if entry.value.tag == "!reset":
            continue
        merged.entries[name] = _lay(name, below, entry) if below is not None else entry
    return merged


def _lay(name: str, below: Entry, entry: Entry) -> Entry:
    value = entry.value
    if value.tag == "!override" or name in _REPLACED:
        return entry
    if isinstance(value, Scalar) and value.is_null:
        return below
    base, over = _alike(name, below.value), _alike(name, value)
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return Entry(below.key, merge(_marked(base, below.via), _marked(over, entry.via)))
    if isinstance(base, Sequence) and isinstance(over, Sequence):
        joined = Sequence(over.path, over.span, over.tag)
        joined.items = [*base.items, *over.items]
        return Entry(entry.key, joined, entry.via)
    return entry


def _alike(name: str, node: Node) -> Node:
    """The one form of what may be written in two."""
    if name in _PAIRS and isinstance(node, Sequence):
        return pairs(node)
    if name in _NAMES and isinstance(node, Sequence):
        return _names(node)
    if name in _ONE_OR_MORE and isinstance(node, Scalar):
        alone = Sequence(node.path, node.span)
        alone.items = [node]
        return alone
    if name == "build" and isinstance(node, Scalar):
        whole = Mapping(node.path, node.span)
        whole.entries["context"] = Entry(Scalar(node.path, node.span, "context"), node)
        return whole
    return node


def _marked(node: Mapping, via: tuple[Origin, ...]) -> Mapping:
    """The same entries, each remembering that it came in through `via`."""
    if not via:
        return node
    marked = Mapping(node.path, node.span, node.tag)
    for entry in node:
        marked.entries[entry.key.text] = Entry(entry.key, entry.value, (*via, *entry.via))
    return marked


def pairs(node: Node | None) -> Mapping:
    """`K: V` from either spelling; an item "K" alone gets a null value. Empty for anything else."""
    if isinstance(node, Mapping):
        return node
    if not isinstance(node, Sequence):
        return _empty(node)
    made = Mapping(node.path, node.span, node.tag)
    for item in node:
        if isinstance(item, Scalar):
            name, equals, text = item.text.partition("=")
            key = Scalar(item.path, item.span, name.strip(), item.style)
            value = Scalar(item.path, item.span, text, "'" if equals else "")
            made.entries[key.text] = Entry(key, value)
    return made


def _names(node: Sequence) -> Mapping:
    made = Mapping(node.path, node.span, node.tag)
    for item in scalars(node):
        made.entries[item.text] = Entry(item, Scalar(item.path, item.span, ""))
    return made


def _empty(node: Node | None) -> Mapping:
    return Mapping(node.path, node.span) if node else Mapping("", NOWHERE)


def scalars(node: Node | None) -> Iterable[Scalar]:
    """The scalar itself, or the scalar items of a list."""
    if isinstance(node, Scalar):
        return () if node.is_null else (node,)
    if isinstance(node, Sequence):
        return tuple(item for item in node if isinstance(item, Scalar))
    return ()


def dependencies(service: Mapping) -> Iterable[str]:
    """The services that `depends_on` names, in either spelling."""
    node = service.get("depends_on")
    if isinstance(node, Mapping):
        return tuple(node.entries)
    return tuple(item.text for item in scalars(node) if "$" not in item.text)
