"""What Terraform and OpenTofu say in JSON: plans, states, and streams of a plan's events."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.terraform_json.recognition import PLAN_FILE, is_plan_file, may_be_terraform

NAME = "terraform-json"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a plan or a state that has to do with Kafka, or a plan's own file."""
    return may_be_terraform(path, content) or is_plan_file(content)


def refusal(content: bytes) -> str:
    """What to say of a plan's own file, which only Terraform reads."""
    return PLAN_FILE if is_plan_file(content) else ""


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every plan and state among `files`."""
    if not files:
        return Reading()
    from kafkalint.sources.terraform_json.reading import read_files

    return read_files(files, workspace)
