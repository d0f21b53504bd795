"""Every scenario in scenarios/ says what it is written to say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scenario import Scenario, carry_out

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(
    path: Path,
    tmp_path: Path,
    update: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    for name in list(os.environ):
        if name.startswith("KAFKALINT_") or name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.chdir(tmp_path)
    scenario = Scenario.read(path)
    for name, content in scenario.files().items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    said = [carry_out(wanted, capsys, monkeypatch) for wanted in scenario.runs()]
    assert said, "a scenario runs something"
    if update:
        scenario.write(said)
        return
    kept = [carry_out(wanted, capsys, monkeypatch) for wanted in scenario.runs()]
    for actual, wanted in (*zip(said, scenario.runs(), strict=True), *zip(kept, said, strict=True)):
        assert actual.status == wanted.status, actual.stderr
        assert actual.stdout == wanted.stdout
        assert actual.stderr == wanted.stderr
