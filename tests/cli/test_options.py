"""Every option is in the environment under its own name."""

from __future__ import annotations

import click
import pytest

from kafkalint.cli.group import kafkalint

COMMANDS = kafkalint.list_commands(click.Context(kafkalint))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_its_variable(name: str) -> None:
    command = kafkalint.get_command(click.Context(kafkalint), name)
    assert command is not None
    context = command.make_context(name, [], resilient_parsing=True)
    for option in command.params:
        if not isinstance(option, click.Option):
            continue
        flag = max(option.opts, key=len)
        variable = "KAFKALINT_" + flag.lstrip("-").replace("-", "_").upper()
        if (name, flag) == ("rules", "--format"):
            variable = "KAFKALINT_RULES_FORMAT"  # KAFKALINT_FORMAT may name a report's
        automatic = f"{context.auto_envvar_prefix}_{str(option.name).upper()}"
        assert (option.envvar or automatic) == variable
