"""Type constraints of variables: what a value becomes by being given to one."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.formats.hcl import tree
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    Set,
    as_set,
    kind,
    to_bool,
    to_list,
    to_map,
    to_number,
    to_text,
    unified,
)
from kafkalint.values import Value

MAX_DEPTH = 60


class Field(NamedTuple):
    """An attribute of an object type; `default` only where it is optional."""

    type: Type
    optional: bool = False
    default: tree.Expression | None = None


class Type(NamedTuple):
    """A constraint: its kind, what its items are, and the attributes of an object."""

    kind: str  # "any", "string", "number", "bool", "list", "set", "map", "object", "tuple"
    of: Type | None = None
    fields: dict[str, Field] | None = None
    items: tuple[Type, ...] = ()


ANY, STRING, NUMBER, BOOL = Type("any"), Type("string"), Type("number"), Type("bool")
_SIMPLE = {"any": ANY, "string": STRING, "number": NUMBER, "bool": BOOL}
_OF_ONE = frozenset({"list", "set", "map"})


def read(expression: tree.Expression | None, depth: int = 0) -> Type:
    """The type that an expression names; any where it is none that there is."""
    if expression is None or depth > MAX_DEPTH:
        return ANY
    if isinstance(expression, tree.Name):
        if expression.name in _OF_ONE:
            return Type(expression.name, ANY)
        return _SIMPLE.get(expression.name, ANY)
    if isinstance(expression, tree.Literal) and isinstance(expression.value, str):
        return _old(expression.value)
    if not isinstance(expression, tree.Call) or not expression.arguments:
        return ANY
    argument = expression.arguments[0]
    if expression.name in _OF_ONE:
        return Type(expression.name, read(argument, depth + 1))
    if expression.name == "object" and isinstance(argument, tree.Object):
        return Type("object", fields=_fields(argument, depth))
    if expression.name == "tuple" and isinstance(argument, tree.List):
        return Type("tuple", items=tuple(read(item, depth + 1) for item in argument.items))
    return ANY


def _old(text: str) -> Type:
    """`type = "map"`, as it was written once, and all types in JSON."""
    from kafkalint.errors import InputError
    from kafkalint.formats import hcl
    from kafkalint.formats.text import Text

    if text in _OF_ONE:
        return Type(text, ANY)
    try:
        found = hcl.read_expression(Text("", text))
    except InputError:
        return ANY
    return ANY if isinstance(found, tree.Literal) else read(found)


def _fields(found: tree.Object, depth: int) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for element in found.elements:
        if not isinstance(element.key, tree.Literal):
            continue
        value = element.value
        optional = isinstance(value, tree.Call) and value.name == "optional" and value.arguments
        if optional and isinstance(value, tree.Call):
            default = value.arguments[1] if len(value.arguments) > 1 else None
            inner = read(value.arguments[0], depth + 1)
            fields[str(element.key.value)] = Field(inner, True, default)
        else:
            fields[str(element.key.value)] = Field(read(value, depth + 1))
    return fields


def convert(value: Value[Any], to: Type) -> Value[Any]:
    """The value as that type. Raises Failure where it is none."""
    if not value.is_known or value.data is None or to.kind == "any":
        return value
    if isinstance(value.data, Reference):
        return value
    if to.kind == "string":
        return value if isinstance(value.data, str) else value.map(to_text)
    if to.kind == "number":
        return value.map(to_number)
    if to.kind == "bool":
        return value.map(to_bool)
    if to.kind == "object":
        return _to_object(value, to.fields or {})
    of = to.of or ANY
    if to.kind == "map":
        entries = to_map(value.data)
        held = unified(entries.values()) if of is ANY else entries.values()
        pairs = zip(entries, held, strict=True)
        return _like(value, {key: convert(item, of) for key, item in pairs})
    items = to_list(value.data)
    if to.kind == "tuple":
        if len(items) != len(to.items):
            raise Failure(f"a tuple of {len(to.items)} is needed")
        typed = zip(items, to.items, strict=True)
        return _like(value, tuple(convert(item, type_) for item, type_ in typed))
    converted = tuple(convert(item, of) for item in (unified(items) if of is ANY else items))
    if to.kind == "set":
        if isinstance(value.data, Set):
            return _like(value, Set(converted))
        made = as_set(converted)
        return made if made.is_unknown else made.at(value.origins)
    return _like(value, converted)


def _like(value: Value[Any], data: Any) -> Value[Any]:
    return Value(data, value.origins, value.provenance, value.reason, value.sensitive)


def _to_object(value: Value[Any], fields: dict[str, Field]) -> Value[Any]:
    if not isinstance(value.data, dict):
        raise Failure(f"an object is needed where there is a {kind(value.data)}")
    found: dict[str, Value[Any]] = {}
    for name, field in fields.items():
        given = value.data.get(name)
        if given is None and not field.optional:
            raise Failure(f"{name} is missing")
        if given is None or (given.is_known and given.data is None and field.default):
            given = convert(_default(field), field.type).at(value.origins)
        else:
            given = convert(given, field.type)
        found[name] = given
    return _like(value, found)


def _default(field: Field) -> Value[Any]:
    """What an optional attribute is where nothing is given: null, or its constant default."""
    if field.default is None:
        return Value(None)
    return constant(field.default)


def constant(expression: tree.Expression) -> Value[Any]:
    """An expression that refers to nothing. Raises Failure where it does."""
    from kafkalint.sources.terraform.evaluation.evaluator import evaluate
    from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
    from kafkalint.sources.terraform.evaluation.scope import Scope

    return evaluate(expression, Scope(Nowhere()))
