"""Findings of one cluster as blocks: the same rule on many subjects becomes one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kafkalint.findings import Finding, Report, Severity
from kafkalint.record import NamedTuple
from kafkalint.reporters._lines import Lines
from kafkalint.reporters._prose import first_sentence
from kafkalint.reporters.text.excerpt import Excerpt, excerpt
from kafkalint.reporters.text.paint import Paint, plural, visible
from kafkalint.values import Origin

PLACES = 6
"""How many further subjects or places are listed before the rest is only counted."""

FIX_LINES = 12
"""How many lines of a fix are shown before the reader is sent to `kafkalint explain`."""


class Block(NamedTuple):
    """Findings of one rule, with one severity, in one cluster; the first stands for all."""

    severity: Severity
    findings: tuple[Finding, ...]


def fold(findings: Iterable[Finding]) -> list[Block]:
    """Blocks of `findings`, which are of one cluster; most severe first, else in order."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.rule.id), []).append(finding)
    ordered = sorted(groups.items(), key=lambda item: -item[0][0])
    return [Block(severity, tuple(group)) for (severity, _), group in ordered]


class Blocks:
    """Writes blocks; remembers what it has explained already."""

    def __init__(self, report: Report, paint: Paint) -> None:
        self.paint = paint
        self._lines = Lines(report)
        self._explained: set[str] = set()
        self._excerpts: dict[Origin, Excerpt | None] = {}  # many rules look at one line

    def lines(self, block: Block) -> Iterator[str]:
        """The block, line by line, without the empty line after it."""
        paint, first = self.paint, block.findings[0]
        head = f"{paint.severity(block.severity)}  {paint(first.rule.id, 'bold')}"
        if first.suppressed is not None:
            head += paint("  suppressed", "dim")
        yield head
        yield from paint.wrap(first.message, 2)
        if first.suppressed:
            yield from paint.wrap(f"suppressed: {first.suppressed}", 2)
        yield ""
        yield from self._place(first.locations, block.severity)
        yield from self._others(block.findings)
        yield from self._advice(first)

    def _place(self, locations: Sequence[Origin], severity: Severity) -> Iterator[str]:
        if not locations:
            return
        primary = locations[0]
        yield "    " + self.paint(where(primary), "dim")
        yield from self._quote(primary, severity)
        if also := _also(locations):
            yield from self.paint.wrap(f"also {also}", 4, 9)

    def _quote(self, origin: Origin, severity: Severity) -> Iterator[str]:
        if origin not in self._excerpts:
            self._excerpts[origin] = self._excerpt(origin)
        shown = self._excerpts[origin]
        if shown is None:
            return
        paint, number = self.paint, str(origin.line)
        gutter = " " * len(number)
        yield f"    {paint(number + ' │', 'dim')} {shown.line}"
        yield f"    {paint(gutter + ' │', 'dim')} {paint(shown.carets, severity.word)}"

    def _excerpt(self, origin: Origin) -> Excerpt | None:
        number = origin.line
        line = self._lines.line(origin.path, number)
        if line is None or origin.span is None:
            return None
        hidden = self._lines.hidden(origin.path, number)
        return excerpt(line, origin.span, hidden, self.paint.width - len(str(number)) - 7)

    def _others(self, findings: Sequence[Finding]) -> Iterator[str]:
        """The subjects that fail the same rule, each with its place.

        Those that are to be mended in the same way are only named; of the others it is said
        what is wrong with them.
        """
        first, *others = findings
        path = first.locations[0].path if first.locations else ""
        same = [finding for finding in others if finding.fix == first.fix]
        if same:
            named = [f"{finding.subject}{_beside(finding, path)}" for finding in same]
            yield from self.paint.wrap(f"the same: {listed(named)}", 4, 14)
        unlike = [finding for finding in others if finding.fix != first.fix]
        for finding in unlike[:PLACES]:
            text = f"also{_beside(finding, path)}: {finding.message}"
            yield from self.paint.wrap(text, 4, 9)
        if len(unlike) > PLACES:
            yield f"    and {len(unlike) - PLACES} more"

    def _advice(self, finding: Finding) -> Iterator[str]:
        """Why, once for each rule; how to mend it, once for each wording."""
        paint = self.paint
        if finding.rule.id not in self._explained:
            self._explained.add(finding.rule.id)
            yield ""
            why = paint.wrap(first_sentence(finding.rule.why), 7)
            yield from _labelled(paint("why", "dim"), why)
        if finding.fix and finding.fix not in self._explained:
            self._explained.add(finding.fix)
            yield from _labelled(paint("fix", "good"), self._fix(finding))

    def _fix(self, finding: Finding) -> list[str]:
        lines = self.paint.prose(finding.fix, 7)
        if len(lines) > FIX_LINES:
            lines[FIX_LINES - 1 :] = [f"       … kafkalint explain {finding.rule.id}"]
        return lines


def where(origin: Origin) -> str:
    """ "infra/compose.yml:14:7", which editors can open; "broker 1 · log.dirs" in a cluster."""
    path = visible(origin.path or origin.logical)
    return f"{path}:{origin.span.line}:{origin.span.column}" if origin.span else path


def _also(locations: Sequence[Origin]) -> str:
    """The further places: lines of the same file together, then the other files'."""
    primary = locations[0]
    numbers = {origin.line for origin in locations if origin.path == primary.path}
    lines = [str(number) for number in sorted(numbers - {primary.line, 0})]
    others = [
        _file_line(origin)
        for origin in locations[1:]
        if origin.path != primary.path or (not origin.path and origin != primary)
    ]
    here = f"{'line' if len(lines) == 1 else 'lines'} {listed(lines)}" if lines else ""
    return ", ".join(part for part in (here, listed(others)) if part)


def _beside(finding: Finding, path: str) -> str:
    """Where a finding is, beside one in the file `path`."""
    if not finding.locations:
        return ""
    origin = finding.locations[0]
    if not origin.path:  # the subject is where it is
        return ""
    near = origin.span and origin.path == path
    return f" (line {origin.line})" if near else f" ({_file_line(origin)})"


def _file_line(origin: Origin) -> str:
    path = visible(origin.path or origin.logical)
    return f"{path}:{origin.line}" if origin.span else path


def listed(items: Sequence[str], at_most: int = PLACES) -> str:
    """ "a, b, c and 4 more"."""
    items = list(dict.fromkeys(items))
    if len(items) <= at_most + 1:
        return ", ".join(items)
    return f"{', '.join(items[:at_most])} and {plural(len(items) - at_most, 'more', 'more')}"


def _labelled(label: str, lines: list[str]) -> Iterator[str]:
    """`lines`, which leave seven columns free, with `label` (of three columns) in the first."""
    if lines:
        yield f"  {label}  {lines[0].lstrip()}"
        yield from lines[1:]
