"""From the shapes of CloudFormation and of AWS' own API to those of Terraform's providers.

Almost all of it is mechanical: names in CamelCase become snake_case, an object becomes a block
(a tuple of one), and text becomes the number or boolean that the attribute is. What is not
mechanical is in `normalise_tables`, by the path of the property.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.normalise_tables import (
    BOOLEANS,
    NUMBERS,
    SHAPES,
    Kept,
    Listed,
    Merged,
    Only,
    Pairs,
    Shape,
    Split,
    Switched,
)
from kafkalint.values import Value, unknown


class Made(NamedTuple):
    """A resource of Terraform's; `suffix` tells the second one of a single original."""

    type: str
    arguments: dict[str, Value[Any]]
    suffix: str = ""
    refers_to: str = ""  # the argument that names the first one


def is_known_type(kind: str) -> bool:
    """Whether a type of CloudFormation ("AWS::MSK::Cluster") has a counterpart here."""
    return kind in SHAPES


def resources(kind: str, properties: Value[Any]) -> tuple[Made, ...]:
    """The resources of Terraform's that one of CloudFormation stands for; mostly one."""
    shape = SHAPES[kind]
    arguments: dict[str, Value[Any]] = {}
    parts: list[Made] = []
    if isinstance(properties.data, dict) and properties.is_known:
        for name, value in properties.data.items():
            how = shape.table.get(name)
            if isinstance(how, Split):
                parts.append(Made(how.type, {how.name: value}, name, how.refers_to))
                continue
            _put(arguments, name, name, value, shape)
    for name, value in shape.constants.items():
        arguments.setdefault(name, Value(value, properties.origins))
    return (Made(shape.type, arguments), *parts)


def arguments(kind: str, properties: Value[Any]) -> dict[str, Value[Any]]:
    """The arguments of the first of these resources."""
    return resources(kind, properties)[0].arguments


def _put(
    into: dict[str, Value[Any]], name: str, path: str, value: Value[Any], shape: Shape
) -> None:
    """Add the property at `path` to the arguments of the block that it is in."""
    how = shape.table.get(path, snake(name))
    if isinstance(how, str):
        into[how] = _converted(how, path, value, shape)
    elif isinstance(how, Only):
        held = _member(value, how)
        if held is not None:
            into[how.name] = _converted(how.name, f"{path}.{how.member}", held, shape)
    elif isinstance(how, Kept):
        into[how.name] = value
    elif isinstance(how, Listed):
        into[how.name] = value if value.is_unknown else Value((value,), value.origins)
    elif isinstance(how, Pairs):
        into[how.name] = _pairs(value, how)
    elif isinstance(how, Merged):
        if isinstance(value.data, dict):
            for inner, held in value.data.items():
                _put(into, inner, f"{path}.{inner}", held, shape)
    elif isinstance(how, Switched) and (isinstance(value.data, dict) or value.is_unknown):
        _switch(into, how.name, how.member, path, value, shape)


def _switch(
    into: dict[str, Value[Any]],
    name: str,
    member: str,
    path: str,
    value: Value[Any],
    shape: Shape,
) -> None:
    """A block that is there or not, where the original says so by a boolean in it."""
    if value.is_unknown:
        into[name] = value
        return
    on = value.data.get(member)
    if on is not None and not on.is_known:
        into[name] = on
    elif on is None or _boolean(on).data is not False:
        rest = {key: held for key, held in value.data.items() if key != member}
        into[name] = _converted(name, path, Value(rest, value.origins), shape)


def _converted(name: str, path: str, value: Value[Any], shape: Shape) -> Value[Any]:
    """A value as the argument `name`: blocks of blocks, and text as what it has to be."""
    data = value.data
    if not value.is_known:
        return value
    if isinstance(data, dict):
        made: dict[str, Value[Any]] = {}
        for inner, held in data.items():
            _put(made, inner, f"{path}.{inner}", held, shape)
        return _with(value, (_with(value, made),))
    if isinstance(data, tuple) and not hasattr(data, "_fields"):
        return _with(value, tuple(_item(name, path, item, shape) for item in data))
    if name in NUMBERS:
        return _number(value)
    if name in BOOLEANS:
        return _boolean(value)
    return value


def _item(name: str, path: str, item: Value[Any], shape: Shape) -> Value[Any]:
    made = _converted(name, path, item, shape)
    if isinstance(item.data, dict) and isinstance(made.data, tuple):
        block: Value[Any] = made.data[0]
        return block
    return made


def _with(value: Value[Any], data: Any) -> Value[Any]:
    return Value(data, value.origins, value.provenance, value.reason, value.sensitive)


def _member(value: Value[Any], how: Only) -> Value[Any] | None:
    if not value.is_known:
        return value
    if not isinstance(value.data, dict):
        return unknown("no object", *value.origins)
    return value.data.get(how.member)


def _pairs(value: Value[Any], how: Pairs) -> Value[Any]:
    """A list of names and values as a map; a map stays one."""
    if not isinstance(value.data, tuple):
        return value
    made: dict[str, Value[Any]] = {}
    for item in value.data:
        if not isinstance(item.data, dict):
            return unknown(item.reason or "no name and value", *item.origins)
        key, held = item.data.get(how.key), item.data.get(how.value)
        if key is None or not isinstance(key.data, str) or not key.is_known:
            return unknown("a name in it is not known", *item.origins)
        made[key.data] = held if held is not None else Value(None, item.origins)
    return _with(value, made)


def _number(value: Value[Any]) -> Value[Any]:
    if not isinstance(value.data, str):
        return value
    text = value.data.strip()
    try:
        number = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return unknown(f"{text!r} is no number", *value.origins)
    return _with(value, number)


def _boolean(value: Value[Any]) -> Value[Any]:
    words = {"true": True, "false": False}
    if isinstance(value.data, str) and value.data.lower() in words:
        return _with(value, words[value.data.lower()])
    return value
