"""regex, regexall, replace: Go's expressions, as far as Python's mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kafkalint.regex import regex
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_known
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    dressed,
    made,
    open_,
    to_text,
    written_lines,
)
from kafkalint.values import Value

MAX_PATTERN = 500
MAX_WORK = 5_000_000

_UNBOUNDED = regex(r"(?<!\\)(?:[*+]|\{\d*,\d*\})")
_NESTED = regex(r"[*+}][^()]*\)(?:[*+]|\{)")
_OTHERWISE = regex(r"\\[pPQEzCG]|\(\?[imsU-]+[):]|\[\[:")
_GROUP = regex(r"\$(?:(\w+)|\{(\w+)\}|(\$))")


def _compiled(pattern: str, text: str) -> re.Pattern[str] | None:
    """The expression, None where it may take long or mean something else here.

    Raises Failure for what is none.
    """
    work = (len(text) + 1) ** min(len(_UNBOUNDED.findall(pattern)), 20)
    if len(pattern) > MAX_PATTERN or work > MAX_WORK or _NESTED.search(pattern):
        return None
    if _OTHERWISE.search(pattern):
        return None
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        raise Failure("the pattern is no regular expression") from None


def _matched(found: re.Match[str]) -> Any:
    """What one match gives: its text, its groups, or its groups by name."""
    named = found.groupdict()
    if named:
        return named
    groups = found.groups()
    return list(groups) if groups else found[0]


def _search(every: bool) -> Function:
    @of_known
    def search(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        pattern, text = (to_text(argument.data) for argument in arguments)
        expression = _compiled(pattern, text)
        if expression is None:
            return open_("a regular expression that is not worked out here", *arguments)
        if every:
            found = [_matched(one) for one in expression.finditer(text)]
            scope.world.budget.spend(len(found))
            return dressed(found, made(None, *arguments))
        first = expression.search(text)
        if first is None:
            raise Failure("the pattern is not found in the text")
        return dressed(_matched(first), made(None, *arguments))

    return search


@of_known
def _replace(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    text, wanted, other = (to_text(argument.data) for argument in arguments)
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        expression = _compiled(wanted[1:-1], text)
        if expression is None:
            return open_("a regular expression that is not worked out here", *arguments)
        result = expression.sub(lambda found: _filled(other, found), text)
    else:
        count = text.count(wanted)
        scope.world.budget.write(len(text) + count * len(other))
        result = text.replace(wanted, other)
    scope.world.budget.write(len(result))
    lines = written_lines(arguments[0])
    if lines and result.count("\n") == text.count("\n"):
        result = Written(result, lines)
    return made(result, *arguments)


def _filled(other: str, found: re.Match[str]) -> str:
    """The replacement, `$1` and `${name}` in it filled in."""

    def group(reference: re.Match[str]) -> str:
        if reference[3]:
            return "$"
        name = reference[1] or reference[2]
        try:
            return found[int(name) if name.isdigit() else name] or ""
        except (IndexError, KeyError):
            return ""

    return _GROUP.sub(group, other)


FUNCTIONS: dict[str, Function] = {
    "regex": _search(every=False),
    "regexall": _search(every=True),
    "replace": _replace,
}
