"""Places where a Kafka deployment is described: one module (or package) for each.

A source is a module of this package with

    NAME: str                                          the name that rules' examples use
    def claims(path: str, content: bytes) -> bool      cheap: may this file be one of mine?
    def read(files, workspace) -> Reading              all claimed files at once, to clusters
    def refusal(content: bytes) -> str                 may be missing: what to say of content that
                                                       is claimed and no text; "" for nothing

and is found by being here. `claims` looks at the name and the bytes only, and must never
say no to a file that `read` would make something of. `read` raises nothing: what cannot be
read becomes a notice, and the rest is read on.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Protocol

from kafkalint import modules
from kafkalint.findings import Notice
from kafkalint.formats.text import Text
from kafkalint.model import Cluster
from kafkalint.record import NamedTuple, Record, field


class SourceFile(NamedTuple):
    """A file that a source claimed. `named` where the user asked for it, else it is context."""

    path: str  # relative to the working directory, with "/"
    text: Text
    named: bool = True


class Workspace(Protocol):
    """The files around: sources read env files, includes, mounted files through it alone."""

    def read(self, path: str) -> Text | None:
        """The text at `path` (normalised, like SourceFile.path), None where there is none.

        Raises UnreadableError where it is there and cannot be read.
        """

    def list(self, folder: str) -> Sequence[str]:
        """The paths of the files directly in `folder`, sorted; empty where there is none."""

    def is_ignored(self, path: str) -> bool:
        """Whether Git ignores the file `path`: it stays on this machine."""

    def way_to_repository(self, folder: str) -> str:
        """The way from `folder` to that of its repository ("../.."); "." where there is none."""

    def variables(self) -> dict[str, str]:
        """Variables that the user gave with --var-file; empty otherwise."""

    def var_files(self) -> Sequence[str]:
        """Files given with --var-file that are in a language of their own: Terraform's .tfvars."""


class Reading(Record):
    """What a source made of its files.

    `consumed` are paths of files read as part of something else (a server.properties
    mounted into a service), which no other source should judge again.
    """

    clusters: list[Cluster] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    consumed: set[str] = field(default_factory=set)


class Source(Protocol):
    """The shape of a source module."""

    NAME: str

    def claims(self, path: str, content: bytes) -> bool: ...

    def read(self, files: Sequence[SourceFile], workspace: Workspace) -> Reading: ...


def load() -> list[Source]:
    """All sources, by name."""
    return [importlib.import_module(f"{__name__}.{name}") for name in modules.names(__path__)]
