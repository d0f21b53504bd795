"""What a program's configuration values are: the project's defaults under a stack's values."""

from __future__ import annotations

import posixpath
from typing import Any

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats import yaml
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.scalar import boolean, integer, number
from kafkalint.sources import Workspace
from kafkalint.sources._cloud.resource import plain
from kafkalint.values import Origin, Provenance, Value, unknown

_PRODUCTION = ("prod", "production", "prd", "live")
_HIDDEN = "a secret of the stack"


def read(
    path: str, root: Mapping, workspace: Workspace, notices: list[Notice]
) -> dict[str, Value[Any]]:
    """The values by name, without the project's own.

    Of several stacks, production's counts; else what all of them agree on.
    """
    project = root.scalar("name")
    prefix = f"{project.text}:" if project is not None else ""
    found = _defaults(root, prefix)
    stacks = {
        name: values
        for name, file in _stacks(path, workspace)
        if (values := _stack(file, prefix, workspace, notices)) is not None
    }
    chosen = [name for name in stacks if name.lower() in _PRODUCTION]
    if len(stacks) > 1 and len(chosen) == 1:
        stacks = {chosen[0]: stacks[chosen[0]]}
    for name in dict.fromkeys(name for values in stacks.values() for name in values):
        given = [values.get(name, found.get(name)) for values in stacks.values()]
        found[name] = _agreed(name, [value for value in given if value is not None], len(stacks))
    for name, text in workspace.variables().items():
        found[name] = Value(text, (Origin("--var-file", None, name),), Provenance.SUPPLIED)
    return found


def _defaults(root: Mapping, prefix: str) -> dict[str, Value[Any]]:
    """The project's configuration (`config`, formerly `configuration`), typed where it says so."""
    made: dict[str, Value[Any]] = {}
    for section in ("configuration", "config"):
        for entry in root.mapping(section) or ():
            name = entry.key.text.removeprefix(prefix)
            declared = Origin(entry.key.path, entry.key.span, f"config.{name}")
            made[name] = _default(entry, name, declared)
    return made


def _default(entry: Entry, name: str, declared: Origin) -> Value[Any]:
    if not isinstance(entry.value, Mapping):
        return value_of(entry.value, entry.origin._replace(logical=declared.logical))
    secret = entry.value.scalar("secret")
    if secret is not None and secret.text == "true":
        return Value(None, (declared,), Provenance.UNKNOWN, _HIDDEN, True)
    for key in ("value", "default"):
        given = entry.value.entries.get(key)
        if given is not None:
            return value_of(given.value, given.origin._replace(logical=declared.logical))
    return unknown(f"{name} has no default, and no stack here sets it", declared)


def _stacks(path: str, workspace: Workspace) -> list[tuple[str, str]]:
    """The stacks' own files beside the project's: name and path."""
    found = []
    for file in workspace.list(posixpath.dirname(path)):
        name = posixpath.basename(file)
        stem, ending = posixpath.splitext(name)
        if ending in (".yaml", ".yml") and stem.startswith("Pulumi."):
            found.append((stem.removeprefix("Pulumi."), file))
    return found


def _stack(
    path: str, prefix: str, workspace: Workspace, notices: list[Notice]
) -> dict[str, Value[Any]] | None:
    try:
        text = workspace.read(path)
        documents = yaml.read(text) if text is not None else []
    except InputError as problem:
        notices.append(Notice("unreadable", path, problem.line, problem.message))
        return None
    root = documents[0].root if documents else None
    if not isinstance(root, Mapping):
        return {}
    made: dict[str, Value[Any]] = {}
    for entry in root.mapping("config") or ():
        name = entry.key.text.removeprefix(prefix)
        origin = entry.origin._replace(logical=f"config.{name}")
        if isinstance(entry.value, Mapping) and "secure" in entry.value:
            made[name] = Value(None, (origin,), Provenance.UNKNOWN, _HIDDEN, True)
        else:
            made[name] = value_of(entry.value, origin)
    return made


def value_of(node: Node, origin: Origin) -> Value[Any]:
    """A literal: configuration has no expressions."""
    if isinstance(node, Mapping):
        return Value({e.key.text: value_of(e.value, e.origin) for e in node}, (origin,))
    if isinstance(node, Sequence):
        return Value(tuple(value_of(item, item.origin) for item in node), (origin,))
    if not isinstance(node, Scalar) or node.is_null:
        return Value(None, (origin,))
    if not node.style:
        if node.text.lower() in ("true", "false"):
            return Value(boolean(node), (origin,))
        whole, real = integer(node), number(node)
        if whole is not None or real is not None:
            return Value(whole if whole is not None else real, (origin,))
    return Value(node.text, (origin,))


def _agreed(name: str, given: list[Value[Any]], stacks: int) -> Value[Any]:
    first = given[0]
    if len(given) == stacks and all(_same(first, other) for other in given):
        return first
    origins = tuple(origin for value in given for origin in value.origins)
    return unknown(f"stacks set {name} differently", *origins)


def _same(one: Value[Any], other: Value[Any]) -> bool:
    if one is other:
        return True
    try:
        return bool(plain(one) == plain(other)) and one.is_known
    except ValueError:
        return False
