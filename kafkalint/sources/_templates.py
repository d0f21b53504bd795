"""Templates of property files: what stands in them whatever a renderer makes of the rest.

Jinja (Ansible, Salt), ERB, FreeMarker and Go templates all mix literal lines with control
statements. The statements and comments are blanked so that every line keeps its place, and
what they do to the lines between them is remembered: a line inside a condition may not be
there, a value with a loop inside cannot be read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_OPENINGS = re.compile(r"\{\{|\{%|\{#|<%|</?#[a-z-]")
_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}
_WORD = re.compile(r"[-+\s]*([#/^!>]|[A-Za-z_]+)?")
_JINJA_BLOCKS = frozenset(
    "if for macro call filter block raw with autoescape load_yaml load_json load_text".split()
)
_CONDITIONAL = frozenset("if unless for macro call range each do while until case".split())
_MIDDLES = frozenset("elif else elsif elseif when".split())
_GO_OPENERS = frozenset("if range with define block".split())
_ADDS_LINES = frozenset("include extends import from template call".split())
_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_BREAK = re.compile(r"[^\r\n]")


class Statement(NamedTuple):
    """A control statement or a comment: offsets of its text, and what it does.

    `kind`: "open", "middle", "close", "other" or "comment".
    """

    start: int
    end: int
    kind: str
    word: str = ""
    conditional: bool = False
    trims_before: bool = False
    trims_after: bool = False


class Template:
    """The literal text of a template, and what its statements do to it.

    `literal` has the statements blanked; expressions stand in it as they are. Lines and
    columns count from 1 at its beginning.
    """

    def __init__(self, content: str) -> None:
        self.statements = _statements(content)
        self._source = content
        self._starts = [0, *(found.end() for found in _BREAK.finditer(content))]
        self._depths = _depths(self.statements)
        self.literal = self._continued(_blanked(content, self.statements))
        self._joined = self._joined_lines()

    @property
    def adds_lines(self) -> Statement | None:
        """A statement that brings in lines from elsewhere."""
        return next((s for s in self.statements if s.word in _ADDS_LINES), None)

    def line(self, offset: int) -> int:
        """The line at an offset."""
        return bisect_right(self._starts, offset)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._starts[line - 1] + column - 1

    def is_conditional(self, offset: int) -> bool:
        """Whether what stands at `offset` may be left out, or written several times."""
        index = bisect_right(self._depths, (offset, 1 << 30)) - 1
        return index >= 0 and self._depths[index][1] > 0

    def is_interrupted(self, start: int, end: int) -> bool:
        """Whether statements decide what the entry from `start` to `end` says."""
        for statement in self._between(start, end):
            if statement.kind in ("other", "open"):
                return True
            if statement.kind != "comment":
                # The end of a block around the entry: the entry ends here too.
                return bool(self._slice(statement.end, end).strip())
        return False

    def continues_line_before(self, line: int) -> bool:
        """Whether whitespace control glues this line to text before it."""
        while line in self._joined and line > 1:
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

    def _joined_lines(self) -> frozenset[int]:
        joined = set()
        for found in self.statements:
            line, last = self.line(found.start), self.line(found.end - 1)
            if (
                found.trims_before
                and not self._source[self._starts[line - 1] : found.start].strip()
            ):
                joined.add(line)
            if found.trims_after and not self._source[found.end : self._end(last)].strip():
                joined.add(last + 1)
        return frozenset(joined)

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


def is_template(content: str) -> bool:
    """Whether the text holds statements or expressions of a template language."""
    return _OPENINGS.search(content) is not None


def _statements(content: str) -> list[Statement]:
    found: list[Statement] = []
    position = 0
    exhausted: set[str] = set()
    while match := _OPENINGS.search(content, position):
        opening = match.group()[:2]
        closing = (
            "-->" if content.startswith("<#--", match.start()) else _CLOSINGS.get(opening, ">")
        )
        end = -1 if closing in exhausted else content.find(closing, match.end())
        if end < 0:
            exhausted.add(closing)
            position = match.end()
            continue
        position = end + len(closing)
        statement = _classified(opening, content[match.start() : position], match.start(), position)
        if statement is not None:
            found.append(statement)
    return found


def _classified(opening: str, text: str, start: int, end: int) -> Statement | None:
    """The statement in `text`; None for an expression, which stays where it is."""
    if opening in ("</", "<#"):
        return _freemarker(text, start, end)
    body = text[2:-2]
    before, after = body.startswith("-"), body.endswith("-")
    if opening == "{#":
        return Statement(start, end, "comment", "", False, before, after)
    match = _WORD.match(body)
    word = (match.group(1) or "") if match else ""
    if opening == "{{":
        return _double_brace(word, body, start, end, before, after)
    if opening == "<%":
        return _erb(word, body, start, end, after)
    kind = "other"
    if word in _MIDDLES:
        kind = "middle"
    elif word.startswith("end"):
        kind = "close"
    elif word in _JINJA_BLOCKS or (word == "set" and "=" not in body):
        kind = "open"
    return Statement(start, end, kind, word, word in _CONDITIONAL, before, after)


def _double_brace(
    word: str, body: str, start: int, end: int, before: bool, after: bool
) -> Statement | None:
    """A Go or Mustache statement; Jinja's expressions never begin with their words."""
    if body.lstrip("- \t").startswith(("/*", "!")):
        return Statement(start, end, "comment", "", False, before, after)
    if word in ("#", "^"):
        return Statement(start, end, "open", word, True, before, after)
    rest = body.strip("- \t\r\n")
    if word == "/" or rest == "end":
        return Statement(start, end, "close", word, False, before, after)
    if rest == "else" or rest.startswith("else if "):
        return Statement(start, end, "middle", "else", False, before, after)
    if rest == word:
        return None
    if word in _GO_OPENERS:
        return Statement(start, end, "open", word, word in _CONDITIONAL, before, after)
    if word == "template":
        return Statement(start, end, "other", word, False, before, after)
    return None


def _erb(word: str, body: str, start: int, end: int, after: bool) -> Statement | None:
    if body.startswith("="):
        return None
    if body.startswith("#"):
        return Statement(start, end, "comment", "", False, False, after)
    if word == "end":
        return Statement(start, end, "close", word, False, body.startswith("-"), after)
    if word in _MIDDLES:
        return Statement(start, end, "middle", word, False, body.startswith("-"), after)
    opens = word in _CONDITIONAL or re.search(r"\bdo\b(\s*\|[^|]*\|)?[-\s]*$", body) is not None
    return Statement(
        start, end, "open" if opens else "other", word, opens, body.startswith("-"), after
    )


def _freemarker(text: str, start: int, end: int) -> Statement:
    if text.startswith("<#--"):
        return Statement(start, end, "comment")
    match = re.match(r"</?#([a-z]+)", text)
    word = match.group(1) if match else ""
    if text.startswith("</"):
        return Statement(start, end, "close", word)
    if word in ("else", "elseif"):
        return Statement(start, end, "middle", word)
    opens = word in ("if", "list", "macro", "switch", "items", "attempt")
    return Statement(start, end, "open" if opens else "other", word, opens)


def _depths(statements: list[Statement]) -> list[tuple[int, int]]:
    """From which offset on how many conditions are open."""
    stack: list[bool] = []
    depths: list[tuple[int, int]] = []
    depth = 0
    for statement in statements:
        if statement.kind == "open":
            stack.append(statement.conditional)
            depth += statement.conditional
        elif statement.kind == "close" and stack:
            depth -= stack.pop()
        else:
            continue
        depths.append((statement.end, depth))
    return depths


def _blanked(content: str, statements: list[Statement]) -> str:
    pieces: list[str] = []
    position = 0
    for statement in statements:
        pieces.append(content[position : statement.start])
        pieces.append(_NOT_BREAK.sub(" ", content[statement.start : statement.end]))
        position = statement.end
    pieces.append(content[position:])
    return "".join(pieces)
