"""The lines that findings point at, and what of them must not be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from kafkalint.findings import Report
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.values import Span, Value

HIDDEN = "‹hidden›"

_KEY = re.compile(r"""([\w.-]{1,200})["']?\s*[:=]\s*""")
_USER_INFO = re.compile(r"://[^\s/@:]+:([^\s/@]+)@")
_SEPARATOR = re.compile(r"[:=]\s*")

_MOST_LINES = 20
_MOST_CHARACTERS = 2000

Columns = tuple[int, int]
"""From (counted from 0) and up to, exclusive."""


class Lines:
    """The lines of a report's files, and which stretches of them must not be shown."""

    def __init__(self, report: Report) -> None:
        self._texts = report.texts
        self._lines: dict[str, list[str]] = {}
        self._secret: dict[str, list[Span]] = {}
        seen: set[int] = set()
        for cluster in report.clusters:
            for value in _values(cluster, seen):
                for origin in value.origins if value.sensitive else ():
                    if origin.span:
                        self._secret.setdefault(origin.path, []).append(origin.span)

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
        text = self.line(path, number) or ""
        end = len(text.rstrip())
        found = [
            _of_span(span, number, text)
            for span in self._secret.get(path, ())
            if span.line <= number <= span.end_line
        ]
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
            out.append(_masked(text, start, end, self.hidden(path, number)))
        snippet = "\n".join(out)
        return snippet if len(snippet) <= _MOST_CHARACTERS else ""


def _masked(text: str, start: int, end: int, hidden: list[Columns]) -> str:
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


def _values(thing: Any, seen: set[int]) -> Iterator[Value[Any]]:
    """Every value that the model holds below `thing`."""
    if isinstance(thing, Value):
        yield thing
    elif isinstance(thing, Mapping):
        for item in thing.values():
            yield from _values(item, seen)
    elif isinstance(thing, (tuple, list)) and not hasattr(thing, "_fields"):
        for item in thing:
            yield from _values(item, seen)
    elif is_dataclass(thing) and id(thing) not in seen:
        seen.add(id(thing))
        for field in fields(thing):
            if field.name != "memo":
                yield from _values(getattr(thing, field.name, None), seen)
