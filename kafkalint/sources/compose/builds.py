"""Images that a project builds itself: the Dockerfile of a service."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.node import Mapping, Scalar
from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Text
from kafkalint.model import Image
from kafkalint.sources.compose.project import Project, join
from kafkalint.sources.compose.reader import Reader
from kafkalint.sources.compose.services import parse_image
from kafkalint.values import Value


@dataclass(frozen=True)
class Build:
    """What the Dockerfile of a service says; `image` is what its final stage starts from."""

    image: Image
    environment: dict[str, Value[str]] = field(default_factory=dict)
    volumes: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()


def read(reader: Reader) -> Build | None:
    """The service's build, None where there is none or its Dockerfile is not here."""
    node = reader.node.get("build")
    project = reader.project
    if isinstance(node, Scalar):
        return _dockerfile(project, project.path(project.plain(node), node), "Dockerfile")
    if not isinstance(node, Mapping):
        return None
    context = node.get("context")
    written = project.plain(context) or "."
    folder = project.path(written, context or node)
    inline = node.get("dockerfile_inline")
    if isinstance(inline, Scalar):
        return _parsed(project, inline.read_on(), folder)
    return _dockerfile(project, folder, project.plain(node.get("dockerfile")) or "Dockerfile")


def _dockerfile(project: Project, folder: str, name: str) -> Build | None:
    path = join(folder, name)
    if placeholder(path) or "://" in folder:
        return None
    text = project.documents.text(path)
    if text is None:
        return None
    project.used.add(text.path)
    return _parsed(project, text, folder)


def _parsed(project: Project, text: Text, folder: str) -> Build | None:
    from kafkalint.formats import dockerfile  # few projects build their brokers

    try:
        found = dockerfile.read(text)
    except InputError as problem:
        project.documents.notices.append(
            Notice("unreadable", text.path, problem.line, problem.message)
        )
        return None
    environment = {
        entry.key: Value(entry.value, (entry.origin._replace(logical=f"ENV {entry.key}"),))
        for entry in found.environment
    }
    image = parse_image(Value(found.base.value, (found.base.origin,)))
    copies = tuple(
        (join(folder, posixpath.normpath(copy.source)), copy.target) for copy in found.copies
    )
    return Build(image, environment, tuple(found.volumes), copies)
