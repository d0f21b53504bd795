"""The deployments of `deployments/`, asked of AWS: the same findings as their Terraform.

The answers are those that AWS would give once each was made: what nobody chose is filled in
with AWS' own defaults. Every one is checked against botocore's model of its service.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from aws_account import Account, Answer, out_of_reach, security_groups
from test_same_findings import EXPECTED, findings, undecided

from kafkalint import audit
from kafkalint.findings import Report
from kafkalint.live import msk

REGION = "eu-west-1"
ARN = f"arn:aws:kafka:{REGION}:123456789012:cluster/orders/0d0f-1"
CONFIGURATION = f"arn:aws:kafka:{REGION}:123456789012:configuration/orders/5c4d-1"
SECRET = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:kafka/orders/app-a1b2c3"
OWN_KEY = f"arn:aws:kms:{REGION}:123456789012:key/7a1b"
AWS_KEY = f"arn:aws:kms:{REGION}:123456789012:key/0000"
SUBNETS = ["subnet-a", "subnet-b", "subnet-c"]
IAM = {"Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}}}
CLOSED = {"Unauthenticated": {"Enabled": False}}
NO_GUARD = {"no-deletion-protection"}
"""AWS has none to be seen; in files there is `prevent_destroy`."""


def provisioned(**changes: Any) -> dict[str, Any]:
    """A cluster for which nobody chose anything, but for `changes`."""
    info: dict[str, Any] = {
        "BrokerNodeGroupInfo": group(),
        "CurrentBrokerSoftwareInfo": {"KafkaVersion": "3.8.x"},
        "EncryptionInfo": encryption(),
        "EnhancedMonitoring": "DEFAULT",
        "OpenMonitoring": exporters(False),
        "NumberOfBrokerNodes": 3,
        "StorageMode": "LOCAL",
    }
    return {"ClusterType": "PROVISIONED", "Provisioned": {**info, **changes}}


def group(instance: str = "kafka.m7g.large", **changes: Any) -> dict[str, Any]:
    return {
        "ClientSubnets": SUBNETS,
        "InstanceType": instance,
        "SecurityGroups": ["sg-1"],
        "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}},
        **changes,
    }


def encryption(clients: str = "TLS", key: str = AWS_KEY) -> dict[str, Any]:
    return {
        "EncryptionAtRest": {"DataVolumeKMSKeyId": key},
        "EncryptionInTransit": {"ClientBroker": clients, "InCluster": True},
    }


def exporters(on: bool) -> dict[str, Any]:
    enabled = {"EnabledInBroker": on}
    return {"Prometheus": {"JmxExporter": enabled, "NodeExporter": enabled}}


def alarm(name: str, metric: str, statistic: str, actions: list[str]) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "Namespace": "AWS/Kafka",
        "MetricName": metric,
        "Dimensions": [{"Name": "Cluster Name", "Value": "orders"}],
        "Statistic": statistic,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0.0,
        "Period": 60 if statistic == "Maximum" else 300,
        "EvaluationPeriods": 1 if statistic == "Maximum" else 3,
        "ActionsEnabled": True,
        "AlarmActions": actions,
    }


ON_CALL = f"arn:aws:sns:{REGION}:123456789012:oncall"
SERVERLESS = {
    "ClusterType": "SERVERLESS",
    "Serverless": {
        "VpcConfigs": [{"SubnetIds": SUBNETS, "SecurityGroupIds": ["sg-1"]}],
        "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
    },
}
CLUSTERS: dict[str, dict[str, Any]] = {
    "serverless": SERVERLESS,
    "express": provisioned(
        BrokerNodeGroupInfo=group("express.m7g.large"), ClientAuthentication={**IAM, **CLOSED}
    ),
    "defaults": provisioned(BrokerNodeGroupInfo=group("kafka.t3.small")),
    "alarms": provisioned(EnhancedMonitoring="PER_BROKER", ClientAuthentication={**IAM, **CLOSED}),
    "scram": provisioned(
        ClientAuthentication={
            "Sasl": {"Scram": {"Enabled": True}, "Iam": {"Enabled": False}},
            **CLOSED,
        },
        EncryptionInfo=encryption("TLS_PLAINTEXT"),
    ),
    "public": provisioned(
        BrokerNodeGroupInfo=group(
            ConnectivityInfo={"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}}
        ),
        ClientAuthentication={**IAM, "Unauthenticated": {"Enabled": True}},
        LoggingInfo={"BrokerLogs": {"S3": {"Enabled": False}}},
    ),
    "secured": provisioned(
        BrokerNodeGroupInfo=group(StorageInfo={"EbsStorageInfo": {"VolumeSize": 500}}),
        CurrentBrokerSoftwareInfo={
            "ConfigurationArn": CONFIGURATION,
            "ConfigurationRevision": 1,
            "KafkaVersion": "3.8.x",
        },
        ClientAuthentication={**IAM, **CLOSED},
        EncryptionInfo=encryption(key=OWN_KEY),
        EnhancedMonitoring="PER_TOPIC_PER_BROKER",
        LoggingInfo={
            "BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "/msk/orders"}}
        },
        OpenMonitoring=exporters(True),
    ),
}
PORTS = {"defaults": 9094, "scram": 9096}
ALARMS = [
    alarm("orders-offline-partitions", "OfflinePartitionsCount", "Maximum", [ON_CALL]),
    alarm("orders-under-replicated", "UnderReplicatedPartitions", "Average", []),
]
TARGET = {
    "ServiceNamespace": "kafka",
    "ResourceId": ARN,
    "ScalableDimension": "kafka:broker-storage:VolumeSize",
    "MinCapacity": 1,
    "MaxCapacity": 2000,
    "RoleARN": "arn:aws:iam::123456789012:role/scaling",
    "CreationTime": 0,
}
PROPERTIES = b"""\
auto.create.topics.enable=false
default.replication.factor=3
min.insync.replicas=2
unclean.leader.election.enable=false
"""


def account(deployment: str) -> Account:
    info = {"ClusterArn": ARN, "ClusterName": "orders", **CLUSTERS[deployment]}
    key = CLUSTERS[deployment].get("Provisioned", {}).get("EncryptionInfo", {})
    is_own = key.get("EncryptionAtRest", {}).get("DataVolumeKMSKeyId") == OWN_KEY
    answers: dict[tuple[str, str], Answer] = {
        ("kafka", "ListClustersV2"): {"ClusterInfoList": [info]},
        ("kafka", "DescribeConfigurationRevision"): {
            "Arn": CONFIGURATION,
            "Revision": 1,
            "ServerProperties": PROPERTIES,
        },
        ("kafka", "GetBootstrapBrokers"): {},
        ("kafka", "ListTopics"): {"Topics": []},
        ("kafka", "ListScramSecrets"): {"SecretArnList": [SECRET]},
        ("secretsmanager", "DescribeSecret"): {"ARN": SECRET, "Name": "kafka/orders/app"},
        ("kms", "DescribeKey"): {
            "KeyMetadata": {"KeyId": "k", "KeyManager": "CUSTOMER" if is_own else "AWS"}
        },
        ("ec2", "DescribeSubnets"): {
            "Subnets": [
                {"SubnetId": name, "AvailabilityZone": f"{REGION}{name[-1]}"} for name in SUBNETS
            ]
        },
        ("ec2", "DescribeSecurityGroups"): security_groups(
            PORTS.get(deployment, 9098), "0.0.0.0/0" if deployment == "public" else "10.0.0.0/16"
        ),
        ("cloudwatch", "DescribeAlarms"): {
            "MetricAlarms": ALARMS if deployment == "alarms" else []
        },
        ("application-autoscaling", "DescribeScalableTargets"): {
            "ScalableTargets": [TARGET] if deployment == "secured" else []
        },
    }
    return Account(REGION, answers)


@cache
def report(deployment: str) -> Report:
    seen = msk.look(msk.Choice("orders"), None, out_of_reach, account(deployment))
    return audit.audit_clusters(seen.clusters, seen.notices, audit.Options())


def _subject(name: str) -> str:
    return name.replace("aws_security_group.sg-1", "the security group")


@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_aws_gives_the_same_findings_as_terraform(deployment: str) -> None:
    said = {
        (finding.rule.id, finding.severity.word, _subject(finding.subject))
        for finding in report(deployment).findings
    }
    wanted = {f for f in findings(deployment, "terraform") if f[0] not in NO_GUARD}
    assert said == wanted


@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_what_is_undecided_is_so_in_terraform_too(deployment: str) -> None:
    open_ = {(each.rule.id, _subject(each.subject)) for each in report(deployment).undecided}
    more = open_ - undecided(deployment, "terraform")
    assert {rule for rule, _ in more} <= NO_GUARD


@pytest.mark.parametrize("deployment", sorted(EXPECTED))
def test_everything_was_read(deployment: str) -> None:
    assert len(report(deployment).clusters) == 1
    assert [notice.kind for notice in report(deployment).notices] == ["skipped"]
