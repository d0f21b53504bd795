"""Functions of plain data: known where all of their arguments are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    bare,
    dressed,
    first_pending,
    inner_pending,
    made,
    open_,
    to_text,
)
from kafkalint.values import Value

Function = Callable[[Sequence[Value[Any]], Scope], Value[Any]]


def of_known(function: Function) -> Function:
    """A function that needs to know its arguments, but not what is inside them."""

    def wrapped(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        undecided = first_pending(arguments)
        if undecided is not None:
            return open_(undecided.reason, undecided)
        return function(arguments, scope)

    return wrapped


def plain(function: Callable[..., Any]) -> Function:
    """A function whose arguments and result are data without Values inside."""

    def wrapped(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        for argument in arguments:
            undecided = inner_pending(argument)
            if undecided is not None:
                return open_(undecided.reason, undecided)
        result = function(*(bare(argument) for argument in arguments))
        _charge(result, scope)
        return dressed(result, made(None, *arguments))

    return wrapped


def of_texts(function: Callable[..., Any]) -> Function:
    """A function whose arguments are all turned into text."""

    @of_known
    def wrapped(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        result = function(*(to_text(argument.data) for argument in arguments))
        _charge(result, scope)
        return dressed(result, made(None, *arguments))

    return wrapped


def _charge(result: Any, scope: Scope) -> None:
    if isinstance(result, str):
        scope.world.budget.write(len(result))
    elif isinstance(result, (list, dict)):
        scope.world.budget.spend(len(result))
