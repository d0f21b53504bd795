"""base64, JSON, YAML, CSV, URLs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kafkalint.errors import InputError
from kafkalint.formats.node import Mapping, Node, Scalar
from kafkalint.formats.node import Sequence as NodeSequence
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Encoded, Written
from kafkalint.sources.terraform.evaluation.functions._plain import (
    Function,
    of_known,
    of_texts,
    plain,
)
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.templates import placeholder_of
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    dressed,
    inner_pending,
    made,
    open_,
    say,
    tidy,
    to_text,
    written_lines,
)
from kafkalint.values import Value

_PLAIN_KEY = regex(r"[A-Za-z_][\w.-]*")


def _with_placeholders(value: Value[Any]) -> Any:
    """Plain data, a placeholder for all that is unknown."""
    if isinstance(value.data, Reference):
        return "${" + say(value.data) + "}"
    if not value.is_known:
        return str(value.data) if isinstance(value.data, Written) else placeholder_of(value)
    if isinstance(value.data, dict):
        return {key: _with_placeholders(value.data[key]) for key in sorted(value.data)}
    if isinstance(value.data, tuple):
        return [_with_placeholders(item) for item in value.data]
    return value.data


def _encoder(write: Any) -> Function:
    def encode(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        (value,) = arguments
        undecided = inner_pending(value)
        if undecided is value:
            return open_(undecided.reason, undecided)
        text = write(_with_placeholders(value))
        scope.world.budget.write(len(text))
        if undecided is None:
            return made(Encoded(text, value=value), value)
        hidden = value.sensitive or undecided.sensitive
        kept = None if hidden else Encoded(text, value=value)
        return open_(undecided.reason, undecided, value, data=kept)

    return encode


def _json(data: Any) -> str:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _yaml(data: Any) -> str:
    end = "\n" if isinstance(data, (dict, list, str)) else "\n...\n"
    return "\n".join(_yaml_lines(data)) + end


def _yaml_lines(data: Any) -> list[str]:
    if isinstance(data, dict) and data:
        found = []
        for key, value in data.items():
            head = f"{json.dumps(key, ensure_ascii=False)}:"
            found += _hung(head, value, "  " if isinstance(value, dict) else "")
        return found
    if isinstance(data, list) and data:
        found = []
        for item in data:
            inner = _yaml_lines(item)
            indent = "  " if isinstance(item, (dict, list)) else ""
            found.append(f"- {inner[0]}")
            found += [indent + line for line in inner[1:]]
        return found
    if isinstance(data, str) and "\n" in data and data.strip():
        mark = "|" if data.endswith("\n") else "|-"
        return [mark, *(f"  {line}" if line else "" for line in data.rstrip("\n").split("\n"))]
    return [json.dumps(data, ensure_ascii=False)]


def _hung(head: str, value: Any, indent: str) -> list[str]:
    """A key's line, and those of its value."""
    inner = _yaml_lines(value)
    if isinstance(value, (dict, list)) and value:
        return [head, *(indent + line for line in inner)]
    return [f"{head} {inner[0]}", *inner[1:]]


@of_known
def _jsondecode(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    (text,) = arguments
    try:
        data = json.loads(to_text(text.data), parse_float=lambda number: tidy(float(number)))
        value = dressed(data, text)
    except (ValueError, RecursionError):
        raise Failure("the text is no JSON") from None
    if not written_lines(text):
        return value
    from kafkalint.formats import json as nodes

    try:
        return _placed(value, nodes.read(Text("", to_text(text.data))), text)
    except InputError:
        return value


@of_known
def _yamldecode(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    from kafkalint.formats import yaml

    (text,) = arguments
    try:
        documents = yaml.read(Text("", to_text(text.data)))
    except InputError:
        raise Failure("the text is no YAML") from None
    if len(documents) > 1:
        raise Failure("the text is more than one document")
    root = documents[0].root if documents else None
    value = dressed(_of_node(root, scope), text)
    return _placed(value, root, text) if written_lines(text) else value


def _placed(value: Value[Any], node: Node | None, text: Value[Any], line: int = 0) -> Value[Any]:
    """What `node` of a text says, where its own line stands instead of the whole text."""
    data, places = value.data, written_lines(text)
    if isinstance(node, Mapping) and isinstance(data, dict):
        entries = node.entries
        data = {
            key: _placed(item, entries[key].value, text, entries[key].key.span.line)
            for key, item in data.items()
        }
    elif isinstance(node, NodeSequence) and isinstance(data, tuple):
        pairs = zip(data, node.items, strict=True)
        data = tuple(_placed(item, inner, text, inner.span.line) for item, inner in pairs)
    origins = (places[line - 1],) if 0 < line <= len(places) else value.origins
    return Value(data, origins, value.provenance, value.reason, value.sensitive)


def _of_node(node: Node | None, scope: Scope, depth: int = 0) -> Any:
    from kafkalint.formats import scalar

    scope.world.budget.spend()
    if depth > 150:
        raise Failure("the text is nested too deeply")
    if isinstance(node, Mapping):
        return {entry.key.text: _of_node(entry.value, scope, depth + 1) for entry in node}
    if isinstance(node, NodeSequence):
        return [_of_node(item, scope, depth + 1) for item in node]
    if not isinstance(node, Scalar) or node.is_null:
        return None
    if node.style:
        return node.text
    truth = scalar.boolean(node)
    if truth is not None:
        return truth
    return _number(node)


def _number(node: Scalar) -> Any:
    """The number that a plain scalar is, else its text."""
    from kafkalint.formats import scalar

    text = node.text
    if text.lstrip("+-").isdigit() and len(text) < 300:
        return int(text)
    if "_" in text:
        return text
    if text.lower().startswith("0x"):
        whole = scalar.integer(node)
        return whole if whole is not None else text
    number = scalar.number(node)
    return tidy(number) if number is not None else text


def _base64(text: str) -> str:
    from base64 import b64encode

    return b64encode(text.encode("utf-8", "replace")).decode()


def _unbase64(text: str) -> str:
    from base64 import b64decode

    try:
        return b64decode(text, validate=True).decode()
    except ValueError:
        raise Failure("the text is no base64 of UTF-8") from None


def _quoted(text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="-_.~")


def _unquoted(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text)


def _csv(text: Any) -> list[dict[str, str]]:
    import csv

    try:
        rows = list(csv.reader(to_text(text).splitlines(), strict=True))
    except csv.Error:
        raise Failure("the text is no CSV") from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise Failure("the CSV has no lines, or lines of different lengths")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


FUNCTIONS: dict[str, Function] = {
    "base64decode": of_texts(_unbase64),
    "base64encode": of_texts(_base64),
    "csvdecode": plain(_csv),
    "jsondecode": _jsondecode,
    "jsonencode": _encoder(_json),
    "urldecode": of_texts(_unquoted),
    "urlencode": of_texts(_quoted),
    "yamldecode": _yamldecode,
    "yamlencode": _encoder(_yaml),
}
