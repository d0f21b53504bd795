"""Options that several commands take, and what their values are turned into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from kafkalint import reporters
from kafkalint.cli.hints import hint
from kafkalint.findings import ENVIRONMENTS, Severity
from kafkalint.record import NamedTuple

NEVER = "never"

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: dict[str, Any] = {
    "auto_envvar_prefix": "KAFKALINT",
    "help_option_names": ["--help", "-h"],
}
"""Context settings of every command: `--fail-on` is KAFKALINT_FAIL_ON for all of them."""


class Output(NamedTuple):
    """A format, and the file it is written to; "" is standard output."""

    format: str
    file: str


def outputs(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> list[Output]:
    """`FORMAT` or `FORMAT=FILE`, where `-` is standard output too; text where none is given."""
    known = reporters.names()
    found = []
    for value in values:
        name, _, file = value.partition("=")
        if name not in known:
            raise click.BadParameter(f"there is no format '{name}'; {hint(name, known)}")
        found.append(Output(name, "" if file == "-" else file))
    if sum(not output.file for output in found) > 1:
        raise click.BadParameter(
            "only one format can go to standard output; give the others a file, as json=FILE"
        )
    return found or [Output("text", "")]


def names(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas, each once, in order."""
    split = (name.strip() for value in values for name in value.split(","))
    return tuple(dict.fromkeys(name for name in split if name))


def shown(ctx: click.Context, param: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    """Parts of a report for people to list in full, separated by commas."""
    found = names(ctx, param, values)
    for name in found:
        if name not in reporters.SHOWABLE:
            remedy = hint(name, reporters.SHOWABLE)
            raise click.BadParameter(f"'{name}' cannot be shown; {remedy}")
    return found


def kafka_version(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A minor version of Apache Kafka, "3.9" of "3.9.1"."""
    if value is None:
        return None
    from kafkalint.kafka import versions

    minor = versions.minor(value)
    if minor not in versions.released():
        oldest, *_, newest = versions.released()
        raise click.BadParameter(
            f"'{value}' is no version of Apache Kafka that kafkalint knows ({oldest} to {newest})"
        )
    return minor


def environment_option(command: F) -> F:
    return click.option(
        "--env",
        "environment",
        type=click.Choice(ENVIRONMENTS),
        default="production",
        show_default=True,
        envvar="KAFKALINT_ENV",
        help="What the deployment is for.",
    )(command)


def rules_option(command: F) -> F:
    return click.option(
        "--rules",
        "rules_dirs",
        metavar="DIR",
        type=click.Path(),
        multiple=True,
        envvar="KAFKALINT_RULES",
        help="A folder of rules of your own. Repeatable.",
    )(command)


def select_options(command: F) -> F:
    for name, does in (("--ignore", "Leave these out."), ("--select", "Only these.")):
        command = click.option(
            name,
            metavar="RULE|GROUP",
            multiple=True,
            callback=names,
            help=f"{does} Repeatable, or separated by commas.",
        )(command)
    return command


def color_option(command: F) -> F:
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours; auto uses them on a terminal where NO_COLOR is not set.",
    )(command)


def format_option(command: F) -> F:
    return click.option(
        "--format",
        "outputs",
        metavar="FORMAT[=FILE]",
        multiple=True,
        callback=outputs,
        envvar="KAFKALINT_FORMAT",
        help=f"How to report: {', '.join(reporters.names())}. "
        "Repeatable, each to a file of its own.",
    )(command)


def fail_on_option(command: F) -> F:
    return click.option(
        "--fail-on",
        type=click.Choice([*(severity.word for severity in reversed(Severity)), NEVER]),
        default="high",
        show_default=True,
        help="The least severity that makes the exit status 1.",
    )(command)


def kafka_version_option(command: F) -> F:
    return click.option(
        "--kafka-version",
        metavar="VERSION",
        callback=kafka_version,
        help="The version of Apache Kafka that will run, as 4.1.",
    )(command)


def show_option(command: F) -> F:
    return click.option(
        "--show",
        metavar="WHAT",
        multiple=True,
        callback=shown,
        help=f"List in full beside the findings: {', '.join(reporters.SHOWABLE)}.",
    )(command)


def estimate_option(command: F) -> F:
    return click.option(
        "--estimate",
        is_flag=True,
        help="Say what a month costs, at list prices, where there are any (Amazon MSK).",
    )(command)


def cache_options(command: F) -> F:
    command = click.option(
        "--no-cache", is_flag=True, help="Judge anew, and keep no result for the next time."
    )(command)
    return click.option(
        "--cache-dir",
        metavar="DIR",
        type=click.Path(),
        help="Where results are kept, instead of the user's folder for caches.",
    )(command)


def allow_incomplete_option(command: F) -> F:
    return click.option(
        "--allow-incomplete", is_flag=True, help="Exit 0 where 3 would say incomplete."
    )(command)
