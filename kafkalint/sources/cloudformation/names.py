"""What a name stands for: a parameter, a resource, a pseudo parameter, a loop's variable."""

from __future__ import annotations

from typing import Any

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.cloudformation.evaluation import NOTHING, Place
from kafkalint.sources.cloudformation.scope import Scope
from kafkalint.values import Value, unknown

UNDEFINED = " is neither a parameter nor a resource of the template"
_PSEUDO = {
    "AWS::AccountId": "the account it is deployed to decides it",
    "AWS::NotificationARNs": "who deploys it decides it",
    "AWS::Partition": "the region it is deployed to decides it",
    "AWS::Region": "the region it is deployed to decides it",
    "AWS::StackId": "known only when it is deployed",
    "AWS::StackName": "who deploys it names the stack",
    "AWS::URLSuffix": "the region it is deployed to decides it",
}


def named(name: str, scope: Scope, place: Place) -> Value[Any]:
    """What `Ref: name` gives; unknown, and said, where nothing has that name."""
    if name in scope.loops:
        return scope.loops[name]
    if name == "AWS::NoValue":
        return Value(NOTHING, place.origins)
    if name in _PSEUDO:
        return unknown(_PSEUDO[name], *place.origins)
    if scope.template.entry("Parameters", name) is not None:
        return _parameter(name, scope, place)
    if name in scope.resources:
        return Value(Reference(f"{scope.prefix}{name}", "id"), place.origins)
    return _undefined(name, scope, place)


def _parameter(name: str, scope: Scope, place: Place) -> Value[Any]:
    if name in scope.asked:
        return unknown(f"the parameter {name} depends on itself", *place.origins)
    scope.asked.add(name)
    try:
        found = scope.template.parameter(name, scope.given(name))
    finally:
        scope.asked.discard(name)
    return found if found is not None else unknown(f"no parameter {name}", *place.origins)


def attribute(name: str, scope: Scope, place: Place) -> Value[Any]:
    """What `Fn::GetAtt: name` gives, "Cluster.Arn" for one."""
    resource, _, wanted = name.partition(".")
    if wanted.startswith("Outputs.") and resource in scope.stacks:
        from kafkalint.sources.cloudformation.stacks import output

        return output(scope.stacks[resource], wanted.removeprefix("Outputs."), place)
    if resource in scope.resources:
        from kafkalint.sources._cloud.names import snake

        made = ".".join(snake(part) for part in wanted.split("."))
        return Value(Reference(f"{scope.prefix}{resource}", made), place.origins)
    return _undefined(name, scope, place)


def _undefined(name: str, scope: Scope, place: Place) -> Value[Any]:
    resource = name.partition(".")[0]
    if scope.template.entry("Resources", resource) is not None:
        return unknown(f"{resource} is left out by its condition", *place.origins)
    if scope.template.macros:
        return unknown(f"{scope.template.macros[0]} may make {resource}", *place.origins)
    scope.tell(f"{resource}{UNDEFINED}", place.origins[0], "unreadable")
    return unknown(f"the template has no {resource}", *place.origins)
