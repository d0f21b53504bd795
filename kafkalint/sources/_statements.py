"""The control statements of template languages: Jinja, ERB, FreeMarker, Go and Mustache."""

from __future__ import annotations

import re
from typing import NamedTuple

from kafkalint.regex import regex

_OPENINGS = regex(r"\{\{|\{%|\{#|<%|</?#[a-z-]")
_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}
_WORD = regex(r"[-+\s]*([#/^!>]|[A-Za-z_]+)?")
_JINJA_BLOCKS = frozenset(
    "if for macro call filter block raw with autoescape load_yaml load_json load_text".split()
)
_CONDITIONAL = frozenset("if unless for macro call range each do while until case".split())
_MIDDLES = frozenset("elif else elsif elseif when".split())
_GO_OPENERS = frozenset("if range with define block".split())
_NAME = regex(r"\w+")
_WRITES_A_COMMENT = regex(r"\|\s*comment\b")  # {{ ansible_managed | comment }}
_LOOP_END = regex(r"(?:\.(?:iter)?items\(\)|\|\s*dict2items)\s*$")


class Statement(NamedTuple):
    """A control statement or a comment: offsets of its text, and what it does.

    `kind`: "open", "middle", "close", "other" or "comment". `condition` is the expression of
    a Jinja `if`, `elif` or `for`; `names` are those that it sets itself.
    """

    start: int
    end: int
    kind: str
    word: str = ""
    conditional: bool = False
    trims_before: bool = False
    trims_after: bool = False
    condition: str = ""
    names: tuple[str, ...] = ()


def is_template(content: str) -> bool:
    """Whether the text holds statements or expressions of a template language."""
    return _OPENINGS.search(content) is not None


def statements(content: str) -> list[Statement]:
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
    statement = Statement(start, end, kind, word, word in _CONDITIONAL, before, after)
    rest = body[match.end() :].strip("-+ \t\r\n") if match else ""
    if word in ("if", "elif"):
        return statement._replace(condition=rest)
    if word == "for":
        names, _, items = rest.partition(" in ")
        condition = _LOOP_END.sub("", items)
        return statement._replace(condition=condition, names=tuple(_NAME.findall(names)))
    if word == "set":
        return statement._replace(names=tuple(_NAME.findall(rest.partition("=")[0])))
    return statement


def _double_brace(
    word: str, body: str, start: int, end: int, before: bool, after: bool
) -> Statement | None:
    """A Go or Mustache statement; Jinja's expressions never begin with their words."""
    if body.lstrip("- \t").startswith(("/*", "!")) or _WRITES_A_COMMENT.search(body):
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
