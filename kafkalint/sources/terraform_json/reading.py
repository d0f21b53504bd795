"""From plans, states and streams to clusters."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any, NamedTuple

from kafkalint.errors import InputError, SyntaxProblem
from kafkalint.findings import Notice
from kafkalint.formats.text import Text
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._cloud import platforms
from kafkalint.sources._cloud.resource import Estate
from kafkalint.sources._cloud.skim import Skim
from kafkalint.sources.terraform_json import events, plan, state
from kafkalint.sources.terraform_json.estates import estate
from kafkalint.sources.terraform_json.plan import Document

_TELLING = ("planned_values", "resource_changes", "values", "resources", "modules")
OLD_STATE = (
    "a state of format {}, which Terraform before 0.12 wrote: `terraform state pull` with a "
    "current version gives one of format 4"
)
NEW_STATE = "a state of format {}; formats up to 4 are known"


class Read(NamedTuple):
    """What one file gave: "plan" or "state", its estate, and the configuration it covers."""

    kind: str
    estate: Estate
    covers: set[str]
    named: bool = True


def read_files(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters that the files describe, and what could not be read of them.

    A plan says what will be, and a state in the same folder what was: the plan is judged. It
    knows more than the configuration that it was made of, and stands for that as well.
    """
    reading = Reading()
    found: list[Read] = []
    for file in files:
        read = read_file(file.text, workspace, reading.notices)
        if read is not None:
            found.append(read._replace(named=file.named))
    planned = {(_folder(read), read.named) for read in found if read.kind == "plan"}
    for read in found:
        same = (_folder(read), True) in planned or (_folder(read), read.named) in planned
        if read.kind == "state" and same:
            message = "a plan beside it says what will be, and is judged instead"
            reading.notices.append(Notice("skipped", read.estate.files[0], 0, message))
            continue
        made = platforms.clusters(read.estate)
        reading.clusters.extend(made.clusters)
        reading.notices.extend(made.notices)
        if made.clusters:
            reading.consumed.update(read.covers)
    return reading


def read_file(text: Text, workspace: Workspace, notices: list[Notice]) -> Read | None:
    """What one file says; what is wrong with it is added to `notices`."""
    if events.is_stream(text):
        made = events.estate(text, notices)
        return Read("plan", made, set()) if made is not None else None
    skim = Skim(text)
    document = Document(kind="plan")
    try:
        head = _head(skim)
        version = head.get("version")
        if "format_version" in head:
            document = Document(kind="state" if "values" in head else "plan")
            _read(plan.read_into, document, skim, notices)
        elif isinstance(version, int) and ("resources" in head or "modules" in head):
            if version != 4:
                message = (OLD_STATE if version < 4 else NEW_STATE).format(version)
                notices.append(Notice("unreadable", text.path, 1, message))
                return None
            document = Document(kind="state")
            _read(state.read_into, document, skim, notices)
        else:
            return None
    except InputError as problem:
        notices.append(Notice("unreadable", text.path, problem.line, problem.message))
        return None
    if not document.resources:
        return None
    try:
        made, covers = estate(document, skim, workspace)
    except InputError as problem:
        notices.append(Notice("unreadable", text.path, problem.line, problem.message))
        return None
    return Read(document.kind, made, covers)


def _read(into: Any, document: Document, skim: Skim, notices: list[Notice]) -> None:
    """Read on until the file breaks off, and say that it does."""
    try:
        into(document, skim)
    except SyntaxProblem as problem:
        document.cut = "the file breaks off before its end"
        notices.append(Notice("unreadable", skim.text.path, problem.line, problem.message))


def _head(skim: Skim) -> dict[str, Any]:
    """The outermost keys, numbers and texts with their values, up to what tells what it is."""
    made: dict[str, Any] = {}
    try:
        for key, start in skim.members(skim.begin):
            simple = skim.kind(start) not in ("{", "[")
            made[key] = skim.read(start).data if simple else None
            if key in _TELLING:
                break
    except SyntaxProblem:
        if not made:
            raise
    return made


def _folder(read: Read) -> str:
    return posixpath.dirname(read.estate.files[0])
