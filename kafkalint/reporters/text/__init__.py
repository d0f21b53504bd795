"""The report for people: by cluster, most severe first, then what came of it all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from kafkalint.findings import Report
from kafkalint.reporters import PLAIN, Style
from kafkalint.reporters.text import summary
from kafkalint.reporters.text.blocks import Blocks
from kafkalint.reporters.text.paint import Paint
from kafkalint.reporters.text.section import Section, Verdicts


def write(report: Report, stream: TextIO, style: Style = PLAIN) -> None:
    """Write the report in the given style."""
    stream.write("".join([line + "\n" for line in lines(report, style)]))


def lines(report: Report, style: Style) -> Iterator[str]:
    """All lines of the report, without their newlines."""
    paint = Paint(style)
    blocks = Blocks(report, paint)
    verdicts = Verdicts.by_cluster(report)
    several = len(report.clusters) > 1
    for cluster in report.clusters:
        section = Section(cluster, verdicts[id(cluster)], paint, blocks)
        yield from section.lines(style.show, closing=several, estimate=report.estimate)
        yield paint.rule()
    yield from summary.lines(report, paint)
