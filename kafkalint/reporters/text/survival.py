"""What a cluster survives, in a few lines: one for each failure and each way it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kafkalint.facts.survival import Outcome, outcomes
from kafkalint.model import Cluster
from kafkalint.reporters.text.blocks import listed
from kafkalint.reporters.text.paint import Paint

_LABEL = {
    "any broker": "a broker is lost",
    "any voter": "a server of the quorum is lost",
    "the machine": "the machine is lost",
    "any zone": "a zone is lost",
}
_COLOUR = {"✗": "high", "?": "medium", "✓": "good"}


def lines(cluster: Cluster, paint: Paint) -> Iterator[str]:
    """For each failure: what stops or is lost and why, what is not known, or that all is well."""
    by_failure: dict[str, list[Outcome]] = {}
    for outcome in outcomes(cluster):
        by_failure.setdefault(outcome.failure, []).append(outcome)
    for failure, found in by_failure.items():
        yield f"  {_LABEL.get(failure, failure)}"
        yield from _ends(found, paint)


def _ends(found: Iterable[Outcome], paint: Paint) -> Iterator[str]:
    ends: dict[tuple[str, str], list[str]] = {}
    for outcome in found:
        ends.setdefault(_end(outcome), []).append(outcome.subject)
    for (mark, text), subjects in sorted(ends.items(), key=lambda item: "✗?✓".index(item[0][0])):
        told = text if mark == "✓" and len(ends) == 1 else f"{_who(subjects)}: {text}"
        first, *rest = paint.wrap(told, 6)
        yield f"    {paint(mark, _COLOUR[mark])} {first.lstrip()}"
        yield from rest


def _who(subjects: list[str]) -> str:
    """ "topics a, b and c"; what is no topic keeps its whole name."""
    names = [subject.removeprefix("topic ") for subject in subjects]
    if len(names) > 1 and all(subject.startswith("topic ") for subject in subjects):
        return listed(names, 3) if names[0].startswith("topics ") else f"topics {listed(names, 3)}"
    shown = [
        name if name.startswith("topics ") else subject
        for name, subject in zip(names, subjects, strict=True)
    ]
    return listed(shown, 3)


def _end(outcome: Outcome) -> tuple[str, str]:
    """ "✗", "✓" or "?", and what to say."""
    parts = (outcome.writes, outcome.reads, outcome.durable)
    if any(part.is_known and not part.data for part in parts):
        return "✗", outcome.cause or _worst(outcome)
    for part in parts:
        if not part.is_known:
            return "?", f"not known: {part.reason or 'not set'}"
    if not outcome.subject.startswith("topic "):
        return "✓", "a majority is left"
    return "✓", "reads and acks=all writes go on, and nothing acknowledged is lost"


def _worst(outcome: Outcome) -> str:
    if outcome.reads.is_known and not outcome.reads.data:
        return "reads and writes stop"
    if outcome.writes.is_known and not outcome.writes.data:
        return "acks=all writes stop"
    return "acknowledged records may be lost"
