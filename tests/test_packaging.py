"""The wheel holds what the checkout holds, and says the same elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an installer would."""
    checkout = Path(__file__).parent.parent
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, checkout, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that holds only the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    python = folder / "bin/python"
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return python


def tree(checkout: Path, folder: str) -> set[str]:
    files = (path for path in (checkout / folder).rglob("*") if path.is_file())
    return {path.relative_to(checkout).as_posix() for path in files}


def test_every_rule_and_schema_is_in_the_wheel(wheel: Path, checkout: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name.removeprefix("kafkalint/") for name in archive.namelist()}
    assert tree(checkout, "rules") | tree(checkout, "schemas") <= names


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kafkalint"}


def test_the_checkout_has_one_home_for_rules_and_schemas(checkout: Path) -> None:
    assert not (checkout / "kafkalint/rules").exists()
    assert not (checkout / "kafkalint/schemas").exists()


def test_it_lists_the_same_rules(installed: Path, checkout: Path, tmp_path: Path) -> None:
    command = ("-m", "kafkalint", "rules", "--format", "json")
    here = run(sys.executable, *command, cwd=checkout)
    assert json.loads(here)["rules"]
    assert run(installed, *command, cwd=tmp_path) == here


def test_it_reports_the_same(installed: Path, checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout / "examples", tmp_path / "examples")
    command = ("-m", "kafkalint", "check", "examples", "--format", "json", "--fail-on", "never")
    here: Any = json.loads(run(sys.executable, *command, cwd=checkout))
    there = json.loads(run(installed, *command, cwd=tmp_path))
    assert here["findings"]
    assert there == here


def test_its_console_script_runs(installed: Path, tmp_path: Path) -> None:
    assert run(installed.parent / "kafkalint", "--version", cwd=tmp_path).startswith("kafkalint ")
