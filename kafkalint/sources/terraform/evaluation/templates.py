"""Templates to text that remembers where its lines stand.

What is not known stays in it as a placeholder, so that the lines around it are known.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.formats.hcl import tree
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    inner_pending,
    pending,
    places,
    to_bool,
    to_text,
    written_lines,
)
from kafkalint.values import Origin, Provenance, Span, Value


class Stretch(NamedTuple):
    """Some text of the result, where it stands, and what it is if that is not known.

    `lines` are the places of its own lines, where it is a text of several.
    """

    text: str
    origin: Origin | None
    lines: tuple[Origin, ...] = ()


def render(template: tree.Template, scope: Scope) -> Value[Any]:
    """The text of a template. Raises Failure and Exhausted."""
    writer = _Writer(scope)
    writer.write(template.parts, scope)
    return writer.value(template)


class _Writer:
    """Collects what the parts of one template come to."""

    def __init__(self, scope: Scope) -> None:
        self.budget = scope.world.budget
        self.stretches: list[Stretch] = []
        self.values: list[Value[Any]] = []
        self.undecided: list[Value[Any]] = []

    def write(self, parts: list[tree.Part], scope: Scope) -> None:
        """Add what `parts` come to."""
        from kafkalint.sources.terraform.evaluation.evaluator import evaluate, loop

        for part in parts:
            self.budget.spend()
            if isinstance(part, tree.Chunk):
                self._add(part.text, _line_origin(part))
            elif isinstance(part, tree.Interpolation):
                self._fill(part, evaluate(part.expression, scope))
            elif isinstance(part, tree.IfDirective):
                self._choose(part, evaluate(part.condition, scope), scope)
            else:
                collection = evaluate(part.loop.collection, scope)
                undecided = pending(collection)
                if undecided is not None:
                    self._leave_open(part, undecided)
                    continue
                for inner in loop(part.loop, collection, scope):
                    self.write(part.parts, inner)

    def _add(self, text: str, origin: Origin, lines: tuple[Origin, ...] = ()) -> None:
        self.budget.write(len(text))
        self.stretches.append(Stretch(text, origin, lines))

    def _fill(self, part: tree.Interpolation, value: Value[Any]) -> None:
        self.values.append(value)
        undecided = pending(value)
        if undecided is None:
            text = to_text(value.data)
            self._add(text, part.origin, written_lines(value))
        elif value.is_unknown and isinstance(value.data, Written):
            self.undecided.append(undecided)
            self._add(str(value.data), part.origin, value.data.lines)
        else:
            self._leave_open(part, undecided)

    def _choose(self, part: tree.IfDirective, condition: Value[Any], scope: Scope) -> None:
        undecided = pending(condition)
        if undecided is not None:
            self._leave_open(part, undecided)
            return
        self.values.append(condition)
        self.write(part.yes if to_bool(condition.data) else part.no, scope)

    def _leave_open(self, part: tree.Part, undecided: Value[Any]) -> None:
        self.undecided.append(undecided)
        self._add(placeholder(part), part.origin)

    def value(self, template: tree.Template) -> Value[Any]:
        """The text that all of it makes."""
        text = "".join(stretch.text for stretch in self.stretches)
        if template.is_heredoc or "\n" in text or self.undecided:
            text = Written(text, tuple(_lines(self.stretches)))
        sensitive = any(value.sensitive for value in (*self.values, *self.undecided))
        if self.undecided:
            first = self.undecided[0]
            kept = None if sensitive else text
            where = places(self.undecided)
            return Value(kept, where, Provenance.UNKNOWN, first.reason, sensitive)
        return Value(text, places(self.values), Provenance.EXPLICIT, sensitive=sensitive)


def _line_origin(chunk: tree.Chunk) -> Origin:
    """The place of a line, without the line break that ends it in the file."""
    end = chunk.end
    content = chunk.lines.text.content
    while end > chunk.start and content[end - 1] in "\r\n":
        end -= 1
    return chunk.lines.origin(chunk.start, end)


def placeholder(piece: tree.Piece) -> str:
    """What stands in a text for what is not known."""
    if isinstance(piece, tree.Interpolation):
        inner = piece.expression.source
    elif isinstance(piece, tree.IfDirective):
        inner = f"if {piece.condition.source}"
    elif isinstance(piece, tree.ForDirective):
        inner = f"for {piece.loop.item} in {piece.loop.collection.source}"
    else:
        inner = piece.source
    return "${" + " ".join(inner.split()).replace("}", ")").replace("{", "(") + "}"


def _lines(stretches: list[Stretch]) -> list[Origin]:
    """Where each line stands: from the first piece of it up to the last one."""
    found: list[Origin] = []
    here: Origin | None = None
    for stretch in stretches:
        parts = stretch.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                found.append(here or stretch.origin or Origin(""))
                here = None
            if not part and number == len(parts) - 1:
                continue
            origin = stretch.lines[number] if number < len(stretch.lines) else stretch.origin
            here = _joined(here, origin)
    if here is not None:
        found.append(here)
    return found


def _joined(here: Origin | None, more: Origin | None) -> Origin | None:
    """One place from the beginning of `here` to the end of `more`, if they are in one file."""
    if here is None or more is None:
        return here or more
    if here.path != more.path or here.span is None or more.span is None:
        return here
    if more.span < here.span:
        return here
    end = more.span[2:] if more.span.end_column > 1 else more.span[:2]
    return here._replace(span=Span(here.span.line, here.span.column, *end))


def joined_lines(separator: str, values: list[Value[Any]]) -> tuple[Origin, ...]:
    """The places of the lines of texts that are put together with `separator` between them."""
    stretches: list[Stretch] = []
    for number, value in enumerate(values):
        origin = value.origins[0] if value.origins else None
        if number:
            stretches.append(Stretch(separator, None))
        text = value.data if isinstance(value.data, str) else placeholder_of(value)
        stretches.append(Stretch(str(text), origin, written_lines(value)))
    return tuple(_lines(stretches))


def placeholder_of(value: Value[Any]) -> str:
    """What stands in a text for an unknown value that no expression of ours names."""
    found = inner_pending(value)
    reason = found.reason if found is not None else ""
    words = "".join(c if c.isalnum() or c in "._-" else " " for c in reason).split()
    return "${" + (words[0] if words else "unknown") + "}"
