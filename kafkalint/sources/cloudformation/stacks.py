"""Stacks: a template with its parameters, and the stacks that it makes within itself."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping, Scalar
from kafkalint.sources import Workspace
from kafkalint.sources.cloudformation import loops
from kafkalint.sources.cloudformation.conditions import condition
from kafkalint.sources.cloudformation.evaluation import Place, evaluate
from kafkalint.sources.cloudformation.scope import Budget, Scope
from kafkalint.sources.cloudformation.template import Template, read
from kafkalint.values import Value, unknown

MAX_STACKS = 50
_NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}


class Estates:
    """Opens templates and the ones within; `inner` are the paths of those within another."""

    def __init__(self, workspace: Workspace, notices: list[Notice]) -> None:
        self.workspace = workspace
        self.notices = notices
        self.inner: set[str] = set()
        self.templates: dict[str, Template | None] = {}

    def template(self, path: str) -> Template | None:
        """The template at `path`, None where there is none that can be read."""
        if path not in self.templates:
            self.templates[path] = None
            try:
                text = self.workspace.read(path)
                self.templates[path] = read(text) if text is not None else None
            except InputError as problem:
                self.notices.append(Notice("unreadable", path, problem.line, problem.message))
        return self.templates[path]

    def open(self, template: Template, given: dict[str, Value[Any]]) -> list[Scope]:
        """The stack of a template and all within it, the outermost first."""
        budget = Budget(template.path)
        opened = [Scope(template, "", given.get, budget, self.notices)]
        for scope in opened:  # grows while it runs
            found = list(declared(scope))
            scope.resources.update(name for name, _ in found)
            for name, entry in found:
                inner = self._within(scope, name, entry, len(opened))
                if inner is not None:
                    opened.append(inner)
        return opened

    def _within(self, scope: Scope, name: str, entry: Entry, count: int) -> Scope | None:
        kind, body = kind_of(entry)
        if kind not in _NESTED or body is None:
            return None
        scope.stacks[name] = None
        path = _local(scope, body, _NESTED[kind])
        template = self.template(path) if path and count < MAX_STACKS else None
        if template is None:
            return None
        self.inner.add(path)
        properties = body.mapping("Properties")
        parameters = properties.mapping("Parameters") if properties is not None else None

        def given(wanted: str) -> Value[Any] | None:
            return _parameter(scope, parameters, wanted)

        prefix = f"{scope.prefix}{name}."
        inner = Scope(template, prefix, given, scope.budget, self.notices)
        inner.resources.update(template.sections["Resources"].entries)
        scope.stacks[name] = inner
        return inner


def declared(scope: Scope) -> Iterator[tuple[str, Entry]]:
    """The resources of a stack by logical id, without those that a condition leaves out."""
    for written in list(scope.template.sections["Resources"]):
        for name, entry in loops.resources(written, scope):
            if isinstance(entry.value, Mapping):
                wanted = entry.value.scalar("Condition")
                if wanted is not None and condition(wanted.text, scope).data is False:
                    continue
            yield name, entry


def kind_of(entry: Entry) -> tuple[str, Mapping | None]:
    """The type of a resource, and its body."""
    if not isinstance(entry.value, Mapping):
        return "", None
    kind = entry.value.scalar("Type")
    return (kind.text if kind is not None else ""), entry.value


def missing(scope: Scope) -> list[str]:
    """The stacks within that are not here."""
    return [f"{scope.prefix}{name}" for name, inner in scope.stacks.items() if inner is None]


def output(inner: Scope | None, name: str, place: Place) -> Value[Any]:
    """What a stack within gives out as `name`."""
    if inner is None:
        return unknown("the template of the stack within is not here", *place.origins)
    entry = inner.template.entry("Outputs", name)
    value = entry.value.get("Value") if entry and isinstance(entry.value, Mapping) else None
    if entry is None or value is None:
        return unknown(f"the stack within gives out no {name}", *place.origins)
    if place.depth > 60:
        return unknown("stacks within stacks without end", *place.origins)
    origin = entry.origin._replace(logical=f"Outputs.{name}")
    found = evaluate(value, inner, Place((origin,), f"Outputs.{name}", place.depth + 1))
    return found.at((*place.origins, *found.origins))


def _parameter(scope: Scope, parameters: Mapping | None, name: str) -> Value[Any] | None:
    """What a stack passes on to one within it, worked out when it is asked for."""
    entry = parameters.entries.get(name) if parameters is not None else None
    if entry is None:
        return None
    return evaluate(entry.value, scope, Place((entry.origin,), f"Parameters.{name}"))


def _local(scope: Scope, body: Mapping, key: str) -> str:
    """The path of the template within, where it is a file here; CDK says where in its metadata."""
    properties = body.mapping("Properties")
    metadata = body.mapping("Metadata")
    folder = posixpath.dirname(scope.template.path)
    asset = metadata.scalar("aws:asset:path") if metadata is not None else None
    where = properties.get(key) if properties is not None else None
    named = asset
    if named is None and isinstance(where, Scalar) and not where.tag:
        named = where
    if named is None or "://" in named.text or not named.text:
        return ""
    return posixpath.normpath(posixpath.join(folder, named.text))
