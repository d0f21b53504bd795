"""Functions of text: format, join, split, trim and the like.

What they do to text of several lines keeps the places of the lines where it can.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.functions._format import formatted
from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_known, of_texts
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.templates import joined_lines, placeholder_of
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    first_pending,
    made,
    open_,
    pending,
    to_list,
    to_text,
    to_whole,
    written_lines,
)
from kafkalint.values import Value


def _join(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    separator, *lists = arguments
    undecided = first_pending((separator, *lists))
    if undecided is not None:
        return open_(undecided.reason, *arguments)
    between = to_text(separator.data)
    items = [item for one in lists for item in to_list(one.data)]
    shown = [_shown(item) for item in items]
    undecided = first_pending(items)
    text = between.join(shown)
    scope.world.budget.write(len(text))
    if "\n" in text or undecided is not None:
        text = Written(text, joined_lines(between, items))
    if undecided is None:
        return made(text, *(items or lists))
    hide = any(item.sensitive for item in items)
    return open_(undecided.reason, undecided, *items, data=None if hide else text)


def _shown(item: Value[Any]) -> str:
    """Its text; a placeholder where that is not known."""
    if pending(item) is None:
        return to_text(item.data)
    return str(item.data) if isinstance(item.data, Written) else placeholder_of(item)


def _format(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    template, *values = arguments
    undecided = pending(template)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    text, undecided = formatted(to_text(template.data), values)
    scope.world.budget.write(len(text))
    lines = joined_lines("", [made(text, *values)]) if "\n" in text else ()
    if undecided is not None:
        hide = any(value.sensitive for value in values)
        kept = None if hide else Written(text, lines)
        return open_(undecided.reason, undecided, *values, data=kept)
    return made(Written(text, lines) if lines else text, *values)


@of_known
def _formatlist(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    template, *values = arguments
    lengths = {len(value.data) for value in values if isinstance(value.data, tuple)}
    if len(lengths) > 1:
        raise Failure("formatlist is given lists of different lengths")
    found = []
    for number in range(lengths.pop() if lengths else 1):
        row = [v.data[number] if isinstance(v.data, tuple) else v for v in values]
        scope.world.budget.spend()
        found.append(_format((template, *row), scope))
    return made(tuple(found), *values)


def _by_line(change: Callable[[str], str]) -> Function:
    """A function of one text that changes no line breaks before the end."""

    def wrapped(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        (text,) = arguments
        undecided = pending(text)
        if undecided is not None and not isinstance(text.data, Written):
            return open_(undecided.reason, undecided)
        before = to_text(text.data)
        after = change(before)
        scope.world.budget.write(len(after))
        lines = written_lines(text)
        if lines:
            gone = before[: before.find(after)].count("\n") if after and after in before else 0
            after = Written(after, lines[gone:])
        return Value(after, text.origins, text.provenance, text.reason, text.sensitive)

    return wrapped


def _indent(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    width, text = arguments
    undecided = pending(width)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    blanks = " " * min(to_whole(width.data), 1000)
    return _by_line(lambda held: held.replace("\n", "\n" + blanks))((text,), scope)


def _split(separator: str, text: str) -> list[str]:
    return list(text) if not separator else text.split(separator)


def _trim(side: str) -> Callable[[str, str], str]:
    def change(text: str, cut: str) -> str:
        if side == "prefix":
            return text.removeprefix(cut)
        if side == "suffix":
            return text.removesuffix(cut)
        return text.strip(cut) if cut else text

    return change


@of_known
def _substr(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    text, offset, length = arguments
    characters = unicodedata.normalize("NFC", to_text(text.data))
    start, count = to_whole(offset.data), to_whole(length.data)
    start = max(len(characters) + start, 0) if start < 0 else start
    end = len(characters) if count < 0 else start + count
    return made(characters[start:end], text)


def _title(text: str) -> str:
    found = []
    begins = True
    for character in text:
        found.append(character.upper() if begins else character)
        begins = not (character.isalnum() or character in "_'")
    return "".join(found)


FUNCTIONS: dict[str, Function] = {
    "chomp": _by_line(lambda text: text.rstrip("\r\n")),
    "endswith": of_texts(str.endswith),
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "join": _join,
    "lower": _by_line(str.lower),
    "split": of_texts(_split),
    "startswith": of_texts(str.startswith),
    "strcontains": of_texts(lambda text, part: part in text),
    "strrev": of_texts(lambda text: text[::-1]),
    "substr": _substr,
    "title": of_texts(_title),
    "trim": of_texts(_trim("")),
    "trimprefix": of_texts(_trim("prefix")),
    "trimspace": _by_line(str.strip),
    "trimsuffix": of_texts(_trim("suffix")),
    "upper": _by_line(str.upper),
}
