"""A Compose project: the files that are run together, merged into one tree of services."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import NamedTuple

from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping, Node, Scalar
from kafkalint.formats.template import placeholder
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.interpolation import Given, Variables, interpolate
from kafkalint.sources.compose.merge import merge, scalars
from kafkalint.sources.compose.variables import project_variables
from kafkalint.values import Origin, Span, Value, unknown

MAX_LAYERS = 100
"""Files that include files, services that extend services: more of them are a mistake."""

SECTIONS = ("services", "volumes", "networks", "secrets", "configs")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a file's relative paths start from, and the variables that it sees."""

    folder: str
    variables: Variables


@dataclass
class Project:
    """`root` holds the merged sections; `scopes` how to read each file's part of them.

    `partial` says why a service may be more than is written here, "" where it is all here.
    """

    name: str
    files: list[str]
    root: Mapping
    scopes: dict[str, Scope]
    documents: Documents
    partial: str = ""
    used: set[str] = field(default_factory=set)  # files read as a part: env files, Dockerfiles…
    services: dict[str, Entry] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)  # service to what it extends in vain
    inline: dict[str, Scalar] = field(default_factory=dict)  # contents of configs by made-up path
    env_files: dict[str, dict[str, Given | None]] = field(default_factory=dict)
    overlay: str = ""  # the last file, where it is laid over a base that stands by itself too
    stack: bool = False

    def value(self, scalar: Scalar, logical: str = "", via: tuple[Origin, ...] = ()) -> Value[str]:
        """The interpolated text of `scalar`, with the places that it came through."""
        return self.text(scalar.text, scalar, (Origin(scalar.path, scalar.span, logical), *via))

    def entry_value(self, entry: Entry, logical: str, via: tuple[Origin, ...] = ()) -> Value[str]:
        """The same for the value of `entry`, located with its key; unknown for no scalar."""
        origins = (place(entry, logical), *entry.via, *via)
        if isinstance(entry.value, Scalar):
            return self.text(entry.value.text, entry.value, origins)
        return unknown(f"{entry.key.text} is no single value", *origins)

    def text(self, text: str, written: Node, origins: tuple[Origin, ...]) -> Value[str]:
        """`text`, interpolated as the file is in which `written` stands."""
        if "$" not in text:
            return Value(text, origins)
        given = interpolate(text, self.scopes[written.path].variables)
        return Value(given.text, (*origins, *given.origins))

    def plain(self, node: Node | None) -> str:
        """The interpolated text of a scalar, "" for anything else."""
        if not isinstance(node, Scalar) or node.is_null:
            return ""
        return self.text(node.text, node, ()).data

    def path(self, relative: str, written: Node) -> str:
        """A path as `workspace.read` takes it, from one that stands in the file of `written`."""
        return join(self.scopes[written.path].folder, relative)

    def section(self, name: str) -> Mapping:
        """A top-level section, empty where there is none."""
        return self.root.mapping(name) or Mapping(self.files[0], self.root.span)


def place(entry: Entry, logical: str) -> Origin:
    """Where `entry` stands, as `Entry.origin` says it, with its logical place."""
    key, value = entry.key, entry.value
    span = key.span
    if type(value) is Scalar and value.path == key.path:
        end = value.span
        if end >= span:
            span = Span(span.line, span.column, end.end_line, end.end_column)
    return Origin(key.path, span, logical)


def join(folder: str, relative: str) -> str:
    """`relative` as seen from `folder`, normalised; absolute paths stay."""
    return posixpath.normpath(posixpath.join(folder, relative.replace("\\", "/")))


def load(documents: Documents, layers: list[tuple[str, Mapping]]) -> Project:
    """The project of these files, the first of which is the base, with all that they include."""
    first = layers[0][0]
    folder = posixpath.dirname(first)
    given = {name: Given(text) for name, text in documents.workspace.variables().items()}
    variables = project_variables(documents.text(join(folder, ".env")), given)
    scope = Scope(folder, variables)
    builder = _Builder(documents, Project("", [], layers[0][1], {}, documents))
    builder.project.root = builder.build(layers, scope)
    project = builder.project
    project.name = _name(project, variables, folder)
    project.services = {
        entry.key.text: Extension(project, entry).resolve() for entry in project.section("services")
    }
    return project


def _name(project: Project, variables: Variables, folder: str) -> str:
    written = project.plain(project.root.get("name"))
    if written and not placeholder(written):
        return written
    given = variables.get("COMPOSE_PROJECT_NAME")
    return given.text if given else posixpath.basename(folder)


class _Including(NamedTuple):
    """A file that may include others; `chain` are the files that led to it."""

    root: Mapping
    scope: Scope
    chain: frozenset[str]


class _Builder:
    """Merges files and what they include; each file once."""

    def __init__(self, documents: Documents, project: Project) -> None:
        self.documents = documents
        self.project = project

    def build(self, layers: list[tuple[str, Mapping]], scope: Scope) -> Mapping:
        merged: Mapping | None = None
        pending: list[_Including] = []
        for path, root in layers:
            self._take(path, scope)
            merged = merge(merged, root) if merged is not None else root
            pending.append(_Including(root, scope, frozenset({path})))
        assert merged is not None
        included = self._included(pending)
        for root in included:
            merged = _under(root, merged)
        return merged

    def _take(self, path: str, scope: Scope) -> None:
        self.project.scopes[path] = scope
        self.project.files.append(path)

    def _included(self, pending: list[_Including]) -> list[Mapping]:
        """The roots that files include, and those that these include, in order."""
        found: list[Mapping] = []
        for including in pending:  # grows while it is walked
            for item in including.root.sequence("include") or ():
                merged = self._include(item, including, pending)
                if merged is not None:
                    found.append(merged)
        return found

    def _include(
        self, item: Node, including: _Including, pending: list[_Including]
    ) -> Mapping | None:
        scope = including.scope
        paths = [item] if isinstance(item, Scalar) else []
        folder = env_files = None
        if isinstance(item, Mapping):
            paths = list(scalars(item.get("path")))
            folder = item.scalar("project_directory")
            env_files = item.get("env_file")
        names = [join(scope.folder, interpolate(path.text, scope.variables).text) for path in paths]
        if not names:
            return None
        home = join(scope.folder, folder.text) if folder else posixpath.dirname(names[0])
        inner = Scope(home, self._variables(home, env_files, scope))
        merged: Mapping | None = None
        for name, path in zip(names, paths, strict=True):
            root = self._open(name, path, including)
            if root is not None:
                self._take(name, inner)
                merged = merge(merged, root) if merged is not None else root
                pending.append(_Including(root, inner, including.chain | {name}))
        return merged

    def _open(self, name: str, path: Scalar, including: _Including) -> Mapping | None:
        """The root of an included file; None where it is taken in already or cannot be."""
        if name in including.chain:
            self._say(path, f"{path.text} includes itself in the end")
            return None
        if name in self.project.scopes:
            return None
        root = None
        if len(self.project.scopes) < MAX_LAYERS:
            root = self.documents.load(name)
        if root is None:
            self.project.partial = f"{path.text} is included and is not here"
            self._say(path, self.project.partial)
        return root

    def _variables(self, home: str, env_files: Node | None, scope: Scope) -> Variables:
        names = [join(scope.folder, item.text) for item in scalars(env_files)]
        variables = scope.variables
        for name in reversed(names or [join(home, ".env")]):
            variables = project_variables(self.documents.text(name), variables)
        return variables

    def _say(self, node: Node, message: str) -> None:
        self.documents.notices.append(Notice("unresolved", node.path, node.span.line, message))


def _under(included: Mapping, including: Mapping) -> Mapping:
    """The sections of an included file below those of the file that includes it."""
    sections = Mapping(included.path, included.span)
    for name in SECTIONS:
        entry = included.entries.get(name)
        if entry is not None:
            sections.entries[name] = entry
    return merge(sections, including)


class Extension:
    """A service and the services that it extends, in this file and in others."""

    def __init__(self, project: Project, entry: Entry) -> None:
        self.project = project
        self.entry = entry

    def resolve(self) -> Entry:
        """The service with all that it extends laid under it."""
        entry = self.entry
        if not isinstance(entry.value, Mapping) or "extends" not in entry.value:
            return entry
        layers: list[Mapping] = [entry.value]
        services = self.project.section("services")
        seen = {(services.path, entry.key.text)}
        while (extends := layers[-1].entries.get("extends")) is not None:
            step = self._step(extends, services, seen)
            if step is None:
                break
            services, layer = step
            layers.append(layer)
        merged = layers[-1]
        for layer in reversed(layers[:-1]):
            merged = merge(merged, layer)
        return Entry(entry.key, merged, entry.via)

    def _step(
        self, extends: Entry, services: Mapping, seen: set[tuple[str, str]]
    ) -> tuple[Mapping, Mapping] | None:
        """The services to go on with, and the extended one; None where the chain ends."""
        project, node = self.project, extends.value
        name = project.plain(node.get("service") if isinstance(node, Mapping) else node)
        file = node.get("file") if isinstance(node, Mapping) else None
        where = services.path
        if file is not None:
            where = project.path(project.plain(file), file)
            root = project.documents.load(where)
            if root is None:
                self._say(node, f"{project.plain(file)} is extended and is not here")
                return None
            self._open(where)
            services = root.mapping("services") or services
        if (where, name) in seen or len(seen) > MAX_LAYERS:
            self._say(node, f"service {name} extends itself in the end")
            return None
        seen.add((where, name))
        found = services.mapping(name)
        if found is None:
            self._say(node, f"there is no service {name} to extend")
            return None
        return services, found

    def _open(self, path: str) -> None:
        project = self.project
        if path not in project.scopes:
            variables = project.scopes[project.files[0]].variables
            project.scopes[path] = Scope(posixpath.dirname(path), variables)
            project.files.append(path)

    def _say(self, node: Node, message: str) -> None:
        service = self.entry.key.text
        self.project.missing[service] = message
        self.project.documents.notices.append(
            Notice("unresolved", node.path, node.span.line, f"{service}: {message}")
        )
