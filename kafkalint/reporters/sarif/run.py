"""One run of kafkalint: the tool with its rules, the results, and what was not decided."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sarif_om import (
    Invocation,
    Message,
    MultiformatMessageString,
    Notification,
    ReportingDescriptorReference,
    Result,
    Run,
    Suppression,
    Tool,
    ToolComponent,
)

from kafkalint import __version__
from kafkalint.findings import Finding, Notice, Report, Undecided
from kafkalint.reporters._lines import HIDDEN, Lines
from kafkalint.reporters.sarif.places import Places
from kafkalint.reporters.sarif.rules import LEVELS, NOTIFICATIONS, Rules
from kafkalint.values import Origin, Span

MOST_RESULTS = 5000
"""Code scanning takes no more results of one run, so the rest is only counted."""

MOST_RELATED = 100
"""Code scanning shows no more related locations of one result."""


def run_of(report: Report) -> Run:
    """`report` as a run."""
    places = Places(Path.cwd(), Lines(report))
    rules = Rules(report)
    results = _results(report, rules, places)
    notifications = [*_notifications(report, rules, places)]
    tool = ToolComponent(
        name="kafkalint",
        version=__version__,
        semantic_version=__version__,
        information_uri=f"pkg:pypi/kafkalint@{__version__}",
        short_description=MultiformatMessageString(
            text="Tells whether an Apache Kafka deployment is fit for production."
        ),
        rules=rules.descriptors,
        notifications=NOTIFICATIONS,
    )
    invocation = Invocation(
        execution_successful=not any(_is_failure(notice) for notice in report.notices),
        tool_execution_notifications=notifications,
    )
    return Run(
        tool=Tool(driver=tool),
        column_kind="unicodeCodePoints",
        redaction_tokens=[HIDDEN],
        results=results,
        invocations=[invocation],
        properties={"environment": report.environment, "chosenBy": report.chosen_by},
    )


def _results(report: Report, rules: Rules, places: Places) -> list[Result]:
    suppressing = any(finding.suppressed is not None for finding in report.findings)
    results = []
    for finding in _worst(report.findings, MOST_RESULTS):
        result = _result(finding, rules, places)
        if suppressing:  # on every result, or on none
            result.suppressions = _suppressions(finding)
        results.append(result)
    return results


def _worst(findings: tuple[Finding, ...], most: int) -> Iterable[Finding]:
    """At most `most` findings, the most severe, in the report's order."""
    if len(findings) <= most:
        return findings
    by_severity = sorted(range(len(findings)), key=lambda index: -findings[index].severity)
    return [findings[index] for index in sorted(by_severity[:most])]


def _result(finding: Finding, rules: Rules, places: Places) -> Result:
    primary, *further = _origins(finding)
    return Result(
        rule_id=finding.rule.id,
        rule_index=rules.index[finding.rule.id],
        level=LEVELS[finding.severity],
        message=Message(text=_sentence(finding.message)),
        locations=[places.location(primary, finding.subject)],
        related_locations=[
            places.location(origin, message="This decides it too.", number=number)
            for number, origin in enumerate(further[:MOST_RELATED], 1)
        ]
        or None,
        partial_fingerprints={"kafkalint/v1": finding.fingerprint},
        properties={"severity": finding.severity.word, "cluster": finding.cluster.id},
    )


def _origins(finding: Finding) -> list[Origin]:
    """Its places, the primary first; a result without a file would be refused."""
    origins = [origin for origin in dict.fromkeys(finding.locations) if origin.path]
    if origins:
        return origins
    logical = finding.locations[0].logical if finding.locations else ""
    anchor = finding.cluster.anchor
    if anchor.path:
        return [anchor._replace(logical=logical)]
    return [Origin(path, Span(1, 1, 1, 1), logical) for path in finding.cluster.files[:1]] or [
        Origin("", None, logical)
    ]


def _suppressions(finding: Finding) -> list[Suppression]:
    if finding.suppressed is None:
        return []
    return [Suppression(kind="inSource", justification=finding.suppressed or None)]


def _notifications(report: Report, rules: Rules, places: Places) -> Iterable[Notification]:
    if len(report.findings) > MOST_RESULTS:
        text = f"Only the {MOST_RESULTS} most severe of {len(report.findings)} findings are here."
        yield _notification("results-cut", text, "warning")
    for notice in report.notices:
        level = "error" if _is_failure(notice) else "note"
        place = notice.path and places.location(
            Origin(notice.path, Span(notice.line, 1, notice.line, 1) if notice.line else None)
        )
        text = _sentence(f"{notice.path}: {notice.message}" if notice.path else notice.message)
        yield _notification(notice.kind, text, level, locations=[place] if place else None)
    for undecided in report.undecided[:MOST_RESULTS]:
        yield _not_decided(undecided, rules, places)
    if len(report.undecided) > MOST_RESULTS:
        text = f"Only {MOST_RESULTS} of {len(report.undecided)} undecided checks are here."
        yield _notification("results-cut", text, "warning")


def _not_decided(undecided: Undecided, rules: Rules, places: Places) -> Notification:
    rule = undecided.rule.id
    locations = [
        places.location(origin, undecided.subject)
        for origin in undecided.locations[:MOST_RELATED]
        if origin.path
    ]
    notification = _notification(
        "undecided",
        _sentence(f"{rule} was not decided for {undecided.subject}: {undecided.reason}"),
        "note",
        locations=locations or None,
    )
    notification.associated_rule = ReportingDescriptorReference(id=rule, index=rules.index[rule])
    return notification


def _notification(
    kind: str, text: str, level: str, locations: list[object] | None = None
) -> Notification:
    ids = [descriptor.id for descriptor in NOTIFICATIONS]
    name = f"kafkalint/{kind}"
    return Notification(
        message=Message(text=text),
        level=level,
        locations=locations,
        descriptor=ReportingDescriptorReference(id=name, index=ids.index(name)),
    )


def _is_failure(notice: Notice) -> bool:
    return notice.kind in ("unreadable", "permission")


def _sentence(text: str) -> str:
    """`text` with an end, as viewers show messages one after the other."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
