"""Templates of property files: what stands in them whatever a renderer makes of the rest.

Jinja (Ansible, Salt), ERB, FreeMarker and Go templates all mix literal lines with control
statements. The statements and comments are blanked so that every line keeps its place, and
what they do to the lines between them is remembered: a line inside a condition may not be
there, a value with a loop inside cannot be read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from enum import Enum

from kafkalint.regex import regex
from kafkalint.sources._statements import Statement

_ADDS_LINES = frozenset("include extends import from template call".split())
_BREAK = regex(r"\r\n|\r|\n")
_NOT_BREAK = regex(r"[^\r\n]")
_INK = regex(r"\S")

Decide = Callable[[str], bool | None]
"""Whether a Jinja condition holds; None where that cannot be known."""


class State(Enum):
    """Whether a stretch of a template is written."""

    WRITTEN = "written once"
    LEFT_OUT = "left out"
    OPTIONAL = "a condition or a loop decides whether"
    ALTERNATIVE = "a condition decides whether this or something else"


class _Block:
    """An open block: the state around it, and whether one of its branches was written."""

    __slots__ = ("around", "taken", "uncertain")

    def __init__(self, around: State, has_branches: bool) -> None:
        self.around = around
        self.taken: bool | None = False
        branching = has_branches or around is State.ALTERNATIVE
        self.uncertain = State.ALTERNATIVE if branching else State.OPTIONAL

    def enter(self, holds: bool | None) -> State:
        """The state of the next branch, whose condition `holds`."""
        if self.around is State.LEFT_OUT or self.taken or holds is False:
            return State.LEFT_OUT
        certain = holds is True and self.taken is False
        self.taken = True if certain else None
        return self.around if certain else self.uncertain


class Template:
    """The literal text of a template, and what its statements do to it.

    `literal` has the statements blanked; expressions stand in it as they are. Lines and
    columns count from 1 at its beginning.
    """

    def __init__(self, content: str, statements: list[Statement], decide: Decide) -> None:
        self.statements = statements
        self._source = content
        self._starts = [0, *(found.end() for found in _BREAK.finditer(content))]
        self._states = _states(statements, decide)
        self.literal = self._continued(_blanked(content, statements))
        self._joined, self._glued = self._joined_lines()

    @property
    def adds_lines(self) -> Statement | None:
        """A statement that brings in lines from elsewhere."""
        adding = (found for found in self.statements if found.word in _ADDS_LINES)
        return next((s for s in adding if self.state(s.start) is not State.LEFT_OUT), None)

    def line(self, offset: int) -> int:
        """The line at an offset."""
        return bisect_right(self._starts, offset)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._starts[line - 1] + column - 1

    def state(self, offset: int) -> State:
        """Whether what stands at `offset` is written."""
        index = bisect_right(self._states, offset, key=lambda change: change[0]) - 1
        return self._states[index][1] if index >= 0 else State.WRITTEN

    def is_interrupted(self, start: int, end: int) -> bool:
        """Whether statements decide what the entry from `start` to `end` says."""
        for statement in self._between(start, end):
            if statement.kind in ("other", "open"):
                return True
            if statement.kind != "comment":
                # The end of a block around the entry: the entry ends here too.
                return bool(self._slice(statement.end, end).strip())
        return False

    def continues_line_before(self, line: int, trimmed: bool = False) -> bool:
        """Whether whitespace control glues this line to text before it.

        `trimmed` where the renderer drops the line end behind every statement, as Ansible does.
        """
        while line > 1 and (line in self._joined or (trimmed and line in self._glued)):
            line -= 1
            if self._line(line).strip():
                return True
        return False

    def _slice(self, start: int, end: int) -> str:
        return self.literal[start:end]

    def _between(self, start: int, end: int) -> list[Statement]:
        first = bisect_right(self.statements, start, key=lambda statement: statement.start)
        last = bisect_right(self.statements, end - 1, key=lambda statement: statement.start)
        return self.statements[first:last]

    def _line(self, line: int) -> str:
        return self._slice(self._starts[line - 1], self._end(line))

    def _end(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self._source)

    def _joined_lines(self) -> tuple[set[int], set[int]]:
        """The lines that whitespace control joins to the one before, or trimming does."""
        joined: set[int] = set()
        glued: set[int] = set()
        for found in self.statements:
            line, last = self.line(found.start), self.line(found.end - 1)
            if found.trims_before and self._is_blank(self._starts[line - 1], found.start):
                joined.add(line)
            if found.trims_after and self._is_blank(found.end, self._end(last)):
                joined.add(last + 1)
            if _BREAK.match(self._source, found.end):
                glued.add(last + 1)
        return joined, glued

    def _is_blank(self, start: int, end: int) -> bool:
        return _INK.search(self._source, start, end) is None

    def _continued(self, blanked: str) -> str:
        """Keep an entry that is continued over a line of statements in one piece."""
        if not self.statements or "\\" not in blanked:
            return blanked
        blank_lines = {
            line
            for found in self.statements
            for line in range(self.line(found.start), self.line(found.end - 1) + 1)
        }
        lines: list[str] = []
        continuing = False
        for number, start in enumerate(self._starts, 1):
            line = blanked[start : self._end(number)]
            body = line.rstrip("\r\n")
            if continuing and number in blank_lines and body and not body.strip():
                line = body[:-1] + "\\" + line[len(body) :]
            elif continuing or body.lstrip()[:1] not in ("#", "!"):
                continuing = (len(body) - len(body.rstrip("\\"))) % 2 == 1
            lines.append(line)
        return "".join(lines)


def _states(statements: list[Statement], decide: Decide) -> list[tuple[int, State]]:
    """From which offset on the text is in which state."""
    changes: list[tuple[int, State]] = []
    blocks: list[_Block] = []
    state = State.WRITTEN
    branching = _branching(statements)
    for index, found in enumerate(statements):
        if found.kind == "open":
            blocks.append(_Block(state, index in branching))
            if found.conditional:
                state = blocks[-1].enter(_holds(found, decide))
        elif found.kind == "middle" and blocks:
            state = blocks[-1].enter(_holds(found, decide))
        elif found.kind == "close" and blocks:
            state = blocks.pop().around
        else:
            continue
        changes.append((found.end, state))
    return changes


def _branching(statements: list[Statement]) -> set[int]:
    """Which of the statements open a block that has several branches."""
    found: set[int] = set()
    opened: list[int] = []
    for index, statement in enumerate(statements):
        if statement.kind == "open":
            opened.append(index)
        elif statement.kind == "middle" and opened:
            found.add(opened[-1])
        elif statement.kind == "close" and opened:
            opened.pop()
    return found


def _holds(found: Statement, decide: Decide) -> bool | None:
    """Whether a branch is written; a loop over something is, an unknown number of times."""
    if found.word == "else":
        return True
    holds = decide(found.condition) if found.condition else None
    return None if holds and found.word == "for" else holds


def _blanked(content: str, statements: list[Statement]) -> str:
    pieces: list[str] = []
    position = 0
    for statement in statements:
        pieces.append(content[position : statement.start])
        pieces.append(_NOT_BREAK.sub(" ", content[statement.start : statement.end]))
        position = statement.end
    pieces.append(content[position:])
    return "".join(pieces)
