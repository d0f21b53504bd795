"""From template files to clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._cloud import platforms
from kafkalint.sources._cloud.resource import Estate
from kafkalint.sources.cloudformation.estates import estate
from kafkalint.sources.cloudformation.names import UNDEFINED
from kafkalint.sources.cloudformation.stacks import Estates
from kafkalint.sources.cloudformation.template import read
from kafkalint.values import Origin, Provenance, Value

_MOST_NAMED = 5


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
            yield found, _together(notices)
    yield None, broken


def _together(notices: list[Notice]) -> list[Notice]:
    """The names that a template does not have as one notice for each file."""
    undefined: dict[str, list[Notice]] = {}
    others = []
    for notice in notices:
        if notice.message.endswith(UNDEFINED):
            undefined.setdefault(notice.path, []).append(notice)
        else:
            others.append(notice)
    for path, found in undefined.items():
        if len(found) == 1:
            others.extend(found)
            continue
        first, line = found[0], min(notice.line for notice in found)
        names = [notice.message.removesuffix(UNDEFINED) for notice in found]
        shown = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        message = f"{shown}{more} are neither parameters nor resources of the template"
        others.append(Notice(first.kind, path, line, message))
    return others
