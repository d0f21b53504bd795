"""The text of a rule file: a quick look at its head, the whole of it, and mistakes in it."""

from __future__ import annotations

import json
from typing import Any

from kafkalint.errors import InputError, RuleError
from kafkalint.regex import regex

Mapping = dict[str, Any]
"""Plain mappings, lists and texts; every scalar is text, as written."""

Path = tuple[str | int, ...]

_PROSE = "\nwhy:"
_UNREAD = frozenset({"title", "message", "guide", "references", "peers"})
_PLAIN = regex(r"[^\s\"'{}\[\]|>&*!%@`#,?:-][^#]*$")
_FLOW_MAPPING = regex(r"\{\s*([\w-]+: [\w-]+(?:,\s*[\w-]+: [\w-]+)*)\s*\}$")
_FLOW_LIST = regex(r"\[\s*([\w.-]+(?:,\s*[\w.-]+)*)\s*\]$")


class Head:
    """What is needed to judge by a rule."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping) -> None:
        self.values = values

    def text(self, key: str) -> str:
        return text(self.values, key)

    def list(self, key: str) -> tuple[str, ...]:
        return texts(self.values, key)

    def mapping(self, key: str) -> Mapping:
        value = self.values.get(key)
        return value if isinstance(value, dict) else {}

    def entries(self, key: str) -> tuple[Mapping, ...]:
        return entries(self.values, key)


def head(path: str, content: str, quickly: bool) -> Head:
    """The keys that stand before `why:` in a rule of ours, anywhere in other ones.

    Raises RuleError where the file is not YAML.
    """
    end = content.find(_PROSE) if quickly else 0
    plainly = quick(content[:end]) if end > 0 else None
    return Head(plainly or whole(path, content))


def quick(lines: str) -> Mapping | None:
    """The keys of a head that is written plainly; None where it is not.

    Plainly is one line a key, or a block of lines below it that are indented by two or, in
    an entry of a list, by four. Agrees with the YAML reader on everything that it accepts.
    """
    found: Mapping = {}
    key = ""
    for line in lines.split("\n"):
        if not line or line[0] == "#":
            continue
        if line[0] in " -":
            if key not in _UNREAD and not _continue(found, key, line):
                return None
            continue
        key, colon, rest = line.partition(":")
        if not colon or key in found:
            return None
        if key in _UNREAD:
            continue
        value = _value(rest.strip()) if rest else _OPEN
        if value is None:
            return None
        found[key] = value
    return None if _OPEN in found.values() else found


_OPEN = object()
"""The value of a key whose block has not begun."""
_LINE = regex(r"  (?:(?P<item>- )|(?P<inner>  )|)(?:(?P<key>[\w-]+): )?(?P<value>\S.*)$")


def _continue(found: Mapping, key: str, line: str) -> bool:
    """Take in a line of the block below `key`; False where that is not plain."""
    match = _LINE.match(line)
    value = _value(match["value"].strip()) if match else None
    if match is None or value is None or key not in found:
        return False
    block = found[key]
    if match["item"]:
        block = found[key] = [] if block is _OPEN else block
        if not isinstance(block, list):
            return False
        block.append({match["key"]: value} if match["key"] else value)
        return True
    if match["inner"]:
        block = block[-1] if isinstance(block, list) and block else None
    elif block is _OPEN:
        block = found[key] = {}
    if not isinstance(block, dict) or not match["key"] or match["key"] in block:
        return False
    block[match["key"]] = value
    return True


def paragraph(content: str, key: str) -> str | None:
    """The text at a top-level key, one line or a literal block; None where it is written otherwise.

    Agrees with the YAML reader on everything that it accepts.
    """
    start = content.find(f"\n{key}:")
    if start < 0:
        return None
    lines = content[start + len(key) + 2 :].split("\n")
    first = lines[0].strip()
    if first != "|":
        value = _value(first) if first else None
        continued = len(lines) > 1 and lines[1][:1] == " "
        return value if isinstance(value, str) and not continued else None
    taken: list[str] = []
    for line in lines[1:]:
        if line[:2] != "  " and line:
            break
        taken.append(line[2:])
    if not taken or taken[0][:1] in ("", " "):
        return None
    return "\n".join(taken).rstrip("\n") + "\n"


def _value(written: str) -> Any:
    if not written:
        return None
    first = written[0]
    if first == '"':
        try:
            return json.loads(written)
        except ValueError:
            return None
    if first == "'":
        inner = written[1:-1]
        doubled = inner.replace("''", "")
        return inner.replace("''", "'") if written[-1] == "'" and "'" not in doubled else None
    if first == "{":
        pairs = _FLOW_MAPPING.match(written)
        return dict(pair.strip().split(": ", 1) for pair in pairs[1].split(",")) if pairs else None
    if first == "[":
        items = _FLOW_LIST.match(written)
        return [item.strip() for item in items[1].split(",")] if items else None
    return written if _PLAIN.match(written) and ": " not in written else None


def whole(path: str, content: str) -> Mapping:
    """Everything in the file. Raises RuleError where it is not one YAML mapping."""
    value = _plain(_root(path, content))
    if not isinstance(value, dict):
        raise RuleError("a rule file is a mapping of keys", path=path, line=1, column=1)
    return value


def text(mapping: Mapping, key: str) -> str:
    """The text at `key`, "" where there is none."""
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def texts(mapping: Mapping, key: str) -> tuple[str, ...]:
    """The texts of the list at `key`; empty where there is none."""
    value = mapping.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def entries(mapping: Mapping, key: str) -> tuple[Mapping, ...]:
    """The mappings of the list at `key`; empty where there is none."""
    value = mapping.get(key)
    return (
        tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
    )


def error(
    path: str, content: str, where: Path, message: str, start: int = 0, end: int = 0
) -> RuleError:
    """A RuleError that shows the line of the value at `where`, with a caret below the offsets.

    Offsets below 0 mean the key itself.
    """
    line, column = _place(_root(path, content), where, start)
    lines = content.split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    width = max(1, min(end - start, len(shown) - column + 1))
    caret = f"\n    {shown}\n    {' ' * (column - 1)}{'^' * width}" if shown else ""
    return RuleError(message + caret, path=path, line=line, column=column)


def _root(path: str, content: str) -> Any:
    from kafkalint.formats import yaml
    from kafkalint.formats.text import Text

    try:
        documents = yaml.read(Text(path, content))
    except InputError as problem:
        raise RuleError(
            problem.message, path=path, line=problem.line, column=problem.column
        ) from None
    if len(documents) != 1:
        raise RuleError("a rule file holds one document", path=path, line=1, column=1)
    return documents[0].root


def _plain(node: Any) -> Any:
    from kafkalint.formats.node import Mapping as MappingNode
    from kafkalint.formats.node import Scalar, Sequence

    if isinstance(node, MappingNode):
        return {entry.key.text: _plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node]
    return node.text if isinstance(node, Scalar) else None


def _place(node: Any, where: Path, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset into the scalar at `where` or what is closest to it."""
    from kafkalint.formats.node import Mapping as MappingNode
    from kafkalint.formats.node import Scalar, Sequence

    if node is None:
        return 1, 1
    place = (node.span.line, node.span.column)
    for step in where:
        if isinstance(node, MappingNode) and str(step) in node:
            entry = node.entries[str(step)]
            node, place = entry.value, (entry.key.span.line, entry.key.span.column)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node.items[step]
            place = (node.span.line, node.span.column)
        else:
            return place
    if offset < 0 or not isinstance(node, Scalar):
        return place
    line, column = node.span.line, node.span.column
    if node.style in ("|", ">"):
        before = node.text[:offset]
        row = before.count("\n") if node.style == "|" else 0
        if not node.content_line:
            return line, column
        return node.content_line + row, node.indent + 1 + offset - (before.rfind("\n") + 1)
    if node.span.end_line != line:
        return line, column
    return line, column + offset + (1 if node.style else 0)
