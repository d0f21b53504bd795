"""What managed platforms set, and where that is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafkalint.kafka import platforms
from kafkalint.kafka import settings as kafka_settings
from kafkalint.values import Provenance, Value, absent, known, unknown

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "schemas" / "platforms").glob("*.json")
)
OWN = {
    "custom.advertised.listeners",
    "allow.everyone.if.no.acl.found",
    "super.users",
    "fetch.max.bytes",
}


def platform(name: str) -> platforms.Platform:
    found = platforms.platform(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_date_and_its_sources(name: str) -> None:
    found = platform(name)
    assert len(found.as_of) == len("2026-08")
    assert found.sources
    assert all(source.startswith("https://") for source in found.sources)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_kafkas(name: str) -> None:
    found = platform(name)
    named = {
        *found.defaults,
        *found.by_zones,
        *found.tiered,
        *found.fixed,
        *found.keys,
        *found.ranges,
    }
    known_keys = kafka_settings.exists_in_any_version
    assert {key for key in named if not known_keys(key)} <= OWN


def test_nothing_is_known_of_others() -> None:
    assert platforms.platform("somebody-elses-kafka") is None


def test_a_default_tells_where_it_is_from() -> None:
    value = platforms.settings(platform("msk"), known(3), absent())[
        "unclean.leader.election.enable"
    ]
    assert value.provenance is Provenance.PLATFORM
    assert value.reason == "MSK defaults to true"


@pytest.mark.parametrize(("zones", "replicas"), [(2, "2"), (3, "3")])
def test_msk_replicates_over_its_zones(zones: int, replicas: str) -> None:
    settings = platforms.settings(platform("msk"), known(zones), absent())
    assert settings["default.replication.factor"].data == replicas


def test_unknown_zones_leave_replication_unknown() -> None:
    zones: Value[int] = unknown("var.subnets has no value")
    value = platforms.settings(platform("msk"), zones, absent())["default.replication.factor"]
    assert value.is_unknown
    assert "var.subnets has no value" in value.reason


def test_unknown_tiering_leaves_elections_unknown() -> None:
    tiered: Value[bool] = unknown("var.mode has no value")
    settings = platforms.settings(platform("msk"), known(3), tiered)
    assert settings["unclean.leader.election.enable"].is_unknown


def test_express_shares_msks_dates_and_not_its_defaults() -> None:
    express = platform("msk-express")
    assert express.end_of_support == platform("msk").end_of_support
    assert express.fixed["min.insync.replicas"] == "2"
    assert "min.insync.replicas" not in express.keys
