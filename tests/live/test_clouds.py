"""Clusters of clouds, asked as any other: what their platform guarantees is not called wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.live import model, notices, snapshot

CONFLUENT = "pkc-4r087.eu-central-1.aws.confluent.cloud"
SERVERLESS = "b{}-1ab2.c1.kafka-serverless.eu-central-1.amazonaws.com"
MSK = "b-{}.orders.1ab2c3.c4.kafka.eu-central-1.amazonaws.com"


def topic(name: str, replicas: int, **configs: str) -> dict[str, Any]:
    members = [*range(replicas)]
    return {
        "name": name,
        "partitions": [{"id": 0, "leader": 0, "replicas": members, "isr": members}],
        "configs": {
            key.replace("_", "."): {"value": text, "source": "DYNAMIC_TOPIC_CONFIG"}
            for key, text in configs.items()
        },
    }


def seen(hosts: list[str], **more: Any) -> Report:
    """What is said of a cluster whose brokers have these names and show no settings."""
    brokers = [
        {"id": number, "host": host, "port": 9092, "rack": str(number % 3)}
        for number, host in enumerate(hosts)
    ]
    plain = {
        "version": snapshot.VERSION,
        "complete": True,
        "security_protocol": "SASL_SSL",
        "brokers": brokers,
        **more,
    }
    taken = snapshot.from_json(json.dumps(plain).encode(), "snapshot.json")
    return audit.audit_clusters([model.cluster(taken)], notices.of(taken), audit.Options())


@pytest.mark.parametrize(
    ("hosts", "platform"),
    [
        ([f"b{n}-{CONFLUENT}" for n in range(6)], "confluent-cloud"),
        ([SERVERLESS.format(n) for n in (1, 2)], "msk-serverless"),
        ([MSK.format(n) for n in (1, 2, 3)], "msk"),
        (["kafka-1.example.com"], "live"),
        ([f"b1-{CONFLUENT}", "kafka-1.example.com"], "live"),
    ],
)
def test_a_cloud_is_told_by_the_names_of_its_brokers(hosts: list[str], platform: str) -> None:
    assert seen(hosts).clusters[0].platform == platform


@pytest.mark.parametrize("host", [f"b{{}}-{CONFLUENT}", SERVERLESS])
def test_what_a_cloud_keeps_to_itself_is_no_finding(host: str) -> None:
    report = seen([host.format(number) for number in range(6)], topics=[topic("orders", 3)])
    assert [finding.rule.id for finding in report.active if finding.severity.word != "low"] == []


def test_topics_are_judged_all_the_same() -> None:
    hosts = [f"b{number}-{CONFLUENT}" for number in range(6)]
    weak = topic("orders", 3, min_insync_replicas="1")
    report = seen(hosts, topics=[weak])
    assert "min-isr-too-low" in {finding.rule.id for finding in report.active}
