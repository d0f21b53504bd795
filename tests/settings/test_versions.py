"""Versions of Kafka."""

from __future__ import annotations

from datetime import date

import pytest

from kafkalint.kafka import versions
from kafkalint.values import Origin, Value, absent, unknown

TAG = Origin("compose.yml")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("3.9", "3.9"),
        ("3.9.1", "3.9"),
        ("v4.1.0-rc2", "4.1"),
        ("0.10.2.1", "0.10"),
        ("3.10.1", "3.10"),
        ("latest", ""),
        ("3", ""),
        ("", ""),
    ],
)
def test_the_minor_version_of_a_text(text: str, minor: str) -> None:
    assert versions.minor(text) == minor


def test_versions_compare_as_numbers() -> None:
    version = Value("3.10.0", (TAG,))
    assert versions.at_least(version, "3.9").data is True
    assert versions.at_least(version, "3.10").data is True
    assert versions.at_least(version, "3.11").data is False
    assert versions.at_least(version, "4.0").origins == (TAG,)


def test_a_version_that_is_not_known_is_neither_new_nor_old() -> None:
    asked = versions.at_least(unknown("${TAG} is not known", TAG), "3.9")
    assert (asked.is_unknown, asked.reason, asked.origins) == (True, "${TAG} is not known", (TAG,))
    assert versions.at_least(absent(TAG), "3.9").is_absent


def test_a_text_that_is_no_version_is_unknown() -> None:
    asked = versions.at_least(Value("edge", (TAG,)), "3.9")
    assert (asked.is_unknown, asked.reason) == (True, "edge is not a version of Kafka")


def test_releases_are_in_order() -> None:
    days = list(versions.released().values())
    assert days == sorted(days)
    assert days[-1] <= versions.AS_OF
    assert next(reversed(versions.released())) == versions.NEWEST


def test_the_three_newest_lines_get_bug_fixes() -> None:
    assert versions.supported(date(2024, 12, 1)) == ("3.7", "3.8", "3.9")
    assert versions.supported(date(2025, 3, 17)) == ("3.7", "3.8", "3.9")
    assert versions.supported(date(2025, 3, 18)) == ("3.8", "3.9", "4.0")
    assert len(versions.supported()) == 3
    assert versions.supported()[-1] == versions.NEWEST


def test_versions_from_one_on() -> None:
    assert versions.known_from("4.0")[:2] == ("4.0", "4.1")
    assert versions.known_from(versions.OLDEST)[0] == "2.8"


def test_the_version_before_one() -> None:
    assert versions.before("4.0") == "3.9"
    assert versions.before("0.10") == ""
