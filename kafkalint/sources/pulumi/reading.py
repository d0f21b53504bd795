"""From programs, previews and stacks to clusters."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from kafkalint.errors import InputError, SyntaxProblem
from kafkalint.findings import Notice
from kafkalint.formats import yaml
from kafkalint.formats.node import Mapping, Node, Scalar
from kafkalint.formats.text import Text
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._cloud import platforms
from kafkalint.sources._cloud.bridged import resource_arguments, terraform_type
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.sources._cloud.skim import Skim
from kafkalint.sources.pulumi import configuration, stacks
from kafkalint.sources.pulumi.programs import Program, declared
from kafkalint.sources.pulumi.recognition import is_program, is_project
from kafkalint.values import Origin, Value, known

PROGRAM = (
    "a Pulumi program in {}: what it makes is known only when it runs; "
    "give the output of `pulumi preview --json` or `pulumi stack export`"
)


_MAX_LEVELS = 5
_OTHER_FILES = "the program may make more than its text says"


def read_files(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters that the files describe, and what could not be read of them."""
    reading = Reading()
    for estate in estates(files, workspace, reading.notices):
        made = platforms.clusters(estate)
        reading.clusters.extend(made.clusters)
        reading.notices.extend(made.notices)
        if made.clusters:
            reading.consumed.update(estate.files)
    return reading


def estates(
    files: Sequence[SourceFile], workspace: Workspace, notices: list[Notice]
) -> Iterator[Estate]:
    """The estate of every program, preview and stack.

    A stack knows more than the program in a language that made it, and stands for it.
    """
    programs: dict[str, list[SourceFile]] = {}
    stacked: set[str] = set()
    told: list[Notice] = []
    for file in files:
        folder = posixpath.dirname(file.path)
        try:
            if file.text.content.lstrip("\ufeff \t\r\n").startswith("{"):
                made = _of_stack(file.text, notices)
                stacked.add(folder)
            elif is_project(file.path):
                made = _of_program(file.text, workspace, told)
            else:
                made = None
        except InputError as problem:
            notices.append(Notice("unreadable", file.path, problem.line, problem.message))
            continue
        if made is not None:
            yield made
        if is_program(file.path):
            programs.setdefault(_project_of(folder, workspace), []).append(file)
    read = set()
    for folder, sources in programs.items():
        if folder not in stacked:
            found = _of_sources(folder, sources, workspace, notices)
            if found is not None:
                read.add(folder)
                yield found
    notices.extend(said for said in told if posixpath.dirname(said.path) not in read)


def _project_of(folder: str, workspace: Workspace) -> str:
    """The folder of the project that a program's file is part of; its own where there is none."""
    here = folder
    for _ in range(_MAX_LEVELS):
        if any(is_project(path) for path in workspace.list(here)):
            return here
        if not here:
            break
        here = posixpath.dirname(here)
    return folder


def _of_sources(
    folder: str, files: Sequence[SourceFile], workspace: Workspace, notices: list[Notice]
) -> Estate | None:
    """All files of one program in TypeScript or JavaScript."""
    from kafkalint.sources.pulumi.typescript.estates import resources

    config = _configuration(folder, workspace, notices)
    written = {_stem(file.path) for file in files if file.path.endswith("ts")}
    own = [
        file.text
        for file in files  # but for what a compiler made of others
        if file.path.endswith("ts") or _stem(file.path) not in written
    ]
    made = resources([*own, *_entries(folder, own, workspace)], config, notices)
    if not made:
        return None
    paths = tuple(file.path for file in files)
    name = posixpath.basename(folder) or posixpath.basename(paths[0]).partition(".")[0]
    return Estate(name, made[0].anchor, made, paths, _OTHER_FILES)


def _entries(folder: str, known: Sequence[Text], workspace: Workspace) -> Iterator[Text]:
    """Where the program begins, where that is a file that says nothing of Kafka itself."""
    for name in ("index.ts", "index.js"):
        path = posixpath.join(folder, name)
        if path in workspace.list(folder) and all(text.path != path for text in known):
            try:
                text = workspace.read(path)
            except InputError:
                continue
            if text is not None:
                yield text


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]


def _configuration(
    folder: str, workspace: Workspace, notices: list[Notice]
) -> dict[str, Value[Any]]:
    """The project's and its stacks' values; none where there is no project or it is broken."""
    for path in workspace.list(folder):
        if is_project(path):
            try:
                text = workspace.read(path)
                documents = yaml.read(text) if text is not None else []
            except InputError:
                return {}
            root = documents[0].root if documents else None
            if isinstance(root, Mapping):
                return configuration.read(path, root, workspace, notices)
    return {}


def _of_stack(text: Text, notices: list[Notice]) -> Estate | None:
    skim = Skim(text)
    states: list[stacks.State] = []
    cut = ""
    try:
        for state in stacks.read(skim):
            states.append(state)
    except SyntaxProblem as problem:
        cut = "the file breaks off before its end"
        notices.append(Notice("unreadable", text.path, problem.line, problem.message))
    if not states:
        return None
    by_urn = {state.urn: state for state in states}
    resources = tuple(stacks.resource(state, by_urn, skim) for state in states)
    parts = states[0].urn.split("::")
    name = parts[1] if len(parts) > 2 else posixpath.basename(text.path)
    anchor = skim.origin(skim.begin, skim.begin + 1)
    return Estate(name, anchor, resources, (text.path,), cut)


def _of_program(text: Text, workspace: Workspace, notices: list[Notice]) -> Estate | None:
    documents = yaml.read(text)
    root = documents[0].root if documents else None
    if not isinstance(root, Mapping):
        return None
    runtime = _runtime(root.get("runtime"))
    if runtime not in ("", "yaml"):
        notices.append(Notice("skipped", text.path, 1, PROGRAM.format(runtime)))
        return None
    if "resources" not in root:
        return None
    config = configuration.read(text.path, root, workspace, notices)
    program = Program(text.path, root, config, workspace)
    resources = tuple(_resources(program))
    if not resources:
        return None
    section = root.entries["resources"].key
    named = root.scalar("name")
    name = named.text if named is not None else posixpath.basename(posixpath.dirname(text.path))
    return Estate(name, Origin(text.path, section.span, "resources"), resources, (text.path,))


def _runtime(node: Node | None) -> str:
    if isinstance(node, Mapping):
        node = node.get("name")
    return node.text if isinstance(node, Scalar) else ""


def _resources(program: Program) -> Iterator[Resource]:
    for name, entry, token, body in declared(program):
        kind = terraform_type(token)
        if not kind:
            continue
        anchor = Origin(entry.key.path, entry.key.span, f"resources.{name}")
        properties = body.entries.get("properties")
        held: Value[Any] = Value({}, (anchor,))
        if properties is not None:
            place = properties.origin._replace(logical=f"{anchor.logical}.properties")
            held = program.evaluate(properties.value, place.logical, (place,))
        made = resource_arguments(kind, held)
        yield Resource(
            type=kind,
            address=name,
            anchor=anchor,
            arguments=made,
            partial=held.reason if held.is_unknown else "",
            identities=identities(made),
            guards=dict(_guards(program, body)),
        )


def _guards(program: Program, body: Mapping) -> Iterator[tuple[str, Value[bool]]]:
    options = body.mapping("options")
    for key, guard in (("protect", "protect"), ("retainOnDelete", "retain")):
        entry = options.entries.get(key) if options is not None else None
        if entry is not None and isinstance(entry.value, Scalar):
            value = program.evaluate(entry.value, f"options.{key}", (entry.origin,))
            if value.is_known:
                yield guard, known(value.data is True, *value.origins)
