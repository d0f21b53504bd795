"""With kept results or without, a check says the same, whatever happens to the files."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kafkalint import audit
from kafkalint.cli import run

COMPOSE = """\
services:
  kafka:
    image: apache/kafka:${TAG:-4.1.0}
    env_file: kafka.env
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
"""
BROKER = "broker.id=1\nlog.dirs=/data\nzookeeper.connect=zk1:2181,zk2:2181,zk3:2181\n"
MSK = """\
variable "brokers" {
  default = 3
}
resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = var.brokers
}
"""
CONTENTS = {
    "compose.yml": [COMPOSE, COMPOSE.replace("4.1.0", "3.9.1"), "services: {}\n", "services: ["],
    "compose.override.yml": ["services:\n  kafka:\n    ports: ['9092:9092']\n", ""],
    "kafka.env": ["KAFKA_AUTO_CREATE_TOPICS_ENABLE=false\n", "KAFKA_LOG_DIRS=/tmp/kafka\n"],
    ".env": ["TAG=3.7.0\n", "TAG=4.0.0\n"],
    "vm/server.properties": [BROKER, BROKER + "min.insync.replicas=3\n", "motd=A game\n"],
    "msk/main.tf": [MSK, MSK + "}\n"],
    "msk/terraform.tfvars": ["brokers = 6\n", "brokers = 2\n"],
    ".gitignore": ["msk/\n", "*.properties\n", "# nothing\n"],
    ".git/HEAD": ["ref: refs/heads/main\n"],
    "vm/CACHEDIR.TAG": ["Signature: 8a477f597d28d172789f06886806bc55\n"],
}
PATHS = sorted(CONTENTS)
QUESTIONS = [["."], ["compose.yml"], [".", "--env", "development", "--format", "sarif"], ["msk"]]


class Said(NamedTuple):
    status: int
    stdout: str
    stderr: str


class Change(NamedTuple):
    """Writes `path` with one of its contents; without one it goes, or is a link to `target`."""

    path: str
    content: str | None
    target: str = ""

    def make(self, here: Path) -> None:
        file = here / self.path
        file.parent.mkdir(exist_ok=True)
        file.unlink(missing_ok=True)
        if self.content is not None:
            file.write_text(self.content)
        elif self.target:
            file.symlink_to(here / self.target)


writes = st.sampled_from(PATHS).flatmap(
    lambda path: st.builds(Change, st.just(path), st.sampled_from(CONTENTS[path]))
)
removals = st.builds(Change, st.sampled_from(PATHS), st.none())
links = st.builds(Change, st.sampled_from(PATHS), st.none(), st.sampled_from([*PATHS, "msk"]))
changes = st.one_of(writes, writes, removals, links)


def say(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Said:
    streams = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    status = run(["check", *arguments])
    monkeypatch.undo()
    return Said(status, *(stream.getvalue() for stream in streams))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.lists(writes, min_size=2, max_size=6),
    later=st.lists(st.tuples(changes, st.sampled_from(QUESTIONS)), min_size=2, max_size=6),
)
def test_kept_or_not_the_words_are_the_same(
    tmp_path: Path, first: Sequence[Change], later: Sequence[tuple[Change, list[str]]]
) -> None:
    here, cache = tmp_path / "project", tmp_path / "cache"
    shutil.rmtree(here, ignore_errors=True)
    shutil.rmtree(cache, ignore_errors=True)
    here.mkdir()
    for change in first:
        change.make(here)
    for change, question in later:
        for _ in range(2):
            assert words(here, question, cache) == words(here, question, None)
        change.make(here)
        assert words(here, question, cache) == words(here, question, None)


def words(here: Path, question: Sequence[str], cache: Path | None) -> Said:
    """What a check of `here` says, with results kept in `cache` or none at all."""
    how = ["--cache-dir", str(cache)] if cache else ["--no-cache"]
    with pytest.MonkeyPatch.context() as monkeypatch:
        before = Path.cwd()
        os.chdir(here)
        monkeypatch.delenv("KAFKALINT_NO_CACHE", raising=False)
        try:
            return say(pytest.MonkeyPatch(), *question, *how)
        finally:
            os.chdir(before)


@pytest.fixture
def audits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Fills with each audit that is made of the project that is the working directory."""
    here = tmp_path / "project"
    here.mkdir()
    (here / "compose.yml").write_text(COMPOSE)
    monkeypatch.chdir(here)
    monkeypatch.delenv("KAFKALINT_NO_CACHE", raising=False)
    monkeypatch.setenv("KAFKALINT_CACHE_DIR", str(tmp_path / "cache"))
    made: list[object] = []
    audit_paths: Callable[..., object] = audit.audit_paths

    def counted(*arguments: object) -> object:
        made.append(arguments)
        return audit_paths(*arguments)

    monkeypatch.setattr(audit, "audit_paths", counted)
    return made


def test_the_second_check_is_no_audit(audits: list[object]) -> None:
    run(["check"])
    run(["check"])

    assert len(audits) == 1


def test_who_wants_a_new_one_gets_it(audits: list[object]) -> None:
    run(["check"])
    run(["check", "--no-cache"])

    assert len(audits) == 2


@pytest.mark.parametrize(
    "other",
    [
        ["--env", "test"],
        ["--kafka-version", "3.9"],
        ["--select", "security"],
        ["--ignore", "security"],
        ["--exclude", "*.bak"],
        ["--fail-on", "never"],
        ["--format", "json"],
        ["--format", "json=report.json"],
        ["--show", "passed"],
        ["--color", "always"],
        ["--estimate"],
        ["--allow-incomplete"],
        ["--tf-var-env"],
        ["compose.yml"],
    ],
    ids=" ".join,
)
def test_every_option_makes_it_another_question(audits: list[object], other: list[str]) -> None:
    run(["check"])
    run(["check", *other])

    assert len(audits) == 2


def test_variables_of_the_environment_are_part_of_it(
    audits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for brokers in ("3", "6"):
        monkeypatch.setenv("TF_VAR_brokers", brokers)
        run(["check", "--tf-var-env"])

    assert len(audits) == 2


def test_what_is_piped_in_is_part_of_the_question(
    audits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"broker.id=1\n", b"broker.id=2\n"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        run(["check", "-", "--stdin-filename", "server.properties"])

    assert len(audits) == 2


def test_the_width_of_the_terminal_is_part_of_the_question(
    audits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in ("80", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        run(["check"])

    assert len(audits) == 2


def test_files_are_written_each_time(audits: list[object]) -> None:
    arguments = ["check", "--format", "json=../report.json"]
    run(arguments)
    first = Path("../report.json").read_bytes()
    Path("../report.json").unlink()
    run(arguments)

    assert Path("../report.json").read_bytes() == first
    assert len(audits) == 1


def test_a_folder_of_results_in_the_project_is_no_part_of_it(
    audits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKALINT_CACHE_DIR", "kept")
    for _ in range(4):
        run(["check"])

    assert len(audits) == 2  # the folder was not there the first time


def test_wrong_use_is_said_each_time(
    audits: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for _ in range(2):
        assert run(["check", "missing.yml"]) == 2
        said.append(capsys.readouterr().err)

    assert said[0] == said[1] != ""
