"""The public SARIF multitool and the schema that comes with it, installed by npm.

It is some 100 MB, so it is kept in the user's cache and installed once.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

VERSION = "5.7.0"
PACKAGES = ("@microsoft/sarif-multitool", "@microsoft/sarif-multitool-linux")
FINDING = re.compile(r": (error|warning|note) ([A-Z]+\d+): (.*)")

ADVICE = frozenset(
    {
        "SARIF2002",  # message ids instead of texts: code scanning needs the text
        "SARIF2003",  # version control: told by whoever uploads the report
        "SARIF2006",  # the schema's address could not be reached
        "SARIF2009",  # rule ids as CS2001: ours are words
        "SARIF2010",  # a snippet: there is none where the text is not at hand or is long
        "SARIF2011",  # lines around it: they may hold secrets
        "SARIF2012",  # a help URI: the help itself is in the report
    }
)
"""Notes of the multitool that are advice we do not take, and why."""


class Multitool:
    """The installed tool."""

    def __init__(self, folder: Path) -> None:
        package = folder / "node_modules" / PACKAGES[1]
        self.program = package / "Sarif.Multitool"
        self.schema: Any = json.loads((package / "sarif-2.1.0.json").read_text(encoding="utf-8"))

    def complaints(self, sarif: Path) -> list[str]:
        """What it has against the file: errors, warnings, and notes that are no mere advice.

        Its exit status says nothing; that it went to the end is read from what it prints.
        """
        command = [str(self.program), "validate", str(sarif)]
        command += ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
        environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=300, env=environment, check=False
        )
        assert "1 files scanned" in done.stdout, done.stdout + done.stderr
        assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
        found = FINDING.findall(done.stdout)
        return [
            f"{level} {rule}: {text}"
            for level, rule, text in found
            if level != "note" or rule not in ADVICE
        ]


def install() -> Multitool:
    """The multitool, from the cache or by npm. Skips where it cannot be had; fails so in CI."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "kafkalint-tests" / f"sarif-multitool-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another run of the tests may be about the same
        if not (folder / "complete").exists():
            _fetch(folder)
    return Multitool(folder)


def _fetch(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        _not_run("npm is not installed")
    command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit"]
    command += ["--no-fund", *(f"{name}@{VERSION}" for name in PACKAGES)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        _not_run(f"npm cannot install the SARIF multitool: {done.stderr[-300:]}")
    program = folder / "node_modules" / PACKAGES[1] / "Sarif.Multitool"
    program.chmod(0o755)
    (folder / "complete").touch()


def _not_run(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
