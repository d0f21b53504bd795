"""The rules that a run speaks of, as SARIF's reporting descriptors."""

from __future__ import annotations

from sarif_om import MultiformatMessageString, ReportingConfiguration, ReportingDescriptor

from kafkalint.findings import Report, Severity
from kafkalint.reporters._prose import markdown
from kafkalint.rule import Rule

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
}
"""Within the bands that code scanning calls critical, high, medium and low."""


def _kind(name: str, what: str, remedy: str) -> ReportingDescriptor:
    return ReportingDescriptor(
        id=f"kafkalint/{name}",
        name=_pascal(name),
        short_description=MultiformatMessageString(text=what),
        full_description=MultiformatMessageString(text=f"{what} {remedy}"),
        help=MultiformatMessageString(text=remedy, markdown=remedy),
    )


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


NOTIFICATIONS = [
    _kind(
        "undecided",
        "These files do not tell enough to decide a check.",
        "Check the files that hold the missing value too, or give it with --var-file.",
    ),
    _kind(
        "unreadable",
        "A file that looks like Kafka could not be read.",
        "Mend the file, or leave it out of the check.",
    ),
    _kind(
        "permission",
        "Something could not be looked at.",
        "Let the user that runs the check read it.",
    ),
    _kind(
        "unresolved",
        "These files refer to something that is not here.",
        "Check the folder that holds it too.",
    ),
    _kind("skipped", "A file was left out on purpose.", "Name the file itself to have it checked."),
    _kind(
        "results-cut",
        "There are more results than code scanning takes.",
        "See the text or JSON report for all of them.",
    ),
]


class Rules:
    """The rules of a report; `index` tells where a rule stands in `descriptors`."""

    def __init__(self, report: Report) -> None:
        worst: dict[str, Severity] = {}
        rules: dict[str, Rule] = {}
        for finding in report.findings:
            name = finding.rule.id
            rules[name] = finding.rule
            worst[name] = max(finding.severity, worst.get(name, Severity.LOW))
        for undecided in report.undecided:
            rules.setdefault(undecided.rule.id, undecided.rule)
        names = sorted(rules)
        self.index = {name: number for number, name in enumerate(names)}
        self.descriptors = [
            _descriptor(rules[name], worst.get(name), report.environment) for name in names
        ]


def _descriptor(rule: Rule, worst: Severity | None, environment: str) -> ReportingDescriptor:
    severity = worst or rule.severity[environment] or Severity.LOW
    return ReportingDescriptor(
        id=rule.id,
        name=_pascal(rule.id),
        short_description=MultiformatMessageString(text=_sentence(rule.title)),
        full_description=MultiformatMessageString(text=_line(rule.why)),
        help=MultiformatMessageString(text=_help(rule), markdown=_markdown(rule)),
        default_configuration=ReportingConfiguration(level=LEVELS[severity]),
        properties={
            "tags": ["kafka", rule.group, *(["security"] if rule.group in _SECURITY else [])],
            "precision": "very-high",
            "security-severity": SECURITY_SEVERITY[severity],
        },
    )


_SECURITY = frozenset({"encryption", "authentication", "authorization", "security", "acl"})


def _help(rule: Rule) -> str:
    parts = [_line(rule.why), rule.fix_in_general.strip(), *rule.references]
    return "\n\n".join(part for part in parts if part)


def _markdown(rule: Rule) -> str:
    """Why, fix and references."""
    found = ["**Why**", markdown(rule.why), "**Fix**", markdown(rule.fix_in_general)]
    if rule.references:
        found.append("\n".join(f"- <{reference}>" for reference in rule.references))
    return "\n\n".join(found)


def _line(text: str) -> str:
    return _sentence(" ".join(text.split()))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
