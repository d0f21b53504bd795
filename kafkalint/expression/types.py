"""The static types of the language, read from the annotations of the model and its facts."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, NamedTuple

from kafkalint import facts
from kafkalint.expression import access
from kafkalint.model import Entity
from kafkalint.regex import regex


class Type(NamedTuple):
    """`kind`: int double string bool null list map thing any; `of` what lists and maps hold.

    `thing` is the class of something in the model.
    """

    kind: str
    of: tuple[Type, ...] = ()
    thing: type | None = None

    def __str__(self) -> str:
        if self.thing is not None:
            return self.thing.__name__
        return f"{self.kind}({self.item})" if self.of else self.kind

    @property
    def item(self) -> Type:
        """What a list or map holds; `any` where that is open."""
        return self.of[0] if self.of else ANY


ANY = Type("any")
INT, DOUBLE, STRING, BOOL = Type("int"), Type("double"), Type("string"), Type("bool")
NULL = Type("null")
_NAMES = {
    "int": INT,
    "float": DOUBLE,
    "str": STRING,
    "bool": BOOL,
    "None": NULL,
    "object": ANY,
    "Any": ANY,
}
_WORD = regex(r"\s*([\w.]+|\.\.\.|[\[\],|])")
_LISTS = frozenset({"tuple", "list", "frozenset", "set", "Sequence", "Iterable", "Keys"})
_MAPS = frozenset({"dict", "Mapping"})


def list_of(item: Type) -> Type:
    return Type("list", (item,))


def of_thing(kind: type) -> Type:
    return Type("thing", (), kind)


@cache
def fields(kind: type) -> dict[str, Type]:
    """Everything that can be read from an instance of `kind`: attributes, properties, facts."""
    found = {
        name: read(annotation, _home(kind, name))
        for name, annotation in access.attributes(kind).items()
    }
    for base in reversed(kind.__mro__):
        for name, function in facts.FACTS.get(base.__name__, {}).items():
            home = getattr(function, "__wrapped__", function).__globals__
            found[name] = read(function.__annotations__.get("return"), home)
    return found


def _home(kind: type, name: str) -> dict[str, Any]:
    """The globals of the module in which the attribute is annotated."""
    for base in kind.__mro__:
        if name in access.own_annotations(base) or name in vars(base):
            return vars(sys.modules[base.__module__])
    return {}


def subject_type(kind: str) -> Type | None:
    """The type of the subjects of a kind; None where there is no such kind."""
    function = facts.SUBJECTS.get(kind)
    if function is None:
        return None
    listed = read(function.__annotations__.get("return"), function.__globals__)
    return listed.item


def read(annotation: Any, home: dict[str, Any]) -> Type:
    """The type that an annotation means; `home` holds the names of its module."""
    if isinstance(annotation, type):
        return _named(annotation.__name__, {annotation.__name__: annotation})
    if not isinstance(annotation, str):
        return ANY
    return _Reader(annotation, home).union()


class _Reader:
    """Reads "Value[tuple[str, ...]]", "Container | None", "dict[str, Value[str]]"."""

    def __init__(self, text: str, home: dict[str, Any]) -> None:
        self._words = [*_WORD.findall(text), ""]
        self._home = home

    def union(self) -> Type:
        choices = [self._one()]
        while self._words[0] == "|":
            self._words.pop(0)
            choices.append(self._one())
        some = [choice for choice in choices if choice is not NULL]
        return some[0] if len(some) == 1 else (ANY if some else NULL)

    def _one(self) -> Type:
        name = self._words.pop(0)
        inner: list[Type] = []
        if self._words[0] == "[":
            self._words.pop(0)
            while self._words[0] not in ("]", ""):
                inner.append(self.union())
                if self._words[0] == ",":
                    self._words.pop(0)
            self._words.pop(0)
        if name == "Value" and inner:
            return inner[0]
        if name in _LISTS:
            return list_of(inner[0] if inner else ANY)
        if name in _MAPS:
            return Type("map", (inner[1],) if len(inner) == 2 else ())
        return _named(name, self._home)


def _named(name: str, home: dict[str, Any]) -> Type:
    if name in _NAMES:
        return _NAMES[name]
    found = home.get(name) or _entities().get(name)
    return of_thing(found) if isinstance(found, type) else ANY


def _entities() -> dict[str, type]:
    """Every class of entities by name, for annotations that are imported for typing only."""
    found: dict[str, type] = {}
    waiting: list[type] = [Entity]
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return found
