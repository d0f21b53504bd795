"""Where a hardened cluster may keep its data: where nothing clears it by itself."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness.java import UnavailableError
from harness.locks import cache
from kafkalint.facts.storage import TEMPORARY

CHECKOUT = Path(__file__).resolve().parents[3]


@contextlib.contextmanager
def kept_folder() -> Iterator[Path]:
    """A folder that is gone at the end, but never by itself; raises UnavailableError."""
    folder = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made() -> Path:
    tried = []
    for above in dict.fromkeys(_candidates()):
        if any(above.is_relative_to(each) for each in TEMPORARY):
            tried.append(f"{above} is among temporary files")
            continue
        try:
            above.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=above))
        except OSError as problem:
            tried.append(f"{above} cannot be written to: {problem.strerror}")
    raise UnavailableError(f"its data can be kept nowhere: {'; '.join(tried)}")


def _candidates() -> Iterator[Path]:
    """Folders that may be there for whoever runs the tests, and may be written to."""
    yield cache() / "data"
    with contextlib.suppress(KeyError):  # containers run as users of whom nobody knows
        home = Path(pwd.getpwuid(os.getuid()).pw_dir)  # wherever HOME leads
        yield home / ".cache" / "kafkalint-tests" / "data"
    yield CHECKOUT / ".pytest_cache" / "kafka"
