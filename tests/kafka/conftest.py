"""Real Kafka for the tests of this folder, or the reason why there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
import real_kafka
from harness.archive import make_archive
from harness.installation import Kafka, install
from harness.java import UnavailableError
from harness.kept import kept_folder
from harness.releases import LAST_WITH_ZOOKEEPER, NEWEST, Release
from harness.secured import Secured, secured

from kafkalint import catalogue
from kafkalint.rule import Rule

HERE = Path(__file__).parent
REQUIRED = ("KAFKALINT_REQUIRE_KAFKA", "CI")
LONGEST = ("test_live_flaws.py", "test_what_failure_does.py", "test_live_reading.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here runs real Kafka, and goes first: it waits while other tests compute."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.kafka)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if not item.path.is_relative_to(HERE):
        return len(LONGEST) + 1
    return LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST)


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
    if not isinstance(found, Kafka):
        real_kafka.missing[str(release)] = found
        give_up(f"real Kafka {release} was not run, because {found}")
    return found


def give_up(reason: str) -> NoReturn:
    """Skips; fails where real Kafka has to be run."""
    if any(os.environ.get(name) for name in REQUIRED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def newest() -> Kafka:
    """The newest Kafka."""
    return kafka_of(NEWEST)


@pytest.fixture(scope="session")
def kafka39() -> Kafka:
    """The last Kafka that knows ZooKeeper."""
    return kafka_of(LAST_WITH_ZOOKEEPER)


@pytest.fixture(scope="session")
def untouched(newest: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A secured cluster for all who only look at it."""
    with secured(newest, tmp_path_factory.mktemp("untouched")) as shape:
        yield shape


@pytest.fixture(params=[NEWEST, LAST_WITH_ZOOKEEPER], ids=str, scope="module")
def either(request: pytest.FixtureRequest) -> Kafka:
    """Each of the releases."""
    release: Release = request.param
    return kafka_of(release)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the nodes of a module's clusters keep their files; pytest keeps it for a while."""
    return tmp_path_factory.mktemp("kafka")


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """The same for a cluster that has no data among temporary files, gone at the end."""
    try:
        with kept_folder() as folder:
            yield folder
    except UnavailableError as reason:
        give_up(f"a hardened cluster was not run, because {reason}")


@pytest.fixture(scope="module", autouse=True)
def _rules_read_once() -> Iterator[None]:
    """Thousands of audits are run here, and reading the rules would take most of the time."""
    rules = _rules()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "built_in", lambda: [*rules])
        yield


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(catalogue.built_in())


class Say:
    """Takes lines for the summary at the end of the run."""

    def __call__(self, line: str) -> None:
        real_kafka.said.append(line)


@pytest.fixture(scope="session")
def say() -> Say:
    return Say()


@pytest.fixture(autouse=True)
def _timed() -> Iterator[None]:
    begun = time.monotonic()
    yield
    real_kafka.seconds += time.monotonic() - begun
