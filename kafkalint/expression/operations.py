"""What the operators do to data, as CEL has it.

Operands and results are plain data where known; an absent or unknown `Value` where not.
A mistake that CEL would call an error (a wrong type, an overflow, a division by zero)
makes the result unknown, with the reason.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from kafkalint.values import Provenance, Value, unknown

_ABSENT = Provenance.ABSENT
_NOT_KNOWN = (Provenance.ABSENT, Provenance.UNKNOWN)
_SEQUENCES = (tuple, list, frozenset, set)
_ORDERED = frozenset({(int, int), (float, float), (int, float), (float, int), (str, str)})
_ORDERED_BOOLS = (bool, bool)
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1

NOT_SET = unknown("not set")
OVERFLOW = unknown("a number larger than 64 bits")
DIVIDED_BY_ZERO = unknown("a division by zero")


def not_known(*operands: Any) -> Value[Any]:
    """The first unknown operand, else "not set" for an absent one."""
    for operand in operands:
        if type(operand) is Value and operand.provenance is not _ABSENT:
            return operand
    return NOT_SET


def plain(element: Any) -> Any:
    """The data of a known Value; anything else as it is. Lists may hold Values."""
    if type(element) is Value and element.provenance not in _NOT_KNOWN:
        return element.data
    return element


def missing(operand: Any) -> bool:
    """A null, or a Value that is absent."""
    return operand is None or (type(operand) is Value and operand.provenance is _ABSENT)


def type_name(data: Any) -> str:
    """The name of the data's type in the language."""
    kind = type(data)
    names = {int: "int", float: "double", str: "string", bool: "bool", type(None): "null"}
    if kind in names:
        return names[kind]
    if kind in _SEQUENCES:
        return "list"
    return "map" if kind is dict else kind.__name__


def mismatch(sign: str, *operands: Any) -> Value[Any]:
    """The unknown that stands for "no matching overload"."""
    kinds = " and ".join(type_name(operand) for operand in operands)
    return unknown(f"'{sign}' does not work on {kinds}")


def equal(left: Any, right: Any) -> Any:
    """`left == right`: True, False, or an unknown Value. Absent equals null, and nothing else."""
    kind = type(left)
    if kind is type(right) and kind in (str, int, bool, float):
        return left == right
    if missing(left):
        return right if _is_unknown(right) else missing(right)
    if missing(right):
        return left if _is_unknown(left) else False
    if kind is Value:
        return left
    if type(right) is Value:
        return right
    if kind in _SEQUENCES and type(right) in _SEQUENCES:
        return _equal_lists(tuple(left), tuple(right))
    if kind is type(right):
        return bool(left == right)
    if kind in (int, float) and type(right) in (int, float):
        return bool(left == right)
    return False


def _is_unknown(operand: Any) -> bool:
    return type(operand) is Value and operand.provenance is not _ABSENT


def _equal_lists(left: tuple[Any, ...], right: tuple[Any, ...]) -> Any:
    if len(left) != len(right):
        return False
    undecided: Any = True
    for one, other in zip(left, right, strict=True):
        same = equal(plain(one), plain(other))
        if same is False:
            return False
        if same is not True and undecided is True:
            undecided = same
    return undecided


def unequal(left: Any, right: Any) -> Any:
    same = equal(left, right)
    return not same if type(same) is bool else same


def contains(item: Any, items: Any) -> Any:
    """`item in items`: an element of a list, a key of a map."""
    if type(items) is Value or _is_unknown(item):
        return not_known(items, item)
    if type(items) is dict:
        return NOT_SET if missing(item) else item in items
    if type(items) not in _SEQUENCES:
        return mismatch("in", item, items)
    undecided: Any = False
    for one in items:
        same = equal(item, plain(one))
        if same is True:
            return True
        if same is not False and undecided is False:
            undecided = same
    return undecided


def _comparison(sign: str, compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def run(left: Any, right: Any) -> Any:
        kinds = (type(left), type(right))
        if kinds in _ORDERED or kinds == _ORDERED_BOOLS:
            return compare(left, right)
        if Value in kinds:
            return not_known(left, right)
        return mismatch(sign, left, right)

    return run


def _arithmetic(
    sign: str, of_ints: Callable[[int, int], Any], of_doubles: Callable[[float, float], Any] | None
) -> Callable[[Any, Any], Any]:
    def run(left: Any, right: Any) -> Any:
        kind = type(left)
        if kind is type(right):
            if kind is int:
                result = of_ints(left, right)
                if type(result) is int and not _LOWEST <= result <= _HIGHEST:
                    return OVERFLOW
                return result
            if kind is float and of_doubles is not None:
                return of_doubles(left, right)
        if kind is Value or type(right) is Value:
            return not_known(left, right)
        return mismatch(sign, left, right)

    return run


def add(left: Any, right: Any) -> Any:
    if type(left) is str and type(right) is str:
        return left + right
    if type(left) in _SEQUENCES and type(right) in _SEQUENCES:
        return (*left, *right)
    return _add_numbers(left, right)


def _divide(left: int, right: int) -> Any:
    """Truncates toward zero."""
    if right == 0:
        return DIVIDED_BY_ZERO
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> Any:
    """Has the sign of `left`; overflows where the division does."""
    if right == 0:
        return DIVIDED_BY_ZERO
    if left == _LOWEST and right == -1:
        return OVERFLOW
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def _divide_doubles(left: float, right: float) -> float:
    if right != 0.0:
        return left / right
    if left == 0.0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def negate(operand: Any) -> Any:
    """`-operand`."""
    if type(operand) is int:
        return -operand if operand != _LOWEST else OVERFLOW
    if type(operand) is float:
        return -operand
    return not_known(operand) if type(operand) is Value else mismatch("-", operand)


def inverse(operand: Any) -> Any:
    """`!operand`."""
    if type(operand) is bool:
        return not operand
    return not_known(operand) if type(operand) is Value else mismatch("!", operand)


def element(items: Any, key: Any) -> Any:
    """`items[key]` of a list (by position) or a map (absent where the key is not there)."""
    if type(items) is Value or type(key) is Value:
        return not_known(items, key)
    if type(items) is dict:
        return plain(items.get(key, ABSENT))
    if type(items) in (tuple, list) and type(key) is int:
        if 0 <= key < len(items):
            return plain(items[key])
        return unknown(f"the list has no element {key}")
    return mismatch("[]", items, key)


ABSENT: Value[Any] = Value(None, (), _ABSENT)

_add_numbers = _arithmetic("+", operator.add, operator.add)

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "==": equal,
    "!=": unequal,
    "<": _comparison("<", operator.lt),
    "<=": _comparison("<=", operator.le),
    ">": _comparison(">", operator.gt),
    ">=": _comparison(">=", operator.ge),
    "in": contains,
    "+": add,
    "-": _arithmetic("-", operator.sub, operator.sub),
    "*": _arithmetic("*", operator.mul, operator.mul),
    "/": _arithmetic("/", _divide, _divide_doubles),
    "%": _arithmetic("%", _remainder, None),
}
