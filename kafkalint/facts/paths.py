"""Paths inside containers and on machines that nobody looks at."""

from __future__ import annotations

import posixpath
from functools import lru_cache


@lru_cache(maxsize=1024)
def normal(path: str) -> str:
    """Without what changes nothing; the root for no path."""
    return posixpath.normpath(path) if path else "/"


def is_within(path: str, folder: str) -> bool:
    """A path is `folder` itself, or below it."""
    path, folder = normal(path), normal(folder)
    return path == folder or path.startswith(folder.rstrip("/") + "/")
