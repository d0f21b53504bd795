"""What an expression stands for, where its text alone says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kafkalint.formats.typescript import Program
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.texts import assembled
from kafkalint.sources.pulumi.typescript.names import Names, is_parameter
from kafkalint.sources.pulumi.typescript.operations import (
    COMPARE,
    as_json,
    beyond,
    is_reference,
    items_of,
    joined,
    same,
    truth,
)
from kafkalint.values import Origin, Provenance, Value, unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from kafkalint.sources.pulumi.typescript.reach import Reach

MAX_DEPTH = 40
MAX_STEPS = 50_000
_SAME = frozenset(
    "as_expression await_expression non_null_expression parenthesized_expression "
    "satisfies_expression type_assertion".split()
)
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": "", "0": "\0"}


class Configuration:
    """What `new pulumi.Config(name)` gives."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix


class Evaluation:
    """The expressions of one file. `config` are the stack's values, by name with its prefix."""

    def __init__(self, program: Program, names: Names, config: Mapping[str, Value[Any]]) -> None:
        self.program = program
        self.names = names
        self.config = config
        self.resources: dict[int, str] = {}  # the id of a `new` expression to the resource's name
        self.least: dict[str, int] = {}  # constants that are no smaller, whatever they are
        self.reach: Reach | None = None  # the other files of the program
        self._steps = 0

    def value(
        self, node: Node, logical: str = "", origins: tuple[Origin, ...] = (), depth: int = 0
    ) -> Value[Any]:
        """The value of an expression, at `origins` or where it stands."""
        self._steps += 1
        origins = origins or (self.program.origin(node, logical),)
        if depth > MAX_DEPTH or self._steps > MAX_STEPS:
            return unknown("more than can be read off", *origins)
        if node.type in _SAME and node.named_children:
            return self.value(node.named_children[0], logical, origins, depth + 1)
        known = _KINDS.get(node.type)
        if known is not None:
            return known(self, node, logical, origins, depth + 1)
        return unknown("the program works it out", *origins)

    def literal(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        return Value(_LITERALS[node.type], origins)

    def number(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        text = self.program.source(node).replace("_", "")
        try:
            return Value(int(text, 0) if "." not in text else float(text), origins)
        except ValueError:
            return unknown(f"{text[:40]} is no number that is known here", *origins)

    def negative(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        operator, of = node.child_by_field_name("operator"), node.child_by_field_name("argument")
        if operator is None or of is None:
            return unknown("no expression", *origins)
        held = self.value(of, logical, origins, d)
        if held.is_known and operator.type == "-" and isinstance(held.data, (int, float)):
            return held.map(lambda data: -data)
        if held.is_known and operator.type == "!" and isinstance(held.data, bool):
            return held.map(lambda data: not data)
        return unknown(held.reason or "the program works it out", *origins)

    def string(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        made = assembled(self._parts(node, logical, d), origins, origins[0])
        if is_sensitive(logical.rpartition(".")[2]):
            return Value(made.data, made.origins, made.provenance, made.reason, True)
        return made

    def _parts(self, node: Node, logical: str, depth: int) -> Iterator[tuple[Value[Any], str]]:
        for child in node.named_children:
            if child.type == "template_substitution" and child.named_children:
                value = self.value(child.named_children[0], logical, (), depth)
                place = self.program.origin(child, logical)
                yield value.at((place, *value.origins)), self.program.source(child)
            elif child.type == "escape_sequence":
                text = self.program.source(child)[1:]
                shown = _ESCAPES.get(text, text[-1:])
                yield Value(shown, (self.program.origin(child, logical),)), ""
            else:
                for line, origin in self.program.lines(child, logical):
                    yield Value(line, (origin,)), ""

    def array(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        items: list[Value[Any]] = []
        for index, child in enumerate(items_of(node)):
            if child.type == "spread_element":
                held = self.value(child.named_children[0], logical, (), d)
                if not held.is_known or not isinstance(held.data, tuple) or is_reference(held):
                    return unknown(held.reason or "it spreads what is not known", *origins)
                items.extend(held.data)
            else:
                items.append(self.value(child, f"{logical}[{index}]", (), d))
        return Value(tuple(items), origins)

    def object(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        made: dict[str, Value[Any]] = {}
        for child in items_of(node):
            if child.type == "pair":
                key, of = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is None or of is None or key.type == "computed_property_name":
                    return unknown("a key in it is worked out", *origins)
                name = self.program.source(key).strip("\"'")
                inner = f"{logical}.{name}"
                place = (self.program.origin(child, inner),)
                if child.start_point.row != child.end_point.row:
                    place = (self.program.origin(key, inner),)
                made[name] = self.value(of, inner, place, d)
            elif child.type == "shorthand_property_identifier":
                name = self.program.source(child)
                place = (self.program.origin(child, f"{logical}.{name}"),)
                made[name] = self._named(name, child, f"{logical}.{name}", place, d)
            elif child.type == "spread_element":
                held = self.value(child.named_children[0], logical, (), d)
                if not held.is_known or not isinstance(held.data, dict):
                    return unknown(held.reason or "it spreads what is not known", *origins)
                made.update(held.data)
            else:
                return unknown("the program works it out", *origins)
        return Value(made, origins)

    def named(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        return self._named(self.program.source(node), node, logical, origins, d)

    def _named(
        self, name: str, at: Node, logical: str, origins: tuple[Origin, ...], depth: int
    ) -> Value[Any]:
        if name in _LITERALS:
            return Value(_LITERALS[name], origins)
        value = self.names.constant(name, at)
        if value is None:
            found = self._from_elsewhere(name, at) if self.reach is not None else None
            if found is not None:
                return found.at(tuple(dict.fromkeys((*origins, *found.origins))))
            return unknown(f"{name} is worked out when the program runs", *origins)
        if value.id in self.resources:
            return Value(Reference(self.resources[value.id], "id"), origins)
        held = self.value(value, logical, (), depth)
        return held.at(tuple(dict.fromkeys((*origins, *held.origins))))

    def _from_elsewhere(self, name: str, at: Node) -> Value[Any] | None:
        """What another file says that a name is, or the only call of the function around it."""
        unit = self.reach.units.get(self.program.text.path) if self.reach is not None else None
        if self.reach is None or unit is None:
            return None
        if is_parameter(name, at, self.program):
            return self.reach.given(name, at, unit)
        return self.reach.imported(name, unit)

    def member(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        of, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if of is None or name is None:
            return unknown("no member", *origins)
        held = self.value(of, logical, origins, d)
        wanted = self.program.source(name)
        if isinstance(held.data, Reference):
            base = "" if held.data.attribute == "id" else f"{held.data.attribute}."
            return held.map(lambda _: Reference(held.data.address, f"{base}{snake(wanted)}"))
        if held.is_known and isinstance(held.data, dict) and wanted in held.data:
            found: Value[Any] = held.data[wanted]
            return found.at(tuple(dict.fromkeys((*origins, *found.origins))))
        return unknown(held.reason or f"{wanted} is worked out when the program runs", *origins)

    def call(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        function = node.child_by_field_name("function")
        given = node.child_by_field_name("arguments")
        if function is None or given is None:
            return unknown("no call", *origins)
        name = self.program.source(function)
        if given.type == "template_string":
            if name.endswith("interpolate"):
                return self.value(given, logical, origins, d)
            return unknown(f"{name} works it out", *origins)
        arguments = items_of(given)
        if name in ("JSON.stringify", "pulumi.jsonStringify") and arguments:
            return as_json(self.value(arguments[0], logical, (), d), origins)
        if name in ("pulumi.output", "pulumi.secret") and arguments:
            held = self.value(arguments[0], logical, origins, d)
            secret = held.sensitive or name.endswith("secret")
            return Value(held.data, held.origins, held.provenance, held.reason, secret)
        if function.type == "member_expression":
            return self._method(function, arguments, logical, origins, d)
        return unknown(f"{name[:60]} works it out when the program runs", *origins)

    def _method(
        self,
        function: Node,
        arguments: list[Node],
        logical: str,
        origins: tuple[Origin, ...],
        depth: int,
    ) -> Value[Any]:
        of, method = (
            function.child_by_field_name("object"),
            function.child_by_field_name("property"),
        )
        if of is None or method is None:
            return unknown("no call", *origins)
        name = self.program.source(method)
        held = self.value(of, logical, (), depth)
        if isinstance(held.data, Configuration):
            return self._setting(held.data, name, arguments, origins, depth)
        if name == "join" and isinstance(held.data, tuple) and not is_reference(held):
            between = self.value(arguments[0], logical, (), depth) if arguments else Value(",")
            if isinstance(between.data, str):
                return assembled(joined(held.data, between.data, origins), origins, origins[0])
        return unknown(f"{name} works it out when the program runs", *origins)

    def _setting(
        self,
        config: Configuration,
        method: str,
        arguments: list[Node],
        origins: tuple[Origin, ...],
        depth: int,
    ) -> Value[Any]:
        """A value of the stack's configuration; absent where a stack need not set it."""
        key = self.value(arguments[0], "", (), depth) if arguments else Value(None)
        if not isinstance(key.data, str):
            return unknown("a setting whose name is worked out", *origins)
        if "Secret" in method:
            return Value(None, origins, Provenance.UNKNOWN, "a secret of the stack", True)
        for name in (f"{config.prefix}{key.data}", key.data):
            if name in self.config:
                found = self.config[name]
                return found.at(tuple(dict.fromkeys((*origins, *found.origins))))
        if method.startswith("get"):
            return Value(None, origins, Provenance.ABSENT, f"no stack here sets {key.data}")
        return unknown(f"no stack here sets {key.data}", *origins)

    def made(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        if node.id in self.resources:
            return Value(Reference(self.resources[node.id], "id"), origins)
        constructor = node.child_by_field_name("constructor")
        if constructor is not None and self.names.token(constructor) == "pulumi:Config":
            given = node.child_by_field_name("arguments")
            names = [self.value(each, "", (), d) for each in items_of(given)] if given else []
            prefix = f"{names[0].data}:" if names and isinstance(names[0].data, str) else ""
            return Value(Configuration(prefix), origins)
        return unknown("made when the program runs", *origins)

    def choice(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        parts = [node.child_by_field_name(f) for f in ("condition", "consequence", "alternative")]
        if None in parts:
            return unknown("no choice", *origins)
        condition, yes, no = (part for part in parts if part is not None)
        held = truth(self.value(condition, "", (), d))
        if held.is_known:
            return self.value(yes if held.data else no, logical, origins, d)
        one, other = self.value(yes, logical, origins, d), self.value(no, logical, origins, d)
        if same(one, other):
            return one
        return unknown(held.reason or "a condition decides it", *origins)

    def binary(self, node: Node, logical: str, origins: tuple[Origin, ...], d: int) -> Value[Any]:
        fields = [node.child_by_field_name(field) for field in ("left", "operator", "right")]
        if None in fields:
            return unknown("no expression", *origins)
        left, operator, right = (field for field in fields if field is not None)
        kind = self.program.source(operator)
        one = self.value(left, logical, origins, d)
        if kind in ("??", "||", "&&"):
            return self._either(kind, one, right, logical, origins, d)
        other = self.value(right, logical, origins, d)
        least = self.least.get(self.program.source(left))
        if one.is_unknown and other.is_known and least is not None:
            decided = beyond(kind, least, other.data)
            if decided is not None:
                return Value(decided, origins)
        compare = COMPARE.get(kind)
        if compare is None or not (one.is_known and other.is_known):
            return unknown(one.reason or other.reason or "the program works it out", *origins)
        if kind == "+" and (isinstance(one.data, str) or isinstance(other.data, str)):
            return assembled([(one, "${?}"), (other, "${?}")], origins, origins[0])
        if not all(isinstance(v.data, (str, int, float)) for v in (one, other)) or is_reference(
            one
        ):
            return unknown("the program works it out", *origins)
        try:
            return Value(compare(one.data, other.data), origins)
        except TypeError:
            return unknown("the program works it out", *origins)

    def _either(
        self,
        kind: str,
        one: Value[Any],
        right: Node,
        logical: str,
        origins: tuple[Origin, ...],
        depth: int,
    ) -> Value[Any]:
        if one.is_unknown:
            return unknown(one.reason, *origins)
        held = truth(one)
        missing = one.is_absent or one.data is None
        takes_right = missing if kind == "??" else (held.data is (kind == "&&"))
        return self.value(right, logical, origins, depth) if takes_right else one


_KINDS: dict[str, Callable[..., Value[Any]]] = {
    "array": Evaluation.array,
    "binary_expression": Evaluation.binary,
    "call_expression": Evaluation.call,
    "false": Evaluation.literal,
    "identifier": Evaluation.named,
    "member_expression": Evaluation.member,
    "new_expression": Evaluation.made,
    "null": Evaluation.literal,
    "number": Evaluation.number,
    "object": Evaluation.object,
    "string": Evaluation.string,
    "template_string": Evaluation.string,
    "ternary_expression": Evaluation.choice,
    "true": Evaluation.literal,
    "unary_expression": Evaluation.negative,
    "undefined": Evaluation.literal,
}
