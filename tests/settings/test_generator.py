"""How what Kafka says of itself becomes the stored data."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    path = ROOT / "maintenance" / "kafka_settings" / "generate.py"
    spec = importlib.util.spec_from_file_location("kafka_settings_generator", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(**changes: Any) -> dict[str, Any]:
    """One definition as Definitions.java prints it."""
    plain = {
        "type": "int",
        "default": "1",
        "valid": "",
        "importance": "high",
        "update": "",
        "internal": False,
        "documentation": "How many.",
    }
    return plain | changes


def answer(**keys: dict[str, Any]) -> dict[str, Any]:
    return {"scopes": {"broker": keys}, "synonyms": {}}


def history(generator: ModuleType, *answers: tuple[str, dict[str, Any]]) -> Any:
    return generator.fold(dict(answers), "broker").get("threads")


def test_only_changes_are_stored(generator: ModuleType) -> None:
    found = history(
        generator,
        ("3.8", answer(threads=said())),
        ("3.9", answer(threads=said(documentation="How many threads."))),
        ("4.0", answer(threads=said(default="4"))),
    )
    assert found == {
        "3.8": {"type": "int", "default": "1", "importance": "high"},
        "4.0": {"type": "int", "default": "4", "importance": "high"},
    }


def test_what_goes_away_is_null_and_may_come_back(generator: ModuleType) -> None:
    plain = {"type": "int", "default": "1", "importance": "high"}
    found = history(
        generator,
        ("4.2", answer(threads=said())),
        ("4.3", answer()),
        ("4.4", answer(threads=said())),
    )
    assert found == {"4.2": plain, "4.3": None, "4.4": plain}


def test_a_version_whose_jars_are_not_to_be_had_changes_nothing(generator: ModuleType) -> None:
    missing = {"scopes": {}, "synonyms": {}}
    found = history(generator, ("4.2", answer(threads=said())), ("4.3", missing))
    assert list(found) == ["4.2"]


def test_a_required_setting_has_no_default_and_a_null_one_keeps_it(generator: ModuleType) -> None:
    required = said()
    del required["default"]
    assert "default" not in generator.entry(required)
    assert generator.entry(said(default=None))["default"] is None


def test_settings_beyond_every_config_def_are_added_and_never_go_away(
    generator: ModuleType,
) -> None:
    found = generator.fold({"3.9": answer(), "4.0": answer()}, "broker")
    assert found["super.users"] == {
        "0.10": {"type": "string", "default": None, "importance": "medium", "update": "read-only"}
    }


def test_validators_that_only_name_their_class_say_nothing(generator: ModuleType) -> None:
    assert generator.abridged("kafka.server.KafkaConfig$$anon$1@5e91993f") == ""
    assert generator.abridged("[1,...,100]") == "[1,...,100]"
    assert generator.abridged("[none, requested, required]") == "[none, requested, required]"


def test_long_lists_of_values_are_shortened(generator: ModuleType) -> None:
    names = ", ".join(f"3.0-IV{number}" for number in range(30))
    assert generator.abridged(f"[{names}]") == "[3.0-IV0, ..., 3.0-IV29]"


@pytest.mark.parametrize(
    ("documentation", "deprecated"),
    [
        ("DEPRECATED: An alias for another key.", True),
        ("[DEPRECATED] The largest difference.", True),
        ("Deprecated. Whether to include it.", True),
        ("The id. This configuration is deprecated and will be removed.", True),
        ("The threads. This config is deprecated since 4.2, use another.", True),
        ("The class. It also supports the deprecated interface of old.", False),
        ("How to look up. If set to <code>default</code> (deprecated), the first.", False),
        ("The option of old can still be used, but it is deprecated.", False),
    ],
)
def test_deprecation_is_of_the_setting_not_of_a_value(
    generator: ModuleType, documentation: str, deprecated: bool
) -> None:
    assert generator.is_deprecated(documentation) is deprecated


def test_the_newest_patch_of_a_minor_is_wanted(generator: ModuleType) -> None:
    assert "<artifactId>kafka_2.13</artifactId><version>[3.9,3.10-alpha)" in generator.pom(
        "core", "3.9"
    )
    assert "<artifactId>kafka_2.12</artifactId><version>[0.10,0.11-alpha)" in generator.pom(
        "core", "0.10"
    )


def test_synonyms_are_those_of_the_newest_version_that_has_them(generator: ModuleType) -> None:
    old = {"synonyms": {"format": {"log.format": "1"}, "ms": {"log.minutes": "60000"}}}
    new = {"synonyms": {"ms": {"log.ms": "1", "log.minutes": "60000"}}}
    assert generator.synonyms([old, new]) == {
        "format": {"log.format": 1},
        "ms": {"log.ms": 1, "log.minutes": 60000},
    }


def test_the_stored_lines_are_json_one_key_a_line(generator: ModuleType) -> None:
    text = generator.lines({"b": {"3.9": None}, "a": {}})
    assert text.splitlines() == ["{", '"a": {},', '"b": {"3.9": null}', "}"]
    assert json.loads(text) == {"a": {}, "b": {"3.9": None}}
