"""What comes of an audit: reports where they were asked for, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click
from click.core import ParameterSource

from kafkalint import reporters
from kafkalint.cli.options import NEVER, Output
from kafkalint.cli.terminal import prepare_stdout, stdout_style, write_stdout
from kafkalint.errors import InputError, UsageError
from kafkalint.findings import Report, Severity
from kafkalint.record import NamedTuple

TO_READ = Output("text", "")


class Delivery(NamedTuple):
    """How a report is handed over; the fields are the options of that name."""

    fail_on: str
    allow_incomplete: bool
    color: str
    show: Sequence[str]


def deliver(report: Report, outputs: Sequence[Output], how: Delivery) -> int:
    """Write the report in every format that was asked for; gives the exit status."""
    write(report, outputs, how)
    status = _status(report, how.fail_on, how.allow_incomplete)
    if status == 3 and TO_READ not in outputs:
        click.echo(f"kafkalint: incomplete: {_why_incomplete(report)}", err=True)
    return status


def write(report: Report, outputs: Sequence[Output], how: Delivery) -> None:
    """Write the report in every format that was asked for."""
    for output in outputs:
        _write(report, output, how.color, how.show)


def unreached(
    problem: InputError, nothing: Report, outputs: Sequence[Output], how: Delivery
) -> int:
    """Say why there is no cluster to judge: to people in words, to programs as a report."""
    write(nothing, [output for output in outputs if output != TO_READ], how)
    click.echo(f"kafkalint: {problem}", err=True)
    return 0 if how.allow_incomplete else problem.exit_status


def chosen_by(ctx: click.Context) -> str:
    """Who chose the environment, as the summary says it."""
    source = ctx.get_parameter_source("environment")
    if source is ParameterSource.COMMANDLINE:
        return "--env"
    return "KAFKALINT_ENV" if source is ParameterSource.ENVIRONMENT else "default"


def check_folders(outputs: Sequence[Output]) -> None:
    """Say before the work what could not be written after it."""
    for output in outputs:
        folder = os.path.dirname(output.file) or "."
        if output.file and not os.path.isdir(folder):
            raise UsageError(f"there is no folder '{folder}' to write it in", path=output.file)


def _write(report: Report, output: Output, color: str, show: Sequence[str]) -> None:
    reporter = reporters.load(output.format)
    if not output.file:
        prepare_stdout(for_program=output != TO_READ)
        write_stdout(lambda: reporter.write(report, sys.stdout, stdout_style(color, show)))
        return
    style = reporters.Style(color == "always", 100, frozenset(show))
    try:
        with open(output.file, "w", encoding="utf-8", errors="backslashreplace") as file:
            reporter.write(report, file, style)
    except OSError as problem:
        raise UsageError(f"cannot be written: {problem.strerror}", path=output.file) from None


def _status(report: Report, fail_on: str, allow_incomplete: bool) -> int:
    """The exit status; findings win over what is incomplete."""
    if fail_on != NEVER:
        least = Severity[fail_on.upper()]
        if any(finding.severity >= least for finding in report.active):
            return 1
    return 3 if report.incomplete and not allow_incomplete else 0


def _why_incomplete(report: Report) -> str:
    for notice in report.notices:
        if notice.kind in ("unreadable", "permission"):
            place = ":".join(str(part) for part in (notice.path, notice.line) if part)
            return f"{place}: {notice.message}" if place else notice.message
    return "no file here describes a Kafka cluster"
