"""A configuration, its plan and its state in one folder are one deployment, judged once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kafkalint.audit import Options, audit_paths
from kafkalint.findings import Report

DEPLOYMENT = Path(__file__).parent / "deployments" / "public"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(DEPLOYMENT / "module", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add(folder: Path, form: str) -> None:
    for file in (DEPLOYMENT / f"{form}-of-module").iterdir():
        shutil.copy(file, folder)


def primary(report: Report) -> dict[str, tuple[str, int]]:
    """Where each rule's first finding points."""
    return {
        finding.rule.id: (finding.locations[0].path, finding.locations[0].line)
        for finding in report.findings
    }


def test_a_plan_stands_for_its_configuration_and_points_into_it(folder: Path) -> None:
    before = primary(audit_paths(["."], Options()))
    add(folder, "plan")
    report = audit_paths(["."], Options())

    (cluster,) = report.clusters
    assert "plan.json" in cluster.files
    assert primary(report) == before
    assert any(
        location.path == "plan.json" and location.logical.startswith("module.kafka.aws_msk_cluster")
        for finding in report.findings
        for location in finding.locations
    )


def test_a_configuration_stands_for_what_was_made_of_it_before(folder: Path) -> None:
    add(folder, "state")
    (cluster,) = audit_paths(["."], Options()).clusters

    assert "terraform.tfstate" not in cluster.files


def test_a_plan_stands_for_the_state(folder: Path) -> None:
    add(folder, "plan")
    add(folder, "state")
    report = audit_paths(["."], Options())

    (cluster,) = report.clusters
    assert "plan.json" in cluster.files
    assert "terraform.tfstate" not in cluster.files


@pytest.mark.parametrize("name", ["terraform.tfstate", "plan.json", "main.tf"])
def test_what_is_named_is_judged_whatever_stands_beside_it(folder: Path, name: str) -> None:
    add(folder, "plan")
    add(folder, "state")
    report = audit_paths([name], Options())

    (cluster,) = report.clusters
    assert name in cluster.files
    assert "msk-public-access" in primary(report)
