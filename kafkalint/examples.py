"""The examples of a rule, tried: a rule that does not do what its examples say is broken."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import NamedTuple

from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.regex import regex
from kafkalint.rule import Example, Rule
from kafkalint.values import Origin

_MARKER = regex(r"^\s*(?:#|//|;)\s*finding:\s*([a-z0-9-]*)\s*$")


SNAPSHOT = "snapshot.yaml"
"""What was read of a running cluster, as `kafkalint live --snapshot` keeps it, in YAML."""


class Place(NamedTuple):
    """A line, from 1, of a file of the example (with its markers taken out).

    Of a running cluster it is a logical place, and the line is 0.
    """

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Outcome(NamedTuple):
    """What a rule said: where it failed, why it was undecided, and what went wrong."""

    findings: list[Place]
    undecided: list[str]
    problems: list[str]


def faults(rule: Rule, example: Example, rules_dirs: tuple[str, ...] = ()) -> list[str]:
    """In what the rule does not do what the example says; empty where all is well."""
    outcome = run(rule, example, rules_dirs)
    wanted = expected(rule, example)
    found = list(outcome.problems)
    if example.verdict == "bad" and not wanted:
        how = "lists under `finds`" if SNAPSHOT in example.files else "marks"
        where = "" if SNAPSHOT in example.files else " with a comment 'finding:' above them"
        found.append(f"a bad example {how} its findings{where}")
    if example.verdict != "bad" and wanted:
        found.append("only bad examples have markers")
    found += [f"no finding at {place}" for place in _without(wanted, outcome.findings)]
    found += [f"unexpected finding at {place}" for place in _without(outcome.findings, wanted)]
    if example.verdict == "good":
        found += [f"undecided: {reason}" for reason in outcome.undecided]
    if example.verdict == "undecided" and not outcome.undecided:
        found.append("nothing was undecided")
    return found


def _without(places: list[Place], others: list[Place]) -> list[Place]:
    left = list(others)
    missing = []
    for place in places:
        if place in left:
            left.remove(place)
        else:
            missing.append(place)
    return missing


def expected(rule: Rule, example: Example) -> list[Place]:
    """Where the markers of an example want a finding of `rule`, in order."""
    marked = [
        Place(path, line)
        for path, text in example.files.items()
        for line in without_markers(text, rule.id)[1]
    ]
    return sorted([*marked, *(Place(logical, 0) for logical in example.finds)])


def without_markers(text: str, rule: str) -> tuple[str, list[int]]:
    """The text to audit, and the lines of it on which `rule` has to report.

    A marker is a comment line `finding:` or `finding: rule-id` above the line that it means.
    """
    kept: list[str] = []
    lines: list[int] = []
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if marker is None:
            kept.append(line)
        elif marker.group(1) in ("", rule):
            lines.append(len(kept) + 1)
    return "\n".join(kept), lines


def run(rule: Rule, example: Example, rules_dirs: tuple[str, ...] = ()) -> Outcome:
    """Audit the files of `example` by `rule` and the rules that it yields to."""
    options = audit.Options(
        environment=example.environment,
        select=(rule.id, *rule.yields_to),
        kafka_version=example.kafka_version or None,
        rules_dirs=tuple(str(Path(folder).resolve()) for folder in rules_dirs),
    )
    snapshot = example.files.get(SNAPSHOT)
    files = {path: text for path, text in example.files.items() if path != SNAPSHOT}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for path, text in files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(without_markers(text, rule.id)[0], encoding="utf-8")
        if snapshot is not None:
            report = _of_snapshot(snapshot, bool(files), options)
        else:
            report = audit.audit_paths([example.check or "."], options)
    return _outcome(rule, report)


def _of_snapshot(text: str, against: bool, options: audit.Options) -> Report:
    """The same as `kafkalint live --from-snapshot` says; the version may be left out.

    `against` holds it against the files of the working directory.
    """
    import json

    import yaml

    from kafkalint.live import model, notices, snapshot

    plain = {"version": snapshot.VERSION, "complete": True, **yaml.safe_load(text)}
    taken = snapshot.from_json(json.dumps(plain).encode(), SNAPSHOT)
    running = model.cluster(taken)
    if against:
        return audit.audit_against(running, notices.of(taken), ["."], options)
    return audit.audit_clusters([running], notices.of(taken), options)


def _outcome(rule: Rule, report: Report) -> Outcome:
    problems = [
        f"{notice.path}: {notice.message}"
        for notice in report.notices
        if notice.kind == "unreadable"
    ]
    if not report.clusters:
        problems.append("no cluster was found")
    return Outcome(
        sorted(
            _place(finding.locations[0]) for finding in report.active if finding.rule.id == rule.id
        ),
        [said.reason for said in report.undecided if said.rule.id == rule.id],
        problems,
    )


def _place(origin: Origin) -> Place:
    if not origin.path:
        return Place(origin.logical, 0)
    return Place(origin.path, origin.line or 1)
