"""The GitHub action, run as a runner would: it installs this checkout and checks a project."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from runner import Job, Runner, evaluate

UPLOAD = "github/codeql-action/upload-sarif@v4"

BROKER = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
default.replication.factor=3
min.insync.replicas=3
"""


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner whose temporary folder lives as long as a job, so that it installs once."""
    return Runner(Path(__file__).parent.parent, tmp_path_factory.mktemp("runner"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    deployment(tmp_path / "infra")
    return tmp_path


def deployment(folder: Path) -> Path:
    """`folder`, with a broker in it whose topics cannot lose a replica."""
    (folder / "kafka").mkdir(parents=True)
    (folder / "kafka/server.properties").write_text(BROKER, encoding="utf-8")
    return folder


def test_it_is_a_valid_action(checkout: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.github-actions", str(checkout / "action.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_input_is_pasted_into_a_script(runner: Runner) -> None:
    for step in runner.action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one finding that is high."""
    return deployment(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def job(runner: Runner, failing: Path) -> Job:
    """The action run on it."""
    return runner.run(failing, select="min-isr-blocks-writes")


class TestFindings:
    def test_the_job_fails_as_the_check_does(self, job: Job) -> None:
        assert job.status == 1, job.log
        assert job.outputs["exit-status"] == "1"

    def test_the_log_has_the_report_for_people(self, job: Job) -> None:
        assert "min-isr-blocks-writes" in job.log
        assert "kafka/server.properties:7:1" in job.log

    def test_the_outputs_count_the_findings(self, job: Job) -> None:
        counts = {name: job.outputs[name] for name in ("findings", "critical", "high", "medium")}
        assert counts == {"findings": "1", "critical": "0", "high": "1", "medium": "0"}
        report = json.loads(Path(job.outputs["json-file"]).read_text(encoding="utf-8"))
        assert int(job.outputs["undecided"]) == len(report["undecided"])

    def test_the_summary_is_a_table_with_links(self, job: Job) -> None:
        assert "**1 finding**: 1 high in 1 cluster, judged for production." in job.summary
        link = (
            "[kafka/server.properties:7]"
            "(https://github.com/webshop/infra/blob/0123abc/kafka/server.properties#L7)"
        )
        (row,) = (line for line in job.summary.splitlines() if line.startswith("| high |"))
        assert row.endswith(f"| {link} |")

    def test_the_sarif_report_is_uploaded(self, job: Job, failing: Path) -> None:
        sarif = failing / "kafkalint.sarif"
        assert job.used[UPLOAD] == {"sarif_file": str(sarif), "category": "kafkalint"}
        (run,) = json.loads(sarif.read_text(encoding="utf-8"))["runs"]
        assert len(run["results"]) == 1

    def test_no_python_was_set_up_as_there_is_one(self, job: Job) -> None:
        assert "Set up Python" in job.skipped


def test_below_fail_on_the_job_passes(runner: Runner, project: Path) -> None:
    job = runner.run(project, select="min-isr-blocks-writes", fail_on="critical", upload="false")
    assert job.status == 0, job.log
    assert job.outputs["findings"] == "1"
    assert job.used == {}


def test_another_environment_and_folder(runner: Runner, project: Path) -> None:
    job = runner.run(
        project,
        working_directory="infra",
        path="kafka",
        env="test",
        select="min-isr-blocks-writes",
    )
    assert job.status == 0, job.log  # medium in a test environment
    assert "judged for test" in job.summary
    assert "blob/0123abc/infra/kafka/server.properties#L7" in job.summary


def test_wrong_use_fails_and_says_why(runner: Runner, project: Path) -> None:
    job = runner.run(project, env="staging")
    assert job.status == 2
    assert "staging" in job.log
    assert "ended with status 2" in job.summary
    assert UPLOAD not in job.used


def test_nothing_to_check_is_incomplete(runner: Runner, tmp_path: Path) -> None:
    assert runner.run(tmp_path).status == 3
    assert runner.run(tmp_path, allow_incomplete="true").status == 0


def test_inputs_are_no_commands(runner: Runner, project: Path) -> None:
    folder = project / "a folder; touch gone"
    shutil.move(project / "infra", folder)
    job = runner.run(
        project,
        path=f"{folder.name}\n$(touch pwned)\n",
        select="min-isr-blocks-writes`touch pwned`",
    )
    assert job.status == 2, job.log
    assert not list(project.glob("**/pwned")) + list(project.glob("**/gone"))
    job = runner.run(project, path=folder.name, select="min-isr-blocks-writes")
    assert job.status == 1, job.log


def test_a_fork_cannot_upload_and_need_not(runner: Runner, project: Path) -> None:
    event = {"pull_request": {"head": {"repo": {"fork": True}}}}
    job = runner.run(project, event, select="min-isr-blocks-writes")
    assert "Upload to code scanning" in job.skipped


def test_the_runner_reads_conditions_as_workflows_do() -> None:
    contexts = {"inputs": {"upload": "true"}, "steps": {"check": {"outputs": {}}}}
    assert evaluate("inputs.upload == 'true' && steps.check.outputs.file == ''", contexts) is True
    assert evaluate("steps.check.outputs.file != true", contexts) is True
    assert evaluate("inputs.upload == 'false' || 'other'", contexts) == "other"
    assert evaluate("!inputs.upload", contexts) is False
