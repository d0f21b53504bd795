"""The program as a process: bugs, signals, pipes, encodings, and what it loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kafkalint import audit, reporters
from kafkalint.cli import run

BROKER = "process.roles=broker,controller\nnode.id=1\nmin.insync.replicas=1\n"
PROGRAM = [sys.executable, "-m", "kafkalint"]


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with one broker's file."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "server.properties"
    path.write_text(BROKER, encoding="utf-8")
    return path


def environment(checkout: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAFKALINT_")}
    return {**kept, "KAFKALINT_NO_CACHE": "1", "PYTHONPATH": str(checkout), **more}


class TestBugs:
    @pytest.fixture
    def bug(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def audit_paths(*_: Any) -> None:
            raise KeyError("hunter2")

        monkeypatch.setattr(audit, "audit_paths", audit_paths)

    def test_a_bug_says_that_it_is_one_and_what_to_report(
        self, bug: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["check"]) == 70
        told = capsys.readouterr().err
        assert "this is a bug in kafkalint, not in your files: KeyError at cli/check.py:" in told
        assert "Please report it" in told
        assert "Python 3." in told
        assert "Traceback" not in told

    def test_what_was_being_read_is_not_shown(
        self, bug: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["check"])
        assert "hunter2" not in capsys.readouterr().err

    def test_the_traceback_is_there_for_those_who_ask(
        self, bug: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KAFKALINT_DEBUG", "1")
        assert run(["check"]) == 70
        assert "Traceback (most recent call last)" in capsys.readouterr().err


def heed_interrupts() -> None:
    """What runs in the background has inherited that interrupts are to be ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class TestEndings:
    def test_ctrl_c_ends_quietly(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(audit, "audit_paths", interrupted)
        assert run(["check"]) == 130
        assert capsys.readouterr().err.strip() == "kafkalint: interrupted"

    def test_a_real_interrupt_ends_quietly_too(self, broker: Path, checkout: Path) -> None:
        command = [*PROGRAM, "check", "-", "--stdin-filename", "server.properties"]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(checkout, PYTHONUNBUFFERED="1"),
            text=True,
            preexec_fn=heed_interrupts,
        ) as process:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1.5)  # it waits for its input
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=20)
        assert process.returncode == 130
        assert told.strip() == "kafkalint: interrupted"

    @pytest.mark.parametrize("command", ["check", "rules", "explain min-isr-blocks-writes"])
    def test_a_reader_that_goes_away_is_no_error(
        self, command: str, broker: Path, checkout: Path
    ) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*PROGRAM, *command.split()],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=environment(checkout),
            text=True,
            check=False,
        )
        os.close(writing)
        assert done.returncode == 141
        assert done.stderr == ""

    @pytest.mark.parametrize("command", ["check", "rules", "explain min-isr-blocks-writes"])
    def test_a_full_disk_is_said(self, command: str, broker: Path, checkout: Path) -> None:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*PROGRAM, *command.split()],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(checkout),
                text=True,
                check=False,
            )
        assert done.returncode == 2
        assert "no space left on device" in done.stderr.lower()
        assert "Traceback" not in done.stderr


class TestEncodings:
    def test_a_terminal_that_knows_no_boxes_gets_escapes(
        self, broker: Path, checkout: Path
    ) -> None:
        done = subprocess.run(
            [*PROGRAM, "check", "--fail-on", "never"],
            capture_output=True,
            env=environment(checkout, PYTHONIOENCODING="ascii"),
            check=False,
        )
        assert done.returncode == 0
        assert b"\\u2502" in done.stdout

    def test_programs_get_utf8_whatever_the_terminal_knows(
        self, broker: Path, checkout: Path
    ) -> None:
        broker.rename(broker.with_name("주문.properties"))
        done = subprocess.run(
            [*PROGRAM, "check", "--format", "json", "--fail-on", "never"],
            capture_output=True,
            env=environment(checkout, PYTHONIOENCODING="ascii"),
            check=False,
        )
        report = json.loads(done.stdout.decode("utf-8"))
        assert report["clusters"][0]["files"] == ["주문.properties"]

    def test_a_file_name_that_is_no_text_can_be_reported(
        self, broker: Path, checkout: Path
    ) -> None:
        broker.rename(broker.with_name("\udcff.properties"))
        for form in ("json", "sarif", "text"):
            done = subprocess.run(
                [*PROGRAM, "check", "--format", form, "--fail-on", "never"],
                capture_output=True,
                env=environment(checkout),
                check=False,
            )
            assert done.returncode == 0, done.stderr
            if form != "text":
                json.loads(done.stdout.decode("utf-8"))


class TestLoading:
    def loaded(self, checkout: Path, *arguments: str) -> set[str]:
        script = (
            "import sys; from kafkalint.cli import run; run(sys.argv[1:]);"
            "print(*sys.modules, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            capture_output=True,
            env=environment(checkout),
            text=True,
            check=True,
        )
        return set(done.stderr.split())

    @pytest.mark.parametrize("form", ["text", "json"])
    def test_a_check_loads_nothing_heavy(self, form: str, broker: Path, checkout: Path) -> None:
        loaded = self.loaded(checkout, "check", "--format", form)
        assert "yaml" in loaded
        heavy = {"sarif_om", "attr", "jsonschema", "importlib.metadata", "difflib"}
        assert not loaded & heavy

    def test_only_the_command_and_the_reporter_that_are_used_are_loaded(
        self, broker: Path, checkout: Path
    ) -> None:
        loaded = self.loaded(checkout, "check", "--format", "json")
        assert "kafkalint.reporters.json" in loaded
        assert not loaded & {"kafkalint.reporters.text", "kafkalint.cli.rules"}

    def test_the_version_is_told_without_the_audit(self, checkout: Path) -> None:
        assert "kafkalint.audit" not in self.loaded(checkout, "--version")


def test_the_module_is_the_program(checkout: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--version"],
        capture_output=True,
        env=environment(checkout),
        text=True,
        check=True,
    )
    assert done.stdout.startswith("kafkalint ")


def test_several_reports_are_of_one_audit(broker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    audit_paths = audit.audit_paths

    def counted(*arguments: Any) -> Any:
        calls.append(arguments)
        return audit_paths(*arguments)

    monkeypatch.setattr(audit, "audit_paths", counted)
    run(["check", "--format", "json=a.json", "--format", "sarif=b.sarif", "--format", "text=c.txt"])
    assert len(calls) == 1
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["findings"]
    assert json.loads(Path("b.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "\x1b" not in Path("c.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", reporters.names())
def test_no_report_of_the_example_holds_a_secret(
    form: str,
    checkout: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(checkout)
    run(["check", "examples/webshop", "--format", form, "--show", "passed,undecided,suppressed"])
    told = capsys.readouterr().out
    assert "min.insync.replicas" in told
    for secret in ("tls-2021", "Jae3-iequ8-ohng", "winter-2023", "change-me-before-launch"):
        assert any(
            secret in path.read_text()
            for path in (checkout / "examples").rglob("*.*")
            if path.is_file()
        )
        assert secret not in told
