"""Which Kafka a deployment is judged as, and what is said where nobody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kafkalint import audit, facts
from kafkalint.cli import run
from kafkalint.facts import nodes
from kafkalint.facts.config import effective
from kafkalint.findings import Report
from kafkalint.kafka import settings, versions
from kafkalint.model import Node
from kafkalint.values import Provenance, Value, unknown

OWN = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
controller.listener.names=CONTROLLER
listeners=INTERNAL://:9092,CONTROLLER://:9093
listener.security.protocol.map=INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INTERNAL
"""
CHANGED = "num.recovery.threads.per.data.dir"  # 1 up to Kafka 3.9, 2 since 4.0
RULE = f"""\
id: one-thread-recovers
title: One thread reads the logs after a crash
severity: {{production: high, test: medium, development: low}}
for: broker
require: broker["{CHANGED}"] >= 2
message: "{{broker.name}} recovers with {{broker[\\"{CHANGED}\\"]}} thread"
references: [https://kafka.apache.org/documentation/]
why: |
  A start after a crash reads all the logs, and one thread takes long over that.
fix: |
  Set {CHANGED}=2.
examples:
  - bad: server.properties
    text: |
      process.roles=broker
      node.id=1
      # finding:
      {CHANGED}=1
  - good: server.properties
    text: |
      process.roles=broker
      node.id=1
      {CHANGED}=2
"""


def compose(image: str, **variables: str) -> str:
    written = "".join(f"\n      {name}: '{value}'" for name, value in variables.items())
    return f"services:\n  kafka:\n    image: {image}\n    environment:{written}\n"


CP = {"KAFKA_ZOOKEEPER_CONNECT": "zk:2181", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:9092"}
KRAFT = {"KAFKA_PROCESS_ROLES": "broker,controller", "KAFKA_NODE_ID": "1"}
BITNAMI = {"KAFKA_CFG_PROCESS_ROLES": "broker,controller", "KAFKA_CFG_NODE_ID": "1"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("KAFKALINT_KAFKA_VERSION", "KAFKALINT_RULES"):
        monkeypatch.delenv(name, raising=False)
    facts.load()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")


def node(version: str | None = None) -> Node:
    """The one Kafka node that is described in the working directory."""
    clusters, _, _ = audit.read_clusters(["."], audit.Options(kafka_version=version))
    [found] = [each for cluster in clusters for each in cluster.nodes if each.software == "kafka"]
    return found


def judged(folder: Path, version: str | None = None) -> Report:
    """The report of one rule, about a setting whose default changed."""
    house = folder / "house"
    house.mkdir(exist_ok=True)
    (house / "one-thread-recovers.yaml").write_text(RULE, encoding="utf-8")
    options = audit.Options(
        rules_dirs=("house",), select=("one-thread-recovers",), kafka_version=version
    )
    return audit.audit_paths(["."], options)


class TestSources:
    @pytest.mark.parametrize(
        ("image", "variables", "kafka"),
        [
            ("confluentinc/cp-kafka:7.6.1", CP, "3.6"),
            ("confluentinc/cp-kafka:5.5.1-1-ubi8", CP, "2.5"),
            ("registry.example.com/mirror/confluentinc/cp-server:8.1.0", KRAFT, "4.1"),
            ("confluentinc/confluent-local:7.5.0", {}, "3.5"),
            ("apache/kafka:4.1.1", KRAFT, "4.1"),
            ("apache/kafka-native:3.9.0", KRAFT, "3.9"),
            ("bitnami/kafka:3.7.0-debian-12-r3", BITNAMI, "3.7"),
            ("bitnamilegacy/kafka:4.0", BITNAMI, "4.0"),
            ("wurstmeister/kafka:2.12-2.5.0", CP, "2.5"),
            ("wurstmeister/kafka", CP, "2.8"),
            ("debezium/kafka:2.7", {"ZOOKEEPER_CONNECT": "zk:2181"}, "3.7"),
            ("quay.io/debezium/kafka:3.2", {"NODE_ID": "1"}, "4.0"),
            ("lensesio/fast-data-dev:3.6.1", {}, "3.6"),
            ("quay.io/strimzi/kafka:0.45.0-kafka-3.9.0", {}, "3.9"),
            ("apache/kafka:${TAG:-4.0.0}", KRAFT, "4.0"),
        ],
    )
    def test_the_tag_of_an_image(
        self, folder: Path, image: str, variables: dict[str, str], kafka: str
    ) -> None:
        write(folder, compose__yml=compose(image, **variables))
        assert node().version.data == kafka

    def test_the_value_points_at_the_tag(self, folder: Path) -> None:
        write(folder, compose__yml=compose("apache/kafka:4.1.1", **KRAFT))
        [place] = node().version.origins
        assert (place.path, place.line) == ("compose.yml", 3)

    def test_the_image_that_a_project_builds_on(self, folder: Path) -> None:
        write(
            folder,
            Dockerfile="FROM apache/kafka:3.8.1\nENV KAFKA_NODE_ID=1\n",
            compose__yml="services:\n  kafka:\n    build: .\n    environment:\n"
            "      KAFKA_PROCESS_ROLES: broker,controller\n",
        )
        assert node().version.data == "3.8"

    @pytest.mark.parametrize(
        ("image", "reason"),
        [
            ("apache/kafka:latest", "the tag latest does not say Kafka's version"),
            ("apache/kafka", "the image has no tag"),
            ("confluentinc/cp-kafka:7", "the tag 7 does not say Kafka's version"),
            ("apache/kafka:${TAG}", "TAG"),
            ("acme/kafka:4.1.0", "the image is not known"),
        ],
    )
    def test_what_does_not_tell(self, folder: Path, image: str, reason: str) -> None:
        write(folder, compose__yml=compose(image, **KRAFT))
        version = node().version
        assert version.is_unknown
        assert reason in version.reason

    def test_a_file_of_ones_own_does_not_tell(self, folder: Path) -> None:
        write(folder, server__properties=OWN)
        assert not node().version.is_known

    def test_the_user_knows_better_than_any_of_them(self, folder: Path) -> None:
        write(folder, compose__yml=compose("apache/kafka:3.9.0", **KRAFT))
        told = node("4.1").version
        assert (told.data, told.provenance) == ("4.1", Provenance.SUPPLIED)
        write(folder, compose__yml=compose("apache/kafka:latest", **KRAFT))
        assert node("4.1").version.data == "4.1"

    def test_the_users_word_in_the_environment(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        write(folder, server__properties=OWN)
        monkeypatch.setenv("KAFKALINT_KAFKA_VERSION", "3.8.1")
        run(["check", "--fail-on", "never"])
        assert "· Kafka 3.8 ·" in capsys.readouterr().out
        run(["check", "--fail-on", "never", "--kafka-version", "4.0"])
        assert "· Kafka 4.0 ·" in capsys.readouterr().out

    def test_a_version_that_there_is_not(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(folder, server__properties=OWN)
        assert run(["check", "--kafka-version", "9.9"]) == 2
        assert "no version of Apache Kafka" in capsys.readouterr().err

    def test_nodes_of_several_versions_are_each_judged_as_theirs(self, folder: Path) -> None:
        services = "services:\n"
        for number, tag in ((1, "3.9.0"), (2, "4.0.0")):
            services += (
                f"  kafka-{number}:\n    image: apache/kafka:{tag}\n    environment:\n"
                f"      KAFKA_NODE_ID: {number}\n      KAFKA_PROCESS_ROLES: broker,controller\n"
                "      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka-1:9093,2@kafka-2:9093\n"
            )
        write(folder, compose__yml=services)
        report = judged(folder)
        assert [finding.subject for finding in report.findings] == ["broker kafka-1"]
        assert [said.subject for said in report.passed] == ["broker kafka-2"]
        assert nodes.kafka_version(report.clusters[0]).is_unknown


class TestAgreement:
    """Where the version is not known, all supported ones that have the setting must agree."""

    def test_a_default_that_changed_is_left_undecided(self, folder: Path) -> None:
        write(folder, server__properties=OWN)
        report = judged(folder)
        assert not report.findings
        [said] = report.undecided
        assert "the default changed between Kafka 3.9 and 4.0" in said.reason
        assert "the version is not known" in said.reason

    @pytest.mark.parametrize(("version", "findings"), [("2.8", 1), ("3.9", 1), ("4.0", 0)])
    def test_a_version_decides_it(self, folder: Path, version: str, findings: int) -> None:
        write(folder, server__properties=OWN)
        report = judged(folder, version)
        assert len(report.findings) == findings
        assert not report.undecided

    def test_so_does_the_image(self, folder: Path) -> None:
        write(folder, compose__yml=compose("apache/kafka:3.9.0", **KRAFT))
        assert len(judged(folder).findings) == 1
        write(folder, compose__yml=compose("apache/kafka:4.0.0", **KRAFT))
        assert not judged(folder).findings

    def test_a_written_value_needs_no_version(self, folder: Path) -> None:
        write(folder, server__properties=f"{OWN}{CHANGED}=1\n")
        assert len(judged(folder).findings) == 1

    def test_a_default_that_all_of_them_share_is_known(self, folder: Path) -> None:
        write(folder, server__properties=OWN)
        value = effective(node(), "min.insync.replicas")
        assert (value.data, value.provenance) == (1, Provenance.KAFKA)

    @pytest.mark.parametrize("scope", ["broker", "topic", "producer", "consumer"])
    def test_it_is_never_less_than_agreement(self, scope: str) -> None:
        """For every setting there is: known means that each supported version says the same."""
        nobody: Value[str] = unknown("nobody says")
        supported = versions.known_from(versions.OLDEST)
        disputed = 0
        for key in settings.keys(scope):
            having = [v for v in supported if settings.definition(key, v, scope) is not None]
            said = [settings.default(key, Value(v), scope) for v in having]
            agreed: Value[Any] = settings.default(key, nobody, scope)
            if len({(value.is_absent, value.data) for value in said}) > 1:
                disputed += 1
                assert agreed.is_unknown, key
            elif said:
                assert (agreed.is_absent, agreed.data) == (said[0].is_absent, said[0].data), key
        assert disputed > (0 if scope == "topic" else 3)

    def test_a_version_beyond_the_newest_that_is_known(self, folder: Path) -> None:
        """An image of tomorrow is judged as the newest Kafka of today."""
        write(folder, compose__yml=compose("apache/kafka:5.7.0", **KRAFT))
        assert node().version.data == "5.7"
        assert not judged(folder).findings
