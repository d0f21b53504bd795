"""Examples that do not come out as they say are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafkalint import catalogue, examples
from kafkalint.rule import Rule

RULE = """\
id: two-partitions
title: A new topic has too few partitions
severity: {production: low, test: low, development: low}
for: broker
require: broker["num.partitions"] >= 2
message: "{broker.name} gives new topics {broker['num.partitions']} partition(s)"
references: [https://kafka.apache.org/documentation/#brokerconfigs_num.partitions]
why: |
  A topic of one partition is read by one consumer, however many there are.
fix: Set num.partitions=6.
examples:
  - good: server.properties
    text: |
      node.id=1
      process.roles=broker
      num.partitions=6
  - bad: server.properties
    text: |
      node.id=1
      process.roles=broker
      # finding:
      num.partitions=1
"""
ALL = {
    "six": "num.partitions=6",
    "one": "num.partitions=1",
    "open": "num.partitions=${PARTITIONS}",
    "marked six": "# finding:\nnum.partitions=6",
    "marked one": "# finding: two-partitions\nnum.partitions=1",
    "marked for another": "# finding: another-rule\nnum.partitions=1",
    "marked at the top": "num.partitions=1",
}


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "two-partitions.yaml").write_text(RULE, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture
def rule(folder: str) -> Rule:
    (rule,) = catalogue.user_rules(folder, {})
    return rule


@pytest.mark.parametrize(
    ("verdict", "line", "expected"),
    [
        ("good", "six", []),
        ("good", "one", ["unexpected finding at server.properties:3"]),
        ("good", "open", ["undecided"]),
        ("good", "marked six", ["only bad examples have markers", "no finding at"]),
        ("bad", "marked one", []),
        ("bad", "one", ["a bad example marks its findings", "unexpected finding at"]),
        ("bad", "marked six", ["no finding at server.properties:3"]),
        ("bad", "marked for another", ["a bad example marks its findings", "unexpected finding"]),
        ("undecided", "open", []),
        ("undecided", "six", ["nothing was undecided"]),
        ("undecided", "one", ["unexpected finding at", "nothing was undecided"]),
    ],
)
def test_an_example_is_held_against_what_it_says(
    rule: Rule, folder: str, verdict: str, line: str, expected: list[str]
) -> None:
    example = rule.examples[0]._replace(
        verdict=verdict,
        files={"server.properties": f"node.id=1\nprocess.roles=broker\n{ALL[line]}\n"},
    )
    faults = examples.faults(rule, example, (folder,))
    assert len(faults) == len(expected)
    for fault, start in zip(faults, expected, strict=True):
        assert fault.startswith(start)


def test_the_first_line_can_be_marked(rule: Rule, folder: str) -> None:
    text = "# finding:\nnum.partitions=1\nnode.id=1\nprocess.roles=broker\n"
    example = rule.examples[1]._replace(files={"server.properties": text})
    assert examples.faults(rule, example, (folder,)) == []


def test_an_example_without_a_cluster_is_no_example(rule: Rule, folder: str) -> None:
    example = rule.examples[0]._replace(files={"server.properties": "hello=world\n"})
    assert "no cluster was found" in examples.faults(rule, example, (folder,))


def test_several_files_and_one_to_check(rule: Rule, folder: str) -> None:
    text = "node.id={}\nprocess.roles=broker\nnum.partitions={}\n"
    files = {"a/server.properties": text.format(1, 1), "b/server.properties": text.format(2, 6)}
    example = rule.examples[0]._replace(files=files, check="b/server.properties")
    assert examples.faults(rule, example, (folder,)) == []


SNAPSHOT = """\
brokers:
  - id: 1
    host: kafka-1
    configs:
      node.id: {{value: "1", source: STATIC_BROKER_CONFIG}}
      process.roles: {{value: broker, source: STATIC_BROKER_CONFIG}}
      num.partitions: {{value: "{partitions}"}}
"""


@pytest.mark.parametrize(
    ("verdict", "partitions", "finds", "expected"),
    [
        ("good", 6, (), []),
        ("good", 1, (), ["unexpected finding at broker 1 · num.partitions"]),
        ("bad", 1, ("broker 1 · num.partitions",), []),
        ("bad", 1, ("broker 2 · num.partitions",), ["no finding at broker 2", "unexpected"]),
        ("bad", 1, (), ["a bad example lists under `finds` its findings", "unexpected"]),
    ],
)
def test_a_snapshot_is_judged_as_a_running_cluster(
    rule: Rule,
    folder: str,
    verdict: str,
    partitions: int,
    finds: tuple[str, ...],
    expected: list[str],
) -> None:
    text = SNAPSHOT.format(partitions=partitions)
    example = rule.examples[0]._replace(
        verdict=verdict, files={examples.SNAPSHOT: text}, finds=finds
    )
    faults = examples.faults(rule, example, (folder,))
    assert len(faults) == len(expected)
    for fault, start in zip(faults, expected, strict=True):
        assert fault.startswith(start)
