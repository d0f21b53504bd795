"""What each node of the grammar's tree stands for, made of what its children stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from kafkalint.formats.hcl import _templates
from kafkalint.formats.hcl._problems import problem
from kafkalint.formats.hcl._templates import Extent, Token
from kafkalint.formats.hcl.tree import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    GetAttribute,
    Index,
    Item,
    List,
    Literal,
    Loop,
    Name,
    Object,
    Splat,
    Unary,
)
from kafkalint.formats.text import Lines, too_much
from kafkalint.regex import regex

MAX_SUFFIXES = 200

_AFTER_DOT = regex(r"^\.(?:\s|#[^\n]*\n|//[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_OPERATORS = frozenset("== != < <= > >= + - * / % && ||".split())


class Made(NamedTuple):
    """A node of the grammar: its kind, its place, and what it stands for.

    Marks and words stand for their own text, an index and the like for a function that puts
    them behind a term.
    """

    kind: str
    start: int
    end: int
    value: Any


Shape = Callable[[Lines, int, int, list[Made]], Any]
Suffix = Callable[[Lines, Expression, int], Expression]


def term(lines: Lines, parts: list[Made]) -> Any:
    """What a run of nodes is that no node of its own holds together: `a`, `.b`, `[0]`."""
    first = parts[0]
    if first.kind == "(":
        value, rest = parts[1].value, parts[3:]
    else:
        value, rest = first.value, parts[1:]
    suffixes = [part for part in rest if callable(part.value)]
    if len(suffixes) > MAX_SUFFIXES:
        place = lines.span(first.start, first.start)
        message = "nested too deeply for a configuration"
        raise too_much(lines.text, message, place.line, place.column)
    for number, part in enumerate(suffixes):
        suffix = part.value
        if isinstance(suffix, _FullSplat) and suffixes[number + 1 :]:
            inner = [*suffix.suffixes, _together(suffixes[number + 1 :])]
            return _FullSplat(suffix.start, rest[-1].end, inner)(lines, value, first.start)
        value = suffix(lines, value, first.start)
    return value


def _together(parts: list[Made]) -> Suffix:
    """Several suffixes as one."""

    def put(lines: Lines, of: Expression, begin: int) -> Expression:
        found: Expression = term(lines, [Made("", begin, begin, of), *parts])
        return found

    return put


def _body(lines: Lines, start: int, end: int, parts: list[Made]) -> Body:
    return Body(
        [part.value for part in parts if isinstance(part.value, Attribute)],
        [part.value for part in parts if isinstance(part.value, Block)],
    )


def _file(lines: Lines, start: int, end: int, parts: list[Made]) -> Body:
    bodies = [part.value for part in parts if isinstance(part.value, Body)]
    return bodies[0] if bodies else Body()


def _attribute(lines: Lines, start: int, end: int, parts: list[Made]) -> Attribute:
    return Attribute(lines, start, parts[2].end, parts[0].value, parts[2].value)


def _block(lines: Lines, start: int, end: int, parts: list[Made]) -> Block:
    header = [part for part in parts if part.kind in ("identifier", "string_lit")]
    labels = tuple(
        str(part.value.value if isinstance(part.value, Literal) else part.value)
        for part in header[1:]
    )
    bodies = [part.value for part in parts if isinstance(part.value, Body)]
    body = bodies[0] if bodies else Body()
    return Block(lines, start, header[-1].end, header[0].value, labels, body)


def _number(lines: Lines, start: int, end: int, parts: list[Made]) -> Literal:
    text = lines.text.content[start:end]
    try:
        value: int | float = int(text[:400], 16) if text[:2] == "0x" else int(text[:400])
    except ValueError:
        value = float(text[:400])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Literal(lines, start, end, value)


def _boolean(lines: Lines, start: int, end: int, parts: list[Made]) -> Literal:
    return Literal(lines, start, end, lines.text.content[start:end] == "true")


def _null(lines: Lines, start: int, end: int, parts: list[Made]) -> Literal:
    return Literal(lines, start, end, None)


def _name(lines: Lines, start: int, end: int, parts: list[Made]) -> Name:
    return Name(lines, start, end, lines.text.content[start:end])


def _tuple(lines: Lines, start: int, end: int, parts: list[Made]) -> List:
    items = [part.value for part in parts if part.kind == "expression"]
    return List(lines, start, end, items)


def _element(lines: Lines, start: int, end: int, parts: list[Made]) -> Element:
    key, value = parts[0].value, parts[2].value
    if isinstance(key, Name) and lines.text.content[parts[0].start] != "(":
        key = Literal(lines, key.start, key.end, key.name)
    return Element(lines, start, parts[2].end, key, value)


def _object(lines: Lines, start: int, end: int, parts: list[Made]) -> Object:
    elements = [part.value for part in parts if isinstance(part.value, Element)]
    return Object(lines, start, end, elements)


def _call(lines: Lines, start: int, end: int, parts: list[Made]) -> Call:
    inside = [part.value for part in parts if part.kind == "function_arguments"]
    arguments, expands = inside[0] if inside else ([], False)
    return Call(lines, start, end, parts[0].value, arguments, expands)


def _arguments(
    lines: Lines, start: int, end: int, parts: list[Made]
) -> tuple[list[Expression], bool]:
    arguments = [part.value for part in parts if part.kind == "expression"]
    return arguments, any(part.kind == "ellipsis" for part in parts)


def _intro(lines: Lines, start: int, end: int, parts: list[Made]) -> Loop:
    names = [part.value for part in parts if part.kind == "identifier"]
    collection = next(part.value for part in parts if part.kind == "expression")
    key = names[0] if len(names) == 2 else ""
    return Loop(lines, start, end, key, names[-1], collection)


def _for(lines: Lines, start: int, end: int, parts: list[Made]) -> For:
    loop = next(part.value for part in parts if part.kind == "for_intro")
    values = [part.value for part in parts if part.kind == "expression"]
    condition = next((part.value for part in parts if part.kind == "for_cond"), None)
    groups = any(part.kind == "ellipsis" for part in parts)
    key = values[0] if len(values) == 2 else None
    return For(lines, start, end, loop, key, values[-1], condition, groups)


def _condition(lines: Lines, start: int, end: int, parts: list[Made]) -> Expression:
    value: Expression = parts[1].value
    return value


def _binary(lines: Lines, start: int, end: int, parts: list[Made]) -> Binary:
    at = next(i for i, part in enumerate(parts) if i and part.kind in _OPERATORS)
    left, right = term(lines, parts[:at]), term(lines, parts[at + 1 :])
    return Binary(lines, start, end, parts[at].kind, left, right)


def _unary(lines: Lines, start: int, end: int, parts: list[Made]) -> Expression:
    operand = term(lines, parts[1:])
    return Unary(lines, start, end, parts[0].kind, operand)


def _conditional(lines: Lines, start: int, end: int, parts: list[Made]) -> Conditional:
    mark = next(i for i, part in enumerate(parts) if part.kind == "?")
    colon = next(i for i, part in enumerate(parts) if part.kind == ":")
    return Conditional(
        lines,
        start,
        end,
        term(lines, parts[:mark]),
        term(lines, parts[mark + 1 : colon]),
        term(lines, parts[colon + 1 :]),
    )


def _get_attribute(lines: Lines, start: int, end: int, parts: list[Made]) -> Suffix:
    name = _AFTER_DOT.sub("", lines.text.content[start:end])
    return lambda lines, of, begin: GetAttribute(lines, begin, end, of, name)


def _new_index(lines: Lines, start: int, end: int, parts: list[Made]) -> Suffix:
    key = parts[1].value
    return lambda lines, of, begin: Index(lines, begin, end, of, key)


def _old_index(lines: Lines, start: int, end: int, parts: list[Made]) -> Suffix:
    number = int(lines.text.content[start + 1 : end].strip()[:18])
    key = Literal(lines, start + 1, end, number)
    return lambda lines, of, begin: Index(lines, begin, end, of, key)


class _FullSplat:
    """Every suffix behind it is of each item; those in `suffixes` are known already."""

    __slots__ = ("end", "start", "suffixes")

    def __init__(self, start: int, end: int, suffixes: list[Suffix]) -> None:
        self.start = start
        self.end = end
        self.suffixes = suffixes

    def __call__(self, lines: Lines, of: Expression, begin: int) -> Expression:
        each: Expression = Item(lines, self.start, self.start)
        for suffix in self.suffixes:
            each = suffix(lines, each, self.start)
        return Splat(lines, begin, self.end, of, each)


def _full_splat(lines: Lines, start: int, end: int, parts: list[Made]) -> Suffix:
    return _FullSplat(start, end, [part.value for part in parts if callable(part.value)])


def _attribute_splat(lines: Lines, start: int, end: int, parts: list[Made]) -> Suffix:
    """Attributes behind it are of each item, and from the first index on of all together."""
    suffixes = [part for part in parts if callable(part.value)]
    count = next((i for i, part in enumerate(suffixes) if part.kind != "get_attr"), len(suffixes))

    def make(lines: Lines, of: Expression, begin: int) -> Expression:
        each: Expression = Item(lines, start, start)
        for suffix in suffixes[:count]:
            each = suffix.value(lines, each, start)
        whole: Expression = Splat(lines, begin, end, of, each)
        for suffix in suffixes[count:]:
            whole = suffix.value(lines, whole, begin)
        return whole

    return make


def _tokens(lines: Lines, start: int, end: int, parts: list[Made]) -> list[Token]:
    """The tokens of a directive with all that is inside it, in order."""
    found: list[Token] = []
    for part in parts:
        if isinstance(part.value, Token):
            found.append(part.value)
        elif part.kind in ("template_directive", "template_if", "template_for"):
            found += part.value
    return found


def _token(kind: str) -> Shape:
    def make(lines: Lines, start: int, end: int, parts: list[Made]) -> Token:
        marks = [i for i, part in enumerate(parts) if part.kind == "strip_marker"]
        left, right = 1 in marks, len(parts) - 2 in marks
        found = [part.value for part in parts if part.kind == "expression"]
        if kind in ("value", "if") and not found:
            raise problem(lines.text, start, "nothing is filled in here")
        if kind == "for":
            loop = _intro(lines, start, end, parts)
            return Token(kind, start, end, left, right, loop=loop)
        return Token(kind, start, end, left, right, found[0] if found else None)

    return make


def _string(lines: Lines, start: int, end: int, parts: list[Made]) -> Expression:
    """A string without anything to fill in."""
    extent = Extent(start, end, start + 1, end - 1)
    return _templates.quoted(lines, extent, [])


def _quoted(lines: Lines, start: int, end: int, parts: list[Made]) -> Expression:
    extent = Extent(start, end, parts[0].end, parts[-1].start)
    return _templates.quoted(lines, extent, _tokens(lines, start, end, parts))


def _heredoc(lines: Lines, start: int, end: int, parts: list[Made]) -> Expression:
    content = lines.text.content
    words = [part for part in parts if part.kind == "heredoc_identifier"]
    is_file = words[0].end <= start  # read_template has put the marks around it
    first = 0 if is_file else content.find("\n", words[0].end) + 1
    last = content.rfind("\n", first, words[-1].start) + 1
    last = len(content) if is_file else max(last, first)
    indented = content.startswith("<<-", start)
    return _templates.heredoc(
        lines, Extent(start, end, first, last), _tokens(lines, start, end, parts), indented
    )


WORDS = frozenset({"identifier"})
LEAVES = WORDS | set(
    """
    template_literal numeric_lit bool_lit null_lit string_lit heredoc_start heredoc_identifier
    ellipsis strip_marker variable_expr get_attr legacy_index quoted_template_start
    quoted_template_end template_interpolation_start template_interpolation_end
    template_directive_start template_directive_end
    """.split()
)
"""Nodes that are made of their own text, whatever is inside them."""
SILENT = frozenset(
    "comment , block_start block_end tuple_start tuple_end object_start object_end".split()
)
"""Nodes that nothing is made of."""
WRAPPERS = frozenset(
    """
    expression literal_value operation template_expr collection_value for_expr index splat
    template_directive
    """.split()
)
"""Nodes that say nothing: what is inside them stands for them."""

SHAPES: dict[str, Shape] = {
    "config_file": _file,
    "body": _body,
    "attribute": _attribute,
    "block": _block,
    "numeric_lit": _number,
    "bool_lit": _boolean,
    "null_lit": _null,
    "variable_expr": _name,
    "string_lit": _string,
    "quoted_template": _quoted,
    "heredoc_template": _heredoc,
    "template_interpolation": _token("value"),
    "template_if": _tokens,
    "template_if_intro": _token("if"),
    "template_else_intro": _token("else"),
    "template_if_end": _token("endif"),
    "template_for": _tokens,
    "template_for_start": _token("for"),
    "template_for_end": _token("endfor"),
    "tuple": _tuple,
    "object": _object,
    "object_elem": _element,
    "function_call": _call,
    "function_arguments": _arguments,
    "for_intro": _intro,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
    "for_cond": _condition,
    "binary_operation": _binary,
    "unary_operation": _unary,
    "conditional": _conditional,
    "get_attr": _get_attribute,
    "new_index": _new_index,
    "legacy_index": _old_index,
    "full_splat": _full_splat,
    "attr_splat": _attribute_splat,
}
