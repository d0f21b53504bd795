"""Nodes as Python's own containers and strings."""

from __future__ import annotations

from kafkalint.formats.node import Mapping, Node, Scalar, Sequence


def plain(node: Node | None) -> object:
    """Dicts, lists and the text of scalars; None where nothing is written."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    return node.text if isinstance(node, Scalar) else None
