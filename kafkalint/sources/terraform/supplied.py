"""Modules that are published and that we know: what their arguments mean.

What our own text says of such a module is shown nowhere: a value that comes of it is a
default of the module, and stands at the call.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from kafkalint.data import read_data
from kafkalint.formats import hcl
from kafkalint.formats.hcl.tree import Block, Body
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.configuration import Configuration
from kafkalint.values import Origin, Provenance, Value

FOLDER = "modules"
FETCHED = ".terraform/modules"
"""Where `terraform init` puts the modules that it fetches, below the root's folder."""

_OURS = "<"
_SURE = frozenset({"create", "topics"})
"""What a call of a copy means to make, and what none makes without being told."""

_REPOSITORY = regex(
    r"(?:git::)?(?:https://|ssh://git@|git@)?github\.com[/:]([\w.-]+)/terraform-([a-z]+)-([\w.-]+?)"
    r"(?:\.git)?(//[\w./-]+)?(?:\?.*)?"
)
_REGISTRY = regex(r"(?:tfr:///|registry\.(?:terraform\.io|opentofu\.org)/)?([\w./-]+?)(?:\?.*)?")


@cache
def _index() -> dict[str, str]:
    found: dict[str, str] = json.loads(read_data("schemas", FOLDER, "index.json"))
    return found


@cache
def _load(name: str) -> Configuration:
    text = read_data("schemas", FOLDER, name).decode()
    found = Configuration(f"{_OURS}{name}>")
    found.declare(hcl.read(Text(f"{_OURS}{name}>", text)), is_override=False)
    return found


def address(source: str) -> str:
    """The registry's address of a module, however its source is written."""
    repository = _REPOSITORY.fullmatch(source)
    if repository is not None:
        owner, provider, name, below = repository.groups()
        return f"{owner}/{name}/{provider}{below or ''}"
    registry = _REGISTRY.fullmatch(source)
    return registry[1] if registry else source


def find(source: str) -> tuple[Configuration, str] | None:
    """What a module of that source makes of its arguments, and its name; None if not known."""
    named = address(source)
    file = _index().get(named)
    return (_load(file), named) if file is not None else None


def resembling(source: str, given: Collection[str]) -> tuple[Configuration, str, str] | None:
    """What a repository makes of its arguments that is called like a published module's.

    It is a copy that may have gone its own way: all that is known of it are the arguments it is
    `given`, if most of them are the module's, and no default. The module, what the copy is to
    be called, and the published one.
    """
    repository = _REPOSITORY.fullmatch(source)
    if repository is None or "msk" not in repository[3]:
        return None
    named = address(source)
    ending = named.partition("/")[2]
    for original, file in _index().items():
        if original.partition("/")[2] == ending:
            found = _without_defaults(file)
            if 2 * sum(name in found.variables for name in given) > len(given):
                return found, named, original
    return None


@cache
def _without_defaults(name: str) -> Configuration:
    whole = _load(name)
    found = Configuration(whole.folder)
    vars(found).update(vars(whole))
    found.variables = {
        name: block if name in _SURE else _without_default(block)
        for name, block in whole.variables.items()
    }
    return found


def _without_default(block: Block) -> Block:
    kept = [each for each in block.body.attributes.values() if each.name != "default"]
    return Block(block.lines, block.start, block.end, block.type, block.labels, Body(kept))


def conceal(value: Value[Any], name: str, at: tuple[Origin, ...]) -> Value[Any]:
    """The value without places in our own text; what has no other is the module's default."""
    origins = tuple(origin for origin in value.origins if is_shown(origin))
    data = value.data
    if isinstance(data, dict):
        data = {key: conceal(item, name, origins or at) for key, item in data.items()}
    elif isinstance(data, Written):
        data = _concealed_text(data, (origins or at)[:1])
    elif isinstance(data, tuple) and not isinstance(data, Reference):
        data = type(data)(conceal(item, name, origins or at) for item in data)
    provenance, reason = value.provenance, value.reason
    is_plain = not isinstance(data, (dict, tuple)) and data is not None
    if not origins and provenance is Provenance.EXPLICIT and is_plain:
        provenance, reason = Provenance.PLATFORM, f"{name} sets it"
    return Value(data, origins or at, provenance, reason, value.sensitive)


def _concealed_text(text: Written, at: tuple[Origin, ...]) -> Written:
    lines = tuple(line if is_shown(line) or not at else at[0] for line in text.lines)
    return Written(str(text), lines)


def is_shown(origin: Origin) -> bool:
    """A place in what the user wrote: not in our text, nor in what was fetched."""
    return not origin.path.startswith(_OURS) and f"/{FETCHED}/" not in f"/{origin.path}"
