"""Where findings are, in SARIF's terms: URIs relative to the repository, and regions."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from sarif_om import (
    ArtifactContent,
    ArtifactLocation,
    Location,
    LogicalLocation,
    Message,
    PhysicalLocation,
    Region,
)

from kafkalint import disk
from kafkalint.reporters._lines import Lines
from kafkalint.values import Origin


class Places:
    """Makes locations; paths of a report are relative to the working directory `here`."""

    def __init__(self, here: Path, lines: Lines) -> None:
        self._lines = lines
        self._here = here
        self._root = disk.repository(str(here)) or here
        self._uri = lru_cache(maxsize=None)(self._make_uri)

    def location(
        self, origin: Origin, subject: str = "", message: str = "", number: int = -1
    ) -> Location:
        """`origin` as a location; `number` is its id among related locations."""
        name = origin.logical or subject
        return Location(
            id=number,
            physical_location=self._physical(origin) if origin.path else None,
            logical_locations=[_logical(name, subject)] if name else None,
            message=Message(text=message) if message else None,
        )

    def _physical(self, origin: Origin) -> PhysicalLocation:
        return PhysicalLocation(
            artifact_location=ArtifactLocation(uri=self._uri(origin.path)),
            region=self._region(origin),
        )

    def _region(self, origin: Origin) -> Region:
        """The span with what stands there; the start of the file where only that is known."""
        if origin.span is None:
            return Region(start_line=1, start_column=1, end_line=1, end_column=1)
        line, column, end_line, end_column = origin.span
        snippet = self._lines.snippet(origin.path, origin.span)
        return Region(
            start_line=line,
            start_column=column,
            end_line=end_line,
            end_column=end_column,
            snippet=ArtifactContent(text=snippet) if snippet else None,
        )

    def _make_uri(self, path: str) -> str:
        """Relative to the repository with "/", or file:/// outside of it."""
        full = os.path.normpath(self._here / path)
        relative = os.path.relpath(full, self._root)
        if relative.startswith(".."):
            return Path(full).as_uri()
        return quote(os.fsencode(relative.replace(os.sep, "/")), safe="/")


def _logical(name: str, subject: str) -> LogicalLocation:
    return LogicalLocation(
        fully_qualified_name=name, name=subject if subject and subject != name else None
    )
