"""The terraform of this machine, where there is one, to be asked what things come to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

TERRAFORM = shutil.which("terraform")
needed = pytest.mark.skipif(not TERRAFORM, reason="there is no terraform to ask")


def run(folder: Path, *arguments: str, said: str = "") -> str:
    """What it answers in a folder, whatever its user has set; raises CalledProcessError."""
    (folder / "empty.tfrc").touch()
    return subprocess.run(
        [TERRAFORM or "terraform", *arguments],
        input=said,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        check=True,
        env={
            **os.environ,
            "TF_CLI_CONFIG_FILE": str(folder / "empty.tfrc"),
            "CHECKPOINT_DISABLE": "1",
        },
    ).stdout


def values(folder: Path, expressions: Sequence[str]) -> list[Any]:
    """What the expressions are in a folder; raises CalledProcessError."""
    answer = run(folder, "console", said=f"jsonencode([{', '.join(expressions)}])\n")
    found: list[Any] = json.loads(json.loads(answer))
    return found
