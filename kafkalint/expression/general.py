"""What a template says where nobody is spoken of yet: on the page of a rule."""

from __future__ import annotations

from itertools import groupby

from kafkalint.expression.template import Template
from kafkalint.expression.tree import Binary, Conditional, Index, Literal, Name, Select, Tree


def in_general(template: Template) -> str:
    """Its text with placeholders told, not filled in, and both sides of what is chosen.

    "{directory.path}" is told as "‹path›", "{broker.name}" as "‹broker›". Paragraphs in which
    '{cluster.is_msk ? "On MSK: …" : "…"}' chooses stand there once for each side.
    """
    paragraphs = _paragraphs(template)
    told: list[str] = []
    for chooses, run in groupby(paragraphs, lambda paragraph: paragraph.chooses):
        found = list(run)
        for side in (True, False) if chooses else (True,):
            told += [paragraph.told(side) for paragraph in found]
    return "\n\n".join(text for text in dict.fromkeys(told) if text.strip())


class _Paragraph:
    """Text and trees, in order, up to an empty line."""

    def __init__(self) -> None:
        self.pieces: list[str | Tree] = []

    @property
    def chooses(self) -> bool:
        return any(isinstance(piece, Conditional) for piece in self.pieces)

    def told(self, side: bool) -> str:
        told = (piece if isinstance(piece, str) else _told(piece, side) for piece in self.pieces)
        return "".join(told).rstrip()


def _paragraphs(template: Template) -> list[_Paragraph]:
    found = [_Paragraph()]
    done = 0
    for expression, start in template.expressions:
        _add(found, template.text[done : start - 1])
        found[-1].pieces.append(expression.tree)
        done = start + len(expression.text) + 1
    _add(found, template.text[done:])
    return found


def _add(found: list[_Paragraph], text: str) -> None:
    first, *rest = text.split("\n\n")
    found[-1].pieces.append(first)
    for part in rest:
        found.append(_Paragraph())
        found[-1].pieces.append(part)


def _told(tree: Tree, side: bool) -> str:
    if isinstance(tree, Conditional):
        return _told(tree.yes if side else tree.no, side)
    if isinstance(tree, Literal):
        return str(tree.value)
    if isinstance(tree, Binary) and tree.operator == "+":
        return _told(tree.left, side) + _told(tree.right, side)
    name = _name(tree)
    return f"‹{name}›" if name else "…"


def _name(tree: Tree) -> str:
    if isinstance(tree, Name):
        return tree.name.replace("_", " ")
    if isinstance(tree, Select):
        return _name(tree.target) if tree.field == "name" else tree.field.replace("_", " ")
    if isinstance(tree, Index) and isinstance(tree.key, Literal):
        return str(tree.key.value)
    return ""
