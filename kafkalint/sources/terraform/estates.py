"""From a root module to the resources that it makes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from kafkalint.findings import Notice
from kafkalint.formats.hcl.tree import Block
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.resource import LOGINS, Estate, Resource
from kafkalint.sources.terraform import bodies, calls, supplied
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.module import Module
from kafkalint.sources.terraform.root import Root
from kafkalint.values import Origin, Span, Value

CLUSTERS = frozenset(
    {
        "aiven_kafka",
        "aws_msk_cluster",
        "aws_msk_serverless_cluster",
        "confluent_kafka_cluster",
        "google_managed_kafka_cluster",
    }
)
"""What a cluster of Kafka's is made by, and by nothing else."""


def estate(root: Root) -> Estate:
    """All resources of a root module and of the modules that it calls. Raises Exhausted."""
    configuration = root.loader.load(root.folder)
    resources = tuple(_resources(Module(root, configuration)))
    files = tuple(sorted({*root.files, *root.read}))
    anchor = Origin(_main_file(configuration.files), Span(1, 1, 1, 1))
    name = root.folder or "."
    return Estate(name, anchor, resources, files, root.partial)


def _main_file(files: list[str]) -> str:
    """The file that stands for a folder."""
    named = {posixpath.basename(path): path for path in files}
    return named.get("main.tf") or (files[0] if files else "")


def _resources(top: Module) -> Iterator[Resource]:
    """Those of a module, and then those of the modules that it calls, and so on."""
    waiting = [top]
    while waiting:
        module = waiting.pop(0)
        for (type_, name), block in _in_order(module.configuration.resources):
            declared = module.declared("resource", type_, name)
            expansion = module.expansion("resource", block, (f"resource.{type_}", name))
            if expansion is not None and not expansion.instances and type_ in CLUSTERS:
                _leave_out(module, block, f"{type_}.{name}", expansion.kind)
            uncertain = (expansion.uncertain if expansion else None) or module.uncertain
            for address, held in declared.items():
                yield _resource(module, block, address, held.scope, uncertain)
        yield from _providers(module)
        for name, block in sorted(module.configuration.calls.items()):
            found = module.expansion("module", block, ("module", name))
            if found is not None:
                waiting += calls.instances(module, name, block, found)
                if not found.instances and calls.declared(module, block) & CLUSTERS:
                    _leave_out(module, block, f"module.{name}", found.kind)


def _leave_out(module: Module, block: Block, name: str, kind: str) -> None:
    """Tell of a cluster that there would be with other values; not of a published module's own."""
    if module.supplied:
        return
    folder = module.root.folder
    where = f" for {folder}" if posixpath.dirname(block.origin.path) != folder else ""
    message = (
        f"{name} makes no cluster{where}: its {kind} comes to none with the values that are given "
        "here; --var-file gives others"
    )
    module.root.left_out[Notice("skipped", block.origin.path, block.span.line, message)] = None


def _providers(module: Module) -> Iterator[Resource]:
    """How the providers that know Kafka are told to log in."""
    for number, block in enumerate(module.configuration.providers):
        type_ = f"provider.{block.labels[0]}"
        if type_ in LOGINS:
            arguments = bodies.arguments(block.body, module.scope)
            address = f"{module.address}{'.' if module.address else ''}{type_}[{number}]"
            yield Resource(type_, address, block.origin, arguments, related=module.related)


def _in_order(
    resources: dict[tuple[str, str], Block],
) -> list[tuple[tuple[str, str], Block]]:
    return sorted(
        resources.items(), key=lambda held: (held[1].lines.text.path, held[1].start, held[0])
    )


def _resource(
    module: Module, block: Block, address: str, scope: Scope, uncertain: Value[Any] | None
) -> Resource:
    arguments = bodies.arguments(block.body, scope)
    anchor, related = block.origin, module.related
    if module.supplied:
        arguments = {
            name: supplied.conceal(value, module.supplied, module.shown_at)
            for name, value in arguments.items()
        }
        anchor = module.shown_at[0]
        related = tuple(o for o in module.related if supplied.is_shown(o) and o != anchor)
    return Resource(
        type=block.labels[0],
        address=address,
        anchor=anchor,
        arguments=arguments,
        related=related,
        identities=identities(arguments),
        guards=_guards(block, scope) or _unit_guards(module),
        uncertain=uncertain.reason if uncertain is not None else "",
    )


def _guards(block: Block, scope: Scope) -> dict[str, Value[bool]]:
    """`prevent_destroy`, where a lifecycle block says it."""
    for inner in block.body.of_type("lifecycle"):
        attribute = inner.body.attributes.get("prevent_destroy")
        if attribute is not None:
            return _guard(settle(attribute.value, scope).at((attribute.origin,)))
    written = block.body.attributes.get("lifecycle")  # in JSON
    value = settle(written.value, scope).data if written is not None else None
    for held in value if isinstance(value, tuple) else (Value(value),):
        if isinstance(held.data, dict) and "prevent_destroy" in held.data:
            return _guard(held.data["prevent_destroy"])
    return {}


def _unit_guards(module: Module) -> dict[str, Value[bool]]:
    """`prevent_destroy` of the unit of Terragrunt's that the module is called by."""
    attribute = module.root.loader.load(module.root.folder).guard
    if attribute is None:
        return {}
    return _guard(settle(attribute.value, Scope(Nowhere())).at((attribute.origin,)))


def _guard(value: Value[Any]) -> dict[str, Value[bool]]:
    known = value.is_unknown or isinstance(value.data, bool)
    return {"prevent_destroy": value} if known else {}
