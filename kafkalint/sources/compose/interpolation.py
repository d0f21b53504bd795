"""Compose's variable interpolation: `$X`, `${X}`, `${X:-default}` and its kin.

An undefined variable without a default stays in the text as `${X}`: Compose would put
nothing there, but scripts and CI set such variables, so its value is not known here and the
literal parts around it are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Origin

MAX_DEPTH = 20
"""Defaults inside defaults: deeper than this they stay as they are written."""

_DOLLAR = regex(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|(\{))")
_EXPRESSION = regex(r"([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])(.*))?\Z", re.DOTALL)
_BRACE = regex(r"[{}]")


class Given(NamedTuple):
    """A variable's value and the places that give it (an `.env` line)."""

    text: str
    origins: tuple[Origin, ...] = ()


Variables = Mapping[str, Given]


def interpolate(text: str, variables: Variables) -> Given:
    """`text` with every variable that can be resolved in its place, and where those came from."""
    if "$" not in text:
        return Given(text)
    used: list[Origin] = []
    resolved = _resolve(text, variables, used, 0)
    return Given(resolved, tuple(dict.fromkeys(used)))


def _resolve(text: str, variables: Variables, used: list[Origin], depth: int) -> str:
    pieces: list[str] = []
    closing = _closing_braces(text)
    position = 0
    while match := _DOLLAR.search(text, position):
        pieces.append(text[position : match.start()])
        escaped, name, brace = match.groups()
        position = match.end()
        if escaped:
            pieces.append("$")
        elif name:
            pieces.append(_variable(name, variables, used))
        elif brace:
            end = closing.get(match.end() - 1)
            expression = _EXPRESSION.match(text[match.end() : end]) if end else None
            if end is None or expression is None or depth >= MAX_DEPTH:
                pieces.append(match[0])
            else:
                pieces.append(_expression(expression, variables, used, depth))
                position = end + 1
    pieces.append(text[position:])
    return "".join(pieces)


def _closing_braces(text: str) -> dict[int, int]:
    """The index of every `{` to that of its `}`."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif opened:
            pairs[opened.pop()] = match.start()
    return pairs


def _variable(name: str, variables: Variables, used: list[Origin]) -> str:
    given = variables.get(name)
    if given is None:
        return f"${{{name}}}"
    used.extend(given.origins)
    return given.text


def _expression(
    expression: re.Match[str], variables: Variables, used: list[Origin], depth: int
) -> str:
    name, operator, operand = expression.groups()
    given = variables.get(name)
    fills = given is not None and (given.text != "" or not (operator or "").startswith(":"))
    if operator in ("-", ":-") and not fills:
        return _resolve(operand, variables, used, depth + 1)
    if operator in ("+", ":+") and given is not None:
        used.extend(given.origins)
        return _resolve(operand, variables, used, depth + 1) if fills else ""
    return _variable(name, variables, used)
