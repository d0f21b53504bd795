"""The command line: arguments to a call of the audit, what came of it to an exit status.

0   nothing at or above --fail-on
1   findings
2   wrong use: arguments, a client.properties, a rule file
3   incomplete: nothing to check was found, or a Kafka file could not be read,
    or a cluster did not tell everything
70  a bug in kafkalint
130 interrupted, 141 the reader of the output went away
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

BUG = 70
INTERRUPTED = 130
NO_READER = 141


def main() -> NoReturn:
    """The console script."""
    import gc

    gc.disable()  # a short life with few cycles: collecting costs more than it frees
    arguments = sys.argv[1:]
    _end(_run_live(arguments) if arguments[:1] == ["live"] else run(arguments))


def _run_live(arguments: Sequence[str]) -> int:
    """Have the process that asks a cluster begin before anything is loaded here."""
    from kafkalint.live import process

    process.start_ahead(arguments)
    try:
        return run(arguments)
    finally:
        process.dismiss()


def _end(status: int) -> NoReturn:
    """End at once: all that was read is given back together, not object by object."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError:
        sys.exit(status)
    os._exit(status)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit status; says why on standard error."""
    import click

    from kafkalint.cli.group import kafkalint
    from kafkalint.cli.terminal import silence_stdout
    from kafkalint.errors import KafkalintError

    try:
        if "_KAFKALINT_COMPLETE" in os.environ:  # a shell asks for completions
            kafkalint.main(list(arguments), "kafkalint")
        with kafkalint.make_context("kafkalint", list(arguments)) as context:
            status = kafkalint.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except KafkalintError as problem:
        click.echo(f"kafkalint: {problem}", err=True)
        return problem.exit_status
    except (KeyboardInterrupt, click.Abort):
        click.echo("kafkalint: interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        silence_stdout()
        return NO_READER
    except Exception as bug:
        return _confess(bug)
    return status if isinstance(status, int) else 0


def _confess(bug: Exception) -> int:
    import platform
    import traceback
    from pathlib import Path

    import click

    from kafkalint import __version__

    if os.environ.get("KAFKALINT_DEBUG"):
        traceback.print_exception(bug)
    package = str(Path(__file__).parent.parent)
    frames = traceback.extract_tb(bug.__traceback__)
    place = [frame for frame in frames if frame.filename.startswith(package)][-1]
    where = f"{Path(place.filename).relative_to(package).as_posix()}:{place.lineno}"
    click.echo(
        f"kafkalint: this is a bug in kafkalint, not in your files: "
        f"{type(bug).__name__} at {where}\n"
        f"  Please report it with this line, the command, and the smallest file that shows it:\n"
        f"  kafkalint {__version__}, Python {platform.python_version()}, {sys.platform}\n"
        f"  KAFKALINT_DEBUG=1 shows where it happened.",
        err=True,
    )
    return BUG
