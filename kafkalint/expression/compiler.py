"""A tree to Python closures: each node gets its `run`.

Closures give plain data for what is known and only carry a `Value` around where something
is absent or unknown. Origins are not collected here: `evidence` finds them for the few
results that are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.expression import access, operations
from kafkalint.expression.errors import ExpressionError, suggest
from kafkalint.expression.functions import FUNCTIONS, METHODS
from kafkalint.expression.operations import BINARY, inverse, not_known, plain
from kafkalint.expression.tree import (
    Binary,
    Call,
    Conditional,
    Environment,
    Index,
    ListOf,
    Literal,
    Logic,
    Macro,
    Name,
    Run,
    Select,
    Tree,
    Unary,
)
from kafkalint.values import Provenance, Value, unknown

BUDGET = 200_000
"""Elements that the comprehensions of one evaluation may look at."""

_ABSENT, _UNKNOWN = Provenance.ABSENT, Provenance.UNKNOWN
_SEQUENCES = (tuple, list, frozenset, set)
_TOO_MUCH = unknown(f"more than {BUDGET} steps of work")


def compile_tree(tree: Tree) -> Run:
    """Gives `tree` and everything in it a `run`, and returns that of `tree`."""
    tree.run = _COMPILE[type(tree)](tree)
    return tree.run


def _literal(tree: Literal) -> Run:
    value = tree.value
    return lambda environment: value


def _name(tree: Name) -> Run:
    name = tree.name

    def run(environment: Environment) -> Any:
        try:
            value = environment[name]
        except KeyError:
            raise ExpressionError(f"there is no '{name}' here", tree.start, tree.end) from None
        return plain(value) if type(value) is Value else value

    return run


def _list(tree: ListOf) -> Run:
    items = [compile_tree(item) for item in tree.items]
    return lambda environment: tuple([item(environment) for item in items])


def _select(tree: Select) -> Run:
    """The most frequent node by far, most often of a variable: these calls are spelt out."""
    getters: dict[type, access.Getter] = {}
    target = compile_tree(tree.target)
    name = tree.target.name if isinstance(tree.target, Name) else ""

    def raw(environment: Environment) -> Any:
        owner = environment.get(name) if name else target(environment)
        read = getters.get(type(owner))
        return meet(environment) if read is None else read(owner)

    def meet(environment: Environment) -> Any:
        owner = target(environment)
        if owner is None or type(owner) is Value:
            return operations.ABSENT if operations.missing(owner) else owner
        getters[type(owner)] = read = _getter(tree, type(owner))
        return read(owner)

    tree.raw = raw

    def run(environment: Environment) -> Any:
        owner = environment.get(name)
        read = getters.get(type(owner))
        value = meet(environment) if read is None else read(owner)
        if type(value) is Value:
            provenance = value.provenance
            if provenance is not _ABSENT and provenance is not _UNKNOWN:
                return value.data
        return value

    return run if name else lambda environment: plain(raw(environment))


def _getter(tree: Select, kind: type) -> access.Getter:
    found = access.getter(kind, tree.field)
    if found is None:
        names = access.attributes(kind)
        raise ExpressionError(suggest(kind.__name__, tree.field, names), tree.start, tree.end)
    return found


def _index(tree: Index) -> Run:
    target, key = compile_tree(tree.target), compile_tree(tree.key)

    def raw(environment: Environment) -> Any:
        owner, at = target(environment), key(environment)
        kind = type(owner)
        if kind is dict and type(at) is not Value:
            return owner.get(at, operations.ABSENT)
        if kind in _SEQUENCES or kind is dict or type(at) is Value:
            return operations.element(owner, at)
        if operations.missing(owner):
            return operations.ABSENT
        if kind is Value:
            return owner
        found = access.setting(owner, at) if type(at) is str else None
        return operations.mismatch("[]", owner, at) if found is None else found

    tree.raw = raw
    return lambda environment: plain(raw(environment))


def _unary(tree: Unary) -> Run:
    operand = compile_tree(tree.operand)
    if tree.operator == "-":
        return lambda environment: operations.negate(operand(environment))

    def run(environment: Environment) -> Any:
        value = operand(environment)
        return not value if type(value) is bool else inverse(value)

    return run


def _binary(tree: Binary) -> Run:
    left, right, operate = compile_tree(tree.left), compile_tree(tree.right), BINARY[tree.operator]
    if isinstance(tree.right, Literal):
        constant = tree.right.value
        return lambda environment: operate(left(environment), constant)
    return lambda environment: operate(left(environment), right(environment))


def _logic(tree: Logic) -> Run:
    operands = [compile_tree(operand) for operand in tree.operands]
    decisive = tree.operator == "||"

    def run(environment: Environment) -> Any:
        undecided: Any = None
        for operand in operands:
            value = operand(environment)
            if value is decisive:
                return decisive
            if type(value) is not bool and undecided is None:
                undecided = _not_bool(tree.operator, value)
        return not decisive if undecided is None else undecided

    return run


def _not_bool(sign: str, value: Any) -> Value[Any]:
    return not_known(value) if type(value) is Value else operations.mismatch(sign, value)


def _conditional(tree: Conditional) -> Run:
    condition = compile_tree(tree.condition)
    yes, no = compile_tree(tree.yes), compile_tree(tree.no)

    def run(environment: Environment) -> Any:
        value = condition(environment)
        if value is True:
            return yes(environment)
        if value is False:
            return no(environment)
        return _not_bool("?", value)

    return run


def _call(tree: Call) -> Run:
    table = METHODS if tree.method else FUNCTIONS
    function = table.get(tree.function)
    if function is None:
        what = "a method" if tree.method else "a function"
        raise ExpressionError(
            f"there is no {what[2:]} '{tree.function}'; there are: {', '.join(sorted(table))}",
            tree.start,
            tree.start + len(tree.function),
        )
    wanted = len(function.parameters)
    if len(tree.arguments) != wanted:
        raise ExpressionError(
            f"'{tree.function}' takes {wanted - tree.method} argument(s),"
            f" not {len(tree.arguments) - tree.method}",
            tree.start,
            tree.end,
        )
    arguments = [compile_tree(argument) for argument in tree.arguments]
    run = function.run
    if function.raw:
        return _raw_call(tree, run)
    if len(arguments) == 1:
        only = arguments[0]
        return lambda environment: run(only(environment))
    first, second = arguments
    return lambda environment: run(first(environment), second(environment))


def _raw_call(tree: Call, function: Callable[[Any], Any]) -> Run:
    argument = tree.arguments[0]
    if isinstance(argument, Index) and tree.function == "is_set":
        return _is_set_setting(argument, function)
    if isinstance(argument, (Select, Index)):
        raw = argument.raw
        return lambda environment: function(raw(environment))
    if isinstance(argument, Name):
        name = argument.name
        return lambda environment: function(environment[name])
    raise ExpressionError(
        f"'{tree.function}' asks about a field or a setting: {tree.function}(broker.rack)",
        argument.start,
        argument.end,
    )


def _is_set_setting(argument: Index, function: Callable[[Any], Any]) -> Run:
    target, key, raw = argument.target.run, argument.key.run, argument.raw

    def run(environment: Environment) -> Any:
        owner = target(environment)
        if hasattr(owner, "settings"):
            return access.is_set(owner, key(environment))
        return function(raw(environment))

    return run


def elements(items: Any, environment: Environment) -> Any:
    """The items to go over, paid for from the budget; a Value where they are not known."""
    if type(items) is dict:
        items = tuple(items)
    elif type(items) not in _SEQUENCES:
        return not_known(items) if type(items) is Value else operations.mismatch("all", items)
    left = environment["#"]
    left[0] -= len(items) + 1
    return items if left[0] > 0 else _TOO_MUCH


def _quantifier(tree: Macro) -> Run:
    """`all` and `exists`: as soon as one element decides, the others do not matter."""
    target, body, variable = compile_tree(tree.target), compile_tree(tree.body), tree.variable
    decisive = tree.kind == "exists"

    def run(environment: Environment) -> Any:
        items = elements(target(environment), environment)
        if type(items) is Value:
            return items
        inner = environment.copy()
        undecided: Any = None
        for item in items:
            inner[variable] = item
            value = body(inner)
            if value is decisive:
                return decisive
            if type(value) is not bool and undecided is None:
                undecided = _not_bool(tree.kind, value)
        return not decisive if undecided is None else undecided

    return run


def _selector(tree: Macro) -> Run:
    """`filter` and `exists_one`: unknown as soon as one element's condition is."""
    target, body, variable = compile_tree(tree.target), compile_tree(tree.body), tree.variable
    counting = tree.kind == "exists_one"

    def run(environment: Environment) -> Any:
        items = elements(target(environment), environment)
        if type(items) is Value:
            return items
        inner = environment.copy()
        kept: list[Any] = []
        undecided: Any = None
        for item in items:
            inner[variable] = item
            value = body(inner)
            if value is True:
                kept.append(item)
            elif value is not False and undecided is None:
                undecided = _not_bool(tree.kind, value)
        if undecided is not None:
            return undecided
        return len(kept) == 1 if counting else tuple(kept)

    return run


def _map(tree: Macro) -> Run:
    target, body, variable = compile_tree(tree.target), compile_tree(tree.body), tree.variable

    def run(environment: Environment) -> Any:
        items = elements(target(environment), environment)
        if type(items) is Value:
            return items
        inner = environment.copy()
        mapped: list[Any] = []
        for item in items:
            inner[variable] = item
            mapped.append(body(inner))
        return tuple(mapped)

    return run


def _macro(tree: Macro) -> Run:
    if tree.kind == "map":
        return _map(tree)
    return _quantifier(tree) if tree.kind in ("all", "exists") else _selector(tree)


_COMPILE: dict[type[Tree], Callable[[Any], Run]] = {
    Literal: _literal,
    Name: _name,
    ListOf: _list,
    Select: _select,
    Index: _index,
    Unary: _unary,
    Binary: _binary,
    Logic: _logic,
    Conditional: _conditional,
    Call: _call,
    Macro: _macro,
}
