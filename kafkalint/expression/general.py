"""What a template says where nobody is spoken of yet: on the page of a rule."""

from __future__ import annotations

from kafkalint.expression.template import Template
from kafkalint.expression.tree import Conditional, Index, Literal, Name, Select, Tree


def in_general(template: Template) -> str:
    """Its text with every placeholder told: ‹path›, or what a choice is between.

    "{directory.path}" is told as "‹path›", "{broker.name}" as "‹broker›", and
    '{cluster.is_msk ? "On MSK: …" : ""}' as "On MSK: …".
    """
    told: list[str] = []
    done = 0
    for expression, start in template.expressions:
        before = template.text[: start - 1]
        told += (before[done:], _told(expression.tree, before.rpartition("\n")[2]))
        done = start + len(expression.text) + 1
    return "".join([*told, template.text[done:]])


def _told(tree: Tree, before: str) -> str:
    """The text for a placeholder after `before`, the beginning of its line."""
    if isinstance(tree, Conditional):
        return _either(_told(tree.yes, before), _told(tree.no, before), before)
    if isinstance(tree, Literal):
        return str(tree.value)
    name = _name(tree)
    return f"‹{name}›" if name else "…"


def _either(yes: str, no: str, before: str) -> str:
    """Both sides, or the one that is more than a mark and no comment."""
    said = [
        side
        for side in dict.fromkeys((yes, no))
        if any(map(str.isalpha, side)) and not side.startswith("#")
    ]
    if len(said) < 2:
        return "".join(said)
    if before.isspace():  # configuration: each is a line
        return f"\n{before}".join(said)
    if no.endswith(":"):  # sentences, of which the last one opens a block
        return f"{yes.rstrip(':')}, or {no[0].lower()}{no[1:]}"
    return " or ".join(said)


def _name(tree: Tree) -> str:
    if isinstance(tree, Name):
        return tree.name.replace("_", " ")
    if isinstance(tree, Select):
        return _name(tree.target) if tree.field == "name" else tree.field.replace("_", " ")
    if isinstance(tree, Index) and isinstance(tree.key, Literal):
        return str(tree.key.value)
    return ""
