"""YAML to nodes: PyYAML's C events and an iterative builder of our own.

`yaml.load` and `compose` hang or crash on hostile input; events do neither, and carry the
place of everything. Nothing is typed here: a scalar is its text (see `formats.scalar`).
Anchors stay references, merges are resolved, the last of duplicate keys or anchors wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import repeat
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kafkalint.errors import LimitExceeded
from kafkalint.formats.anchors import Anchors, Merge
from kafkalint.formats.disguise import unmask
from kafkalint.formats.node import Content, Entry, Mapping, Mark, Node, Point, Scalar, Sequence
from kafkalint.formats.text import Text, check_size, too_much
from kafkalint.formats.yaml_errors import problem
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Origin, Span

MAX_DEPTH = 200
MAX_EVENTS = 300_000
MAX_REFINED = 100_000

_OTHER_BREAKS = ("\x85", "\u2028", "\u2029")
_PROPERTIES = regex(r"(?:[&!]\S*|#[^\r\n]*|\s)*")
_FIRST_LINE = regex(r"^( *)[ \t]*[^ \t\r\n]", re.MULTILINE)
_BREAK = regex(r"\r\n|\n|\r")
_BLOCKS = ("|", ">")
_CORE = "tag:yaml.org,2002:"


class Document(NamedTuple):
    """One document of a YAML stream; `root` is None where it is empty."""

    root: Node | None


def read(text: Text) -> list[Document]:
    """All documents of `text`.

    Raises SyntaxProblem where it is not YAML, LimitExceeded where it is larger, deeper or
    more entangled than anything honest.
    """
    check_size(text)
    content = text.content.lstrip("\ufeff")
    if not content.isascii():
        # Line breaks to YAML 1.1 and to nobody since: they would shift every line below.
        for character in _OTHER_BREAKS:
            content = content.replace(character, " ")
    # Without libyaml PyYAML's own parser gives the same events, about ten times slower.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(text, content).build(loader(content).get_event)
    except (yaml.YAMLError, ValueError) as error:
        raise problem(text, content, error) from None


class _Builder:
    """Builds the documents of one text; what rarely happens is in methods of its own."""

    def __init__(self, text: Text, content: str) -> None:
        self.text = text
        self.content = content
        self.shifted = not text.is_whole
        self.masked = text.masked
        self.returns = "\r" in content
        self.anchors = Anchors(text)
        self.refined = 0

    def build(self, next_event: Callable[[], Any]) -> list[Document]:
        """The documents of the events that `next_event` gives, None behind the last one.

        One long loop on purpose: it runs some hundred thousand times a second, and a call
        for each event would double the time of reading. Even the calls of `__init__` would
        be a tenth of it.
        """
        new = object.__new__
        path, shifted = self.text.path, self.shifted
        named = "&" in self.content or "!" in self.content
        always = shifted or self.masked
        open_ended = not self.content.endswith(("\n", "\r"))
        documents: list[Document] = []
        stack: list[tuple[Any, Scalar | None, list[Merge] | None, Any]] = []
        parent: Any = None  # the open collection; at the end of a document, its root
        key: Scalar | None = None  # the key that waits for its value
        merges: list[Merge] | None = None  # the values of `<<` in the open mapping
        event: Any = None
        end: Any = None  # of what was read last: a block collection ends with its last child
        node: Node
        for _ in repeat(None, MAX_EVENTS):
            event = next_event()
            kind = type(event)
            via: tuple[Origin, ...] = ()
            if kind is ScalarEvent:
                end = event.end_mark
                style = event.style
                node = scalar = new(Scalar)
                scalar.path = path
                scalar.tag = ""
                scalar._start = event.start_mark
                scalar._end = end
                scalar.text = event.value
                scalar.style = style or ""
                scalar.content = None
                if (
                    style == "|"
                    or style == ">"
                    or (named and (event.anchor is not None or event.tag is not None))
                    or always
                    or (open_ended and not event.value)
                ):
                    end = self.refine(scalar, event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((parent, key, merges, event))
                if len(stack) > MAX_DEPTH:
                    raise self.limit(f"nested more than {MAX_DEPTH} levels deep", event)
                made = Mapping if kind is MappingStartEvent else Sequence
                parent, key, merges = made(path, event.start_mark), None, None
                if event.anchor is not None or event.tag is not None or shifted:
                    self.open(parent, event)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = parent
                outer, outer_key, outer_merges, opening = stack.pop()
                if opening.flow_style:
                    end = self.end_of(event)
                node._end = end
                if merges is not None:
                    self.anchors.merge(parent, merges)
                if opening.flow_style and kind is MappingEndEvent and len(parent.entries) == 1:
                    node = self.placeholder(parent)
                if opening.anchor is not None:
                    self.anchors.close(opening.anchor, parent, node, event.end_mark.index)
                parent, key, merges = outer, outer_key, outer_merges
            elif kind is AliasEvent:
                via = (self.place(event),)
                node = self.anchors.use(event.anchor, via[0])
                end = self.end_of(event)
            elif kind is DocumentEndEvent:
                empty = isinstance(parent, Scalar) and parent.is_null
                documents.append(Document(None if empty else parent))
                parent = None
                self.anchors.forget()
                continue
            elif event is None:
                return documents
            else:
                continue
            if type(parent) is Mapping:
                if key is None:
                    key = node if type(node) is Scalar and not via else self.key(node, event, end)
                    continue
                name = key.text
                if name == "<<" and not key.style:
                    merges = merges or []
                    merges.append(Merge(key, node, via))
                else:
                    entries = parent.entries
                    if name in entries:
                        parent.duplicates.append(entries[name])
                    entries[name] = entry = new(Entry)
                    entry.key = key
                    entry.value = node
                    entry.via = via
                key = None
            elif parent is None:
                parent = node
            else:
                if via:
                    parent.via[len(parent.items)] = via[0]
                parent.items.append(node)
        raise self.limit(f"more than {MAX_EVENTS:,} values", event)

    def open(self, node: Node, event: Any) -> None:
        """Mind the anchor and the tag of the collection that begins with `event`."""
        if self.shifted:
            node._start = self.shift(event.start_mark)
        node.tag = _tag(event.tag)
        if event.anchor is not None:
            self.anchors.open(event.anchor, node, event.start_mark.index)

    def end_of(self, event: Any) -> Mark:
        """Where `event` ends in the file."""
        return self.shift(event.end_mark, is_end=True) if self.shifted else event.end_mark

    def place(self, event: Any) -> Origin:
        """The place of `event` in the file."""
        start, end = event.start_mark, event.end_mark
        return self.text.origin(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def shift(self, mark: Mark, is_end: bool = False) -> Mark:
        """A mark of a text inside a file as a mark of that file; its index stays the text's."""
        line, column, end_line, end_column = self.text.span(*(mark.line + 1, mark.column + 1) * 2)
        if is_end:
            return Point(end_line - 1, end_column - 1, mark.index)
        return Point(line - 1, column - 1, mark.index)

    def refine(self, node: Scalar, event: Any) -> Mark:
        """Place a scalar with an anchor, a tag or a block, or in another text or a template.

        Its span leaves out the anchor, the tag, and the empty lines behind a block; nothing
        at the end of a text without a last line break is placed there. Gives its end.
        """
        start: Mark = event.start_mark
        end: Mark = event.end_mark
        self.refined += 1
        if self.refined > MAX_REFINED:
            raise self.limit(
                f"more than {MAX_REFINED:,} blocks, anchors, tags or placeholders", event
            )
        if event.anchor is not None or event.tag is not None:
            found = _PROPERTIES.match(self.content, start.index, end.index)
            start = self.forward(start, found.end() if found else start.index)
            node.tag = _tag(event.tag)
        if node.style in _BLOCKS:
            written = self.content[start.index : end.index].rstrip(" \t\r\n")
            end = self.forward(start, start.index + len(written))
            self.locate_content(node, start, end)
        if not node.text and not node.style and start.index == len(self.content):
            start = end = self.forward(Point(0, 0), len(self.content))
        if self.masked:
            node.text = unmask(node.text)
        if self.shifted:
            start, end = self.shift(start), self.shift(end, is_end=True)
        node._start, node._end = start, end
        if event.anchor is not None:
            self.anchors.define(event.anchor, node)
        return end

    def forward(self, mark: Mark, index: int) -> Point:
        """The place of the character at `index`, which is behind `mark`."""
        breaks = self.content.count("\n", mark.index, index)
        if self.returns:
            breaks = len(_BREAK.findall(self.content, mark.index, index))
        if not breaks:
            return Point(mark.line, mark.column + index - mark.index, index)
        last = self.content.rfind("\n", mark.index, index)
        if self.returns:
            last = max(last, self.content.rfind("\r", mark.index, index))
        return Point(mark.line + breaks, index - last - 1, index)

    def locate_content(self, node: Scalar, start: Mark, end: Mark) -> None:
        """Note where the content of a block scalar begins, and how far it is indented."""
        header = _BREAK.search(self.content, start.index, end.index)
        written = header and _FIRST_LINE.search(self.content, header.end(), end.index)
        read = _FIRST_LINE.search(node.text)
        if written and read and self.text.within is None:
            node.content = Content(
                self.text.line + start.line + 1,
                self.text.indent + len(written[1]) - len(read[1]),
            )

    def key(self, node: Node, event: Any, end: Mark) -> Scalar:
        """A key that is an alias or a collection, as a scalar with what it says."""
        path = self.text.path
        if type(event) is AliasEvent:
            text = node.text if isinstance(node, Scalar) else f"*{event.anchor}"
            return Scalar(path, self.place(event).span or node.span, text, "?")
        start = node._start
        index = 0 if isinstance(start, Span) else start.index
        source = self.content[index : end.index]
        return Scalar(path, start, source, "?", end, node.tag)

    def placeholder(self, node: Mapping) -> Node:
        """A mapping in a mapping that is `{{ name }}`: text for a template, no YAML."""
        ((key, entry),) = node.entries.items()
        start, end = node._start, node._end
        value = entry.value
        if (
            entry.key.style != "?"
            or isinstance(start, Span)
            or end is None
            or not isinstance(value, Scalar)
            or value.text
        ):
            return node
        source = self.content[start.index : end.index]
        if source != f"{{{key}}}":
            return node
        return Scalar(node.path, start, source, "", end)

    def limit(self, what: str, event: Any) -> LimitExceeded:
        """The error that says `what` is too much, at `event`."""
        line, column, _, _ = self.place(event).span or (0, 0, 0, 0)
        return too_much(self.text, what, line, column)


def _tag(tag: str | None) -> str:
    """The tag as it is usually written: "!reset", "!!str"."""
    if not tag:
        return ""
    return f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag
