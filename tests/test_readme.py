"""README.md shows what kafkalint really says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kafkalint.cli import run

_OUTPUT = re.compile(
    r"<!-- output of: (?P<command>kafkalint .*) -->\n```text\n(?P<text>.*?)```", re.S
)
_FIRST = 42
"""How many lines of the beginning the README shows, at most; the end begins with what the
last cluster survives."""


def test_the_output_shown_is_the_true_one(
    checkout: Path,
    update: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("COLUMNS", "100")
    readme = checkout / "README.md"
    content = readme.read_text(encoding="utf-8")
    shown = _OUTPUT.search(content)
    assert shown
    run(shlex.split(shown["command"])[1:])
    lines = capsys.readouterr().out.splitlines()
    beginning = "\n".join(lines[:_FIRST]).rpartition("\n\n")[0].splitlines()
    end = lines[len(lines) - 1 - lines[::-1].index("What happens when") :]
    left_out = f"… {len(lines) - len(beginning) - len(end)} lines …"
    text = "\n".join([*beginning, "", left_out, "", *end, ""])
    if update:
        start, end = shown.span("text")
        readme.write_text(content[:start] + text + content[end:], encoding="utf-8")
    else:
        assert shown["text"] == text


def test_files_it_links_to_exist(checkout: Path) -> None:
    content = (checkout / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", content):
        assert link.startswith("https://") or (checkout / link).exists(), link


@pytest.mark.parametrize("marker", ["try it", "test command"])
def test_its_commands_are_each_one_line(checkout: Path, marker: str) -> None:
    content = (checkout / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {marker} -->\n```sh\n(.*?)```", content, re.S)
    assert found
    assert len(found[1].splitlines()) == 1
