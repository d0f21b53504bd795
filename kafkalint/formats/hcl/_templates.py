"""Templates: what becomes of the text between interpolations, line by line.

Escapes, the indentation that `<<-` takes off, and the blanks that `~` takes off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kafkalint.formats.hcl.tree import (
    Chunk,
    Expression,
    ForDirective,
    IfDirective,
    Interpolation,
    Literal,
    Loop,
    Part,
    Template,
)
from kafkalint.formats.text import Lines, too_much
from kafkalint.regex import regex

MAX_NESTED = 100

_ESCAPE = regex(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|([$%])\4\{')
_DOUBLED = regex(r"([$%])\1\{")
_LINE = regex(r"[^\n]*\n|[^\n]+")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Token(NamedTuple):
    """What stands between the literal text of a template."""

    kind: str  # "value", "if", "else", "endif", "for", "endfor"
    start: int
    end: int
    trims_left: bool = False
    trims_right: bool = False
    expression: Expression | None = None
    loop: Loop | None = None


class _Text:
    """Literal text: the characters from `start` to `end`, of which `text` is what stays."""

    __slots__ = ("end", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text

    def drop_left(self, count: int) -> None:
        self.text = self.text[count:]
        self.start += count

    def drop_right(self, text: str) -> None:
        self.end -= len(self.text) - len(text)
        self.text = text


class Extent(NamedTuple):
    """A template as it stands: all of it, and what is between its marks."""

    start: int
    end: int
    first: int
    last: int


def quoted(lines: Lines, extent: Extent, tokens: list[Token]) -> Template | Literal:
    """The template between two quotation marks; plain text is a literal."""
    content = lines.text.content
    if not tokens:
        text = content[extent.first : extent.last]
        if "\\" not in text and "{" not in text:
            return Literal(lines, extent.start, extent.end, text)
    pieces = [*_pieces(extent, tokens, lambda start, end: [_Text(start, end, content[start:end])])]
    _trim(pieces)
    parts: list[Part | Token] = []
    for piece in pieces:
        if isinstance(piece, Token):
            parts.append(piece)
        else:
            parts += _unescaped(lines, piece)
    if len(pieces) > 1 and len(parts) == 1:
        parts.append(Chunk(lines, extent.last, extent.last, ""))
    if not tokens and len(parts) <= 1:
        only = parts[0].text if parts and isinstance(parts[0], Chunk) else ""
        return Literal(lines, extent.start, extent.end, only)
    return Template(lines, extent.start, extent.end, _nested(lines, parts))


def heredoc(lines: Lines, extent: Extent, tokens: list[Token], is_indented: bool) -> Template:
    """The template of a heredoc; where it `is_indented` (`<<-`), common indentation goes."""
    content = lines.text.content

    def lines_of(start: int, end: int) -> list[_Text]:
        found = _LINE.finditer(content, start, end)
        return [_Text(line.start(), line.end(), line[0]) for line in found]

    pieces = [*_pieces(extent, tokens, lines_of)]
    _trim(pieces)
    if is_indented:
        _flush(pieces)
    parts: list[Part | Token] = []
    for piece in pieces:
        if isinstance(piece, Token):
            parts.append(piece)
        elif piece.text:
            text = _DOUBLED.sub(r"\1{", piece.text).replace("\r\n", "\n")
            parts.append(Chunk(lines, piece.start, piece.end, text))
    return Template(lines, extent.start, extent.end, _nested(lines, parts), is_heredoc=True)


def _pieces(extent: Extent, tokens: list[Token], split: object) -> Iterator[_Text | Token]:
    """The tokens, and between them the text as `split` gives it for a start and an end."""
    assert callable(split)
    at = extent.first
    for token in tokens:
        if at < token.start:
            yield from split(at, token.start)
        yield token
        at = token.end
    if at < extent.last:
        yield from split(at, extent.last)


def _trim(pieces: list[_Text | Token]) -> None:
    """`~` takes the blanks off the text next to it."""
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Token):
            continue
        if piece.trims_left and index:
            before = pieces[index - 1]
            if isinstance(before, _Text):
                before.drop_right(before.text.rstrip())
        if piece.trims_right and index + 1 < len(pieces):
            behind = pieces[index + 1]
            if isinstance(behind, _Text):
                behind.drop_left(len(behind.text) - len(behind.text.lstrip()))


def _flush(pieces: list[_Text | Token]) -> None:
    """Take off every line what all of them are indented by; blank lines do not count."""
    indents: list[int] = []
    first_of_lines: list[_Text] = []
    begins_line = True
    for piece in pieces:
        if isinstance(piece, Token):
            if begins_line:
                indents.append(0)
            begins_line = False
            continue
        if begins_line:
            blanks = len(piece.text) - len(piece.text.lstrip())
            if blanks < len(piece.text) or not piece.text.endswith("\n"):
                indents.append(blanks)
                first_of_lines.append(piece)
        begins_line = piece.text.endswith("\n")
    common = min(indents, default=0)
    for first in first_of_lines:
        first.drop_left(common)


def _unescaped(lines: Lines, piece: _Text) -> Iterator[Chunk]:
    """The text of a quoted template, each of its lines a chunk."""
    source, start, at = piece.text, 0, 0
    kept: list[str] = []
    for found in _ESCAPE.finditer(source):
        kept.append(source[at : found.start()])
        at = found.end()
        letter, short, long, doubled = found.groups()
        if letter:
            kept.append(_LETTERS[letter])
        elif doubled:
            kept.append(doubled + "{")
        else:
            code = int(short or long, 16)
            kept.append(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
        if letter == "n":
            yield Chunk(lines, piece.start + start, piece.start + at, "".join(kept))
            kept, start = [], at
    kept.append(source[at:])
    if text := "".join(kept):
        yield Chunk(lines, piece.start + start, piece.end, text)


class _Open:
    """A directive whose end has not come yet."""

    __slots__ = ("no", "parts", "token", "yes")

    def __init__(self, token: Token | None) -> None:
        self.token = token
        self.parts: list[Part] = []  # where the next part goes
        self.yes = self.parts
        self.no: list[Part] = []


def _nested(lines: Lines, flat: list[Part | Token]) -> list[Part]:
    """The parts, those of a directive inside it."""
    stack = [_Open(None)]
    for part in flat:
        if not isinstance(part, Token):
            stack[-1].parts.append(part)
        elif part.kind == "value":
            assert part.expression is not None
            made = Interpolation(lines, part.start, part.end, part.expression)
            stack[-1].parts.append(made)
        elif part.kind in ("if", "for"):
            stack.append(_Open(part))
            if len(stack) > MAX_NESTED:
                place = lines.span(part.start, part.end)
                message = f"directives nested more than {MAX_NESTED} levels deep"
                raise too_much(lines.text, message, place.line, place.column)
        elif part.kind == "else":
            stack[-1].parts = stack[-1].no
        elif len(stack) > 1:
            closed = stack.pop()
            stack[-1].parts.append(_closed(lines, closed, part.end))
    return stack[0].yes


def _closed(lines: Lines, opened: _Open, end: int) -> Part:
    token = opened.token
    assert token is not None
    if token.loop is not None:
        return ForDirective(lines, token.start, end, token.loop, opened.yes)
    assert token.expression is not None
    return IfDirective(lines, token.start, end, token.expression, opened.yes, opened.no)
