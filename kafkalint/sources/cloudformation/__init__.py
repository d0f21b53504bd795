"""Templates of AWS CloudFormation, also those that CDK and SAM put out."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.cloudformation.recognition import may_be_template

NAME = "cloudformation"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a template that has to do with Kafka."""
    return may_be_template(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """The clusters of every stack among `files`; a stack within another is part of it."""
    if not files:
        return Reading()
    from kafkalint.sources.cloudformation.reading import read_templates

    return read_templates(files, workspace)
