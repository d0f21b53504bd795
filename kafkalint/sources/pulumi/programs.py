"""Programs in YAML: their configuration, variables and resources, and what expressions stand for.

https://www.pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference/
"""

from __future__ import annotations

import base64
import json
import posixpath
from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import Any

from kafkalint.errors import InputError, LimitExceeded
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.scalar import boolean, number
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.regex import regex
from kafkalint.sources import Workspace
from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.resource import Reference, plain
from kafkalint.sources._cloud.texts import assembled, pieces, written
from kafkalint.values import Origin, Value, unknown

MAX_DEPTH = 80
MAX_STEPS = 100_000
_HOLE = regex(r"\$(\$?)\{([^{}]*)\}")
_STEP = regex(r"\.?([A-Za-z_$][\w:-]*)|\[(\d+)\]|\[\"([^\"]*)\"\]")


class Program:
    """One project: `config` are its values by name, from the project and from its stack."""

    def __init__(
        self, path: str, root: Mapping, config: Map[str, Value[Any]], workspace: Workspace
    ) -> None:
        self.path = path
        self.root = root
        self.config = config
        self.workspace = workspace
        self.resources = root.mapping("resources") or Mapping(path, root.span)
        self._variables = root.mapping("variables") or Mapping(path, root.span)
        self._known: dict[str, Value[Any] | None] = {}
        self._steps = 0

    def evaluate(
        self, node: Node, logical: str, origins: tuple[Origin, ...] = (), depth: int = 0
    ) -> Value[Any]:
        """What a piece of the program stands for. Raises LimitExceeded."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise LimitExceeded(
                f"its expressions and aliases stand for more than {MAX_STEPS:,} values",
                path=self.path,
            )
        origins = origins or (Origin(node.path, node.span, logical),)
        if depth > MAX_DEPTH:
            return unknown(f"nested more than {MAX_DEPTH} levels deep", *origins)
        if isinstance(node, Scalar):
            return self._scalar(node, logical, origins)
        if isinstance(node, Sequence):
            items = [
                self.evaluate(item, f"{logical}[{index}]", (), depth + 1)
                for index, item in enumerate(node.items)
            ]
            return Value(tuple(items), origins)
        if not isinstance(node, Mapping):
            return unknown("nothing that can be read", *origins)
        if len(node.entries) == 1:
            ((name, entry),) = node.entries.items()
            if name.startswith("fn::"):
                return self._call(name, entry.value, logical, origins, depth)
        return Value(dict(self._members(node, logical, depth)), origins)

    def _members(self, node: Mapping, logical: str, depth: int) -> Iterator[tuple[str, Value[Any]]]:
        for entry in node:
            inner = f"{logical}.{entry.key.text}"
            place = (entry.origin._replace(logical=inner), *entry.via)
            yield entry.key.text, self.evaluate(entry.value, inner, place, depth + 1)

    def _scalar(self, node: Scalar, logical: str, origins: tuple[Origin, ...]) -> Value[Any]:
        if node.is_null:
            return Value(None, origins)
        if "${" in node.text:
            whole = _HOLE.fullmatch(node.text.strip())
            if whole is not None and not whole[1]:
                value = self.named(whole[2].strip(), origins[0])
                return value.at(tuple(dict.fromkeys((*origins, *value.origins))))
            return assembled(self._parts(node, logical), origins, origins[0])
        if not node.style:
            if node.text.lower() in ("true", "false"):
                return Value(boolean(node), origins)
            found = number(node)
            if found is not None:
                return Value(int(found) if found.is_integer() else found, origins)
        secret = is_sensitive(logical.rpartition(".")[2])
        return Value(written(node, node.text, logical), origins, sensitive=secret)

    def _parts(self, node: Scalar, logical: str) -> Iterator[tuple[Value[Any], str]]:
        for line, origin in pieces(node, node.text, logical):
            begin = 0
            for found in _HOLE.finditer(line):
                yield Value(line[begin : found.start()], (origin,)), ""
                begin = found.end()
                if found[1]:  # $${literal}
                    yield Value(f"${{{found[2]}}}", (origin,)), ""
                else:
                    value = self.named(found[2].strip(), origin)
                    yield value.at((origin, *value.origins)), found[0]
            yield Value(line[begin:], (origin,)), ""

    def named(self, expression: str, origin: Origin) -> Value[Any]:
        """What `${expression}` stands for: a resource's output, a variable, a setting."""
        steps = [found.groups() for found in _STEP.finditer(expression)]
        names = [name or key or int(index) for name, index, key in steps]
        if not names or not isinstance(names[0], str):
            return unknown(f"{expression} names nothing", origin)
        first, rest = names[0], names[1:]
        if first in self.resources:
            attribute = ".".join(snake(str(name)) for name in rest) or "id"
            return Value(Reference(first, attribute), (origin,))
        if first == "pulumi":
            return unknown("known only when it is deployed", origin)
        value = self._named(first)
        if value is None:
            return unknown(f"the program has no {first}", origin)
        for name in rest:
            value = _inner(value, name, expression)
        return value

    def _named(self, name: str) -> Value[Any] | None:
        bare = name.rpartition(":")[2]
        if name in self.config or bare in self.config:
            return self.config.get(name, self.config.get(bare))
        if name not in self._known:
            self._known[name] = None
            entry = self._variables.entries.get(name)
            if entry is None:
                return None
            logical = f"variables.{name}"
            place = (entry.origin._replace(logical=logical),)
            self._known[name] = self.evaluate(entry.value, logical, place)
        found = self._known[name]
        return found if found is not None else unknown(f"{name} depends on itself")

    def _call(
        self, name: str, node: Node, logical: str, origins: tuple[Origin, ...], depth: int
    ) -> Value[Any]:
        wanted = name.removeprefix("fn::")
        lowered = wanted[:1].lower() + wanted[1:]
        if lowered in ("secret", "toBase64", "fromBase64", "toJSON", "readFile"):
            held = self.evaluate(node, logical, (), depth + 1)
            return self._of_one(lowered, held, origins)
        if lowered in ("join", "split", "select") and isinstance(node, Sequence):
            given = [self.evaluate(item, logical, (), depth + 1) for item in node.items]
            return _of_two(lowered, given, origins) if len(given) == 2 else unknown("", *origins)
        return self._invoked(wanted, node, origins)

    def _of_one(self, name: str, held: Value[Any], origins: tuple[Origin, ...]) -> Value[Any]:
        if name == "secret":
            return Value(held.data, held.origins or origins, held.provenance, held.reason, True)
        if name == "toJSON":
            return _as_json(held, origins)
        if not held.is_known or not isinstance(held.data, str):
            return unknown(held.reason or f"fn::{name} of no text", *origins)
        if name == "readFile":
            return self._file(held.data, origins)
        try:
            data = held.data.encode()
            made = (
                base64.b64encode(data)
                if name == "toBase64"
                else base64.b64decode(data, validate=True)
            )
            return Value(made.decode(), origins)
        except ValueError:
            return unknown("not Base64", *origins)

    def _file(self, name: str, origins: tuple[Origin, ...]) -> Value[Any]:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), name))
        try:
            text = self.workspace.read(path)
        except InputError:
            text = None
        if text is None:
            return unknown(f"the file {name} is not here", *origins)
        from kafkalint.values import Span

        node = Scalar(path, Span(1, 1, 1, 1), text.content, "|")
        from kafkalint.formats.node import Content

        node.content = Content(1, 0)
        return Value(written(node, text.content), (*origins, node.origin))

    def _invoked(self, function: str, node: Node, origins: tuple[Origin, ...]) -> Value[Any]:
        wanted = ""
        if function == "invoke" and isinstance(node, Mapping):
            named, result = node.scalar("function"), node.scalar("return")
            function = named.text if named is not None else ""
            wanted = result.text if result is not None else ""
        if "AvailabilityZones" in function:
            address = "data.aws_availability_zones.available"
            return Value(Reference(address, wanted), origins)
        return unknown(f"{function} answers only when it is deployed", *origins)


def _inner(value: Value[Any], name: str | int, expression: str) -> Value[Any]:
    data = value.data
    if isinstance(data, Reference):
        step = f"[{name}]" if isinstance(name, int) else f".{snake(name)}"
        attribute = f"{data.attribute}{step}".lstrip(".")
        return Value(Reference(data.address, attribute), value.origins)
    if value.is_known and isinstance(data, dict) and name in data:
        found: Value[Any] = data[name]
        return found
    if value.is_known and isinstance(data, tuple) and isinstance(name, int) and name < len(data):
        item: Value[Any] = data[name]
        return item
    return unknown(value.reason or f"{expression} is not in it", *value.origins)


def _of_two(name: str, given: list[Value[Any]], origins: tuple[Origin, ...]) -> Value[Any]:
    one, other = given
    if name == "join":
        return _joined(one, other, origins)
    if not one.is_known or not other.is_known:
        return unknown(one.reason or other.reason, *origins)
    if name == "split" and isinstance(one.data, str) and isinstance(other.data, str) and one.data:
        return Value(tuple(Value(part, origins) for part in other.data.split(one.data)), origins)
    if name == "select" and isinstance(one.data, int):
        return _inner(other, one.data, "fn::select")
    return unknown(f"fn::{name} of other things", *origins)


def _joined(delimiter: Value[Any], items: Value[Any], origins: tuple[Origin, ...]) -> Value[Any]:
    if not isinstance(delimiter.data, str) or not isinstance(items.data, tuple):
        return unknown(items.reason or "fn::join of no list", *origins)
    parts: list[tuple[Value[Any], str]] = []
    for item in items.data:
        if parts:
            parts.append((Value(delimiter.data, origins), ""))
        parts.append((item, "${?}"))
    return assembled(parts, origins, origins[0])


def _as_json(held: Value[Any], origins: tuple[Origin, ...]) -> Value[Any]:
    """Text where all of it is known, else the document itself, with what is known of it."""
    try:
        return Value(json.dumps(plain(held)), (*origins, *held.origins), sensitive=held.sensitive)
    except ValueError:
        return held


def declared(program: Program) -> Iterator[tuple[str, Entry, str, Mapping]]:
    """Each resource: its name, where, its type, and its body."""
    for entry in program.resources:
        if isinstance(entry.value, Mapping):
            kind = entry.value.scalar("type")
            if kind is not None and "get" not in entry.value:
                yield entry.key.text, entry, kind.text, entry.value
