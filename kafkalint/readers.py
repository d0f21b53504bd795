"""Which rules read which settings, found in the rules' expressions and the code of the facts.

A rule reads the keys that its expressions name and those that its facts ask for, directly or
through other facts. Nothing is run to find out: the constants of the functions are looked at,
and the functions that they call. What is asked for under a computed name only (every written
setting, say) is not found so; `reads_all` names the rules that go over all settings.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from kafkalint import facts
from kafkalint.expression import checker
from kafkalint.expression.tree import Index, Literal, Macro, Select, Tree
from kafkalint.expression.types import Type
from kafkalint.kafka import platforms, settings, zookeeper
from kafkalint.rule import Rule

SCOPES = ("broker", "topic")
_HOME = "kafkalint.facts."
_ALL = ("setting", "misfit", "variable")
"""Kinds of subjects that are every setting or variable there is, or whatever is odd of it."""


_READ = frozenset(
    "auxiliary-topic broker cluster companion controller misfit node secret setting topic variable "
    "zookeeper".split()
)
"""Kinds of subjects that are as they were read: which ones there are says nothing of settings.
Others (listeners, the quorum, directories…) are made of settings."""


_LIMITS = frozenset({"ranges", "topic_maximum"})
"""Tables of managed platforms: facts that go through them ask for the settings in them."""


class Reader(NamedTuple):
    """A rule and how far it is from the key: 0 where its own expressions name it, 1 where a
    fact that it names asks for it, 2 where that fact asks another one that does, and so on."""

    rule: Rule
    distance: int


def readers(key: str, rules: Iterable[Rule]) -> list[Reader]:
    """The rules that read `key`, those nearest to it first."""
    found = []
    for rule in rules:
        distance = keys_read(rule).get(key)
        if distance is not None:
            found.append(Reader(rule, distance))
    return sorted(found, key=lambda reader: (reader.distance, reader.rule.id))


def reads_all(rule: Rule, sensitive: bool = True) -> bool:
    """Whether the rule is asked of every single setting, or of every `sensitive` one."""
    return rule.kind in _ALL or (sensitive and rule.kind == "secret")


@cache
def keys_read(rule: Rule) -> Mapping[str, int]:
    """The keys that `rule` reads, and how far each is from its expressions."""
    facts.load()
    found: dict[str, int] = {}
    waiting: list[tuple[FunctionType, int]] = []
    seen: set[FunctionType] = set()
    scope = checker.scope(rule.kind, rule.variable) or {}
    for tree in _trees(rule):
        for asked in _asked(tree, scope):
            if isinstance(asked, str):
                _note(found, asked, 0)
            else:
                waiting.append((asked, 1))
    if rule.kind not in _READ and rule.kind in facts.SUBJECTS:
        waiting.append((_plain(facts.SUBJECTS[rule.kind]), 1))
    while waiting:
        function, distance = waiting.pop(0)
        if function in seen:
            continue
        seen.add(function)
        words, called = _read(function)
        for word in words:
            _note(found, word, distance)
        waiting += [(other, distance + 1) for other in called]
    return found


def _note(found: dict[str, int], key: str, distance: int) -> None:
    for name in (key, *_stand_ins(key)):
        if distance < found.get(name, distance + 1):
            found[name] = distance


@cache
def _stand_ins(key: str) -> tuple[str, ...]:
    """The keys that are asked for where `key` is: a topic takes its own from brokers' keys."""
    from kafkalint.facts import config

    other = config.SYNONYMS.get(key)
    return (*settings.synonyms(key), *([other] if other else []))


def _trees(rule: Rule) -> Iterator[Tree]:
    """All expressions of the rule, those in its message and fix too."""
    if rule.when is not None:
        yield rule.when.tree
    yield rule.require.tree
    yield from (escalation.when.tree for escalation in rule.escalations)
    for template in (rule.message, rule.fix_template):
        yield from (expression.tree for expression, _ in template.expressions)


def _asked(tree: Tree, names: checker.Scope) -> Iterator[str | FunctionType]:
    """The keys and facts that an expression names; `names` are the types of its variables."""
    if isinstance(tree, Select):
        yield from _facts(checker.check(tree.target, names), tree.field)
    elif isinstance(tree, Index) and isinstance(tree.key, Literal):
        if is_key(tree.key.value):
            yield tree.key.value
    elif isinstance(tree, Macro):
        target = checker.check(tree.target, names)
        yield from _asked(tree.target, names)
        yield from _asked(tree.body, {**names, tree.variable: target.item})
        return
    for part in _parts(tree):
        yield from _asked(part, names)


def _parts(tree: Tree) -> Iterator[Tree]:
    """The expressions of which an expression is made."""
    for kind in type(tree).__mro__:
        for name in getattr(kind, "__slots__", ()):
            part = getattr(tree, name) if name not in ("run", "raw") else None
            parts = part if isinstance(part, tuple) else (part,)
            yield from (part for part in parts if isinstance(part, Tree))


def _facts(owner: Type, name: str) -> list[FunctionType]:
    """The fact that `name` is of the owner; what it may be where the owner's type is open."""
    kinds = [kind.__name__ for kind in owner.thing.__mro__] if owner.thing else list(facts.FACTS)
    if owner.thing is None and owner.kind != "any":
        return []
    found = [_plain(facts.FACTS[kind][name]) for kind in kinds if name in facts.FACTS.get(kind, {})]
    return found[:1] if owner.thing else found


def _plain(function: Any) -> FunctionType:
    plain: FunctionType = getattr(function, "__wrapped__", function)
    return plain


@cache
def is_key(word: object) -> bool:
    """Whether it is a setting of Kafka's brokers or topics, or one of ZooKeeper's own."""
    if not isinstance(word, str):
        return False
    known = (settings.exists_in_any_version(word, scope) for scope in SCOPES)
    return any(known) or word in zookeeper.known_keys()


@cache
def _read(function: FunctionType) -> tuple[frozenset[str], tuple[FunctionType, ...]]:
    """The keys that a function names itself, and the functions of facts that it calls."""
    words: set[str] = set()
    called: dict[FunctionType, None] = {}
    for code in _codes(function.__code__):
        for constant in code.co_consts:
            words.update(filter(is_key, _texts(constant)))
        words.update(*map(_limited, _LIMITS & {*code.co_names}))
        homes = [function.__globals__, *_imported(code)]
        for name in code.co_names:
            for home in homes:
                if name in home:
                    _follow(home[name], words, called)
                    break
    return frozenset(words), tuple(called)


@cache
def _limited(table: str) -> frozenset[str]:
    """The keys of one of the tables of managed platforms."""
    found = map(platforms.platform, platforms.names())
    return frozenset(key for known in found if known for key in getattr(known, table))


def _follow(thing: Any, words: set[str], called: dict[FunctionType, None]) -> None:
    """Note what a name of a function stands for: keys, or another function."""
    thing = _plain(thing) if callable(thing) else thing
    if isinstance(thing, FunctionType):
        if thing.__module__.startswith(_HOME) and not _is_basic(thing):
            called[thing] = None
    elif isinstance(thing, type):
        if thing.__module__.startswith(_HOME):
            members = map(_member, vars(thing).values())
            called.update({member: None for member in members if member})
    elif isinstance(thing, (str, tuple, list, dict, frozenset, set)):
        for part in _flat(thing):
            if isinstance(part, str):
                if is_key(part):
                    words.add(part)
            elif callable(part):
                _follow(part, words, called)


def _is_basic(function: Callable[..., Any]) -> bool:
    """What is told the key by those who call it."""
    return function.__module__ == f"{_HOME}config"


def _member(thing: Any) -> FunctionType | None:
    if isinstance(thing, property):
        thing = thing.fget
    return thing if isinstance(thing, FunctionType) else None


def _flat(thing: Any) -> Iterator[Any]:
    if isinstance(thing, dict):
        for pair in thing.items():
            yield from _flat(pair)
    elif isinstance(thing, (tuple, list, frozenset, set)):
        for part in thing:
            yield from _flat(part)
    else:
        yield thing


def _texts(constant: Any) -> Iterator[str]:
    """The texts of a constant; one that follows a listener's name has a dot before it."""
    return (part.removeprefix(".") for part in _flat(constant) if isinstance(part, str))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function and of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _imported(code: CodeType) -> list[dict[str, Any]]:
    """The names of the modules of facts that the code imports when it runs."""
    names = [name for name in code.co_names if name.startswith(_HOME)]
    return [vars(importlib.import_module(name)) for name in names]
