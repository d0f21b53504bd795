"""`extends:`: a service laid over another one, of this file or of another."""

from __future__ import annotations

import posixpath

from kafkalint.findings import Notice
from kafkalint.formats.node import Entry, Mapping, Node
from kafkalint.sources.compose.merge import merge
from kafkalint.sources.compose.project import MAX_LAYERS, Project, Scope


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
            self._open(where, root)
            services = root.mapping("services") or services
        if (where, name) in seen or len(seen) > MAX_LAYERS:
            self._say(node, f"service {name} extends itself in the end")
            return None
        seen.add((where, name))
        if file is None:
            project.extended.add(name)
        found = services.mapping(name)
        if found is None:
            self._say(node, f"there is no service {name} to extend")
            return None
        return services, found

    def _open(self, path: str, root: Mapping) -> None:
        project = self.project
        if path not in project.scopes:
            variables = project.scopes[project.files[0]].variables
            project.take(path, root, Scope(posixpath.dirname(path), variables))

    def _say(self, node: Node, message: str) -> None:
        service = self.entry.key.text
        self.project.missing[service] = message
        self.project.documents.notices.append(
            Notice("unresolved", node.path, node.span.line, f"{service}: {message}")
        )
