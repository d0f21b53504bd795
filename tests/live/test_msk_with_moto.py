"""`kafkalint live --msk` with moto: what lies around a cluster, as AWS keeps it.

moto knows subnets, security groups, alarms and MSK clusters, but little of what is in these;
what it cannot answer is refused here, as AWS would refuse it without the permission.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from aws_account import out_of_reach, refused
from moto import mock_aws

from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.live import msk

REGION = "eu-central-1"
NOT_IN_MOTO = frozenset(
    {
        "DescribeConfigurationRevision",
        "DescribeScalableTargets",
        "GetBootstrapBrokers",
        "GetClusterPolicy",
        "ListScramSecrets",
        "ListTopics",
    }
)


class Session:
    """boto3's clients, behind which moto answers."""

    region = REGION

    def client_of(self, service: str, region: str) -> Any:
        client = boto3.client(service, region_name=region)
        client.meta.events.register("before-call", self._refuse)
        return client

    def _refuse(self, model: Any, **_: Any) -> None:
        if model.name in NOT_IN_MOTO:
            raise refused()


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield


def make(zones: str, range_: str) -> None:
    """A cluster of three brokers over `zones`, whose security group lets `range_` in."""
    ec2 = boto3.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}"
        )["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    ]
    group = ec2.create_security_group(GroupName="kafka", Description="kafka", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 9098,
                "ToPort": 9098,
                "IpRanges": [{"CidrIp": range_}],
            }
        ],
    )
    boto3.client("kafka", region_name=REGION).create_cluster_v2(
        ClusterName="orders",
        Provisioned={
            "BrokerNodeGroupInfo": {
                "ClientSubnets": subnets,
                "InstanceType": "kafka.m7g.large",
                "SecurityGroups": [group],
            },
            "KafkaVersion": "3.9.x",
            "NumberOfBrokerNodes": 3,
        },
    )


def alarm_without_action() -> None:
    boto3.client("cloudwatch", region_name=REGION).put_metric_alarm(
        AlarmName="offline",
        Namespace="AWS/Kafka",
        MetricName="OfflinePartitionsCount",
        Dimensions=[{"Name": "Cluster Name", "Value": "orders"}],
        Statistic="Maximum",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=0,
        Period=60,
        EvaluationPeriods=1,
    )


def report() -> Report:
    seen = msk.look(msk.Choice("orders"), None, out_of_reach, Session())
    return audit.audit_clusters(seen.clusters, seen.notices, audit.Options())


def rules(found: Report) -> set[str]:
    return {finding.rule.id for finding in found.active}


def test_a_cluster_in_three_zones_behind_a_closed_group() -> None:
    make("abc", "10.0.0.0/16")
    found = rules(report())
    assert not found & {"brokers-in-too-few-zones", "security-group-open", "alert-without-action"}


def test_a_group_that_is_open_to_everybody() -> None:
    make("abc", "0.0.0.0/0")
    assert "security-group-open" in rules(report())


def test_an_alarm_that_tells_nobody() -> None:
    make("abc", "10.0.0.0/16")
    alarm_without_action()
    assert "alert-without-action" in rules(report())


def test_what_cannot_be_asked_is_named_by_its_action() -> None:
    make("abc", "10.0.0.0/16")
    said = " ".join(notice.message for notice in report().notices)
    assert "kafka:ListTopics" in said and "kafka:DescribeConfigurationRevision" in said
