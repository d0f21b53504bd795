"""Regular expressions for `matches`: RE2's common subset, with the work bounded beforehand.

Python's engine backtracks, so a pattern is admitted only if its worst case is small: no
repetition inside a repetition, no lookaround or backreference, and a text no longer than
what keeps `text length x choices` below a fixed budget.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kafkalint.regex import regex

MAX_PATTERN = 200
MAX_TEXT = 4096
_WORK = 2e7
_PIECE = regex(
    r"""(?P<escape>\\(?:[dDwWsSbBnrtfv]|[^A-Za-z0-9]))
  | (?P<set>\[\^?\]?(?:\\[dDwWsSnrtfv]|\\[^A-Za-z0-9]|[^\]\\\[])*\])
  | (?P<open>\((?:\?:)?(?!\?))
  | (?P<close>\))
  | (?P<repeat>[*+?]|\{(?P<low>\d{1,3})(?P<comma>,(?P<high>\d{1,3})?)?\})(?P<lazy>\??)(?![*+?{])
  | (?P<or>\|)
  | (?P<anchor>[\^$])
  | (?P<plain>[^\\\[\](){}*+?|^$])
    """,
    re.VERBOSE,
)
_SET_OPERATION = regex(r"--|&&|~~|\|\|")
"""Reserved by Python for operations on sets; nothing of the kind in RE2."""


class Pattern(NamedTuple):
    """A compiled pattern and the longest text that it may be tried on."""

    regex: re.Pattern[str]
    longest: int


class PatternError(ValueError):
    """The pattern is not in the subset, or could take too long."""


@lru_cache(maxsize=256)
def admit(pattern: str) -> Pattern:
    """`pattern`, compiled for an unanchored search. Raises PatternError."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"a pattern has at most {MAX_PATTERN} characters")
    scan = _Scan()
    position = 0
    translated: list[str] = []
    while position < len(pattern):
        match = _PIECE.match(pattern, position)
        if match is None or _SET_OPERATION.search(match["set"] or ""):
            raise PatternError(f"'{pattern[position : position + 3]}' is not allowed in a pattern")
        scan.take(match)
        translated.append(r"\Z" if match.group() == "$" else match.group())
        position = match.end()
    try:
        regex = re.compile("".join(translated), re.ASCII)
    except re.error as error:
        raise PatternError(str(error)) from None
    return Pattern(regex, scan.longest())


class _Scan:
    """Counts repetitions and choices, and refuses those that multiply."""

    def __init__(self) -> None:
        self.unbounded = 0
        self.choices = 1.0
        self.groups: list[bool] = []  # for each open group: does it hold a choice?
        self.closed: bool | None = None  # the group just closed: did it hold a choice?

    def take(self, match: re.Match[str]) -> None:
        kind = match.lastgroup if match.lastgroup != "lazy" else "repeat"
        if match.group("repeat") is not None:
            self._repeat(match)
        elif kind == "open":
            self.groups.append(False)
        elif kind == "close":
            if not self.groups:
                raise PatternError("')' without '('")
            self.closed = self.groups.pop()
            if self.closed:
                self._mark()
            return
        elif kind == "or":
            self.choices *= 2
            self._mark()
        self.closed = None

    def _mark(self) -> None:
        if self.groups:
            self.groups[-1] = True

    def _repeat(self, match: re.Match[str]) -> None:
        sign = match.group("repeat")
        low, high = int(match.group("low") or 0), match.group("high")
        fixed = sign[0] == "{" and match.group("comma") is None
        if self.closed and (not fixed or low > 1):
            raise PatternError("a repetition or choice may not stand inside a repetition")
        if fixed:
            return
        self._mark()
        if sign == "?":
            self.choices *= 2
        elif high is not None:
            self.choices *= max(int(high) - low, 0) + 1
        else:
            self.unbounded += 1

    def longest(self) -> int:
        """The longest text for which length^(unbounded + 1) x choices stays in the budget."""
        longest = int((_WORK / self.choices) ** (1 / (self.unbounded + 1)))
        if longest < 64:
            raise PatternError("this pattern could take too long")
        return min(longest, MAX_TEXT)
