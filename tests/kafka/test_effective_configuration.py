"""What kafkalint says that a key is, against what the running broker answers to DescribeConfigs."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from configurations import FILES, Placed, drawn, names, placed, written
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigEntry, ConfigResource
from conftest import Say
from harness.archive import CLUSTER_ID
from harness.cluster import wait_until
from harness.host import Hosting
from harness.installation import Kafka
from harness.ports import LOOPBACK
from harness.releases import Release
from harness.zookeeper import zookeeper

from kafkalint import audit
from kafkalint.facts.config import effective
from kafkalint.kafka import settings
from kafkalint.model import Node
from kafkalint.values import Value

SECONDS = 120
SOME_PORTS = (9092, 9094, 9093)  # where nothing is started
DRAWN = 8  # configurations drawn by lot, for each mode of each version

LIMITS = {
    "set by formatting": (
        "Where eligible leader replicas are on (new clusters since 4.1), the controller makes "
        "min.insync.replicas a setting of the whole cluster when its storage is formatted, with "
        "what stands in its own file: the value is the same, and no default any more."
    ),
    "no definition": (
        "Kafka hides what no ConfigDef has; kafkalint knows some of these keys (super.users), "
        "and that they are no secrets."
    ),
    "each item once": (
        "Kafka drops repeated items of a list since 4.2 (KIP-1161); kafkalint shows the list as "
        "it is written, so that rules can speak of it."
    ),
    "lists that were texts": (
        "listeners, log.dirs and their like became lists in 4.2; kafkalint gives lists for every "
        "version, without the blanks between the items."
    ),
}
"""Where kafkalint says something else on purpose, and why."""

BEYOND_DEFINITIONS = frozenset(
    "allow.everyone.if.no.acl.found config.providers metrics.jmx.exclude metrics.jmx.include "
    "super.users".split()
)


def limit(entry: ConfigEntry, said: Value[Any], release: Release) -> str:
    """The name of the limit that a difference falls under; "" where it is a mistake."""
    if entry.is_sensitive:
        return "no definition" if entry.name in BEYOND_DEFINITIONS else ""
    if isinstance(said.data, tuple) and entry.value is not None:
        if release.is_at_least("4.2"):
            once = ",".join(dict.fromkeys(said.data))
            return "each item once" if entry.value == once else ""
        items = tuple(item.strip() for item in entry.value.split(","))
        return "lists that were texts" if items == said.data else ""
    if entry.name == "min.insync.replicas" and is_same(said, entry.value):
        return "set by formatting" if release.is_at_least("4.1") else ""
    return ""


@dataclass
class Bench(Hosting):
    """One JVM in which configurations are tried one after the other, and how often we agreed."""

    kafka: Kafka
    mode: str  # "kraft" or "zookeeper"
    folder: Path
    zookeeper: str = ""
    configurations: int = 0
    keys: int = 0
    written: set[str] = field(default_factory=set)
    limits: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def accepts(self, text: str) -> bool:
        """Whether Kafka's config classes take it."""
        [refusal] = self.host.refusals([placed(text, self.folder, ports=SOME_PORTS).text])
        return not refusal

    def compare(self, asked: Placed, folder: Path) -> list[str]:
        """Start a broker with the configuration; where kafkalint and it differ."""
        file = folder / "server.properties"
        file.write_text(asked.text, encoding="latin-1")
        node = read(file, self.kafka)
        if self.mode == "kraft":
            self.host.must("format", "-t", CLUSTER_ID, "-c", file)
        try:
            self.host.must("start", file, SECONDS)
            answers = describe(asked.port)
            self.host.must("stop", SECONDS)
        except BaseException:
            self.host.kill()
            raise
        self.configurations += 1
        self.written |= node.settings.keys() & answers.keys()
        self.keys += len(answers)
        wrong = [line for entry in answers.values() if (line := self._judge(node, entry))]
        self.wrong += wrong
        return wrong

    def _judge(self, node: Node, entry: ConfigEntry) -> str:
        """What is wrong with kafkalint's word on one key; "" where nothing is."""
        said = effective(node, entry.name)
        wrong = difference(entry, said, self.kafka.release)
        name = limit(entry, said, self.kafka.release) if wrong else ""
        if not name:
            return wrong
        assert LIMITS[name]
        self.limits[name] += 1
        return ""

    def __str__(self) -> str:
        agreed = self.keys - len(self.wrong)
        return (
            f"Kafka {self.kafka.release} ({self.mode}): {self.configurations} configurations "
            f"that set {len(self.written)} different keys: "
            f"{agreed} of {self.keys} keys are what kafkalint says ({agreed / self.keys:.2%}); "
            f"limits: {', '.join(f'{name} ({times})' for name, times in self.limits.items())}"
        )


def difference(entry: ConfigEntry, said: Value[Any], release: Release) -> str:
    """In what kafkalint's word is not Kafka's: hidden or not, the value, set or a default."""
    if entry.is_sensitive:
        is_defined = settings.definition(entry.name, release.minor)
        hides = settings.is_sensitive(entry.name) or not is_defined
        return "" if hides else f"{entry.name} is hidden by Kafka, and not by kafkalint"
    if said.is_unknown or not is_same(said, entry.value):
        return f"{entry.name} is {entry.value!r}, and kafkalint says {said!r}"
    is_default = entry.is_default
    if is_default != (said.is_default or said.is_absent):
        return f"{entry.name} is {'a default' if is_default else 'set'}; kafkalint says {said!r}"
    return ""


def read(file: Path, kafka: Kafka) -> Node:
    """The node that kafkalint reads out of the file."""
    options = audit.Options(kafka_version=kafka.release.minor)
    clusters, notices, _ = audit.read_clusters([str(file)], options)
    assert not notices
    [cluster] = clusters
    [node] = cluster.nodes
    return node


def describe(port: int) -> dict[str, ConfigEntry]:
    """What the broker on `port` answers about itself."""
    admin = AdminClient({"bootstrap.servers": f"{LOOPBACK}:{port}"})
    brokers: list[int] = []

    def is_told() -> bool:
        with contextlib.suppress(KafkaException):
            brokers[:] = admin.list_topics(timeout=10).brokers
        return bool(brokers)

    wait_until(is_told, f"the broker at {port} tells of itself")
    [broker] = brokers
    resource = ConfigResource(ConfigResource.Type.BROKER, str(broker))
    asked = admin.describe_configs([resource], request_timeout=SECONDS)
    answers: dict[str, ConfigEntry] = asked[resource].result(timeout=SECONDS)
    return answers


def is_same(said: Value[Any], theirs: str | None) -> bool:
    """Whether a typed value is what Kafka writes as `theirs` (ConfigDef.convertToString)."""
    if not said.is_known or theirs is None:
        return said.is_absent and theirs is None
    if isinstance(said.data, bool):
        return theirs == str(said.data).lower()
    if isinstance(said.data, float):
        return float(theirs) == said.data
    if isinstance(said.data, tuple):
        return theirs == ",".join(said.data)
    return theirs == str(said.data)


def bench(kafka: Kafka, mode: str, folder: Path, say: Say) -> Iterator[Bench]:
    folder = folder / f"{kafka.release}-{mode}"
    folder.mkdir()
    with ExitStack() as stack:
        address = ""
        if mode == "zookeeper":
            address = stack.enter_context(zookeeper(kafka, folder / "zookeeper"))
        yield (made := stack.enter_context(closing(Bench(kafka, mode, folder, address))))
        say(str(made))


@pytest.fixture(scope="module")
def kraft(either: Kafka, folder: Path, say: Say) -> Iterator[Bench]:
    yield from bench(either, "kraft", folder, say)


@pytest.fixture(scope="module")
def with_zookeeper(kafka39: Kafka, folder: Path, say: Say) -> Iterator[Bench]:
    yield from bench(kafka39, "zookeeper", folder, say)


def judge_file(bench: Bench, name: str, folder: Path) -> None:
    wrong = bench.compare(written(bench.mode, name, folder, bench.zookeeper), folder)
    assert not wrong


def judge_lot(bench: Bench, seed: int, folder: Path) -> None:
    start = (FILES / bench.mode / "small.properties").read_text(encoding="ascii")
    text = drawn(start, seed, bench.kafka.release.minor, bench.accepts)
    assert text.count("\n") > start.count("\n") + 20
    wrong = bench.compare(placed(text, folder, bench.zookeeper), folder)
    assert not wrong


@pytest.mark.parametrize("name", names("kraft"))
def test_kraft_as_written_by_hand(kraft: Bench, name: str, tmp_path: Path) -> None:
    judge_file(kraft, name, tmp_path)


@pytest.mark.parametrize("seed", range(DRAWN))
def test_kraft_drawn_by_lot(kraft: Bench, seed: int, tmp_path: Path) -> None:
    judge_lot(kraft, seed, tmp_path)


@pytest.mark.parametrize("name", names("zookeeper"))
def test_zookeeper_as_written_by_hand(with_zookeeper: Bench, name: str, tmp_path: Path) -> None:
    judge_file(with_zookeeper, name, tmp_path)


@pytest.mark.parametrize("seed", range(DRAWN))
def test_zookeeper_drawn_by_lot(with_zookeeper: Bench, seed: int, tmp_path: Path) -> None:
    judge_lot(with_zookeeper, seed, tmp_path)
