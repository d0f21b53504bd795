"""Which rules read a setting: found in their code, and held against what they really ask for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kafkalint import audit, catalogue, engine, examples, facts, readers
from kafkalint.kafka import meanings, settings
from kafkalint.model import Cluster
from kafkalint.rule import Example, Rule
from kafkalint.values import Value

RULES = catalogue.built_in()


def names(key: str) -> list[str]:
    return [reader.rule.id for reader in readers.readers(key, RULES)]


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("min.insync.replicas", "min-isr-too-low"),
        ("min.insync.replicas", "cannot-lose-one-broker"),
        ("auto.create.topics.enable", "auto-create-topics-enabled"),
        ("unclean.leader.election.enable", "unclean-leader-election-enabled"),
        ("log.dirs", "log-dirs-in-tmp"),
        ("broker.rack", "broker-rack-missing"),
        ("offsets.topic.replication.factor", "internal-topic-durability"),
        ("controller.quorum.voters", "quorum-config-invalid"),
        ("listener.security.protocol.map", "client-listener-plaintext"),
        ("ssl.keystore.location", "tls-material-missing"),
        ("log.retention.hours", "retention-unbounded"),
        ("autopurge.purgeInterval", "zk-autopurge-disabled"),
    ],
)
def test_a_rule_reads_what_it_is_about(key: str, rule: str) -> None:
    assert rule in names(key)


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("min.insync.replicas", "retention-unbounded"),
        ("num.partitions", "min-isr-too-low"),
        ("autopurge.purgeInterval", "min-isr-too-low"),
        ("broker.rack", "auto-create-topics-enabled"),
    ],
)
def test_it_does_not_read_what_it_never_asks_for(key: str, rule: str) -> None:
    assert rule not in names(key)


def test_a_setting_that_nobody_asks_for() -> None:
    assert names("background.threads") == []


def test_the_rules_that_name_a_key_themselves_come_first() -> None:
    found = readers.readers("min.insync.replicas", RULES)
    assert [reader.distance for reader in found] == sorted(reader.distance for reader in found)
    [nearest, *_] = readers.readers("auto.create.topics.enable", RULES)
    assert (nearest.rule.id, nearest.distance) == ("auto-create-topics-enabled", 0)


def test_what_a_topic_takes_its_own_from_is_read_with_it() -> None:
    assert set(names("retention.ms")) <= set(names("log.retention.minutes"))


def test_rules_about_every_setting_read_all_of_them() -> None:
    about_all = {rule.id for rule in RULES if readers.reads_all(rule)}
    assert {"secret-in-plaintext", "env-var-not-mapped"} <= about_all
    assert "min-isr-too-low" not in about_all


class Recorded(dict[str, Value[str]]):
    """Settings that remember which keys were asked for."""

    def __init__(self, settings: dict[str, Value[str]], asked: set[str]) -> None:
        super().__init__(settings)
        self._asked = asked

    def get(self, key: str, default: Any = None) -> Any:
        self._asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Value[str]:
        self._asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._asked.add(str(key))
        return super().__contains__(key)


def watched(cluster: Cluster, asked: set[str]) -> None:
    for entity in (*cluster.nodes, *cluster.declared_topics):
        object.__setattr__(entity, "settings", Recorded(entity.settings, asked))


def asked_for(rule: Rule, example: Example) -> Iterator[str]:
    """The keys of Kafka and ZooKeeper that the rule looks at in the deployment of its example."""
    for path, text in example.files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(examples.without_markers(text, rule.id)[0], encoding="utf-8")
    options = audit.Options(kafka_version=example.kafka_version or None)
    clusters, _, _ = audit.read_clusters([example.check or "."], options)
    asked: set[str] = set()
    for cluster in clusters:
        list(facts.SUBJECTS[rule.kind](cluster))  # which subjects there are is no rule's question
        watched(cluster, asked)
    engine.judge(clusters, [rule], example.environment)
    yield from (key for key in map(settings.base_key, asked) if readers.is_key(key))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_nothing_is_read_that_was_not_found(rule: Rule, tmp_path: Path) -> None:
    facts.load()
    found = readers.keys_read(rule)
    for number, example in enumerate(rule.examples[:4]):
        folder = tmp_path / str(number)
        folder.mkdir()
        with contextlib.chdir(folder):
            missed = {key for key in asked_for(rule, example) if key not in found}
        assert readers.reads_all(rule) or not missed, f"{missed} in {example.name or number}"


def test_every_key_that_a_rule_reads_is_explained() -> None:
    particular = [rule for rule in RULES if not readers.reads_all(rule)]
    read = {key for rule in particular for key in readers.keys_read(rule)}
    assert sorted(read - {*meanings.known_keys()}) == []
