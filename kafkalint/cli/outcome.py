"""What comes of an audit: reports where they were asked for, and the exit status."""

from __future__ import annotations

import io
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
from kafkalint.reporters import Style
from kafkalint.results import Result

TO_READ = Output("text", "")


class Delivery(NamedTuple):
    """How a report is handed over; the fields are the options of that name."""

    fail_on: str
    allow_incomplete: bool
    color: str
    show: Sequence[str]


def deliver(report: Report, outputs: Sequence[Output], how: Delivery) -> int:
    """Write the report in every format that was asked for; gives the exit status."""
    return hand_over(result(report, outputs, how), outputs)


def result(report: Report, outputs: Sequence[Output], how: Delivery) -> Result:
    """What there is to hand over."""
    texts = tuple([_text(report, output, how) for output in outputs])
    status = _status(report, how.fail_on, how.allow_incomplete)
    is_unsaid = status == 3 and TO_READ not in outputs
    return Result(texts, status, f"incomplete: {_why_incomplete(report)}" if is_unsaid else "")


def hand_over(result: Result, outputs: Sequence[Output]) -> int:
    """Write what there is where it was asked for; gives the exit status."""
    for text, output in zip(result.texts, outputs, strict=True):
        _write(text, output)
    if result.said:
        click.echo(f"kafkalint: {result.said}", err=True)
    return result.status


def unreached(
    problem: InputError, nothing: Report, outputs: Sequence[Output], how: Delivery
) -> int:
    """Say why there is no cluster to judge: to people in words, to programs as a report."""
    for output in outputs:
        if output != TO_READ:
            _write(_text(nothing, output, how), output)
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


def style(output: Output, how: Delivery) -> Style:
    """How the report looks there: in a file of the width that most can read."""
    if output.file:
        return Style(how.color == "always", 100, frozenset(how.show))
    return stdout_style(how.color, how.show)


def _text(report: Report, output: Output, how: Delivery) -> str:
    stream = io.StringIO()
    reporters.load(output.format).write(report, stream, style(output, how))
    return stream.getvalue()


def _write(text: str, output: Output) -> None:
    if not output.file:
        prepare_stdout(for_program=output != TO_READ)
        write_stdout(lambda: sys.stdout.write(text))
        return
    try:
        with open(output.file, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
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
