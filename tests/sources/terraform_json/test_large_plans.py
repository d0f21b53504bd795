"""Plans that are large are read; what is too large, or only Terraform reads, is told apart."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kafkalint import disk
from kafkalint.audit import Options, audit_paths

PLAN = Path(__file__).parent.parent / "deployments" / "public" / "plan" / "plan.json"


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan of 12 MB, nearly all of it other people's instances."""
    monkeypatch.chdir(tmp_path)
    plan = json.loads(PLAN.read_text())
    values = {f"attribute_{number}": "value" * 5 for number in range(40)}
    for number in range(6000):
        address = f"aws_instance.web[{number}]"
        plan["planned_values"]["root_module"]["resources"].append(
            {
                "address": address,
                "mode": "managed",
                "type": "aws_instance",
                "name": "web",
                "index": number,
                "values": values,
            }
        )
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    return tmp_path / "plan.json"


def test_what_matters_in_it_is_found(large: Path) -> None:
    assert large.stat().st_size > 10_000_000

    report = audit_paths(["plan.json"], Options())

    assert "msk-public-access" in {finding.rule.id for finding in report.findings}
    assert report.notices == ()


def test_one_that_is_too_large_is_said_to_be(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "MAX_RECORD", 11_000_000)

    (notice,) = audit_paths(["plan.json"], Options()).notices

    assert notice.kind == "unreadable"
    assert notice.message.endswith("files up to 11 MB are read")


def test_other_files_stay_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kafka.json").write_text(json.dumps({"kafka": "x" * 11_000_000}))

    (notice,) = audit_paths(["kafka.json"], Options()).notices

    assert notice.message.endswith("files up to 10 MB are read")


def test_what_only_terraform_reads_is_told_how_to_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    archive = BytesIO()
    with ZipFile(archive, "w") as plan:
        plan.writestr("tfplan", b"\x00\x01\x02")
    (tmp_path / "plan.out").write_bytes(archive.getvalue())

    report = audit_paths(["plan.out"], Options())

    (notice,) = report.notices
    assert report.incomplete
    assert (notice.kind, notice.path) == ("unreadable", "plan.out")
    assert "terraform show -json" in notice.message
    assert audit_paths(["."], Options()).notices == ()
