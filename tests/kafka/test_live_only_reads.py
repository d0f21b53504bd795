"""The brokers' own logs hold nothing of an audit but questions, and no secret leaves it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from confluent_kafka import ConsumerGroupState, ConsumerGroupTopicPartitions
from confluent_kafka.admin import NewTopic
from conftest import Say
from harness.consuming import member, produce
from harness.installation import Kafka
from harness.secured import PASSWORD, Secured, secured

SECONDS = 60
STABLE = ConsumerGroupState.STABLE
READING = {
    "API_VERSIONS",
    "DESCRIBE_ACLS",
    "DESCRIBE_CLIENT_QUOTAS",
    "DESCRIBE_CLUSTER",
    "DESCRIBE_CONFIGS",
    "DESCRIBE_GROUPS",
    "DESCRIBE_LOG_DIRS",
    "DESCRIBE_QUORUM",
    "DESCRIBE_TOPIC_PARTITIONS",
    "DESCRIBE_USER_SCRAM_CREDENTIALS",
    "CONSUMER_GROUP_DESCRIBE",
    "FIND_COORDINATOR",
    "LIST_GROUPS",
    "LIST_OFFSETS",
    "LIST_PARTITION_REASSIGNMENTS",
    "METADATA",
    "OFFSET_FETCH",
}
LOGGING_IN = {"SASL_HANDSHAKE", "SASL_AUTHENTICATE"}
LOGGED = ("kafka.request.logger", "kafka.authorizer.logger")

_REQUEST = re.compile(r'"clientId":"kafkalint".*?"requestApiKeyName":"(\w+)"')
_DECISION = re.compile(r"Principal = User:operator is Allowed operation = (\w+) .*?request = (\w+)")


@pytest.fixture(scope="module")
def logged(newest: Kafka, folder: Path, say: Say) -> Iterator[Secured]:
    """A cluster that logs every request and every decision; with a topic and two groups."""
    options = " ".join(f"-Dorg.slf4j.simpleLogger.log.{name}=debug" for name in LOGGED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", options)
        with secured(newest, folder) as shape:
            cluster = shape.cluster
            cluster.make_topics(NewTopic("orders", 2, 1))
            produce(cluster, "orders", 1)
            members = [member(cluster, each, each, "orders") for each in ("classic", "consumer")]
            cluster.wait_for_groups(classic=STABLE, consumer=STABLE)
            yield shape
            for each in members:
                each.close()
    say(f"Kafka {newest.release}: request and authorizer logs of whole audits")


def log_of(shape: Secured) -> str:
    (node,) = shape.cluster.nodes.values()
    return (node.folder / "log").read_text(encoding="utf-8", errors="replace")


def audit(
    given: Mapping[str, str], folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """`kafkalint live` as people run it, with the client's settings in a file."""
    properties = folder / "client.properties"
    properties.write_text("".join(f"{key}={value}\n" for key, value in given.items()))
    checkout = Path(__file__).parent.parent.parent
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "kafkalint",
            "live",
            "--command-config",
            str(properties),
            *arguments,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(checkout), "KAFKALINT_DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_brokers_are_asked_and_nothing_else(logged: Secured, tmp_path: Path) -> None:
    before = len(log_of(logged))

    done = audit(logged.operator, tmp_path)  # whom nobody else uses

    assert done.returncode == 1, done.stderr
    told = log_of(logged)[before:]
    requests = set(_REQUEST.findall(told))
    assert {"METADATA", "DESCRIBE_CONFIGS", "CONSUMER_GROUP_DESCRIBE"} <= requests
    assert requests <= READING | LOGGING_IN
    decisions = [*_DECISION.finditer(told)]
    done_for = {decision[1] for decision in decisions if decision[2] != "DescribeCluster"}
    assert done_for == {"DESCRIBE", "DESCRIBE_CONFIGS"}
    assert len(decisions) > 10


def test_no_group_moves(logged: Secured, tmp_path: Path) -> None:
    before = positions(logged)

    done = audit(logged.admin, tmp_path)

    assert done.returncode == 1, done.stderr
    assert positions(logged) == before
    assert before.keys() == {"classic", "consumer"}


def positions(shape: Secured) -> dict[str, object]:
    """The state of each group, and how far it is."""
    admin = shape.cluster.admin
    listed = admin.list_consumer_groups(request_timeout=SECONDS).result(timeout=SECONDS).valid
    found: dict[str, object] = {}
    for group in listed:
        wanted = [ConsumerGroupTopicPartitions(group.group_id)]
        asked = admin.list_consumer_group_offsets(wanted, request_timeout=SECONDS)
        offsets = asked[group.group_id].result(timeout=SECONDS).topic_partitions or []
        found[group.group_id] = (
            group.state,
            sorted((o.topic, o.partition, o.offset) for o in offsets),
        )
    return found


@pytest.mark.parametrize("who", ["admin", "operator", "auditor", "application"])
def test_no_secret_leaves_an_audit(logged: Secured, tmp_path: Path, who: str) -> None:
    given = getattr(logged, who)
    forms = ["text", "json", "sarif"]
    files = [tmp_path / f"report.{form}" for form in forms]
    outputs = [f"--format={form}={path}" for form, path in zip(forms, files, strict=True)]

    done = audit(given, tmp_path, *outputs, "--snapshot", str(tmp_path / "taken.json"))

    assert done.returncode in (1, 3), done.stderr
    assert "Traceback" not in done.stderr
    written = [path.read_text() for path in (*files, tmp_path / "taken.json")]
    everything = "".join([done.stdout, done.stderr, *written])
    assert PASSWORD not in everything
    assert "PRIVATE KEY" not in everything


def test_a_refused_audit_is_a_true_report(logged: Secured, tmp_path: Path) -> None:
    done = audit(logged.application, tmp_path, "--format", "json", "--fail-on", "never")

    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    assert len(report["clusters"]) == 1
    told = [notice["message"] for notice in report["notices"] if notice["kind"] == "permission"]
    assert any("Describe on the cluster" in message for message in told)
    assert report["clusters"][0]["counts"]["undecided"] > 0


def test_a_wrong_password_is_not_repeated(logged: Secured, tmp_path: Path) -> None:
    planted = "Zq9-planted-wrong-password"

    done = audit({**logged.admin, "sasl.password": planted}, tmp_path)

    assert done.returncode == 3
    assert "does not let this user in" in done.stderr
    assert planted not in done.stdout + done.stderr


def test_what_was_kept_is_judged_the_same(logged: Secured, tmp_path: Path) -> None:
    kept = tmp_path / "taken.json"
    first = audit(logged.admin, tmp_path, "--snapshot", str(kept), "--format", "json")
    checkout = Path(__file__).parent.parent.parent
    second = subprocess.run(
        [
            sys.executable,
            "-m",
            "kafkalint",
            "live",
            "--from-snapshot",
            str(kept),
            "--format",
            "json",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert second.stdout == first.stdout
    assert second.returncode == first.returncode == 1
