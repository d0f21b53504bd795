"""What is going on, on one line of a terminal that goes away at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kafkalint.reporters.text.paint import columns, visible

WIDTH = 78
QUIET_SECONDS = 0.3
"""What is done before anyone has read a line needs none."""


@contextmanager
def progress(subject: str) -> Iterator[Callable[[str], None]]:
    """Gives what takes a line about `subject`; says nothing where nobody looks."""
    stream = sys.stderr
    if not stream.isatty():
        yield lambda _: None
        return
    begun = time.monotonic()
    shown = 0

    def tell(text: str) -> None:
        nonlocal shown
        if time.monotonic() - begun < QUIET_SECONDS:
            return
        line = visible(f"kafkalint: {subject}: {text}")
        while columns(line) > WIDTH:
            line = line[:-2] + "…"
        stream.write(f"\r{line}{' ' * (shown - columns(line))}")
        stream.flush()
        shown = columns(line)

    try:
        yield tell
    finally:
        if shown:
            stream.write(f"\r{' ' * shown}\r")
            stream.flush()
