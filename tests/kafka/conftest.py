"""Real Kafka for the tests of this folder, or the reason why there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from harness.archive import make_archive
from harness.installation import Kafka, install
from harness.java import UnavailableError
from harness.releases import LAST_WITH_ZOOKEEPER, NEWEST, Release

HERE = Path(__file__).parent
REQUIRED = ("KAFKALINT_REQUIRE_KAFKA", "CI")

_said: list[str] = []
_missing: dict[str, str] = {}
_seconds = 0.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here runs real Kafka."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.kafka)


@cache
def _installed(release: Release) -> Kafka | str:
    try:
        kafka = install(release)
    except UnavailableError as reason:
        return str(reason)
    if release.is_started:
        make_archive(kafka)
    return kafka


def kafka_of(release: Release) -> Kafka:
    """The release; skips where it cannot be run, and fails so where it has to be."""
    found = _installed(release)
    if isinstance(found, Kafka):
        return found
    _missing[str(release)] = found
    for name in REQUIRED:
        if os.environ.get(name):
            pytest.fail(f"real Kafka {release} was not run, because {found}", pytrace=False)
    pytest.skip(f"real Kafka {release} was not run, because {found}")


@pytest.fixture(scope="session")
def newest() -> Kafka:
    """The newest Kafka."""
    return kafka_of(NEWEST)


@pytest.fixture(scope="session")
def kafka39() -> Kafka:
    """The last Kafka that knows ZooKeeper."""
    return kafka_of(LAST_WITH_ZOOKEEPER)


@pytest.fixture(params=[NEWEST, LAST_WITH_ZOOKEEPER], ids=str, scope="module")
def either(request: pytest.FixtureRequest) -> Kafka:
    """Each of the releases."""
    release: Release = request.param
    return kafka_of(release)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the nodes of a module's clusters keep their files; pytest keeps it for a while."""
    return tmp_path_factory.mktemp("kafka")


class Say:
    """Takes lines for the summary at the end of the run."""

    def __call__(self, line: str) -> None:
        _said.append(line)


@pytest.fixture(scope="session")
def say() -> Say:
    return Say()


@pytest.fixture(autouse=True)
def _timed() -> Iterator[None]:
    global _seconds
    begun = time.monotonic()
    yield
    _seconds += time.monotonic() - begun


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was judged by which Kafka, and what was not."""
    if not _said and not _missing:
        return
    terminalreporter.write_sep("-", f"real Kafka ({_seconds:.0f} s)")
    for line in _said:
        terminalreporter.write_line(line)
    for release, reason in _missing.items():
        terminalreporter.write_line(f"Kafka {release}: not run, because {reason}")
