"""Alarms that cannot fire when they should, or fire for ever."""

from __future__ import annotations

import pytest

from kafkalint.facts.alarm_terms import signal_problem
from kafkalint.model import Alert
from kafkalint.values import Origin, Value, known, unknown

HERE = Origin("alarms.tf")


def alarm(metric: str, **terms: Value[object]) -> Alert:
    return Alert("alarm", HERE, system="cloudwatch", metric=known(metric, HERE), **terms)


def compared(metric: str, sign: str, limit: float, statistic: str) -> str:
    terms = {
        "comparison": known(sign, HERE),
        "threshold": known(limit, HERE),
        "statistic": known(statistic, HERE),
    }
    return str(signal_problem(alarm(metric, **terms)).data)


@pytest.mark.parametrize(
    ("metric", "sign", "limit", "statistic", "problem"),
    [
        ("OfflinePartitionsCount", "gt", 0, "Maximum", ""),
        ("OfflinePartitionsCount", "gte", 1, "Maximum", ""),
        ("OfflinePartitionsCount", "gt", 0, "Average", ""),
        ("OfflinePartitionsCount", "gte", 1, "Average", "Average"),
        ("OfflinePartitionsCount", "gt", 1, "Maximum", "until 2"),
        ("OfflinePartitionsCount", "gte", 0, "Maximum", "for ever"),
        ("OfflinePartitionsCount", "lt", 1, "Maximum", "while there are no"),
        ("UnderReplicatedPartitions", "gt", 10, "Maximum", ""),
        ("UnderReplicatedPartitions", "gt", 0, "Minimum", "Minimum"),
        ("MaxOffsetLag", "gt", 10_000, "Average", ""),
        ("MaxOffsetLag", "lt", 10_000, "Maximum", "keep up"),
        ("ActiveControllerCount", "lt", 1, "Maximum", ""),
        ("ActiveControllerCount", "lt", 1, "Average", "Average"),
        ("ActiveControllerCount", "gt", 1, "Sum", ""),
        ("ActiveControllerCount", "gte", 1, "Sum", "as it should be"),
        ("CpuUser", "gt", 60, "Average", ""),
    ],
)
def test_an_alarm_has_to_be_able_to_fire(
    metric: str, sign: str, limit: float, statistic: str, problem: str
) -> None:
    found = compared(metric, sign, limit, statistic)
    assert problem in found if problem else not found


def test_more_datapoints_than_periods_never_come() -> None:
    terms = {"evaluation_periods": known(3, HERE), "datapoints": known(5, HERE)}
    assert "never fires" in signal_problem(alarm("MaxOffsetLag", **terms)).data


def test_a_threshold_that_is_not_known_leaves_it_open() -> None:
    terms = {"comparison": known("gt", HERE), "threshold": unknown("var.limit", HERE)}
    assert signal_problem(alarm("OfflinePartitionsCount", **terms)).is_unknown
