"""Arithmetic, comparison and logic."""

from __future__ import annotations

import math
from typing import Any

from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    equal,
    first_pending,
    made,
    open_,
    pending,
    tidy,
    to_bool,
    to_number,
)
from kafkalint.values import Value


def unary(operator: str, operand: Value[Any]) -> Value[Any]:
    """`-x` and `!x`"""
    undecided = pending(operand)
    if undecided is not None:
        return undecided
    if operator == "!":
        return made(not to_bool(operand.data), operand)
    return made(-to_number(operand.data), operand)


def binary(operator: str, left: Value[Any], right: Value[Any]) -> Value[Any]:
    """All operators but `&&` and `||`."""
    if operator in ("==", "!="):
        same = equal(left, right)
        if same is None:
            undecided = first_pending((left, right)) or left
            reason = undecided.reason or "what is compared is not known"
            return open_(reason, left, right)
        return made(same is (operator == "=="), left, right)
    undecided_ = first_pending((left, right))
    if undecided_ is not None:
        return open_(undecided_.reason, undecided_)
    return made(_compute(operator, to_number(left.data), to_number(right.data)), left, right)


def _compute(operator: str, left: int | float, right: int | float) -> bool | int | float:
    if operator == "<":
        return left < right
    if operator == ">":
        return left > right
    if operator == "<=":
        return left <= right
    if operator == ">=":
        return left >= right
    if max(abs(left), abs(right)) > 1e100:
        raise Failure("a number that is too large")
    if operator == "+":
        return left + right if _whole(left, right) else tidy(left + right)
    if operator == "-":
        return left - right if _whole(left, right) else tidy(left - right)
    if operator == "*":
        return left * right if _whole(left, right) else tidy(left * right)
    if not right:
        raise Failure("a division by zero")
    if operator == "%":
        if _whole(left, right):
            return int(math.copysign(abs(left) % abs(right), left))
        return tidy(math.fmod(left, right))
    if _whole(left, right) and left % right == 0:
        return left // right
    return tidy(left / right)


def _whole(left: int | float, right: int | float) -> bool:
    return isinstance(left, int) and isinstance(right, int)
