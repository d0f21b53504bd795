"""What asks a cluster is started as early as can be, and not left behind where it is not needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from kafkalint.live import process


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One that waits for an order, and says nothing."""
    monkeypatch.setattr(process, "PROGRAM", "import sys; sys.stdin.read()")
    yield
    process.dismiss()


def end(started: subprocess.Popen[bytes]) -> None:
    with started:
        started.kill()


def test_the_one_that_was_started_ahead_is_taken_once() -> None:
    process.start_ahead(["live", "--bootstrap", "kafka:9092"])

    first, second = process.start(), process.start()

    assert first.pid != second.pid
    assert process.start_ahead([]) is None
    end(first)
    end(second)


def test_none_is_started_ahead_of_a_command_that_asks_no_cluster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "_start", lambda: pytest.fail("it is started"))

    process.start_ahead(["live", "--from-snapshot", "kept.json"])


def test_one_that_nobody_took_ends() -> None:
    process.start_ahead(["live", "--bootstrap=kafka:9092", "--help"])
    (left,) = process._ahead

    process.dismiss()

    assert left.returncode is not None


def test_one_without_an_order_says_nothing() -> None:
    program = "from kafkalint.live.worker import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
