"""What the tests of real Kafka say at the end, whichever process ran them.

With pytest-xdist the tests run in workers, which hand over what they have to say when they end.
"""

from __future__ import annotations

from typing import Any

import pytest

said: list[str] = []
missing: dict[str, str] = {}  # releases that were not run, and why
seconds = 0.0


def pytest_configure(config: pytest.Config) -> None:
    """Files are taken in the order of collection, the longest first, not the fullest."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker: hand over."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["real_kafka"] = {"said": said, "missing": missing, "seconds": seconds}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Where workers are waited for: take over."""
    global seconds
    told = getattr(node, "workeroutput", {}).get("real_kafka")
    if told:
        said.extend(told["said"])
        missing.update(told["missing"])
        seconds += told["seconds"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was judged by which Kafka, and what was not."""
    if not said and not missing:
        return
    terminalreporter.write_sep("-", f"real Kafka ({seconds:.0f} s)")
    for line in said:
        terminalreporter.write_line(line)
    for release, reason in missing.items():
        terminalreporter.write_line(f"Kafka {release}: not run, because {reason}")
