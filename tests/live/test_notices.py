"""What a cluster did not tell is told with the permission or the version that would help."""

from __future__ import annotations

import pytest

from kafkalint.live import notices
from kafkalint.live.snapshot import Refusal, Snapshot

DENIED = "CLUSTER_AUTHORIZATION_FAILED"


@pytest.mark.parametrize(
    ("refusal", "kind", "message"),
    [
        (
            Refusal("DescribeAcls", "cluster", "permission", DENIED, "Describe on the cluster"),
            "permission",
            "cluster: DescribeAcls is not allowed; it needs Describe on the cluster",
        ),
        (
            Refusal("Metadata", "topics", "permission", "none are told", "Describe on the topics"),
            "permission",
            "topics: none are told; it needs Describe on the topics",
        ),
        (
            Refusal("DescribeQuorum", "cluster", "version", "", "Kafka 3.3"),
            "skipped",
            "cluster: DescribeQuorum needs Kafka 3.3",
        ),
        (
            Refusal("DescribeLogDirs", "broker 2", "timeout", "no answer in time"),
            "unreadable",
            "broker 2: DescribeLogDirs was not answered in time",
        ),
        (
            Refusal("Connect", "broker 3", "unavailable", "it is fenced"),
            "unreadable",
            "broker 3: Connect failed: it is fenced",
        ),
    ],
)
def test_a_refusal_says_what_is_missing_and_why(refusal: Refusal, kind: str, message: str) -> None:
    (notice,) = notices.of(Snapshot(complete=True, refusals=(refusal,)))
    assert (notice.kind, notice.message) == (kind, message)


def test_what_was_not_read_to_its_end_is_told() -> None:
    (notice,) = notices.of(Snapshot())
    assert (notice.kind, notice.message) == (
        "unreadable",
        "the cluster was not read to its end",
    )


def test_a_whole_one_needs_none() -> None:
    assert notices.of(Snapshot(complete=True)) == ()
