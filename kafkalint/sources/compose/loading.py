"""Puts a project together: its files in order, what they include, what its services extend."""

from __future__ import annotations

import posixpath

from kafkalint.findings import Notice
from kafkalint.formats.node import Mapping, Node, Scalar
from kafkalint.formats.template import placeholder
from kafkalint.record import NamedTuple
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.extends import Extension
from kafkalint.sources.compose.interpolation import Given, Variables, interpolate
from kafkalint.sources.compose.merge import merge, scalars
from kafkalint.sources.compose.project import MAX_LAYERS, SECTIONS, Project, Scope, join
from kafkalint.sources.compose.variables import project_variables


def load(documents: Documents, layers: list[tuple[str, Mapping]]) -> Project:
    """The project of these files, the first of which is the base, with all that they include."""
    first = layers[0][0]
    folder = posixpath.dirname(first)
    given = {name: Given(text) for name, text in documents.workspace.variables().items()}
    variables = project_variables(documents.perhaps(join(folder, ".env")), given)
    scope = Scope(folder, variables)
    builder = _Builder(documents, Project(documents, layers[0][1]))
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
            self.project.take(path, root, scope)
            merged = merge(merged, root) if merged is not None else root
            pending.append(_Including(root, scope, frozenset({path})))
        assert merged is not None
        included = self._included(pending)
        for root in included:
            merged = _under(root, merged)
        return merged

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
                self.project.take(name, root, inner)
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
            variables = project_variables(self.documents.perhaps(name), variables)
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
