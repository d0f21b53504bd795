"""A running cluster held against the files that it was started from, and against changed ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from confluent_kafka.admin import ConfigResource, NewTopic
from harness import looking, shapes
from harness.cluster import Cluster
from harness.installation import Kafka

from kafkalint import audit
from kafkalint.live import model, notices

BROKER = ConfigResource.Type.BROKER


class Drift(NamedTuple):
    """A difference: the rule that tells it, what differs, and the line of the file it is on."""

    rule: str
    subject: str
    line: int


@pytest.fixture(scope="module")
def cluster(newest: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("drift")
    with shapes.three_racks(newest, folder, {"log.retention.hours": "168"}) as running:
        yield running


def differences(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> set[Drift]:
    """What kafkalint says of the cluster held against the folder that its files are in."""
    folder = next(iter(cluster.nodes.values())).folder.parent
    monkeypatch.chdir(folder)
    snapshot = looking.take(cluster.settings)
    options = audit.Options(select=("drift",), exclude=("data/",))
    report = audit.audit_against(model.cluster(snapshot), notices.of(snapshot), ["."], options)
    return {
        Drift(finding.rule.id, finding.subject, finding.locations[0].line)
        for finding in report.active
    }


def line_of(file: Path, key: str) -> int:
    lines = file.read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(f"{key}="))


def test_a_cluster_is_what_its_files_say(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    assert differences(cluster, monkeypatch) == set()


def test_what_was_changed_while_it_ran_is_told_from_what_was_never_applied(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = cluster.nodes[2].file
    plain = file.read_text()
    file.write_text(plain.replace("num.io.threads=2", "num.io.threads=4"))
    cluster.configure(BROKER, "1", "log.retention.ms", "3600000")
    cluster.configure(BROKER, "3", "num.network.threads", "3")
    try:
        found = differences(cluster, monkeypatch)
    finally:
        file.write_text(plain)
        cluster.configure(BROKER, "1", "log.retention.ms", None)
        cluster.configure(BROKER, "3", "num.network.threads", None)
    changed, unapplied = "changed-while-running", "change-never-applied"
    assert found == {
        Drift(changed, "difference log.retention.ms of broker 1", 1),
        Drift(
            changed,
            "difference num.network.threads of broker 3",
            line_of(cluster.nodes[3].file, "num.network.threads"),
        ),
        Drift(unapplied, "difference num.io.threads of broker 2", line_of(file, "num.io.threads")),
    }


def test_topics_are_held_against_those_that_files_declare(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cluster.make_topics(NewTopic("orders", 3, 3), NewTopic("invoices", 3, 3))
    monkeypatch.chdir(tmp_path)
    Path("topics.tf").write_text(TOPICS)
    snapshot = looking.take(cluster.settings)
    options = audit.Options(select=("drift",))
    report = audit.audit_against(model.cluster(snapshot), notices.of(snapshot), ["."], options)
    assert {(f.rule.id, f.subject, f.locations[0].line) for f in report.active} == {
        ("changed-while-running", "difference partitions of topic orders", 4),
        ("only-in-the-files", "difference topic returns", 7),
        ("only-in-the-cluster", "difference topic invoices", 0),
    }


TOPICS = """\
resource "kafka_topic" "orders" {
  name               = "orders"
  replication_factor = 3
  partitions         = 6
}

resource "kafka_topic" "returns" {
  name               = "returns"
  replication_factor = 3
  partitions         = 6
}
"""
