"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from folders import write
from multitool import Multitool, install
from real_kafka import (  # noqa: F401
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

CHECKOUT = Path(__file__).parent.parent
os.environ["KAFKALINT_NO_CACHE"] = "1"  # what a test sees was worked out for it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write what came out into the files of expected output, then read the diff",
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be rewritten instead of compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return CHECKOUT


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], Path]:
    """Writes files, paths to what they hold, below the working directory, and gives that."""
    here = tmp_path / "project"
    here.mkdir()
    monkeypatch.chdir(here)

    def written(files: Mapping[str, str]) -> Path:
        write(here, files)
        return here

    return written


@pytest.fixture(scope="session")
def multitool() -> Multitool:
    """The public SARIF multitool."""
    return install()
