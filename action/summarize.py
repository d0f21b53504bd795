"""Writes the job summary and the outputs of the action from kafkalint's JSON report.

Reads JSON_FILE (may be empty), EXIT_STATUS and WORKING_DIRECTORY from the environment;
appends to the files that GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

SEVERITIES = ("critical", "high", "medium", "low")
ROWS = 200
"""A job summary has a limited size, and nobody reads more."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~@-])")


def main() -> None:
    environment = os.environ
    path = environment.get("JSON_FILE", "")
    report = json.loads(Path(path).read_text(encoding="utf-8")) if path else None
    summary = "\n".join(lines(report)) + "\n"
    append(environment.get("GITHUB_STEP_SUMMARY", ""), summary)
    append(environment.get("GITHUB_OUTPUT", ""), outputs(report))


def append(path: str, text: str) -> None:
    if path and text:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)


def outputs(report: Any) -> str:
    """The counts, as a runner reads them; nothing where there is no report."""
    if report is None:
        return ""
    findings = active(report)
    counts = Counter(finding["severity"] for finding in findings)
    told = {"findings": len(findings), **{name: counts[name] for name in SEVERITIES}}
    told["undecided"] = len(report["undecided"])
    return "".join(f"{name}={count}\n" for name, count in told.items())


def lines(report: Any) -> list[str]:
    """The summary in Markdown."""
    if report is None:
        status = os.environ.get("EXIT_STATUS", "")
        return ["### kafkalint", "", f"There is no report: kafkalint ended with status {status}."]
    findings = active(report)
    counts = Counter(finding["severity"] for finding in findings)
    told = ", ".join(f"{counts[name]} {name}" for name in SEVERITIES if counts[name])
    clusters = report["clusters"]
    environments = ", ".join(sorted({cluster["environment"] for cluster in clusters}))
    out = [
        "### kafkalint",
        "",
        f"**{_plural(len(findings), 'finding')}**{': ' + told if told else ''}"
        + f" in {_plural(len(clusters), 'cluster')}"
        + (f", judged for {environments}" if environments else "")
        + f". {_plural(len(report['undecided']), 'check')} stayed undecided.",
    ]
    out += _table(findings)
    out += _notices(report["notices"])
    return out


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def active(report: Any) -> list[Any]:
    """The findings that count, most severe first."""
    found = [f for f in report["findings"] if f["suppressed"] is None and f["new"]]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding["severity"]))


def _table(findings: list[Any]) -> list[str]:
    if not findings:
        return []
    out = ["", "| severity | rule | finding | where |", "|---|---|---|---|"]
    for finding in findings[:ROWS]:
        place = _place(finding["locations"][0]) if finding["locations"] else ""
        rule, message = f"`{finding['rule']}`", escaped(finding["message"])
        out.append(f"| {finding['severity']} | {rule} | {message} | {place} |")
    if len(findings) > ROWS:
        out += ["", f"{len(findings) - ROWS} more are in the report."]
    return out


def _notices(notices: list[Any]) -> list[str]:
    shown = [notice for notice in notices if notice["kind"] in ("unreadable", "permission")]
    return [
        *([""] if shown else []),
        *(f"- not read: {escaped(n['path'])}: {escaped(n['message'])}" for n in shown[:ROWS]),
    ]


def _place(location: Any) -> str:
    """The file and line, linked where the file is in the repository."""
    line = location["line"]
    shown = escaped(f"{location['path']}:{line}" if line else location["path"])
    path = posixpath.normpath(
        posixpath.join(os.environ.get("WORKING_DIRECTORY", ""), location["path"])
    )
    server, repository, commit = (
        os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    if not (server and repository and commit) or path.startswith(("/", "..")):
        return shown
    anchor = f"#L{line}" if line else ""
    return f"[{shown}]({server}/{repository}/blob/{commit}/{quote(path)}{anchor})"


def escaped(text: str) -> str:
    """`text` in one line, with nothing in it that Markdown or HTML would read."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", line)


if __name__ == "__main__":
    main()
