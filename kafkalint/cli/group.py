"""The command `kafkalint` and its subcommands, each imported when it is used."""

from __future__ import annotations

import importlib

import click

from kafkalint import __version__
from kafkalint.cli.hints import hint

_COMMANDS = ("check", "live", "explain", "rules")


class _Commands(click.Group):
    """Finds a subcommand as `command` in the module that is named as it is."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kafkalint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command '{args[0]}'; {hint(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(__version__, message="kafkalint %(version)s")
def kafkalint() -> None:
    """Tell whether an Apache Kafka deployment is fit for production.

    `kafkalint check` judges the files in a folder, `kafkalint live` a running cluster. Every
    option can also be given in the environment, --fail-on as KAFKALINT_FAIL_ON.
    """
