"""The process that asks the cluster: started, and if there is a chance, ahead of its time.

Loading what asks takes longer than loading what reads a command line, so that it can begin
before anything else is loaded; it waits for its order then. Nothing is imported here that costs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

PROGRAM = "from kafkalint.live.worker import main; main()"

_ahead: list[subprocess.Popen[bytes]] = []


def start() -> subprocess.Popen[bytes]:
    """A process that waits for its order: the one that was started ahead, or a new one."""
    return _ahead.pop() if _ahead else _start()


def start_ahead(arguments: Sequence[str]) -> None:
    """Start one now if a command line looks as if it will be needed."""
    if any(argument.startswith("--bootstrap") for argument in arguments):
        _ahead.append(_start())


def dismiss() -> None:
    """End the one that nobody took."""
    while _ahead:
        with _ahead.pop() as process:
            process.kill()


def _start() -> subprocess.Popen[bytes]:
    """It finds the same packages, and prints nothing."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", PROGRAM],  # nothing is imported from where it is run
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("KAFKALINT_DEBUG") else subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
