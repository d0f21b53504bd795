"""`kafkalint live --msk`: what AWS' control plane says, and what it keeps to itself."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from aws_account import Account, Answer, out_of_reach, refused, security_groups

from kafkalint import audit
from kafkalint.errors import UsageError
from kafkalint.findings import Report
from kafkalint.live import msk
from kafkalint.live.aws.calls import CALLS, AwsProblem
from kafkalint.live.aws.policy import policy

REGION = "eu-central-1"
ARN = f"arn:aws:kafka:{REGION}:111122223333:cluster/orders/0f1e2d3c-1"
CONFIGURATION = f"arn:aws:kafka:{REGION}:111122223333:configuration/orders/5c4d-1"
KEY = f"arn:aws:kms:{REGION}:111122223333:key/7a1b"

PROPERTIES = b"""\
default.replication.factor=3
min.insync.replicas=2
unclean.leader.election.enable=false
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
"""


def provisioned(**changes: Any) -> dict[str, Any]:
    """A cluster that nothing is wrong with, but for `changes`."""
    group = {
        "ClientSubnets": ["subnet-a", "subnet-b", "subnet-c"],
        "InstanceType": "kafka.m7g.large",
        "SecurityGroups": ["sg-1"],
        "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 1000}},
        "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}},
    }
    info = {
        "BrokerNodeGroupInfo": group,
        "CurrentBrokerSoftwareInfo": {
            "ConfigurationArn": CONFIGURATION,
            "ConfigurationRevision": 1,
            "KafkaVersion": "3.9.x",
        },
        "ClientAuthentication": {
            "Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}},
            "Unauthenticated": {"Enabled": False},
        },
        "EncryptionInfo": {
            "EncryptionAtRest": {"DataVolumeKMSKeyId": KEY},
            "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True},
        },
        "EnhancedMonitoring": "PER_BROKER",
        "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "msk"}}},
        "NumberOfBrokerNodes": 3,
        "StorageMode": "LOCAL",
    }
    info.update(changes)
    return {
        "ClusterArn": ARN,
        "ClusterName": "orders",
        "ClusterType": "PROVISIONED",
        "State": "ACTIVE",
        "Provisioned": info,
    }


def alarm(metric: str, dimensions: Mapping[str, str], threshold: float = 0.0) -> dict[str, Any]:
    return {
        "AlarmName": metric,
        "Namespace": "AWS/Kafka",
        "MetricName": metric,
        "Dimensions": [{"Name": name, "Value": text} for name, text in dimensions.items()],
        "Statistic": "Maximum",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": threshold,
        "Period": 60,
        "EvaluationPeriods": 5,
        "ActionsEnabled": True,
        "AlarmActions": [f"arn:aws:sns:{REGION}:111122223333:on-call"],
    }


BROKER = {"Cluster Name": "orders", "Broker ID": "1"}
GROUP = {"Cluster Name": "orders", "Consumer Group": "billing", "Topic": "orders"}
ALARMS = [
    alarm("UnderReplicatedPartitions", BROKER),
    alarm("OfflinePartitionsCount", {"Cluster Name": "orders"}),
    alarm("MaxOffsetLag", GROUP, 10_000),
    alarm("KafkaDataLogsDiskUsed", BROKER, 85),
    alarm("CpuUser", BROKER, 60),
    {**alarm("ActiveControllerCount", {"Cluster Name": "orders"}, 1), "Statistic": "Sum"},
]
TARGET = {
    "ServiceNamespace": "kafka",
    "ResourceId": ARN,
    "ScalableDimension": "kafka:broker-storage:VolumeSize",
    "MinCapacity": 1,
    "MaxCapacity": 4000,
    "RoleARN": "arn:aws:iam::111122223333:role/scaling",
    "CreationTime": 0,
}


def account(info: dict[str, Any], **changes: Answer) -> Account:
    """An account with one cluster; `changes` are other answers, by the operation's name."""
    answers: dict[tuple[str, str], Answer] = {
        ("kafka", "ListClustersV2"): {"ClusterInfoList": [info]},
        ("kafka", "DescribeClusterV2"): {"ClusterInfo": info},
        ("kafka", "DescribeConfigurationRevision"): {
            "Arn": CONFIGURATION,
            "Revision": 1,
            "ServerProperties": PROPERTIES,
        },
        ("kafka", "GetBootstrapBrokers"): {"BootstrapBrokerStringSaslIam": "b-1.example:9098"},
        ("kafka", "ListTopics"): {"Topics": []},
        ("kafka", "ListScramSecrets"): {"SecretArnList": []},
        ("kms", "DescribeKey"): {"KeyMetadata": {"KeyId": "7a1b", "KeyManager": "CUSTOMER"}},
        ("ec2", "DescribeSubnets"): {
            "Subnets": [
                {"SubnetId": f"subnet-{zone}", "AvailabilityZone": f"{REGION}{zone}"}
                for zone in "abc"
            ]
        },
        ("ec2", "DescribeSecurityGroups"): security_groups(9098, "10.0.0.0/16"),
        ("ec2", "DescribeRegions"): {
            "Regions": [{"RegionName": REGION}, {"RegionName": "eu-west-1"}]
        },
        ("cloudwatch", "DescribeAlarms"): {"MetricAlarms": ALARMS, "CompositeAlarms": []},
        ("application-autoscaling", "DescribeScalableTargets"): {"ScalableTargets": [TARGET]},
    }
    for service, operation in [*answers]:
        if operation in changes:
            answers[service, operation] = changes[operation]
    return Account(REGION, answers)


def report(of: Account, wanted: str = "orders", **choice: str) -> Report:
    seen = msk.look(msk.Choice(wanted, **choice), None, out_of_reach, of)
    return audit.audit_clusters(seen.clusters, seen.notices, audit.Options())


def rules(found: Report) -> set[str]:
    return {finding.rule.id for finding in found.active}


def serious(found: Report) -> set[str]:
    return {finding.rule.id for finding in found.active if finding.severity.word != "low"}


def test_a_cluster_that_is_well_has_no_serious_findings() -> None:
    found = report(account(provisioned()))
    assert serious(found) == set()
    assert found.clusters[0].platform == "msk"
    assert not found.incomplete


def test_brokers_out_of_reach_are_told_and_cost_nothing() -> None:
    notices = report(account(provisioned())).notices
    assert [notice.kind for notice in notices] == ["skipped"]
    assert "its brokers were not asked" in notices[0].message


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"NumberOfBrokerNodes": 2}, "broker-count-below-three"),
        (
            {"EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT"}}},
            "client-listener-plaintext",
        ),
        (
            {
                "EncryptionInfo": {
                    "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": False}
                }
            },
            "inter-broker-plaintext",
        ),
        (
            {"ClientAuthentication": {"Unauthenticated": {"Enabled": True}}},
            "tls-listener-without-client-auth",
        ),
        ({"LoggingInfo": {"BrokerLogs": {}}}, "broker-logs-not-retained"),
        (
            {"CurrentBrokerSoftwareInfo": {"KafkaVersion": "3.9.x"}},
            "msk-implicit-default-config",
        ),
        (
            {
                "CurrentBrokerSoftwareInfo": {
                    "ConfigurationArn": CONFIGURATION,
                    "ConfigurationRevision": 1,
                    "KafkaVersion": "2.8.1",
                }
            },
            "kafka-version-unsupported",
        ),
    ],
)
def test_each_fault_is_found(changes: dict[str, Any], rule: str) -> None:
    assert rule in serious(report(account(provisioned(**changes))))


def test_a_finding_names_the_place_in_the_answer() -> None:
    changes = {"EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "PLAINTEXT"}}}
    finding = next(
        f
        for f in report(account(provisioned(**changes))).active
        if f.rule.id == "client-listener-plaintext"
    )
    assert finding.locations[0].logical == (
        "orders.EncryptionInfo.EncryptionInTransit.ClientBroker"
    )


def test_awss_own_key_is_no_key_of_ones_own() -> None:
    keys = {"KeyMetadata": {"KeyId": "7a1b", "KeyManager": "AWS"}}
    assert "data-at-rest-unencrypted" in rules(report(account(provisioned(), DescribeKey=keys)))
    assert "data-at-rest-unencrypted" not in rules(report(account(provisioned())))


@pytest.mark.parametrize(
    ("operation", "action", "lost"),
    [
        ("DescribeAlarms", "cloudwatch:DescribeAlarms", "alert-missing-under-replicated"),
        ("DescribeConfigurationRevision", "kafka:DescribeConfigurationRevision", "min-isr-too-low"),
        ("DescribeKey", "kms:DescribeKey", "data-at-rest-unencrypted"),
        (
            "DescribeScalableTargets",
            "application-autoscaling:DescribeScalableTargets",
            "msk-storage-autoscaling-missing",
        ),
    ],
)
def test_what_is_refused_leaves_its_facts_open_and_names_the_action(
    operation: str, action: str, lost: str
) -> None:
    found = report(account(provisioned(), **{operation: refused()}))
    assert lost not in rules(found)
    permissions = [notice for notice in found.notices if notice.kind == "permission"]
    assert len(permissions) == 1 and action in permissions[0].message
    assert found.incomplete


def test_topics_are_judged_with_their_own_settings() -> None:
    topics = {"Topics": [{"TopicName": "orders", "PartitionCount": 6, "ReplicationFactor": 3}]}
    own = {"TopicName": "orders", "PartitionCount": 6, "ReplicationFactor": 3}
    configs = b64encode(b'{"min.insync.replicas": "1"}').decode()
    judged = account(provisioned(), ListTopics=topics)
    judged.answers["kafka", "DescribeTopic"] = {**own, "Configs": configs}
    assert "min-isr-too-low" in rules(report(judged))
    judged.answers["kafka", "DescribeTopic"] = refused()
    found = report(judged)
    assert "min-isr-too-low" not in rules(found)
    assert any("kafka:DescribeTopic" in said.reason for said in found.undecided)


def test_throttling_costs_only_what_was_not_answered() -> None:
    found = report(account(provisioned(), ListTopics=refused("ThrottlingException", "Rate")))
    assert serious(found) == set()
    assert any("kafka:ListTopics" in notice.message for notice in found.notices)


def test_credentials_that_are_not_taken_end_it_with_what_to_do() -> None:
    with pytest.raises(AwsProblem, match="does not take these credentials") as problem:
        report(account(provisioned(), ListClustersV2=refused("UnrecognizedClientException", "no")))
    assert "sso login" in problem.value.remedy


def test_a_name_that_no_cluster_has_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="no MSK cluster called 'payments'"):
        report(account(provisioned()), "payments")


def test_all_regions_of_the_account_are_looked_at() -> None:
    of = account(provisioned())
    found = report(of, "all")
    assert {region for region, _, operation in of.asked if operation == "ListClustersV2"} == {
        REGION,
        "eu-west-1",
    }
    assert sorted(cluster.id for cluster in found.clusters) == [
        "eu-central-1/orders",
        "eu-west-1/orders",
    ]


def test_only_reading_operations_are_ever_called() -> None:
    of = account(provisioned())
    report(of, ARN)
    assert {operation for _, _, operation in of.asked} >= {"DescribeClusterV2", "ListTopics"}
    assert all(name.startswith(("List", "Describe", "Get")) for _, _, name in of.asked)


def test_the_policy_has_what_is_asked_and_nothing_that_writes() -> None:
    actions = json.loads(policy())["Statement"][0]["Action"]
    assert set(actions) == {call.action for call in CALLS.values()}
    verbs = {action.partition(":")[2] for action in actions}
    assert all(verb.startswith(("List", "Describe", "Get")) for verb in verbs)
