"""The resources of a stack, in the names and shapes of Terraform's providers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from kafkalint.formats.node import Entry, Mapping
from kafkalint.sources._cloud import normalise
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.sources.cloudformation.conditions import condition
from kafkalint.sources.cloudformation.evaluation import Place, evaluate
from kafkalint.sources.cloudformation.functions import Encoded
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.sources.cloudformation.stacks import declared, kind_of, missing
from kafkalint.values import Origin, Value

_RETAINED = {"Retain": True, "RetainExceptOnCreate": True, "Snapshot": False, "Delete": False}
_GUARDS = {"DeletionPolicy": "retain", "UpdateReplacePolicy": "retain_replaced"}
_PLAIN = ("server_properties", "configs", "properties_file_content")


def estate(scopes: list[Scope]) -> Estate:
    """All that the stack and those within it declare."""
    outermost = scopes[0]
    path = outermost.template.path
    gone = [name for scope in scopes for name in missing(scope)]
    partial = f"the template of the stack {gone[0]} is not here" if gone else ""
    own = [name for scope in scopes for name in scope.template.macros if not _is_of_aws(name)]
    if own and not partial:
        partial = f"{own[0]} may add resources when it is deployed"
    return Estate(
        name=_stem(path),
        anchor=outermost.template.anchor,
        resources=tuple(made for scope in scopes for made in _resources(scope)),
        files=tuple(dict.fromkeys(scope.template.path for scope in scopes)),
        partial=partial,
    )


def _resources(scope: Scope) -> Iterator[Resource]:
    for name, entry in declared(scope):
        kind, body = kind_of(entry)
        if body is None or not normalise.is_known_type(kind):
            continue
        logical = f"Resources.{scope.prefix}{name}"
        anchor = Origin(entry.key.path, entry.key.span, logical)
        yield from _made(scope, name, kind, entry, body, anchor)


def _made(
    scope: Scope, name: str, kind: str, entry: Entry, body: Mapping, anchor: Origin
) -> Iterator[Resource]:
    properties = body.entries.get("Properties")
    held: Value[Any] = Value({}, (anchor,))
    if properties is not None:
        logical = f"{anchor.logical}.Properties"
        at = properties.origin._replace(logical=logical)
        held = evaluate(properties.value, scope, Place((at,), logical))
    partial = held.reason if held.is_unknown else ""
    address = f"{scope.prefix}{name}"
    guards = dict(_guards(body, scope, anchor))
    for made in normalise.resources(kind, held):
        arguments = {key: _decoded(key, value) for key, value in made.arguments.items()}
        if made.refers_to:
            arguments[made.refers_to] = Value(Reference(address, "id"), (anchor,))
        yield Resource(
            type=made.type,
            address=f"{address}.{made.suffix}" if made.suffix else address,
            anchor=anchor,
            arguments=arguments,
            partial=partial,
            related=_related(body, scope),
            identities=identities(arguments),
            guards=guards,
            uncertain=_uncertain(body, scope),
        )


def _decoded(name: str, value: Value[Any]) -> Value[Any]:
    """Properties as they were before they were encoded; CloudFormation takes both."""
    if name in _PLAIN and isinstance(value.data, Encoded):
        return value.data.plain.at(value.origins)
    return value


def _guards(body: Mapping, scope: Scope, anchor: Origin) -> Iterator[tuple[str, Value[bool]]]:
    for key, guard in _GUARDS.items():
        entry = body.entries.get(key)
        if entry is not None:
            at = entry.origin._replace(logical=f"{anchor.logical}.{key}")
            value = evaluate(entry.value, scope, Place((at,), at.logical))
            yield guard, value.map(lambda data: _RETAINED.get(str(data), False))


def _related(body: Mapping, scope: Scope) -> tuple[Origin, ...]:
    wanted = body.scalar("Condition")
    if wanted is None:
        return ()
    return condition(wanted.text, scope).origins


def _uncertain(body: Mapping, scope: Scope) -> str:
    """Why it is not known whether the resource is there."""
    wanted = body.scalar("Condition")
    decided = condition(wanted.text, scope) if wanted is not None else None
    return decided.reason if decided is not None and decided.is_unknown else ""


def _is_of_aws(macro: str) -> bool:
    """SAM makes functions and their roles, and nothing of Kafka's."""
    return macro.startswith("AWS::Serverless")


def _stem(path: str) -> str:
    name = posixpath.basename(path)
    return name.split(".")[0] or name
