"""Ways to tell a report: one module for each format, named as the format is.

A reporter is a module (or package) of this package with

    def write(report, stream, style=PLAIN) -> None

and is found by being here. Only the one that is asked for is imported. What a reporter
prints about values has been hidden where they are secret; what it quotes from files
itself, it must hide itself (see `_lines`).
"""

from __future__ import annotations

import importlib
from typing import Protocol, TextIO

from kafkalint import modules
from kafkalint.findings import Report
from kafkalint.record import NamedTuple

SHOWABLE = ("passed", "undecided", "suppressed")


class Style(NamedTuple):
    """How a report for people looks; the formats for programs take no notice of it.

    `width` is in columns of the terminal; `show` are the parts of `SHOWABLE` to list in full.
    """

    color: bool = False
    width: int = 80
    show: frozenset[str] = frozenset()


PLAIN = Style()


class Reporter(Protocol):
    """The shape of a reporter module."""

    def write(self, report: Report, stream: TextIO, style: Style = PLAIN) -> None: ...


def names() -> list[str]:
    """The formats there are, without importing any."""
    return modules.names(__path__)


def load(name: str) -> Reporter:
    """The reporter for the format `name`, one of `names()`."""
    module: Reporter = importlib.import_module(f"{__name__}.{name}")
    return module
