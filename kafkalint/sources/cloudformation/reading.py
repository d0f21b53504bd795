"""From template files to clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._cloud import platforms
from kafkalint.sources._cloud.resource import Estate
from kafkalint.sources.cloudformation.estates import estate
from kafkalint.sources.cloudformation.stacks import Estates
from kafkalint.sources.cloudformation.template import read
from kafkalint.values import Origin, Provenance, Value


def read_templates(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters that the templates describe, and what could not be read of them."""
    reading = Reading()
    for found, notices in estates(files, workspace):
        if found is not None:
            made = platforms.clusters(found)
            reading.clusters.extend(made.clusters)
            reading.notices.extend(made.notices)
            if made.clusters:
                reading.consumed.update(found.files)
        reading.notices.extend(notices)
    return reading


def estates(
    files: Sequence[SourceFile], workspace: Workspace
) -> Iterable[tuple[Estate | None, list[Notice]]]:
    """The estate of every outermost stack, and what there is to say about its files."""
    opener = Estates(workspace, [])
    broken = []
    for file in files:
        try:
            opener.templates[file.path] = read(file.text)
        except InputError as problem:
            opener.templates[file.path] = None
            broken.append(Notice("unreadable", file.path, problem.line, problem.message))
    given = {
        name: Value(text, (Origin("--var-file", None, name),), Provenance.SUPPLIED)
        for name, text in workspace.variables().items()
    }
    opened = []
    for path, template in list(opener.templates.items()):
        if template is None:
            continue
        opener.notices = []
        try:
            scopes = opener.open(template, given)
            opened.append((path, estate(scopes), opener.notices))
        except InputError as problem:
            broken.append(Notice("unreadable", path, problem.line, problem.message))
    for path, found, notices in opened:
        if path not in opener.inner:
            yield found, notices
    yield None, broken
