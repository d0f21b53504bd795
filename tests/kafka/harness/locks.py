"""What only one run of the tests may do or have at a time, whoever started the others."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_held: list[IO[str]] = []


def cache() -> Path:
    """Where what is fetched is kept: outside the checkout."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "kafkalint-tests"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process is here under this name."""
    with _file(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def try_to_hold(name: str) -> bool:
    """Whether the name is this process's from now on, until it ends."""
    file = _file(name)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return False
    _held.append(file)
    return True


def _file(name: str) -> IO[str]:
    path = cache() / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")
