"""Hand-made labels of public files, and which finding of which tool says the same.

A line is `repository, commit, file, kind, labels, …`, separated by tabs; labels are `tag@lines`,
separated by semicolons, with remarks in parentheses and `?` where experts would differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TAG = re.compile(r"\s*([a-z0-9-]+)(\?)?")

NEUTRAL = {"no-rack", "no-monitoring", "auto-create-topics", "no-encryption-at-rest-cmk"}
"""Labels that some deployments can do without: neither asked for nor held against a tool."""

SAYING: dict[str, dict[str, str]] = {
    "kafkalint": {
        "fewer-than-3-brokers": "broker-count-below-three",
        "rf-below-2": "replication-factor-below-two internal-topic-durability",
        "rf-below-3": "replication-factor-below-three internal-topic-durability",
        "min-isr-missing-or-1": "min-isr-too-low internal-topic-durability",
        "min-isr-equals-rf": "min-isr-blocks-writes",
        "plaintext-client-listener": "client-listener-plaintext sasl-over-plaintext",
        "plaintext-inter-broker": "inter-broker-plaintext",
        "in-transit-plaintext": "client-listener-plaintext inter-broker-plaintext",
        "no-sasl-or-mtls": "no-client-authentication tls-listener-without-client-auth",
        "no-authorizer": "authorizer-missing",
        "allow-everyone": "allow-everyone-if-no-acl",
        "unclean-leader-election": "unclean-leader-election-enabled msk-implicit-default-config",
        "auto-create-topics": "auto-create-topics-enabled",
        "public-access": "msk-public-access cc-public-endpoint",
        "no-encryption-at-rest-cmk": "data-at-rest-unencrypted",
        "no-logs": "broker-logs-not-retained",
        "no-monitoring": "no-metrics-pipeline alert-missing-under-replicated "
        "alert-missing-offline-partitions alert-missing-consumer-lag msk-monitoring-level-default",
        "single-az": "brokers-in-too-few-zones",
        "secrets-in-clear": "secret-in-plaintext default-credentials cc-credentials-in-resource",
    },
    "checkov": {
        "no-logs": "CKV_AWS_80",
        "plaintext-client-listener": "CKV_AWS_81",
        "plaintext-inter-broker": "CKV_AWS_81",
        "in-transit-plaintext": "CKV_AWS_81",
        "public-access": "CKV_AWS_291",
        "secrets-in-clear": "CKV_SECRET_6 CKV_SECRET_2 CKV_SECRET_3 CKV_SECRET_4 CKV_SECRET_13",
    },
    "tfsec": {
        "no-logs": "aws-msk-enable-logging",
        "plaintext-client-listener": "aws-msk-enable-in-transit-encryption",
        "in-transit-plaintext": "aws-msk-enable-in-transit-encryption",
        "no-encryption-at-rest-cmk": "aws-msk-enable-at-rest-encryption",
        "secrets-in-clear": "general-secrets-no-plaintext-exposure",
    },
    "cfn-lint": {},  # holds templates against their schema
}
SUMMARIES = {"cannot-lose-one-broker", "cannot-lose-one-zone"}
"""Rules of kafkalint that draw together what others found."""


class Labelled(NamedTuple):
    """A file below the folder of its repository; of its labels those that all would give."""

    repository: str
    file: str
    kind: str
    sure: frozenset[str]
    open: frozenset[str]  # right either way

    @property
    def folder(self) -> str:
        return self.repository.replace("/", "+")


def read(path: Path, kinds: frozenset[str]) -> Iterator[Labelled]:
    """The labelled files of these kinds, in the order of the labels."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    for line in lines[1:]:
        repository, _, file, kind, labels = line.split("\t")[:5]
        if kind in kinds:
            yield Labelled(repository, file, kind, *_tags(labels))


def _tags(labels: str) -> tuple[frozenset[str], frozenset[str]]:
    bare = re.sub(r"\([^)]*\)", "", labels)
    found = [tag for item in bare.split(";") if (tag := _TAG.match(item))]
    known = [tag for tag in found if tag[1] in SAYING["kafkalint"]]
    doubtful = frozenset(tag[1] for tag in known if tag[2] or tag[1] in NEUTRAL)
    return frozenset(tag[1] for tag in known) - doubtful, doubtful


def said_by(tool: str, finding: str) -> frozenset[str]:
    """The labels that a finding of a tool amounts to."""
    return frozenset(tag for tag, names in SAYING[tool].items() if finding in names.split())
