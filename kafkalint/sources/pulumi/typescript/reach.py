"""What names stand for in other files of a program, and what parameters are always given.

A function or a class that is called in one place alone has the arguments of that call; one
that is called in several, in a loop, or by somebody who is not here may have others.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from kafkalint.formats.typescript import Program
from kafkalint.record import NamedTuple
from kafkalint.sources.pulumi.typescript.names import Names, doubt, parameters_around
from kafkalint.sources.pulumi.typescript.operations import items_of
from kafkalint.values import Value, unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from kafkalint.sources.pulumi.typescript.evaluation import Evaluation

MAX_STEPS = 10
"""How often an argument may come from the argument of another call."""

_ENDINGS = (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs", "/index.ts", "/index.js")
_DECLARATIONS = frozenset({"function_declaration", "class_declaration", "variable_declarator"})


class Unit(NamedTuple):
    """One file of the program."""

    program: Program
    names: Names
    evaluation: Evaluation


class Call(NamedTuple):
    """Where a function is called, or a class made."""

    unit: Unit
    node: Node


class Reach:
    """The files of one program, by path."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self._calls: dict[tuple[str, int], Call | None] = {}
        self._asked: set[tuple[str, int, str]] = set()

    def resolve(self, path: str, named: str) -> str:
        """The file that an import of `named` in the file `path` means; "" where it is not here."""
        base = posixpath.normpath(posixpath.join(posixpath.dirname(path), named))
        stem = base.removesuffix(".js").removesuffix(".ts")
        return next((found for end in _ENDINGS if (found := stem + end) in self.units), "")

    def imported(self, name: str, unit: Unit) -> Value[Any] | None:
        """The constant of another file that goes by `name` here."""
        source, exported = unit.names.imports.get(name, ("", ""))
        other = self.units.get(self.resolve(unit.program.text.path, source)) if source else None
        if other is None:
            return None
        value = other.names.constant(exported, other.program.root)
        if value is None or self._is_asked(other, value.id, exported):
            return None
        return self._once(other, value, exported)

    def given(self, name: str, at: Node, unit: Unit) -> Value[Any] | None:
        """What the parameter `name` of a function around `at` is always given."""
        for function, index, pattern in parameters_around(name, at, unit.program):
            call = self._only_call(function, unit)
            if call is None:
                return None
            arguments = call.node.child_by_field_name("arguments")
            items = items_of(arguments) if arguments is not None else []
            if any(item.type == "spread_element" for item in items[: index + 1]):
                return None
            if index >= len(items) or self._is_asked(call.unit, items[index].id, name):
                return None
            held = self._once(call.unit, items[index], name)
            return _taken(name, pattern, held, unit)
        return None

    def _is_asked(self, unit: Unit, node: int, name: str) -> bool:
        key = (unit.program.text.path, node, name)
        return key in self._asked or len(self._asked) >= MAX_STEPS

    def _once(self, unit: Unit, node: Node, name: str) -> Value[Any]:
        """The value of an expression, on the way to which it is not asked for again."""
        key = (unit.program.text.path, node.id, name)
        self._asked.add(key)
        try:
            if node.id in unit.evaluation.resources:
                return unit.evaluation.made(node, "", (unit.program.origin(node),), 0)
            return unit.evaluation.value(node)
        finally:
            self._asked.discard(key)

    def _only_call(self, function: Node, unit: Unit) -> Call | None:
        key = (unit.program.text.path, function.id)
        if key not in self._calls:
            name = _called(function, unit.program)
            calls = list(self._calls_of(name, function, unit)) if name else []
            is_sure = len(calls) == 1 and doubt(calls[0].node) != "a loop makes it"
            self._calls[key] = calls[0] if is_sure else None
        return self._calls[key]

    def _calls_of(self, name: str, function: Node, unit: Unit) -> list[Call]:
        found: list[Call] = []
        for other in self.units.values():
            known = {name} if other is unit else self._local_names(name, unit, other)
            if not known:
                continue
            for node in other.program.walk():
                field = {"call_expression": "function", "new_expression": "constructor"}.get(
                    node.type
                )
                callee = node.child_by_field_name(field) if field else None
                if callee is not None and other.program.source(callee) in known:
                    found.append(Call(other, node))
        return found

    def _local_names(self, name: str, unit: Unit, other: Unit) -> set[str]:
        """What another file calls the function `name` of a file."""
        here = unit.program.text.path
        found = set()
        for local, (source, exported) in other.names.imports.items():
            if exported in (name, "*") and self.resolve(other.program.text.path, source) == here:
                found.add(local if exported == name else f"{local}.{name}")
        return found


def _called(function: Node, program: Program) -> str:
    """By which name a function is called: its own, its constant's, or its class'."""
    here: Node | None = function
    if function.type == "method_definition":
        own = function.child_by_field_name("name")
        if own is None or program.source(own) != "constructor" or function.parent is None:
            return ""
        here = function.parent.parent
    elif function.type != "function_declaration":
        here = function.parent
    if here is None or here.type not in _DECLARATIONS:
        return ""
    name = here.child_by_field_name("name")
    return program.source(name) if name is not None else ""


def _taken(name: str, pattern: Node, held: Value[Any], unit: Unit) -> Value[Any]:
    """What `name` takes out of an argument: all of it, or one of its members."""
    if pattern.type == "identifier":
        return held
    for child in pattern.named_children:
        key, default = child, None
        if child.type == "pair_pattern":
            key = child.child_by_field_name("key") or child
            local = child.child_by_field_name("value")
            if local is None or unit.program.source(local) != name:
                continue
        elif child.type == "object_assignment_pattern":
            key = child.child_by_field_name("left") or child
            default = child.child_by_field_name("right")
        if child.type != "pair_pattern" and unit.program.source(key) != name:
            continue
        if not held.is_known or not isinstance(held.data, dict):
            break
        found = held.data.get(unit.program.source(key))
        if found is not None:
            taken: Value[Any] = found
            return taken
        if default is not None:
            return unit.evaluation.value(default)
    return unknown(held.reason or f"{name} is worked out when the program runs", *held.origins)
