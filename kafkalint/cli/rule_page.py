"""What `kafkalint explain RULE` shows: what it asks, why, how to mend it, and examples."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint import rulefile
from kafkalint.findings import ENVIRONMENTS
from kafkalint.reporters.text.paint import Paint
from kafkalint.rule import Example, Rule

_TITLES = {"bad": "Bad", "undecided": "Undecided", "good": "Good"}


def lines(rule: Rule, paint: Paint) -> Iterator[str]:
    """The whole explanation, line by line."""
    yield f"{paint(rule.id, 'bold')}  {paint(rule.group, 'dim')}"
    yield from paint.wrap(rule.title, 0)
    yield ""
    yield from _facts(rule, paint)
    yield from paint.titled("Why", paint.prose(rule.why, 2))
    yield from paint.titled("Fix", paint.prose(rule.fix_in_general, 2))
    yield from _examples(rule, paint)
    if rule.references:
        yield from paint.titled("References", [f"  {link}" for link in rule.references])


def _facts(rule: Rule, paint: Paint) -> Iterator[str]:
    severities = " · ".join(
        f"{name} {paint.severity(severity) if severity else 'off'}"
        for name in ENVIRONMENTS
        for severity in [rule.severity[name]]
    )
    yield f"  severity  {severities}"
    for name in ("when", "require"):
        if sentence := rulefile.text(rule.prose, name):
            yield from paint.wrap(f"{name:<8}  {' '.join(sentence.split())}", 2, 12)
    if rule.guide:
        yield f"  guide     section {rule.guide}"
    if rule.peers:
        yield from paint.wrap(f"peers     {', '.join(rule.peers)}", 2, 12)


def _examples(rule: Rule, paint: Paint) -> Iterator[str]:
    """The first example of each verdict."""
    shown: dict[str, Example] = {}
    for example in rule.examples:
        shown.setdefault(example.verdict, example)
    for verdict, title in _TITLES.items():
        if verdict not in shown:
            continue
        example = shown[verdict]
        several = len(example.files) > 1
        body: list[str] = []
        for name, text in example.files.items():
            if several:
                body.append(paint(f"  {name}", "dim"))
            body += [f"    {line}".rstrip() for line in text.rstrip().split("\n")]
        heading = title if several else f"{title}  {next(iter(example.files))}"
        yield from paint.titled(heading, body)
