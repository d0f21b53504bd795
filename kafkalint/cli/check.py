"""`kafkalint check`: judge the deployments that files describe."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from kafkalint import disk
from kafkalint.cli import options, outcome
from kafkalint.cli.options import Output
from kafkalint.formats.text import MAX_BYTES
from kafkalint.results import Result, Results, user_folder


@click.command(context_settings=options.SETTINGS)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@options.environment_option
@options.format_option
@options.fail_on_option
@options.select_options
@options.kafka_version_option
@options.rules_option
@options.show_option
@options.color_option
@click.option(
    "--var-file",
    "var_files",
    metavar="FILE",
    type=click.Path(),
    multiple=True,
    envvar="KAFKALINT_VAR_FILE",
    help="NAME=value lines, or a .tfvars, for variables that the files leave open. Repeatable.",
)
@click.option(
    "--tf-var-env",
    is_flag=True,
    help="Take TF_VAR_NAME of the environment for Terraform's variables, as Terraform does.",
)
@click.option(
    "--exclude",
    metavar="PATTERN",
    multiple=True,
    help="Leave out what matches, as a line of a .gitignore file would. Repeatable.",
)
@click.option("--stdin-filename", metavar="NAME", help="The name of what PATH - reads.")
@options.estimate_option
@options.allow_incomplete_option
@options.cache_options
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
    tf_var_env: bool,
    exclude: tuple[str, ...],
    stdin_filename: str | None,
    estimate: bool,
    allow_incomplete: bool,
    cache_dir: str | None,
    no_cache: bool,
) -> int:
    """Judge the Kafka deployments that files describe.

    PATH is a file or a folder, here by default; - reads standard input.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use; 3 nothing to
    check was found, or a Kafka file could not be read.
    """
    outcome.check_folders(outputs)
    how = outcome.Delivery(fail_on, allow_incomplete, color, show)
    piped = _stdin(paths, stdin_filename)

    def check() -> Result:
        from kafkalint.audit import Options, audit_paths

        chosen = Options(
            estimate=estimate,
            environment=environment,
            environment_chosen_by=outcome.chosen_by(ctx),
            select=select,
            ignore=ignore,
            rules_dirs=rules_dirs,
            kafka_version=kafka_version,
            exclude=exclude,
            variables=_variables(var_files, tf_var_env),
            var_files=tuple(path for path in var_files if is_terraform(path)),
            stdin=piped,
            stdin_filename=stdin_filename or "",
        )
        return outcome.result(audit_paths(paths or (".",), chosen), outputs, how)

    folder = cache_dir or user_folder()
    if no_cache or not folder:
        return outcome.hand_over(check(), outputs)
    asked = {
        **ctx.params,
        "environment_chosen_by": outcome.chosen_by(ctx),
        "styles": [outcome.style(output, how)[:2] for output in outputs],
        "stdin": disk.digest(piped or b""),
        "environment_variables": sorted(_variables((), tf_var_env).items()),
    }
    return outcome.hand_over(Results(folder).recall(asked, check), outputs)


def is_terraform(path: str) -> bool:
    """Whether a file of variables is in Terraform's language."""
    return path.endswith((".tfvars", ".tfvars.json"))


def _variables(var_files: Sequence[str], tf_var_env: bool) -> dict[str, str]:
    if not var_files and not tf_var_env:
        return {}
    from kafkalint.cli.variables import of_environment, read

    return {**(of_environment() if tf_var_env else {}), **read(var_files)}


def _stdin(paths: Sequence[str], filename: str | None) -> bytes | None:
    if "-" not in paths:
        if filename:
            raise click.UsageError("--stdin-filename needs the PATH '-'.")
        return None
    if not filename:
        raise click.UsageError(
            "PATH '-' needs a name that tells what it is: --stdin-filename docker-compose.yml."
        )
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        content += sys.stdin.buffer.read(max(0, disk.largest(content) - MAX_BYTES))
    return content
