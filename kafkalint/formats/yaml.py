"""YAML to nodes: PyYAML's C events and an iterative builder of our own.

`yaml.load` and `compose` hang or crash on hostile input; events do neither, and carry the
place of everything. Anchors stay references, merges are resolved within a budget.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from yaml import events

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text
from kafkalint.values import Origin, Span

MAX_DEPTH = 200


class Document(NamedTuple):
    """One document of a YAML stream; `root` is None where it is empty."""

    root: Node | None


def read(text: Text) -> list[Document]:
    """All documents of `text`. Raises SyntaxProblem and LimitExceeded."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _build(text, yaml.parse(text.content, Loader=loader))
    except yaml.YAMLError as error:
        raise _problem(text, error) from None


def _problem(text: Text, error: yaml.YAMLError) -> SyntaxProblem:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or str(error).splitlines()[0]
    span = text.span(mark.line + 1, mark.column + 1, 1, 1) if mark else Span(0, 0, 0, 0)
    return SyntaxProblem(
        f"not valid YAML: {message}", path=text.path, line=span.line, column=span.column
    )


def _build(text: Text, stream: Any) -> list[Document]:
    path = text.path
    documents: list[Document] = []
    anchors: dict[str, Node | None] = {}
    stack: list[tuple[Node, Scalar | None, list[Any]]] = []
    node: Node | None
    for event in stream:
        kind = type(event)
        via: Origin | None = None
        start, end = event.start_mark, event.end_mark
        span = text.span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        if kind is events.DocumentStartEvent:
            anchors = {}
            root: Node | None = None
            continue
        if kind is events.DocumentEndEvent:
            empty = isinstance(root, Scalar) and root.is_null
            documents.append(Document(None if empty else root))
            continue
        if kind is events.ScalarEvent:
            node = Scalar(path, span, event.value, event.style or "", event.tag or "")
        elif kind is events.MappingStartEvent or kind is events.SequenceStartEvent:
            made = Mapping if kind is events.MappingStartEvent else Sequence
            node = made(path, span, event.tag or "")
            if event.anchor:
                anchors[event.anchor] = node
            stack.append((node, None, [None, []]))
            if len(stack) > MAX_DEPTH:
                raise LimitExceeded(
                    f"nested deeper than {MAX_DEPTH} levels", path=path, line=span.line
                )
            continue
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            node, _, state = stack.pop()
            if isinstance(node, Mapping):
                _merge(node, state[1])
        elif kind is events.AliasEvent:
            node = anchors.get(event.anchor)
            via = Origin(path, span)
            if node is None:
                raise SyntaxProblem(f"no anchor &{event.anchor}", path=path, line=span.line)
        else:
            continue
        if getattr(event, "anchor", None) and via is None:
            anchors[event.anchor] = node
        if not stack:
            root = node
            continue
        parent, _, state = stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif state[0] is None:
            state[0] = node if isinstance(node, Scalar) else Scalar(path, node.span, "")
        else:
            key, state[0] = state[0], None
            if key.text == "<<" and not key.style:
                state[1].append((node, via or key.origin))
                continue
            assert isinstance(parent, Mapping)
            if key.text in parent.entries:
                parent.duplicates.append(parent.entries[key.text])
            parent.entries[key.text] = Entry(key, node, (via,) if via else ())
    return documents


def _merge(into: Mapping, merges: list[tuple[Node, Origin]]) -> None:
    for node, use in merges:
        for source in node.items if isinstance(node, Sequence) else [node]:
            if isinstance(source, Mapping):
                for entry in source:
                    into.entries.setdefault(
                        entry.key.text, Entry(entry.key, entry.value, (use, *entry.via))
                    )
