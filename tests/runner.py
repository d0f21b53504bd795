"""A small runner for composite actions: runs their steps as GitHub's would.

Shell steps run under `bash --noprofile --norc -eo pipefail`, with inputs, outputs and
files as on a runner; steps that use other actions are only noted, with their inputs.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[A-Za-z_][\w.-]*|==|!=|&&|\|\||!|\(|\))")
_SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


@dataclass
class Job:
    """What a run of the action left behind."""

    status: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)  # action to its inputs
    skipped: list[str] = field(default_factory=list)


class Runner:
    """Runs the action in the folder `action`; `temporary` is kept over the runs of a job."""

    def __init__(self, action: Path, temporary: Path) -> None:
        self.folder = action
        self.action: Any = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8"))
        self.temporary = temporary

    def run(self, workspace: Path, event: dict[str, Any] | None = None, **given: str) -> Job:
        """Run all steps in `workspace`, with inputs by name (`_` for `-`)."""
        inputs = {
            name: str(told.get("default", "")) for name, told in self.action["inputs"].items()
        }
        named = {name.replace("_", "-"): value for name, value in given.items()}
        assert set(named) <= set(inputs)
        github = {"action_path": str(self.folder), "event": event or {}}
        contexts: dict[str, Any] = {"inputs": {**inputs, **named}, "github": github, "steps": {}}
        job = Job()
        summary = self.temporary / "summary.md"
        summary.write_text("", encoding="utf-8")
        for step in self.action["runs"]["steps"]:
            self._step(step, contexts, workspace, summary, job)
            if job.status:
                break
        job.summary = summary.read_text(encoding="utf-8")
        job.outputs = {
            name: fill(told["value"], contexts) for name, told in self.action["outputs"].items()
        }
        return job

    def _step(
        self, step: Any, contexts: dict[str, Any], workspace: Path, summary: Path, job: Job
    ) -> None:
        condition = str(step.get("if", "true"))
        inner = _EXPRESSION.fullmatch(condition)
        if not truth(evaluate(inner[1] if inner else condition, contexts)):
            job.skipped.append(step["name"])
            return
        if "uses" in step:
            told = {name: fill(str(value), contexts) for name, value in step["with"].items()}
            job.used[step["uses"]] = told
            return
        assert step["shell"] == "bash"
        output = self.temporary / "output"
        output.write_text("", encoding="utf-8")
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KAFKALINT_", "GITHUB_", "PYTHON"))
        }
        environment |= {name: fill(str(v), contexts) for name, v in step.get("env", {}).items()}
        environment |= {
            "CI": "true",
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "webshop/infra",
            "GITHUB_SHA": "0123abc",
            "RUNNER_TEMP": str(self.temporary),
            "XDG_CACHE_HOME": str(self.temporary / "cache"),
        }
        script = self.temporary / "script.sh"
        script.write_text(fill(step["run"], contexts), encoding="utf-8")
        done = subprocess.run(
            [*_SHELL, str(script)],
            cwd=workspace / fill(step.get("working-directory", "."), contexts),
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        job.log += done.stdout + done.stderr
        job.status = done.returncode
        if "id" in step:
            outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
            contexts["steps"][step["id"]] = {"outputs": outputs}


def fill(text: str, contexts: dict[str, Any]) -> str:
    """`text` with its expressions evaluated."""

    def value(match: re.Match[str]) -> str:
        found = evaluate(match[1], contexts)
        return "" if found is None else str(found)

    return _EXPRESSION.sub(value, text)


def truth(value: Any) -> bool:
    return value not in (None, "", False, 0)


def evaluate(text: str, contexts: dict[str, Any]) -> Any:
    """An expression of names, texts, booleans, `== != && || !`, as in workflow files."""
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        assert match, f"the runner does not know {text[at:]!r}"
        tokens.append(match[1])
        at = match.end()
    value = _either(tokens, contexts)
    assert not tokens, f"the runner does not know {tokens}"
    return value


def _either(tokens: list[str], contexts: dict[str, Any]) -> Any:
    value = _both(tokens, contexts)
    while tokens and tokens[0] == "||":
        tokens.pop(0)
        right = _both(tokens, contexts)
        value = value if truth(value) else right
    return value


def _both(tokens: list[str], contexts: dict[str, Any]) -> Any:
    value = _comparison(tokens, contexts)
    while tokens and tokens[0] == "&&":
        tokens.pop(0)
        right = _comparison(tokens, contexts)
        value = right if truth(value) else value
    return value


def _comparison(tokens: list[str], contexts: dict[str, Any]) -> Any:
    value = _operand(tokens, contexts)
    if tokens and tokens[0] in ("==", "!="):
        same = tokens.pop(0) == "=="
        return _same(value, _operand(tokens, contexts)) is same
    return value


def _same(left: Any, right: Any) -> bool:
    """Nothing, the empty text and false are the same, as all count as 0."""
    if truth(left) and truth(right):
        return bool(left == right)
    return truth(left) == truth(right)


def _operand(tokens: list[str], contexts: dict[str, Any]) -> Any:
    token = tokens.pop(0)
    if token == "!":
        return not truth(_operand(tokens, contexts))
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if token in ("true", "false"):
        return token == "true"
    value: Any = contexts
    for part in token.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
