"""A check imports what its files need and nothing else: every import is paid for at each start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

COMPOSE = """\
services:
  kafka:
    image: apache/kafka:4.1.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
"""
BROKER = "broker.id=1\nlog.dirs=/data\nzookeeper.connect=zk1:2181,zk2:2181,zk3:2181\n"

NEEDED_ANYWAY = {"click", "yaml", "_yaml", "cython_runtime"}
"""The packages that every check uses."""

PATHSPEC = {"pathspec", "typing_extensions"}
"""pathspec prefers typing_extensions to typing where it is installed."""

HEAVY = {
    "asyncio",
    "concurrent",
    "ctypes",
    "decimal",
    "difflib",
    "email",
    "html",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "logging",
    "multiprocessing",
    "pickle",
    "random",
    "socket",
    "sqlite3",
    "ssl",
    "statistics",
    "subprocess",
    "tempfile",
    "tomllib",
    "traceback",
    "unittest",
    "urllib.request",
    "xml",
    "zipfile",
}
"""Modules of Python's own that cost milliseconds and that judging a file has no use for."""

PROGRAM = """\
import sys, yaml, click
yaml.CSafeLoader
before = set(sys.modules)
from kafkalint.cli import run
status = run(sys.argv[1:])
import json
print("\\n" + json.dumps([status, sorted(set(sys.modules) - before)]))
"""


def imported(folder: Path, checkout: Path, files: Mapping[str, str], *arguments: str) -> set[str]:
    """The modules that checking `files` imports beyond click and PyYAML."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=True,
    )
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert status in (0, 1), done.stderr
    return set(modules)


def packages(modules: set[str]) -> set[str]:
    """The third-party packages among `modules`."""
    tops = {module.partition(".")[0] for module in modules}
    return tops - sys.stdlib_module_names - {"kafkalint"}


@pytest.fixture(scope="module")
def of_one_compose_file(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    checkout = Path(__file__).parent.parent
    folder = tmp_path_factory.mktemp("one")
    return imported(folder, checkout, {"compose.yml": COMPOSE}, "compose.yml")


def test_one_compose_file_needs_click_and_pyyaml_alone(of_one_compose_file: set[str]) -> None:
    assert packages(of_one_compose_file) <= NEEDED_ANYWAY


def test_nothing_heavy_of_pythons_own_comes_in(of_one_compose_file: set[str]) -> None:
    assert of_one_compose_file & HEAVY == set()


def test_only_the_report_that_is_asked_for_is_loaded(of_one_compose_file: set[str]) -> None:
    assert reporters(of_one_compose_file) == {"text"}


def test_the_readers_of_other_files_stay_out(of_one_compose_file: set[str]) -> None:
    assert not of_one_compose_file & {
        "kafkalint.formats.dockerfile",
        "kafkalint.formats.json",
        "kafkalint.ruleschema",
        "kafkalint.sources._jinja",
    }


@pytest.mark.parametrize(
    ("files", "more"),
    [
        ({"server.properties": BROKER}, {"javaproperties"}),
        ({"compose.yml": COMPOSE, ".gitignore": "*.local\n"}, PATHSPEC),
        ({"compose.yml": COMPOSE, ".gitignore": "# nothing\n"}, set()),
        ({"compose.yml": COMPOSE, "application.yml": "a: 1\n", "client.py": ""}, set()),
    ],
)
def test_other_files_bring_what_reads_them(
    tmp_path: Path, checkout: Path, files: dict[str, str], more: set[str]
) -> None:
    modules = imported(tmp_path, checkout, files, ".", "--format", "json")

    assert packages(modules) <= NEEDED_ANYWAY | more
    assert reporters(modules) == {"json"}


def reporters(modules: set[str]) -> set[str]:
    """The reporters among `modules`, without what they share."""
    names = {
        module.removeprefix("kafkalint.reporters.").partition(".")[0]
        for module in modules
        if module.startswith("kafkalint.reporters.")
    }
    return {name for name in names if not name.startswith("_")}
