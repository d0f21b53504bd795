"""What alerts watch, by the names of their metrics, and what nobody watches."""

from __future__ import annotations

import pytest

from kafkalint.facts.alerts import (
    OWN_ALERTS,
    SIGNALS,
    missing_alerts,
    signals,
    tells_somebody,
)
from kafkalint.kafka import platforms
from kafkalint.model import Alert, Cluster, Managed
from kafkalint.values import Origin, Value, known

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
