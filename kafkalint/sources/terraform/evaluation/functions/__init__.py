"""The functions of the language, one module for each kind of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from kafkalint.formats.hcl import tree
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import Failure, made, open_, pending, to_list
from kafkalint.values import Value

Function = Callable[[Sequence[Value[Any]], Scope], Value[Any]]

_MODULES = tuple(
    "collections dates digests encoding files networks numbers patterns texts types".split()
)

IMPURE = frozenset({"timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt"})
"""Functions whose results nobody can know before they run."""


@cache
def table() -> dict[str, Function]:
    """Every function there is, by name."""
    found: dict[str, Function] = {}
    for name in _MODULES:
        module = importlib.import_module(f"{__name__}.{name}")
        found |= module.FUNCTIONS
    return found


def call(expression: tree.Call, scope: Scope) -> Value[Any]:
    """What a call comes to. Raises Failure where nothing runs with it."""
    from kafkalint.sources.terraform.evaluation.evaluator import evaluate

    name = expression.name.removeprefix("core::")
    if name in ("try", "can"):
        return _attempt(expression, scope, only_ask=name == "can")
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.expands:
        last = arguments.pop()
        undecided = pending(last)
        if undecided is not None:
            return open_(undecided.reason, *arguments, undecided)
        arguments += to_list(last.data)
    budget = scope.world.budget
    budget.spend(1 + sum(budget.weigh(argument) for argument in arguments) // 4)
    function = table().get(name)
    if function is None:
        if name in IMPURE or "::" in name:
            return open_(f"what {name}() gives is not known before it runs", *arguments)
        raise Failure(f"there is no function {name}")
    try:
        value = function(arguments, scope)
    except (IndexError, TypeError, ValueError, OverflowError):
        raise Failure(f"{name}() is called with arguments that it does not take") from None
    budget.spend(budget.weigh(value) // 4)
    if name not in _SHOWS and (
        any(argument.sensitive for argument in arguments)
        or (name in _WRITES and any(_has_secret(argument) for argument in arguments))
    ):
        return Value(value.data, value.origins, value.provenance, value.reason, sensitive=True)
    return value


_SHOWS = frozenset({"nonsensitive", "issensitive", "length"})


_WRITES = frozenset("jsonencode yamlencode join format templatefile templatestring sum".split())
"""Functions that make one text of all that is inside their arguments."""


def _has_secret(value: Value[Any]) -> bool:
    """Something inside it is never to be shown."""
    stack = [value]
    while stack:
        here = stack.pop()
        if here.sensitive:
            return True
        if isinstance(here.data, dict):
            stack += here.data.values()
        elif isinstance(here.data, tuple) and not isinstance(here.data, Reference):
            stack += here.data
    return False


def _attempt(expression: tree.Call, scope: Scope, only_ask: bool) -> Value[Any]:
    """`try`: the first argument that something runs with; `can`: whether it is such a one."""
    from kafkalint.sources.terraform.evaluation.evaluator import evaluate

    last = "nothing is tried"
    for argument in expression.arguments:
        try:
            value = evaluate(argument, scope)
        except Failure as failure:
            last = failure.reason
            continue
        if not only_ask:
            return value
        return value if value.is_unknown else made(True, value)
    if only_ask:
        return made(False)
    raise Failure(last)
