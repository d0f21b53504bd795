"""`kafkalint check`: judge the deployments that files describe."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click
from click.core import ParameterSource

from kafkalint import reporters
from kafkalint.audit import Options, audit_paths
from kafkalint.cli import options
from kafkalint.cli.options import Output
from kafkalint.cli.terminal import prepare_stdout, stdout_style, write_stdout
from kafkalint.errors import UsageError
from kafkalint.findings import Report, Severity
from kafkalint.formats.text import MAX_BYTES

NEVER = "never"
TO_READ = Output("text", "")


@click.command(context_settings=options.SETTINGS)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@options.environment_option
@click.option(
    "--format",
    "outputs",
    metavar="FORMAT[=FILE]",
    multiple=True,
    callback=options.outputs,
    envvar="KAFKALINT_FORMAT",
    help=f"How to report: {', '.join(reporters.names())}. Repeatable, each to a file of its own.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.word for severity in reversed(Severity)), NEVER]),
    default="high",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@options.select_options
@click.option(
    "--kafka-version",
    metavar="VERSION",
    callback=options.kafka_version,
    help="The version of Apache Kafka that will run, as 4.1.",
)
@options.rules_option
@click.option(
    "--show",
    metavar="WHAT",
    multiple=True,
    callback=options.shown,
    help=f"List in full beside the findings: {', '.join(reporters.SHOWABLE)}.",
)
@options.color_option
@click.option(
    "--var-file",
    "var_files",
    metavar="FILE",
    type=click.Path(),
    multiple=True,
    envvar="KAFKALINT_VAR_FILE",
    help="NAME=value lines for variables that the files leave open. Repeatable.",
)
@click.option(
    "--exclude",
    metavar="PATTERN",
    multiple=True,
    help="Leave out what matches, as a line of a .gitignore file would. Repeatable.",
)
@click.option("--stdin-filename", metavar="NAME", help="The name of what PATH - reads.")
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 where 3 would say incomplete.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    environment: str,
    outputs: list[Output],
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    kafka_version: str | None,
    rules_dirs: tuple[str, ...],
    show: tuple[str, ...],
    color: str,
    var_files: tuple[str, ...],
    exclude: tuple[str, ...],
    stdin_filename: str | None,
    allow_incomplete: bool,
) -> int:
    """Judge the Kafka deployments that the files at PATH (default: here) describe.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use; 3 nothing to
    check was found, or a Kafka file could not be read.
    """
    _check_folders(outputs)
    chosen = Options(
        environment=environment,
        environment_chosen_by=_chosen_by(ctx),
        select=select,
        ignore=ignore,
        rules_dirs=rules_dirs,
        kafka_version=kafka_version,
        exclude=exclude,
        variables=_variables(var_files),
        stdin=_stdin(paths, stdin_filename),
        stdin_filename=stdin_filename or "",
    )
    report = audit_paths(paths or (".",), chosen)
    for output in outputs:
        _write(report, output, color, show)
    status = _status(report, fail_on, allow_incomplete)
    if status == 3 and TO_READ not in outputs:
        click.echo(f"kafkalint: incomplete: {_why_incomplete(report)}", err=True)
    return status


def _chosen_by(ctx: click.Context) -> str:
    source = ctx.get_parameter_source("environment")
    if source is ParameterSource.COMMANDLINE:
        return "--env"
    return "KAFKALINT_ENV" if source is ParameterSource.ENVIRONMENT else "default"


def _check_folders(outputs: Sequence[Output]) -> None:
    """Say before the work what could not be written after it."""
    for output in outputs:
        folder = os.path.dirname(output.file) or "."
        if output.file and not os.path.isdir(folder):
            raise UsageError(f"there is no folder '{folder}' to write it in", path=output.file)


def _variables(var_files: Sequence[str]) -> dict[str, str]:
    if not var_files:
        return {}
    from kafkalint.cli.variables import read

    return read(var_files)


def _stdin(paths: Sequence[str], filename: str | None) -> bytes | None:
    if "-" not in paths:
        if filename:
            raise click.UsageError("--stdin-filename needs the PATH '-'.")
        return None
    if not filename:
        raise click.UsageError(
            "PATH '-' needs a name that tells what it is: --stdin-filename docker-compose.yml."
        )
    return sys.stdin.buffer.read(MAX_BYTES + 1)


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
