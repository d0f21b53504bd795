"""The lines that findings point at, and what of them must not be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kafkalint.findings import Report
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.model import Cluster
from kafkalint.record import Record
from kafkalint.regex import regex
from kafkalint.values import Origin, Span, Value

HIDDEN = "‹hidden›"

_KEY = regex(r"""([\w.-]{1,200})["']?\s*[:=]\s*""")
_USER_INFO = regex(r"://[^\s/@:]+:([^\s/@]+)@")
_SEPARATOR = regex(r"[:=]\s*")

_MOST_LINES = 20
_MOST_CHARACTERS = 2000

Columns = tuple[int, int]
"""From (counted from 0) and up to, exclusive."""

_LEAVES = frozenset({str, bool, int, type(None), Origin})
"""What most fields of the model hold, and no secret is in."""


class Lines:
    """The lines of a report's files, and which stretches of them must not be shown."""

    def __init__(self, report: Report) -> None:
        self._texts = report.texts
        self._lines: dict[str, list[str]] = {}
        self._hidden: dict[tuple[str, int], list[Columns]] = {}
        self._secret: dict[tuple[str, int], list[Span]] = {}
        for value in _secrets(report.clusters) if report.texts else ():
            for path, span, _ in value.origins:
                if span is None:
                    continue
                for number in range(span.line, span.end_line + 1):
                    self._secret.setdefault((path, number), []).append(span)

    def line(self, path: str, number: int) -> str | None:
        """Line `number` (from 1) of the file as it is, None where it is not at hand."""
        if path not in self._lines:
            self._lines[path] = self._texts.get(path, "").split("\n")
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def hidden(self, path: str, number: int) -> list[Columns]:
        """The stretches of a line that hold secrets, in order and apart.

        The model knows the values of sensitive settings; what it has not understood is
        told by its name on the line itself.
        """
        place = (path, number)
        if place not in self._hidden:
            self._hidden[place] = self._find_hidden(place, self.line(path, number) or "")
        return self._hidden[place]

    def _find_hidden(self, place: tuple[str, int], text: str) -> list[Columns]:
        end = len(text.rstrip())
        found = [_of_span(span, place[1], text) for span in self._secret.get(place, ())]
        found += [(key.end(), end) for key in _KEY.finditer(text) if _tells(key[1])]
        found += [match.span(1) for match in _USER_INFO.finditer(text)]
        return _merged(columns for columns in found if columns[0] < columns[1])

    def snippet(self, path: str, span: Span) -> str:
        """What stands in `span`, secrets hidden; "" where it is not at hand or is long."""
        if span.end_line - span.line >= _MOST_LINES:
            return ""
        out = []
        for number in range(span.line, span.end_line + 1):
            text = self.line(path, number)
            if text is None:
                return ""
            start = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else len(text)
            out.append(masked(text, start, end, self.hidden(path, number)))
        snippet = "\n".join(out)
        return snippet if len(snippet) <= _MOST_CHARACTERS else ""


def masked(text: str, start: int, end: int, hidden: Sequence[Columns]) -> str:
    """`text[start:end]` with HIDDEN for what is hidden of it."""
    out, at = "", start
    for left, right in hidden:
        if right > start and left < end:
            out += text[at : max(at, left)] + HIDDEN
            at = right
    return out + text[at:end]


def _tells(key: str) -> bool:
    """Whether what follows `key` is a secret; `user_alice` is how JAAS writes a password."""
    return is_sensitive(key) or key.startswith("user_")


def _of_span(span: Span, line: int, text: str) -> Columns:
    """What a sensitive value's span covers of a line: after the key on the first one, all later."""
    end = len(text.rstrip()) if span.end_line > line else span.end_column - 1
    if line > span.line:
        return (len(text) - len(text.lstrip()), end)
    start = span.column - 1
    separator = _SEPARATOR.search(text, start, end)
    return (separator.end() if separator else start, end)


def _merged(stretches: Iterator[Columns]) -> list[Columns]:
    out: list[Columns] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _secrets(clusters: Iterable[Cluster]) -> list[Value[Any]]:
    """Every sensitive value that the model holds."""
    found: list[Value[Any]] = []
    seen: set[int] = set()
    pending: list[Any] = [*clusters]
    while pending:
        thing = pending.pop()
        kind = type(thing)
        if kind in _LEAVES:
            continue
        if kind is Value:
            if thing.sensitive:
                found.append(thing)
        elif kind is dict:
            pending += thing.values()
        elif isinstance(thing, (tuple, list)):
            pending += thing
        elif isinstance(thing, Record) and id(thing) not in seen:
            seen.add(id(thing))
            pending += [value for name, value in vars(thing).items() if name != "memo"]
    return found
