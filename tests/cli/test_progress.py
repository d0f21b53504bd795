"""What is going on is shown to people, on one line that goes away; programs see nothing."""

from __future__ import annotations

import io
import sys

import pytest

from kafkalint.cli import progress as module
from kafkalint.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watch(
    monkeypatch: pytest.MonkeyPatch, quiet: float = 0, stream: io.StringIO | None = None
) -> io.StringIO:
    """Standard error from here on: a terminal, where nothing else is said."""
    stream = stream or Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module, "QUIET_SECONDS", quiet)
    return stream


def test_a_line_takes_the_place_of_the_one_before_and_goes_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = watch(monkeypatch)
    with progress("kafka:9092") as tell:
        tell("topics, groups")
        tell("topics")

    lines = terminal.getvalue().split("\r")
    assert lines[1] == "kafkalint: kafka:9092: topics, groups"
    assert lines[2] == "kafkalint: kafka:9092: topics" + " " * len(", groups")
    assert lines[3].strip() == ""
    assert lines[-1] == ""


def test_a_long_line_is_cut_and_no_control_character_gets_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = watch(monkeypatch)
    with progress("kafka:9092") as tell:
        tell("\x1b[2J" + "x" * 200)

    shown = terminal.getvalue().split("\r")[1]
    assert len(shown) <= module.WIDTH
    assert "\x1b" not in shown


def test_what_is_done_at_once_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch, quiet=60)
    with progress("kafka:9092") as tell:
        tell("topics")
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = watch(monkeypatch, stream=io.StringIO())
    with progress("kafka:9092") as tell:
        tell("topics")
    assert stream.getvalue() == ""
