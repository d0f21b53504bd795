"""abs, ceil, floor, log, max, min, parseint, pow, signum, sum, range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from kafkalint.sources.terraform.evaluation.functions._plain import Function, plain
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    first_pending,
    made,
    open_,
    tidy,
    to_list,
    to_number,
    to_whole,
)
from kafkalint.values import Value

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST = 1024
"""The items that range gives at most."""


def _extreme(sign: int) -> Function:
    def choose(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
        undecided = first_pending(arguments)
        if undecided is not None:
            return open_(undecided.reason, *arguments)
        if not arguments:
            raise Failure("there is nothing to choose from")
        return made(sign * max(sign * to_number(a.data) for a in arguments), *arguments)

    return choose


def _exact(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _log(number: Any, base: Any) -> int | float:
    number, base = to_number(number), to_number(base)
    if number <= 0 or base <= 0 or base == 1:
        raise Failure("there is no such logarithm")
    return _exact(math.log(number) / math.log(base))


def _pow(base: Any, exponent: Any) -> int | float:
    base, exponent = to_number(base), to_number(exponent)
    try:
        return _exact(float(base) ** float(exponent))
    except (OverflowError, ZeroDivisionError, ValueError, TypeError):
        raise Failure("there is no such power") from None


def _parseint(text: Any, base: Any) -> int:
    if not isinstance(text, str) or not 2 <= to_whole(base) <= 62:
        raise Failure("parseint takes a string and a base from 2 to 62")
    found = 0
    digits = text.removeprefix("-")
    for character in digits[:400] if base > 36 else digits[:400].lower():
        digit = _DIGITS.find(character)
        if not 0 <= digit < base:
            raise Failure("the text is no whole number of that base")
        found = found * base + digit
    if not digits:
        raise Failure("the text is no whole number of that base")
    return -found if digits != text else found


def _sum(arguments: Sequence[Value[Any]], scope: Scope) -> Value[Any]:
    (numbers,) = arguments
    undecided = first_pending((numbers,)) or first_pending(to_list(numbers.data))
    if undecided is not None:
        return open_(undecided.reason, numbers)
    if not numbers.data:
        raise Failure("there is nothing to sum up")
    total: int | float = 0
    for number in numbers.data:
        total = total + to_number(number.data)
    return made(total if isinstance(total, int) else tidy(total), numbers, *numbers.data)


def _range(*limits: Any) -> list[int | float]:
    numbers = [to_number(limit) for limit in limits]
    if not 1 <= len(numbers) <= 3:
        raise Failure("range takes one to three numbers")
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else (1 if end >= start else -1)
    if not step or (end > start and step < 0) or (end < start and step > 0):
        raise Failure("range can never get there")
    found: list[int | float] = []
    here = start
    while (here < end) if step > 0 else (here > end):
        found.append(here)
        if len(found) > MOST:
            raise Failure(f"range gives more than {MOST} items")
        here = here + step if isinstance(here + step, int) else tidy(here + step)
    return found


FUNCTIONS: dict[str, Function] = {
    "max": _extreme(1),
    "min": _extreme(-1),
    "abs": plain(lambda number: abs(to_number(number))),
    "ceil": plain(lambda number: math.ceil(to_number(number))),
    "floor": plain(lambda number: math.floor(to_number(number))),
    "signum": plain(lambda number: (to_number(number) > 0) - (to_number(number) < 0)),
    "log": plain(_log),
    "pow": plain(_pow),
    "parseint": plain(_parseint),
    "sum": _sum,
    "range": plain(_range),
}
