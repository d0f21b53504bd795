"""A scenario: files, commands, and what they say, all in one text file.

    What the scenario shows, in a sentence or two.

    === file infra/compose.yml
    services: ...
    === environment NO_COLOR=1
    === stdin
    ...
    === run kafkalint check infra --select durability
    === status 1
    === stdout
    ...
    === stderr
    ...

`status`, `stdout` and `stderr` belong to the `run` above them; what is left out is 0 and
empty. `{version}` stands for kafkalint's version.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kafkalint import __version__
from kafkalint.cli import run

_HEADER = re.compile(r"^=== (\w+)(?: (.*))?$")


@dataclass
class Run:
    """One command and what it is to say."""

    command: str
    status: int = 0
    stdout: str = ""
    stderr: str = ""
    stdin: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Scenario:
    path: Path
    sections: list[tuple[str, str, str]]  # kind, argument, body

    @staticmethod
    def read(path: Path) -> Scenario:
        sections: list[tuple[str, str, str]] = [("prose", "", "")]
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if header := _HEADER.match(line.rstrip("\n")):
                sections.append((header[1], header[2] or "", ""))
            else:
                kind, argument, body = sections[-1]
                sections[-1] = (kind, argument, body + line)
        return Scenario(path, sections)

    def write(self, runs: list[Run]) -> None:
        """Rewrite the expectations with what `runs` say."""
        left = iter(runs)
        out = ""
        for kind, argument, body in self.sections:
            if kind in ("status", "stdout", "stderr"):
                continue
            out += body if kind == "prose" else f"=== {kind} {argument}".rstrip() + f"\n{body}"
            if kind == "run":
                said = next(left)
                out += f"=== status {said.status}\n"
                for name, text in (("stdout", said.stdout), ("stderr", said.stderr)):
                    out += f"=== {name}\n{text}" if text else ""
        self.path.write_text(out, encoding="utf-8")

    def files(self) -> dict[str, str]:
        return {name: body for kind, name, body in self.sections if kind == "file"}

    def runs(self) -> list[Run]:
        runs: list[Run] = []
        stdin, environment = "", {}
        for kind, argument, body in self.sections:
            if kind == "environment":
                name, _, value = argument.partition("=")
                environment = {**environment, name: value}
            elif kind == "stdin":
                stdin = body
            elif kind == "run":
                runs.append(Run(argument, stdin=stdin, environment=environment))
            elif kind == "status":
                runs[-1].status = int(argument)
            elif kind == "stdout":
                runs[-1].stdout = body
            elif kind == "stderr":
                runs[-1].stderr = body
        return runs


def carry_out(
    wanted: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """What the command of `wanted` really says in the working directory."""
    program, *arguments = shlex.split(wanted.command)
    assert program == "kafkalint"
    with monkeypatch.context() as patch:
        for name, value in {"COLUMNS": "80", **wanted.environment}.items():
            patch.setenv(name, value)
        content = io.BytesIO(wanted.stdin.encode())
        patch.setattr(sys, "stdin", io.TextIOWrapper(content, encoding="utf-8"))
        status = run(arguments)
    said = capsys.readouterr()
    return Run(wanted.command, status, _plain(said.out), _plain(said.err))


def _plain(text: str) -> str:
    return text.replace(__version__, "{version}")
