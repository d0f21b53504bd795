"""Calls of modules: where a module comes from, and one of ours for each instance of its call."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from kafkalint.findings import Notice
from kafkalint.formats.hcl.tree import Block, Literal
from kafkalint.sources.terraform import supplied
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.scope import Exhausted
from kafkalint.sources.terraform.expansion import Expansion
from kafkalint.sources.terraform.recognition import speaks_of_kafka
from kafkalint.sources.terraform.root import MAX_MODULES, Opaque

if TYPE_CHECKING:
    from kafkalint.sources.terraform.configuration import Configuration
    from kafkalint.sources.terraform.module import Module

MAX_DEPTH = 25
_WATCHES = "AWS/Kafka"
META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


def address(module: Module, name: str) -> str:
    """That of a module called from another one, without the instance."""
    return f"{module.address}{'.' if module.address else ''}module.{name}"


def instances(module: Module, name: str, block: Block, expansion: Expansion) -> list[Module]:
    """The modules that a call makes, each registered under its address.

    None for a module that cannot be looked into. Raises Exhausted for too many.
    """
    from kafkalint.sources.terraform.module import Argument, Module

    registry = module.root.registry
    found: list[Module] = []
    for instance in expansion.instances:
        here = address(module, name) + instance.suffix
        held = registry.get(here)
        if held is None:
            origin = _origin(module, name, block)
            if isinstance(origin, Opaque):
                registry[here] = origin
                continue
            if module.root.modules >= MAX_MODULES:
                raise Exhausted(f"calls more than {MAX_MODULES} modules")
            scope = module.scope.with_(**instance.names)
            given = {
                attribute.name: Argument(attribute, scope)
                for attribute in block.body.attributes.values()
                if attribute.name not in META
            }
            configuration, by = origin
            held = registry[here] = Module(
                module.root,
                configuration,
                here,
                given,
                (block.origin, *module.related),
                module.ancestors,
                by,
                expansion.uncertain or module.uncertain,
                _key(module, name),
            )
        if isinstance(held, Module):
            found.append(held)
    return found


def _key(module: Module, name: str) -> str:
    """What `terraform init` calls a module."""
    return f"{module.key}.{name}" if module.key else name


def declared(module: Module, block: Block) -> frozenset[str]:
    """The types of resources in the module that a call names, as far as it is to be seen."""
    named = source(block)
    if is_local(named):
        configuration = module.root.loader.load(folder(module.folder, named))
    else:
        known = supplied.find(named)
        if known is None:
            return frozenset()
        configuration = known[0]
    return frozenset(type_ for type_, _ in configuration.resources)


def source(block: Block) -> str:
    """What a call names as its module; "" where that is no plain text."""
    expression = block.body.expression("source")
    return str(expression.value) if isinstance(expression, Literal) else ""


def folder(base: str, named: str) -> str:
    """The folder of a local module, called from the folder `base`."""
    found = posixpath.normpath(posixpath.join(base or ".", named))
    return "" if found == "." else found


def is_local(named: str) -> bool:
    """Whether the source of a module is a folder beside."""
    return named.startswith(("./", "../")) or named in (".", "..")


def _origin(module: Module, name: str, block: Block) -> tuple[Configuration, str] | Opaque:
    """What is behind a call: the files of a folder, or what we know of a published module."""
    named = source(block) or _worked_out(module, block)
    if is_local(named):
        where = folder(module.folder, named)
        if where in module.ancestors or len(module.ancestors) > MAX_DEPTH:
            return Opaque("the module calls itself")
        configuration = module.root.loader.load(where)
        if configuration.files:
            return configuration, module.supplied
        return _opaque(module, name, block, f"there is no module in {where or '.'}")
    fetched = module.root.fetched(_key(module, name))
    if fetched is not None:
        return fetched, supplied.address(named)
    known = supplied.find(named) or _resembling(module, name, block, named)
    if known is not None:
        return known
    why = f"{named or 'its source'} is not among the files that were read"
    return _opaque(module, name, block, why)


def _resembling(
    module: Module, name: str, block: Block, named: str
) -> tuple[Configuration, str] | None:
    """A copy of a published module, by its name; it is told of."""
    given = [argument for argument in block.body.attributes if argument not in META]
    found = supplied.resembling(named, given)
    if found is None:
        return None
    configuration, by, original = found
    message = (
        f"module {name} is read as {original}, whose name {by} has: its defaults are not known"
    )
    module.root.notices[Notice("unresolved", block.origin.path, block.span.line, message)] = None
    return configuration, by


def _worked_out(module: Module, block: Block) -> str:
    """A source that OpenTofu puts together of variables; "" where it is not known."""
    expression = block.body.expression("source")
    if expression is None or isinstance(expression, Literal):
        return ""
    value = settle(expression, module.scope)
    return value.data if value.is_known and type(value.data) is str else ""


def _opaque(module: Module, name: str, block: Block, why: str) -> Opaque:
    """A module that is not there; it is told of where it may be a cluster."""
    if not module.supplied and _speaks_of_kafka(block):
        span = block.span
        message = f"module {name} is not looked into: {why}"
        module.root.notices[Notice("unresolved", block.origin.path, span.line, message)] = None
        module.root.partial = module.root.partial or why
    elif not module.supplied and _WATCHES in _written(block):
        module.root.partial = module.root.partial or why  # it may be what an alarm is made by
    return Opaque(why)


def _written(block: Block) -> str:
    """All that is given to a module, as it is written."""
    return " ".join(attribute.source for attribute in block.body.attributes.values())


def _speaks_of_kafka(block: Block) -> bool:
    """Whether the source of a call or the names of its arguments sound like a cluster."""
    said = " ".join([source(block), *block.body.attributes])
    return "broker" in said or speaks_of_kafka(said.encode("utf-8", "replace"))
