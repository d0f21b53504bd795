"""What kafkalint says of a running cluster: the whole way, over the wire."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import NamedTuple

from harness.hardened import Hardened
from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.live import audit as live
from kafkalint.live import model, notices
from kafkalint.live.settings import Sasl, Settings, Tls
from kafkalint.live.snapshot import Snapshot

SECONDS, CALL_SECONDS = 180.0, 60.0  # nothing hangs, but other work may go on
ATTEMPTS = 5


class Said(NamedTuple):
    """A rule and the subject that fails it."""

    rule: str
    subject: str


def settings_of(client: dict[str, str]) -> Settings:
    """How to reach a cluster, of what a confluent-kafka client is made with."""
    authorities = client.get("ssl.ca.location")
    sasl = None
    if "sasl.username" in client:
        sasl = Sasl(client["sasl.mechanism"], client["sasl.username"], client["sasl.password"])
    return Settings(
        tuple(client["bootstrap.servers"].split(",")),
        client.get("security.protocol", "PLAINTEXT"),
        Tls(authorities=Path(authorities).read_text() if authorities else None),
        sasl,
    )


def take(client: dict[str, str]) -> Snapshot:
    """Everything that a cluster tells."""
    return take_by(settings_of(client))


def take_by(settings: Settings) -> Snapshot:
    """Everything that a cluster tells; asked again where it was not reached or came too late.

    kafkalint gives a broker a few seconds to let it in, which a busy machine may take.
    """
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(live.Unreached):
            snapshot = live.take(settings, SECONDS, CALL_SECONDS)
            if snapshot.complete and all(each.kind != "timeout" for each in snapshot.refusals):
                return snapshot
    return live.take(settings, SECONDS, CALL_SECONDS)


def judge(snapshot: Snapshot, environment: str = "production") -> Report:
    """What `kafkalint live --from-snapshot` says of it."""
    options = audit.Options(environment=environment)
    return audit.audit_clusters([model.cluster(snapshot)], notices.of(snapshot), options)


def said_of(client: dict[str, str]) -> frozenset[Said]:
    """The findings, whatever their severity."""
    return frozenset(said(judge(take(client))))


def said(report: Report) -> list[Said]:
    return [Said(finding.rule.id, finding.subject) for finding in report.active]


def said_of_hardened(hard: Hardened) -> frozenset[Said]:
    return said_of(hard.admin)
