"""The environment of a service: its env files, and `environment` over them."""

from __future__ import annotations

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.template import placeholder
from kafkalint.sources.compose import variables
from kafkalint.sources.compose.merge import pairs
from kafkalint.sources.compose.project import Project, place
from kafkalint.sources.compose.scalars import boolean, stringified
from kafkalint.values import Origin, Value, unknown


def read(project: Project, service: Entry) -> tuple[dict[str, Value[str]], str]:
    """Every variable of the container, in order, and why there may be more ("" where not).

    Unresolved variables stay in a text as `${X}`; a name without a value takes what the
    shell of `docker compose` holds, which is unknown.
    """
    node = service.value
    if not isinstance(node, Mapping):
        return {}, ""
    found, missing = _env_files(project, service.key.text, node.get("env_file"))
    entry = node.entries.get("environment")
    if entry is not None:
        via = (*entry.via, *service.via)
        logical = f"services.{service.key.text}.environment."
        for item in pairs(entry.value):
            name = item.key.text
            found.pop(name, None)
            found[name] = _value(project, item, logical + name, via)
    return found, missing


def _value(project: Project, item: Entry, logical: str, via: tuple[Origin, ...]) -> Value[str]:
    value = item.value
    origins = (place(item, logical), *item.via, *via)
    if type(value) is Scalar and (value.text or value.style) and not value.is_null:
        return project.text(stringified(value), value, origins)
    return _inherited(project, item, origins)


def _inherited(project: Project, item: Entry, origins: tuple[Origin, ...]) -> Value[str]:
    name = item.key.text
    scope = project.scopes.get(item.key.path)
    given = scope.variables.get(name) if scope else None
    if given is not None:
        return Value(given.text, (*origins, *given.origins))
    return unknown(f"{name} is taken from the shell that runs docker compose", *origins)


def _env_files(
    project: Project, service: str, node: Node | None
) -> tuple[dict[str, Value[str]], str]:
    found: dict[str, Value[str]] = {}
    missing = ""
    items = node.items if isinstance(node, Sequence) else [node] if node is not None else []
    for item in items:
        path = item.get("path") if isinstance(item, Mapping) else item
        if not isinstance(path, Scalar) or path.is_null:
            continue
        missing = _one_file(project, service, item, path, found) or missing
    return found, missing


def _one_file(
    project: Project, service: str, item: Node, path: Scalar, found: dict[str, Value[str]]
) -> str:
    """Adds what one env file gives to `found`; says why it cannot, "" where it does."""
    written = project.plain(path)
    name = project.path(written, path)
    text = project.documents.text(name)
    if text is None:
        optional = (
            isinstance(item, Mapping) and boolean(project.plain(item.get("required"))) is False
        )
        where = "has no value here" if placeholder(written) else "is not here"
        return "" if optional else f"its env file {written} {where}"
    given = project.env_files.get(text.path)
    if given is None:
        project.used.add(text.path)
        try:
            given = variables.read(text, project.scopes[path.path].variables)
        except InputError as problem:
            notice = Notice("unreadable", text.path, problem.line, problem.message)
            project.documents.notices.append(notice)
            return f"its env file {written} cannot be read"
        project.env_files[text.path] = given
    used_by = path.origin
    for key, value in given.items():
        logical = f"services.{service}.env_file.{key}"
        if value is None:
            reason = f"{key} is taken from the shell that runs docker compose"
            found[key] = unknown(reason, used_by)
            continue
        first, *rest = value.origins
        place = Origin(first.path, first.span, logical)
        found[key] = Value(value.text, (place, *rest, used_by))
    return ""
