"""The terminal or pipe that is written to: colours, width, encoding."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Collection, Iterable

from kafkalint.errors import UsageError
from kafkalint.reporters import Style


def stdout_style(color: str, show: Collection[str]) -> Style:
    """How to write for people on standard output; `color` is auto, always or never."""
    return Style(_colored(color), _columns(), frozenset(show))


def _columns() -> int:
    """COLUMNS, or the terminal's own width, or 80 where there is none."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _colored(color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def prepare_stdout(for_program: bool) -> None:
    """Make standard output take any text: programs get UTF-8, people what their terminal knows.

    Names of files that are no text are written as escapes, which JSON reads back.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = "utf-8" if for_program else None
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def write_stdout(write: Callable[[], object]) -> None:
    """Carry out `write`, to its last byte. Raises UsageError where there is no room for it."""
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        silence_stdout()
        raise UsageError(f"standard output cannot be written: {problem.strerror}") from None


def show(lines: Iterable[str]) -> None:
    """Write `lines` for people; they hold the colours that were asked for, and no others."""
    prepare_stdout(for_program=False)
    write_stdout(lambda: sys.stdout.writelines(f"{line}\n" for line in lines))


def silence_stdout() -> None:
    """Send what is still buffered nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
