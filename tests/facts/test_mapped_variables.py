"""`env-var-not-mapped`, image by image: a wrong name is found, and the right one is told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from kafkalint import audit
from kafkalint.findings import Finding
from kafkalint.kafka import images, settings
from kafkalint.kafka.images import naming
from kafkalint.values import Value

IMAGES = {
    "confluentinc/cp-kafka:7.9.1": "3.9",
    "confluentinc/cp-server:8.0.0": "4.0",
    "apache/kafka:4.1.0": "4.1",
    "apache/kafka-native:3.9.0": "3.9",
    "bitnami/kafka:3.7.0": "3.7",
    "bitnamilegacy/kafka:4.0.0": "4.0",
    "wurstmeister/kafka:2.13-2.8.1": "2.8",
    "debezium/kafka:2.7": "3.7",
    "lensesio/fast-data-dev:3.6.1": "3.6",
}
RULE = "env-var-not-mapped"
pytestmark = pytest.mark.parametrize("image", IMAGES)


def findings(folder: Path, image: str, variables: Iterable[str]) -> dict[str, Finding]:
    """What the rule says of a container with these variables, by the variable."""
    lines = [f"services:\n  kafka:\n    image: {image}\n    environment:"]
    written = sorted(set(variables))
    lines += [f"      {name}: told" for name in written]
    (folder / "compose.yml").write_text("\n".join(lines), encoding="utf-8")
    options = audit.Options(select=(RULE,))
    report = audit.audit_paths([str(folder / "compose.yml")], options)
    assert report.clusters, "a broker was seen"
    return {written[finding.locations[0].line - 5]: finding for finding in report.findings}


def keys(image: str) -> list[str]:
    """The settings that the image's Kafka has."""
    version = IMAGES[image]
    return [key for key in settings.keys("broker") if settings.definition(key, version)]


def right_name(image: str, key: str) -> str:
    family = images.recognise(image.partition(":")[0])
    assert family is not None
    return naming.variable_of(family, key, Value(IMAGES[image]))


def test_no_right_name_is_found(image: str, tmp_path: Path) -> None:
    names = {right_name(image, key) for key in keys(image)} - {""}
    assert len(names) > 200
    assert findings(tmp_path, image, names) == {}


def test_the_names_of_another_image_are_found(image: str, tmp_path: Path) -> None:
    """KAFKA_CFG_ means something to bitnami's image alone, KAFKA_ without it to all others."""
    of_bitnami = "bitnami" in image
    prefix = "KAFKA_" if of_bitnami else "KAFKA_CFG_"
    wrong: dict[str, str] = {}
    family = images.recognise(image.partition(":")[0])
    assert family is not None
    for key in keys(image):
        name = prefix + key.replace(".", "_").upper()
        made = images.property_of(family, name, Value(IMAGES[image]))
        if made != key and name not in family.own and right_name(image, key):
            wrong[name] = key
    found = findings(tmp_path, image, wrong)
    camel = {name for name, key in wrong.items() if key != key.lower()}
    assert found.keys() >= wrong.keys() - camel
    for name, finding in found.items():
        right = right_name(image, wrong[name])
        assert f"{right}" in finding.fix, name


def test_what_the_image_reads_for_itself_is_not_found(image: str, tmp_path: Path) -> None:
    family = images.recognise(image.partition(":")[0])
    assert family is not None
    version = Value(IMAGES[image])
    older = {name for name in family.keys if images.property_of(family, name, version)}
    assert findings(tmp_path, image, {*family.own, *family.excluded, *older, "PATH"}) == {}
