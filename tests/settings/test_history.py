"""What became of settings that Kafka gave up."""

import json

import pytest

from kafkalint.data import read_data
from kafkalint.kafka import history, settings

TABLES = json.loads(read_data("schemas", "kafka", "history.json"))
ENTRIES = [(scope, key) for scope, table in TABLES.items() for key in table]


def test_a_setting_that_was_renamed() -> None:
    assert history.replacement("advertised.host.name") == "advertised.listeners"
    assert "host's own name" in history.effect_of_removal("advertised.host.name")
    assert history.removed_in("advertised.host.name") == "3.0"


def test_a_family_of_settings() -> None:
    assert history.replacement("zookeeper.ssl.keystore.location").startswith("KRaft")
    assert history.advice("zookeeper.ssl.keystore.location").is_harmless
    assert not history.advice("zookeeper.set.acl").is_harmless


def test_nothing_is_said_of_a_setting_that_is_there() -> None:
    assert history.advice("min.insync.replicas") == history.Advice()


def test_settings_that_went_before_there_is_data() -> None:
    assert history.removed_in("log.cleanup.interval.mins") == "0.8.1"
    assert history.is_ancient("log.cleanup.interval.mins")
    assert not history.is_ancient("advertised.host.name")


def test_deprecation_is_of_kafkas_documentation_or_of_its_upgrade_notes() -> None:
    assert history.deprecated_in("log.cleaner.enable") == "4.1"
    assert history.deprecated_in("log.message.format.version") == "3.0"
    assert history.deprecated_in("min.insync.replicas") == ""


def test_what_an_older_version_has_in_the_place_of_a_later_key() -> None:
    assert history.predecessor("log.message.timestamp.before.max.ms", "3.5") == (
        "log.message.timestamp.difference.max.ms"
    )
    assert history.predecessor("log.message.timestamp.before.max.ms", "4.0") == ""


@pytest.mark.parametrize(("scope", "key"), ENTRIES)
def test_an_entry_is_about_a_setting_that_there_was(scope: str, key: str) -> None:
    named = key.rstrip("*")
    known = [one for one in settings.keys(scope) if one == key or one.startswith(named)]
    assert known or history.advice(key, scope).gone
    assert not (known == [key] and history.advice(key, scope).gone)


def test_everything_that_kafka_gave_up_is_spoken_of() -> None:
    for key in settings.keys("broker"):
        if history.removed_in(key):
            assert history.effect_of_removal(key), key
        if history.deprecated_in(key):
            assert history.replacement(key) or history.effect_of_removal(key), key
