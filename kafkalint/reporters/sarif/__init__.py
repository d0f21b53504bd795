"""The report as SARIF 2.1.0, as code scanning takes it."""

from __future__ import annotations

import json
from typing import TextIO

from kafkalint.findings import Report
from kafkalint.reporters import PLAIN, Style

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(report: Report, stream: TextIO, style: Style = PLAIN) -> None:
    """Write the whole report, whatever `style` shows to people."""
    from sarif_om import SarifLog

    from kafkalint.reporters.sarif.plain import as_plain
    from kafkalint.reporters.sarif.run import run_of

    log = SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=[run_of(report)])
    json.dump(as_plain(log), stream, ensure_ascii=False, separators=(",", ":"))
    stream.write("\n")
