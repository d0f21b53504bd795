"""The functions of the language: CEL's own, and a few of ours. The list is closed.

A function is given plain data or not-known `Value`s and gives the same. `raw` ones are
given the `Value` itself, with its provenance; their argument is a field or a setting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.expression import operations
from kafkalint.expression.operations import mismatch, not_known, plain
from kafkalint.record import NamedTuple
from kafkalint.values import Provenance, Value, unknown

HIDDEN = "‹hidden›"


class Function(NamedTuple):
    """`parameters` and `result` are types of the checker: string, int, number, list, any…"""

    run: Callable[..., Any]
    parameters: tuple[str, ...]
    result: str
    method: bool = False
    raw: bool = False


_SEQUENCES = (tuple, list, frozenset, set)


def _size(data: Any) -> Any:
    if type(data) in (*_SEQUENCES, str, dict):
        return len(data)
    return not_known(data) if type(data) is Value else mismatch("size", data)


def _on_strings(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*texts: Any) -> Any:
        for text in texts:
            if type(text) is not str:
                known = [one for one in texts if type(one) is not Value]
                return not_known(*texts) if len(known) < len(texts) else mismatch(name, *texts)
        return function(*texts)

    return run


def _matches(text: str, pattern: str) -> Any:
    from kafkalint.expression import patterns  # few rules match patterns

    try:
        admitted = patterns.admit(pattern)
    except patterns.PatternError as error:
        return unknown(str(error))
    if len(text) > admitted.longest:
        return unknown(f"longer than {admitted.longest} characters: not matched")
    return admitted.regex.search(text) is not None


def _members(name: str, items: Any) -> Any:
    """A list of the plain members, or a Value that says why they are not known."""
    if type(items) is Value:
        return not_known(items)
    if type(items) not in _SEQUENCES:
        return mismatch(name, items)
    members = [plain(item) for item in items]
    for member in members:
        if type(member) is Value and not member.is_absent:
            return member
    return members


def _distinct(items: Any) -> Any:
    members = _members("distinct", items)
    if type(members) is Value:
        return members
    kept: dict[Any, Any] = {}
    for member in members:
        absent = operations.missing(member)
        key = None if absent else (type(member), member)
        kept.setdefault(key, None if absent else member)
    return tuple(kept.values())


def _extreme(name: str, choose: Callable[..., Any]) -> Callable[[Any], Any]:
    def run(items: Any) -> Any:
        members = _members(name, items)
        if type(members) is Value:
            return members
        if not members:
            return unknown(f"the {name} of an empty list")
        kinds = {type(member) for member in members}
        if kinds <= {int, float} or kinds == {str}:
            return choose(members)
        return operations.NOT_SET if Value in kinds else mismatch(name, *members[:2])

    return run


def show(data: Any) -> str:
    """Data as a message shows it: lists joined, "?" where unknown, secrets hidden."""
    if type(data) is Value and data.is_known:
        if data.sensitive:
            return HIDDEN
        data = data.data
    if operations.missing(data):
        return "not set"
    kind = type(data)
    if kind is Value:
        return "?"
    if kind is bool:
        return "true" if data else "false"
    if kind in _SEQUENCES:
        return ", ".join(show(item) for item in data)
    if kind is float and data.is_integer() and abs(data) < 1e15:
        return str(int(data))
    if kind in (str, int, float):
        return str(data)
    return str(getattr(data, "name", data))


def _join(items: Any, separator: Any) -> Any:
    members = _members("join", items)
    if type(members) is Value:
        return members
    if type(separator) is not str:
        return not_known(separator) if type(separator) is Value else mismatch("join", separator)
    return separator.join(show(member) for member in members)


def _at_least(version: Any, lowest: Any) -> Any:
    from kafkalint.kafka import versions

    if type(version) is Value or type(lowest) is Value:
        return not_known(version, lowest)
    if type(version) is not str or type(lowest) is not str:
        return mismatch("at_least", version, lowest)
    return plain(versions.at_least(Value(version), lowest))


def _is_absent(value: Any) -> Any:
    if operations.missing(value):
        return True
    return value if type(value) is Value and value.is_unknown else False


def _has(value: Any) -> Any:
    return operations.inverse(_is_absent(value))


def _is_known(value: Any) -> bool:
    return not (type(value) is Value and value.is_unknown)


def _is_set(value: Any) -> Any:
    if type(value) is not Value:
        return value is not None
    if value.is_unknown:
        return value
    if value.is_absent or value.is_default:
        return False
    return not (value.provenance is Provenance.DERIVED and value.reason)


FUNCTIONS: dict[str, Function] = {
    "size": Function(_size, ("sized",), "int"),
    "distinct": Function(_distinct, ("list",), "same"),
    "min": Function(_extreme("min", min), ("list",), "element"),
    "max": Function(_extreme("max", max), ("list",), "element"),
    "join": Function(_join, ("list", "string"), "string"),
    "lower": Function(_on_strings("lower", str.lower), ("string",), "string"),
    "at_least": Function(_at_least, ("string", "string"), "bool"),
    "has": Function(_has, ("any",), "bool", raw=True),
    "is_absent": Function(_is_absent, ("any",), "bool", raw=True),
    "is_known": Function(_is_known, ("any",), "bool", raw=True),
    "is_set": Function(_is_set, ("any",), "bool", raw=True),
}

METHODS: dict[str, Function] = {
    "size": FUNCTIONS["size"]._replace(method=True),
    "startsWith": Function(
        _on_strings("startsWith", str.startswith), ("string", "string"), "bool", True
    ),
    "endsWith": Function(_on_strings("endsWith", str.endswith), ("string", "string"), "bool", True),
    "contains": Function(
        _on_strings("contains", str.__contains__), ("string", "string"), "bool", True
    ),
    "matches": Function(_on_strings("matches", _matches), ("string", "string"), "bool", True),
}
