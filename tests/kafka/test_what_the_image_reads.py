"""The program that apache/kafka starts with is in Kafka's own jars: it is run, on files.

KafkaDockerWrapper makes server.properties of what is mounted, of the environment and of the
file that the image ships. Here it does so, and kafkalint's word is held against its file.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Say
from harness.installation import Kafka

from kafkalint.formats import properties
from kafkalint.formats.text import Text
from kafkalint.kafka import images, settings
from kafkalint.kafka.images import naming
from kafkalint.values import Origin, Value

SHIPPED = "process.roles=broker,controller\nnode.id=1\nnum.partitions=1\n"
MOUNTED = "node.id=7\nnum.partitions=3\nlog.dirs=/mounted\n"
PARTS = "A B AB NAME SSL SASL KAFKA CFG 256 SCRAM JMX OPTS VERSION LOG4J HEAP".split()
ODD_NAMES = 1500
VALUES = ["told", " padded ", "a=b", "a:b", "#no comment", "c:\\\\dir", "\\u0041", "tab\\there", ""]


class Wrapper:
    """KafkaDockerWrapper of one release, with folders as the image has them."""

    def __init__(self, kafka: Kafka, folder: Path) -> None:
        self._kafka = kafka
        self._folders = {name: folder / name for name in ("default", "mounted", "final")}
        for path in self._folders.values():
            path.mkdir(parents=True)
        for name in ("log4j.properties", "tools-log4j.properties", "log4j2.yaml"):
            (self._folders["default"] / name).write_text("")
        for name in ("tools-log4j2.yaml",):
            (self._folders["default"] / name).write_text("")
        (self._folders["default"] / "server.properties").write_text(SHIPPED)

    def settings(self, variables: Mapping[str, str], mounted: str = "") -> dict[str, str]:
        """What Kafka would read; that the wrapper fails to format storage then is no matter."""
        if mounted:
            (self._folders["mounted"] / "server.properties").write_text(mounted)
        command = self._kafka.command("kafka.docker.KafkaDockerWrapper", "-Xlog:disable")
        command.append("setup")
        for name, path in self._folders.items():
            command += [f"--{name}-configs-dir", str(path)]
        environment = {"PATH": os.environ["PATH"], "CLUSTER_ID": "x", **variables}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        written = self._folders["final"] / "server.properties"
        assert written.is_file(), done.stderr[-2000:]
        return read(written.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, str]:
    """Properties as Java reads them, and Kafka after it: without space around values."""
    found = properties.read(Text("server.properties", text))
    return {entry.key: entry.value.strip() for entry in found}


def told(kafka: Kafka, variables: Mapping[str, str], mounted: str = "") -> dict[str, str]:
    """What kafkalint says that Kafka reads."""
    family = images.recognise("apache/kafka")
    assert family is not None
    here = Origin("compose.yml")
    file = properties.read(Text("server.properties", mounted)) if mounted else []
    applied = images.apply(
        family,
        {name: Value(text, (here,)) for name, text in variables.items()},
        version=Value(kafka.release.minor),
        anchor=here,
        mounted={"/mnt/shared/config/server.properties": file} if file else {},
    )
    assert all(value.is_known for value in applied.settings.values())
    return {key: str(value.data) for key, value in applied.settings.items()}


def real_names(kafka: Kafka) -> Iterator[str]:
    """The variable of every setting of brokers."""
    family = images.recognise("apache/kafka")
    assert family is not None
    version = kafka.release.minor
    for key in settings.keys("broker"):
        if settings.definition(key, version):
            yield naming.variable_of(family, key, Value(version))
    yield from family.excluded
    yield from family.own


def odd_names() -> Iterator[str]:
    """Names as nobody writes them: many underscores, prefixes twice, lower case."""
    dice = random.Random(4)
    for _ in range(ODD_NAMES):
        parts = dice.choices(PARTS, k=dice.randint(1, 5))
        name = "".join(f"{part}{'_' * dice.randint(1, 5)}" for part in parts).rstrip("_")
        name = name.lower() if dice.random() < 0.05 else name
        yield f"{dice.choice(['KAFKA_', 'KAFKA_', 'KAFKA_', '', 'kafka_', 'MY_KAFKA_'])}{name}"


def key_of(kafka: Kafka, name: str) -> str | None:
    family = images.recognise("apache/kafka")
    assert family is not None
    return images.property_of(family, name, Value(kafka.release.minor))


def meaningless(kafka: Kafka) -> set[str | None]:
    """What the image reads for itself becomes keys too, which kafkalint leaves out."""
    family = images.recognise("apache/kafka")
    assert family is not None
    made = {key_of(kafka, name) for name in family.own}
    assert not any(key and settings.exists_in_any_version(key) for key in made)
    return made


@pytest.fixture
def wrapper(either: Kafka, tmp_path: Path) -> Wrapper:
    return Wrapper(either, tmp_path)


def test_the_names(either: Kafka, wrapper: Wrapper, say: Say) -> None:
    """Each variable has its own name as its value, so that the file tells what became of it."""
    names = {*real_names(either), *odd_names()} - {""}
    # the image's own script, which runs before, makes listeners of advertised ones
    variables = {name: name for name in sorted(names) if "LISTENERS" not in name}
    by_kafka, by_us = wrapper.settings(variables), told(either, variables)
    assert by_us.keys() == by_kafka.keys() - meaningless(either)
    apart = {by_us[key]: by_kafka[key] for key in by_us if by_us[key] != by_kafka[key]}
    for ours, theirs in apart.items():  # two names of one key: the JVM takes them in any order
        assert key_of(either, ours) == key_of(either, theirs)
    say(
        f"Kafka {either.release}: apache/kafka's own program made {len(by_kafka)} keys of "
        f"{len(variables)} variables, and so did kafkalint"
    )


def test_the_prefix_inside_of_a_name(either: Kafka, wrapper: Wrapper) -> None:
    variables = {"KAFKA_KAFKA_METRICS_REPORTERS": "twice", "KAFKA_A_KAFKA_B": "inside"}
    by_kafka = wrapper.settings(variables)
    assert told(either, variables) == by_kafka
    assert ("kafka.metrics.reporters" in by_kafka) == either.release.is_at_least("4.0")


def test_the_values(either: Kafka, wrapper: Wrapper) -> None:
    variables = {f"KAFKA_VALUE_{number}": text for number, text in enumerate(VALUES)}
    assert told(either, variables) == wrapper.settings(variables)


def test_variables_over_a_mounted_file(either: Kafka, wrapper: Wrapper) -> None:
    variables = {"KAFKA_NUM_PARTITIONS": "12", "KAFKA_BROKER_RACK": "r1"}
    assert told(either, variables, MOUNTED) == wrapper.settings(variables, MOUNTED)


def test_a_mounted_file_alone(either: Kafka, wrapper: Wrapper) -> None:
    assert told(either, {}, MOUNTED) == wrapper.settings({}, MOUNTED)


def test_one_variable_drops_the_shipped_file(either: Kafka, wrapper: Wrapper) -> None:
    """Even one that the image reads for itself, of which the wrapper makes a key all the same."""
    variables = {"KAFKA_JMX_PORT": "9999"}
    assert wrapper.settings(variables) == {"jmx.port": "9999"}
    assert told(either, variables) == {}


def test_without_any_the_shipped_file_holds(either: Kafka, wrapper: Wrapper) -> None:
    """What is in it is the image's own; that it is taken at all is what is held here."""
    assert wrapper.settings({"KAFKA_OPTS": "-Dx=y"}) == read(SHIPPED)
    assert told(either, {"KAFKA_OPTS": "-Dx=y"})["process.roles"] == "broker,controller"
