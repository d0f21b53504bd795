"""What kafkalint and its peers find in hand-labelled Terraform and CloudFormation.

    python bench/peers.py --labels LABELS.tsv [--files DIR] [--checkov PATH] [--tfsec PATH]
                          [--cfn-lint PATH]

DIR holds a folder of files for each repository of the labels. Every tool is asked about each
file alone, a process each. Of what it says only what concerns Kafka counts: found is a labelled
problem that some finding names, a false alarm a finding that no label of the file bears out.
Where experts would differ, either answer is right.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import labels  # noqa: E402
from labels import Labelled  # noqa: E402

KINDS = frozenset({"tf", "cfn"})
SECONDS = 300
KAFKA = ("aws_msk", "confluent_", "kafka_", "AWS::MSK", "module.msk")


@dataclass
class Tool:
    """A tool, which kinds of files it reads, and how its answer about a file is got."""

    name: str
    kinds: frozenset[str]
    ask: Callable[[Path, Labelled], tuple[str, ...]]
    findings: dict[Labelled, frozenset[str]] = field(default_factory=dict)
    seconds: float = 0.0

    def judge(self, root: Path, one: Labelled) -> None:
        started = time.perf_counter()
        self.findings[one] = frozenset(self.ask(root, one)) - labels.SUMMARIES
        self.seconds += time.perf_counter() - started

    def tags(self, one: Labelled) -> frozenset[str]:
        """The labels that it gave."""
        said = (labels.said_by(self.name, finding) for finding in self.findings[one])
        return frozenset().union(*said)

    def false_alarms(self, one: Labelled) -> list[str]:
        """The findings that could be labels and are none."""
        right = one.sure | one.open
        wrong = []
        for finding in sorted(self.findings[one]):
            tags = labels.said_by(self.name, finding)
            if tags and not tags & right and not tags <= labels.NEUTRAL:
                wrong.append(finding)
        return wrong

    def others(self, one: Labelled) -> list[str]:
        """The findings that no label speaks of."""
        return [each for each in self.findings[one] if not labels.said_by(self.name, each)]


def answer(command: list[str], folder: Path) -> Any:
    """The JSON that a command prints, None where it prints nothing."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if not done.stdout.strip():
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command} ended with {done.returncode}: {done.stderr[-500:]}")
        return None
    return json.loads(done.stdout)


def kafkalint(root: Path, one: Labelled) -> tuple[str, ...]:
    command = [sys.executable, "-m", "kafkalint", "check", one.file, "--env", "production"]
    report = answer([*command, "--format", "json", "--fail-on", "never"], root)
    members = {cluster["id"]: cluster.get("files", ()) for cluster in report["clusters"]}
    return tuple(
        finding["rule"]
        for finding in report["findings"]
        if one.file in members.get(finding.get("cluster"), ())
        or any(place.get("path") == one.file for place in finding.get("locations", ()))
    )


def checkov(program: str) -> Callable[[Path, Labelled], tuple[str, ...]]:
    def ask(root: Path, one: Labelled) -> tuple[str, ...]:
        # A Terraform configuration is a folder, and variables have their defaults beside it.
        terraform = one.kind == "tf"
        where = ["-d", str(Path(one.file).parent)] if terraform else ["-f", one.file]
        framework = "terraform" if terraform else "cloudformation"
        command = [program, *where, "--framework", framework, "secrets"]
        told = answer([*command, "--quiet", "--compact", "--skip-download", "-o", "json"], root)
        reports = told if isinstance(told, list) else [told]
        return tuple(
            check["check_id"]
            for report in reports
            for check in report.get("results", {}).get("failed_checks", ())
            if (root / check["file_abs_path"]).resolve() == (root / one.file).resolve()
            and _concerns_kafka("checkov", check["check_id"], check["resource"])
        )

    return ask


def tfsec(program: str) -> Callable[[Path, Labelled], tuple[str, ...]]:
    def ask(root: Path, one: Labelled) -> tuple[str, ...]:
        folder = str(Path(one.file).parent)
        told = answer([program, folder, "--format", "json", "--soft-fail", "--no-color"], root)
        return tuple(
            result["long_id"]
            for result in (told or {}).get("results") or ()
            if Path(result["location"]["filename"]).resolve() == (root / one.file).resolve()
            and _concerns_kafka("tfsec", result["long_id"], result["resource"])
        )

    return ask


def cfn_lint(program: str) -> Callable[[Path, Labelled], tuple[str, ...]]:
    def ask(root: Path, one: Labelled) -> tuple[str, ...]:
        told = answer([program, "--format", "json", "--", one.file], root)
        return tuple(match["Rule"]["Id"] for match in told or ())

    return ask


def _concerns_kafka(tool: str, finding: str, resource: str) -> bool:
    return bool(labels.said_by(tool, finding)) or resource.startswith(KAFKA)


def show_files(tools: list[Tool], judged: list[Labelled]) -> None:
    for one in judged:
        asked = [tool for tool in tools if one in tool.findings]
        print(f"\n{one.repository}: {one.file}")
        for tag in sorted(one.sure):
            marks = (
                f"{'found' if tag in tool.tags(one) else '-':>{len(tool.name)}}" for tool in asked
            )
            print(f"  {tag:30} {'  '.join(marks)}")
        for tool in asked:
            for finding in tool.false_alarms(one):
                print(f"  false alarm of {tool.name}: {finding}")


def show_table(tools: list[Tool], judged: list[Labelled]) -> None:
    print(f"\n{'':10} {'files':>5} {'labelled':>9} {'found':>6} {'false':>6} {'other':>6} {'s':>7}")
    for tool in tools:
        asked = [one for one in judged if one in tool.findings]
        sure = sum(len(one.sure) for one in asked)
        found = sum(len(one.sure & tool.tags(one)) for one in asked)
        wrong = sum(len(tool.false_alarms(one)) for one in asked)
        other = sum(len(tool.others(one)) for one in asked)
        counts = f"{len(asked):5} {sure:9} {found:6} {wrong:6} {other:6}"
        print(f"{tool.name:10} {counts} {tool.seconds:7.1f}")
    print("labelled: problems in the files that the tool reads; false: false alarms; other: rules")
    print("that fired and that no label speaks of; s: seconds for all files, a process each.")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--labels", type=Path, required=True)
    options.add_argument("--files", type=Path, help="by default `files` beside the labels")
    for name in ("checkov", "tfsec", "cfn-lint"):
        options.add_argument(f"--{name}", help=f"the {name} command, where it is installed")
    given = options.parse_args()
    files = (given.files or given.labels.parent / "files").resolve()
    os.environ["PYTHONPATH"] = str(HERE.parent)
    tools = [Tool("kafkalint", KINDS, kafkalint)]
    if given.checkov:
        tools.append(Tool("checkov", KINDS, checkov(given.checkov)))
    if given.tfsec:
        tools.append(Tool("tfsec", frozenset({"tf"}), tfsec(given.tfsec)))
    if given.cfn_lint:
        tools.append(Tool("cfn-lint", frozenset({"cfn"}), cfn_lint(given.cfn_lint)))
    judged = [
        one for one in labels.read(given.labels, KINDS) if (files / one.folder / one.file).is_file()
    ]
    for one in judged:
        for tool in tools:
            if one.kind in tool.kinds:
                tool.judge(files / one.folder, one)
    show_files(tools, judged)
    show_table(tools, judged)


if __name__ == "__main__":
    main()
