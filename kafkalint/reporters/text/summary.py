"""The closing words of a report: for what it judged, what came of it, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from kafkalint.findings import Finding, Notice, Report, Severity, Undecided
from kafkalint.reporters.text.blocks import listed, where
from kafkalint.reporters.text.paint import Paint, plural, visible

GROUPS = 6
"""How many reasons and notices are listed before the rest is only counted."""

_NOTICE = {
    "unreadable": "not read",
    "permission": "refused",
    "unresolved": "open",
    "skipped": "left out",
}


def lines(report: Report, paint: Paint) -> Iterator[str]:
    """The whole closing summary."""
    yield from paint.wrap(environment(report), 0)
    if not report.clusters:
        yield from paint.wrap("Nothing to check: no file here describes a Kafka cluster.", 0)
    else:
        yield from _counts(report, paint)
        yield from _undecided(report, paint)
    yield from _notices(report.notices, paint)
    yield from _next(report, paint)


def environment(report: Report) -> str:
    """For which environment it was judged, and who said so."""
    if report.chosen_by == "default":
        return (
            f"Judged for {report.environment}, the default; "
            "--env test, development or large-scale judges for another environment."
        )
    return f"Judged for {report.environment}, chosen by {report.chosen_by}."


def verdicts(
    findings: Collection[Finding], passed: int, undecided: int, suppressed: int, paint: Paint
) -> Iterator[str]:
    """What came of the checks: the findings by severity, then the rest."""
    if findings:
        told = paint(plural(len(findings), "finding"), "bold")
        yield f"{told}: {_severities(findings, paint)}"
    else:
        yield paint("no findings", "good")
    rest = [f"{plural(passed, 'check')} passed", f"{undecided} undecided"]
    if suppressed:
        rest.append(f"{plural(suppressed, 'finding')} suppressed")
    yield ", ".join(rest)


def _severities(findings: Collection[Finding], paint: Paint) -> str:
    """ "2 critical, 1 high", most severe first."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        paint(f"{counts[severity]} {severity.word}", severity.word)
        for severity in reversed(Severity)
        if counts[severity]
    )


def _counts(report: Report, paint: Paint) -> Iterator[str]:
    active = report.active
    suppressed = sum(finding.suppressed is not None for finding in report.findings)
    yield from verdicts(active, len(report.passed), len(report.undecided), suppressed, paint)
    over = []
    if len(report.clusters) > 1:
        failing = {id(finding.cluster) for finding in active}
        clean = len(report.clusters) - len(failing)
        over.append(f"{len(report.clusters)} clusters, {clean} of them without findings")
    over.append(f"judged by {plural(report.rules_judged, 'rule')}")
    yield "; ".join(over)


def _undecided(report: Report, paint: Paint) -> Iterator[str]:
    groups: dict[str, list[Undecided]] = {}
    for undecided in report.undecided:
        groups.setdefault(undecided.reason, []).append(undecided)
    if not groups:
        return
    yield ""
    yield paint("Undecided", "bold") + f", because {_told_by(report)} not tell"
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    for reason, members in ordered[:GROUPS]:
        yield from paint.wrap(f"{len(members):>3} × {reason}{_first_place(members)}", 2, 8)
    if len(ordered) > GROUPS:
        rest = plural(len(ordered) - GROUPS, "further reason")
        yield f"      {rest}; --show undecided lists every one"


def _told_by(report: Report) -> str:
    if all(cluster.platform == "live" for cluster in report.clusters):
        return "the cluster does"
    return "these files do"


def _first_place(members: list[Undecided]) -> str:
    for member in members:
        if member.locations:
            return f" ({where(member.locations[0])})"
    return ""


def _notices(notices: tuple[Notice, ...], paint: Paint) -> Iterator[str]:
    if notices:
        yield ""
    groups: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        groups.setdefault((notice.kind, notice.message), []).append(notice)
    ordered = sorted(
        groups.items(),
        key=lambda item: list(_NOTICE).index(item[0][0]) if item[0][0] in _NOTICE else len(_NOTICE),
    )
    for (kind, message), members in ordered[: 2 * GROUPS]:
        word = _NOTICE[kind]
        places = listed([_place(notice) for notice in members], 3)
        color = "high" if kind in ("unreadable", "permission") else "dim"
        told = paint.wrap(f"{places}: {message}" if places else message, 10)
        yield f"{paint(f'{word:<8}', color)}  {told[0].lstrip()}"
        yield from told[1:]
    if len(ordered) > 2 * GROUPS:
        yield f"          and {plural(len(ordered) - 2 * GROUPS, 'more', 'more')}"


def _place(notice: Notice) -> str:
    path = visible(notice.path)
    return f"{path}:{notice.line}" if notice.path and notice.line else path


def _next(report: Report, paint: Paint) -> Iterator[str]:
    active = report.active
    if not active:
        return
    worst = max(active, key=lambda finding: finding.severity)
    yield ""
    yield f"{paint('Next', 'bold')}  kafkalint explain {worst.rule.id}"
