"""The modules of a package."""

from __future__ import annotations

from pathlib import Path

from kafkalint import modules, reporters, sources


def test_names_are_those_of_modules_and_packages(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "_private.py", "__init__.py", "data.json", "native.so"):
        (tmp_path / name).touch()
    for name in ("package", "__pycache__", "_hidden"):
        (tmp_path / name).mkdir()
    assert modules.names([str(tmp_path)]) == ["a", "b", "package"]


def test_names_agree_with_what_can_be_imported() -> None:
    for package in (sources, reporters):
        for name in modules.names(package.__path__):
            assert __import__(f"{package.__name__}.{name}")
