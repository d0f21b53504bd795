"""Variables that the user gives on the command line or in the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafkalint.cli import variables
from kafkalint.errors import UsageError


def test_lines_of_variables_are_read_and_later_files_win(tmp_path: Path) -> None:
    (tmp_path / "a.env").write_text("TAG=1\nZONE=a\n")
    (tmp_path / "b.env").write_text("TAG=2\n")

    read = variables.read([str(tmp_path / "a.env"), str(tmp_path / "b.env")])

    assert read == {"TAG": "2", "ZONE": "a"}


@pytest.mark.parametrize(
    ("name", "content"),
    [("prod.tfvars", "a = [1, 2]\n"), ("prod.tfvars.json", '{"a": [1, 2]}')],
)
def test_terraforms_own_files_are_left_to_terraform(
    name: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)

    assert variables.read([str(tmp_path / name)]) == {}


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [("prod.tfvars", "a = 1\nb = = 2\n", 2), ("prod.tfvars.json", '{\n"a": }', 2)],
)
def test_a_broken_file_is_wrong_use(name: str, content: str, line: int, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(UsageError) as refused:
        variables.read([str(tmp_path / name)])
    assert refused.value.line == line


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        variables.read([str(tmp_path / "missing.tfvars")])


def test_of_the_environment_only_terraforms_variables_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TF_VAR_brokers", "3")
    monkeypatch.setenv("BROKERS", "6")

    assert variables.of_environment()["TF_VAR_brokers"] == "3"
    assert "BROKERS" not in variables.of_environment()
