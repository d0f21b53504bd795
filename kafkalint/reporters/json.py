"""The report as JSON, in the shape that schemas/report.schema.json promises."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, TextIO

from kafkalint import __version__
from kafkalint.facts import nodes
from kafkalint.findings import Finding, Notice, Report, Undecided
from kafkalint.model import Cluster
from kafkalint.reporters import PLAIN, Style
from kafkalint.values import Origin

VERSION = 1


def write(report: Report, stream: TextIO, style: Style = PLAIN) -> None:
    """Write the whole report, whatever `style` shows to people."""
    json.dump(as_dict(report), stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def as_dict(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "version": VERSION,
        "tool": {"name": "kafkalint", "version": __version__},
        "clusters": _clusters(report),
        "findings": [_finding(finding) for finding in report.findings],
        "undecided": [_undecided(undecided) for undecided in report.undecided],
        "notices": [_notice(notice) for notice in report.notices],
    }


def _clusters(report: Report) -> list[dict[str, Any]]:
    passed = Counter(id(verdict.cluster) for verdict in report.passed)
    failed = Counter(id(finding.cluster) for finding in report.active)
    undecided = Counter(id(verdict.cluster) for verdict in report.undecided)
    return [
        {
            "id": cluster.id,
            "name": cluster.name,
            "platform": cluster.platform,
            "environment": report.environment,
            "kafka_version": nodes.kafka_version(cluster).or_else(None),
            "files": list(cluster.files),
            "counts": {
                "pass": passed[id(cluster)],
                "fail": failed[id(cluster)],
                "undecided": undecided[id(cluster)],
            },
            **_survival(cluster),
            **(_estimate(cluster) if report.estimate else {}),
        }
        for cluster in report.clusters
    ]


def _survival(cluster: Cluster) -> dict[str, Any]:
    """What a running cluster survives; files alone do not tell where replicas are."""
    if cluster.running is None:
        return {}
    from kafkalint.facts import losses, remedies

    return {
        "survival": {
            "complete": not cluster.undisclosed_topics,
            "now": losses.ill_now(cluster)._asdict(),
            "losses": [
                {
                    "kind": loss.kind,
                    "name": loss.name,
                    "brokers": list(loss.brokers),
                    "partitions": loss.partitions,
                    "offline": loss.offline,
                    "refusing": loss.refusing,
                    "unknown": loss.uncounted,
                    "quorum": loss.quorum.data if loss.quorum.is_known else None,
                    "worst": [hit._asdict() for hit in loss.worst],
                }
                for loss in losses.losses(cluster)
            ],
            "remedies": [
                {**each._asdict(), "survives": list(each.survives), "topics": list(each.topics)}
                for each in remedies.remedies(cluster)
            ],
        }
    }


def _estimate(cluster: Cluster) -> dict[str, Any]:
    """What a month costs, where there are prices; never a finding."""
    from kafkalint.facts.costs import estimate

    found = estimate(cluster)
    if found is None:
        return {}
    return {
        "estimate": {
            "total": round(found.total, 2),
            "currency": found.currency,
            "costs": [{**cost._asdict(), "amount": round(cost.amount, 2)} for cost in found.costs],
            "assumptions": list(found.assumptions),
            "missing": list(found.missing),
        }
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "severity": finding.severity.word,
        "cluster": finding.cluster.id,
        "subject": finding.subject,
        "message": finding.message,
        "fix": finding.fix,
        "locations": _locations(finding.locations),
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "new": finding.new,
    }


def _undecided(undecided: Undecided) -> dict[str, Any]:
    return {
        "rule": undecided.rule.id,
        "cluster": undecided.cluster.id,
        "subject": undecided.subject,
        "reason": undecided.reason,
        "locations": _locations(undecided.locations),
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "path": notice.path,
        "line": notice.line or None,
        "message": notice.message,
    }


def _locations(origins: Sequence[Origin]) -> list[dict[str, Any]]:
    """Each origin once; line and columns are null where only the file is known."""
    return [_location(origin) for origin in dict.fromkeys(origins)]


def _location(origin: Origin) -> dict[str, Any]:
    span = origin.span
    return {
        "path": origin.path,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "logical": origin.logical,
    }
