"""A Compose project: the files that are run together, merged into one tree of services."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from kafkalint.formats.node import Entry, Mapping, Node, Scalar
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.interpolation import Given, Variables, interpolate
from kafkalint.values import Origin, Provenance, Span, Value, unknown

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
    extended: set[str] = field(default_factory=set)  # services of this file that others extend
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
        if self.documents.conditional and self.is_conditional(written):
            return unknown("a condition of the template decides it", *origins)
        if "$" not in text:
            return Value(text, origins)
        given = interpolate(text, self.scopes[written.path].variables)
        literal = given.text in (text, text.replace("$$", "$"))
        how = Provenance.EXPLICIT if literal else Provenance.SUPPLIED
        return Value(given.text, (*origins, *given.origins), how)

    def plain(self, node: Node | None) -> str:
        """The interpolated text of a scalar, "" for anything else."""
        if not isinstance(node, Scalar) or node.is_null:
            return ""
        return self.text(node.text, node, ()).data or ""

    def path(self, relative: str, written: Node) -> str:
        """A path as `workspace.read` takes it, from one that stands in the file of `written`."""
        return join(self.scopes[written.path].folder, relative)

    def is_conditional(self, written: Node) -> bool:
        """A template's condition or loop may leave it out, or repeat it."""
        lines = self.documents.conditional.get(written.path)
        return lines is not None and written.span.line in lines

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
