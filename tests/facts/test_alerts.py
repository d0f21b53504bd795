"""What alerts watch, by the names of their metrics, and whether they can fire."""

from __future__ import annotations

import pytest

from kafkalint.facts.alerts import (
    OWN_ALERTS,
    SIGNALS,
    missing_alerts,
    signal_problem,
    signals,
    tells_somebody,
)
from kafkalint.kafka import platforms
from kafkalint.model import Alert, Cluster, Managed
from kafkalint.values import Origin, Value, known, unknown

HERE = Origin("alarms.tf")


def alarm(metric: str, **terms: Value[object]) -> Alert:
    return Alert("alarm", HERE, system="cloudwatch", metric=known(metric, HERE), **terms)


def rule(expression: str) -> Alert:
    return Alert("alert", HERE, expression=known(expression, HERE))


@pytest.mark.parametrize(
    ("expression", "signal"),
    [
        ("sum(kafka_server_replicamanager_underreplicatedpartitions) > 0", "under-replicated"),
        ("kafka_topic_partition_under_replicated_partition > 0", "under-replicated"),
        ('kafka_server_ReplicaManager_Value{name="UnderReplicatedPartitions"} > 0', "under-repl"),
        ("kafka_controller_kafkacontroller_offlinepartitionscount > 0", "offline partitions"),
        ("sum by (consumergroup) (kafka_consumergroup_lag) > 1000", "consumer lag"),
        ("kafka_server_replicamanager_underminisrpartitioncount > 0", "partitions below"),
        ("sum(kafka_controller_kafkacontroller_activecontrollercount) != 1", "the active"),
    ],
)
def test_signals_are_told_by_the_names_of_metrics(expression: str, signal: str) -> None:
    found = signals(rule(expression)).data
    assert len(found) == 1 and found[0].startswith(signal)


@pytest.mark.parametrize(
    "expression", ["up == 0", "kafka_server_replicafetchermanager_maxlag > 100", "http_requests"]
)
def test_what_else_is_watched_is_no_signal(expression: str) -> None:
    assert signals(rule(expression)).data == ()


def test_under_min_isr_is_not_under_replicated() -> None:
    assert "under-replicated partitions" not in signals(alarm("UnderMinIsrPartitionCount")).data


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


def test_an_alarm_that_another_one_acts_for_needs_no_action() -> None:
    alone, part = alarm("CpuUser"), Alert("a", HERE, system="cloudwatch", part_of="all")
    assert Cluster("c", HERE, alerts=(alone, part)).alerts == (alone, part)
    assert [tells_somebody(each).data for each in (alone, part)] == [False, True]


def test_what_is_recommended_is_a_signal() -> None:
    of_platforms = [
        found.alarms for name in platforms.names() if (found := platforms.platform(name))
    ]
    for recommended in (OWN_ALERTS, *of_platforms):
        assert recommended.keys() <= SIGNALS.keys()


def test_what_to_add_is_said_in_the_words_of_the_platform() -> None:
    told = alarm("KafkaDataLogsDiskUsed"), alarm("ProduceThrottleTime")
    msk = Cluster("c", HERE, alerts=told, undisclosed_alerts="", managed=Managed("msk"))
    express = Cluster("c", HERE, alerts=told, undisclosed_alerts="", managed=Managed("msk-express"))
    assert missing_alerts(msk).data == (
        "the Sum of ActiveControllerCount other than 1",
        "CpuUser plus CpuSystem above 60",
    )
    assert missing_alerts(express).data == ("CpuUser plus CpuSystem above 60",)
    assert missing_alerts(Cluster("c", HERE, managed=Managed("confluent-cloud"))).data == ()
