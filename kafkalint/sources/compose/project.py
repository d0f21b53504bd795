"""A Compose project: the files that are run together, merged into one tree of services."""

from __future__ import annotations

import posixpath

from kafkalint.formats.node import Entry, Mapping, Node, Scalar
from kafkalint.record import NamedTuple
from kafkalint.sources.compose.documents import Documents
from kafkalint.sources.compose.interpolation import Given, Variables, interpolate
from kafkalint.values import Origin, Provenance, Value, unknown

MAX_LAYERS = 100
"""Files that include files, services that extend services: more of them are a mistake."""

SECTIONS = ("services", "volumes", "networks", "secrets", "configs")


class Scope(NamedTuple):
    """What a file's relative paths start from, and the variables that it sees."""

    folder: str
    variables: Variables


class Project:
    """The files in order, `root` with their merged sections, and how to read each file's part.

    `headings` are the files' `services` keys. `overlay` is the last file where it is laid over
    a base that stands by itself too; `partial` says why there may be more services than are
    written here, `missing` what a service extends in vain; `extended` are services that others
    of their file extend. `used` are files read as a part of it (env files, Dockerfiles…),
    `inline` the contents of configs by a made-up path.
    """

    def __init__(self, documents: Documents, root: Mapping) -> None:
        self.documents = documents
        self.root = root
        self.name = ""
        self.files: list[str] = []
        self.scopes: dict[str, Scope] = {}
        self.services: dict[str, Entry] = {}
        self.headings: dict[str, Origin] = {}
        self.overlay = ""
        self.stack = False
        self.partial = ""
        self.missing: dict[str, str] = {}
        self.extended: set[str] = set()
        self.used: set[str] = set()
        self.inline: dict[str, Scalar] = {}
        self._awaited: set[str] | None = None
        self.env_files: dict[str, dict[str, Given | None]] = {}

    def take(self, path: str, root: Mapping, scope: Scope) -> None:
        """Make the file at `path` a part of the project."""
        self.scopes[path] = scope
        self.files.append(path)
        services = root.entries.get("services")
        if services is not None:
            self.headings[path] = Origin(services.key.path, services.key.span, "services")

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
        if written.path in self.documents.conditional and self.is_conditional(written):
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

    def is_awaited(self, service: str) -> bool:
        """Others wait until it has done its work, which a server never has."""
        if self._awaited is None:
            self._awaited = {
                entry.key.text
                for other in self.services.values()
                if isinstance(other.value, Mapping)
                for entry in other.value.mapping("depends_on") or ()
                if isinstance(entry.value, Mapping)
                and self.plain(entry.value.get("condition")) == "service_completed_successfully"
            }
        return service in self._awaited

    def is_conditional(self, written: Node) -> bool:
        """A template's condition or loop may leave it out, or repeat it."""
        lines = self.documents.conditional.get(written.path)
        return lines is not None and written.span.line in lines

    def section(self, name: str) -> Mapping:
        """A top-level section, empty where there is none."""
        return self.root.mapping(name) or Mapping(self.files[0], self.root.span)


def place(entry: Entry, logical: str) -> Origin:
    """Where `entry` stands, as `Entry.origin` says it, with its logical place."""
    return Origin(entry.key.path, entry.span, logical)


def join(folder: str, relative: str) -> str:
    """`relative` as seen from `folder`, normalised; absolute paths stay."""
    return posixpath.normpath(posixpath.join(folder, relative.replace("\\", "/")))
