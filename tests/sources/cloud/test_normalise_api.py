"""Answers of AWS' API as resources; what an answer can hold, botocore's own model says."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stacks import plain

from kafkalint.sources._cloud import normalise_api as api
from kafkalint.sources._cloud.resource import Resource
from kafkalint.values import Origin, Value

botocore_session = pytest.importorskip("botocore.session")

SHAPES = json.loads((Path(__file__).parent / "shapes.json").read_text())["terraform"]
ORIGIN = Origin("inventory.yml", None, "eu-west-1.orders")
ARN = "arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0d0f-1"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/12ab"

ONLY_THERE = {
    "broker_node_group_info.connectivity_info.network_type",
    "logging_info.authorizer_logs",
    "capacity.autoscaling.max_autoscaling_task_count",
    "network_type",
    "action_configuration",
    "evaluation_criteria",
    "evaluation_interval",
    "evaluation_window",
    "warm_up_configuration",
}
"""What the API has a word for and Terraform's provider (6.25) has not."""


def answer(service: str, operation: str, *path: str) -> Any:
    """An answer with everything in it that the API can give."""
    model = botocore_session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    for name in path:
        shape = shape.members[name]
        shape = shape.member if shape.type_name == "list" else shape
    return sample(shape)


def sample(shape: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return {name: sample(member) for name, member in shape.members.items()}
    if kind == "list":
        return [sample(shape.member)]
    if kind == "map":
        return {"key": "value"}
    if kind == "blob":
        return b"min.insync.replicas=2\n"
    return {"boolean": True, "integer": 1, "long": 1, "double": 1.0}.get(kind, "text")


CASES: dict[str, Callable[[], Resource]] = {
    "cluster": lambda: api.cluster(_provisioned(), ORIGIN),
    "serverless": lambda: api.cluster(_serverless(), ORIGIN),
    "configuration": lambda: api.configuration(
        answer("kafka", "DescribeConfiguration"),
        answer("kafka", "DescribeConfigurationRevision"),
        ORIGIN,
    ),
    "secrets": lambda: api.scram_secrets(
        ARN, answer("kafka", "ListScramSecrets", "SecretArnList"), ORIGIN
    ),
    "policy": lambda: api.cluster_policy(ARN, answer("kafka", "GetClusterPolicy"), ORIGIN),
    "subnet": lambda: api.subnet(answer("ec2", "DescribeSubnets", "Subnets"), ORIGIN),
    "group": lambda: api.security_group(
        answer("ec2", "DescribeSecurityGroups", "SecurityGroups"), ORIGIN
    ),
    "alarm": lambda: api.alarm(answer("cloudwatch", "DescribeAlarms", "MetricAlarms"), ORIGIN),
    "key": lambda: api.key(answer("kms", "DescribeKey", "KeyMetadata"), ORIGIN),
    "secret": lambda: api.secret(answer("secretsmanager", "DescribeSecret"), ORIGIN),
    "target": lambda: api.scalable_target(
        answer("application-autoscaling", "DescribeScalableTargets", "ScalableTargets"), ORIGIN
    ),
    "logs": lambda: api.log_group(answer("logs", "DescribeLogGroups", "logGroups"), ORIGIN),
    "connector": lambda: api.connector(answer("kafkaconnect", "DescribeConnector"), ORIGIN),
}


def _provisioned() -> dict[str, Any]:
    made: dict[str, Any] = answer("kafka", "DescribeClusterV2", "ClusterInfo")
    del made["Serverless"]
    return {**made, "ClusterType": "PROVISIONED"}


def _serverless() -> dict[str, Any]:
    made: dict[str, Any] = answer("kafka", "DescribeClusterV2", "ClusterInfo")
    del made["Provisioned"]
    return {**made, "ClusterType": "SERVERLESS"}


def unlike(
    arguments: dict[str, Value[Any]], shape: dict[str, Any], path: str = ""
) -> Iterator[str]:
    """The paths that Terraform's provider has not, or has in another shape."""
    for name, value in arguments.items():
        here = f"{path}{name}"
        if here in ONLY_THERE:
            continue
        if name not in shape:
            yield here
        elif isinstance(shape[name], list):
            for item in value.data if isinstance(value.data, tuple) else ({here: None},):
                if isinstance(shape[name][0], dict):
                    yield from unlike(item.data, shape[name][0], f"{here}.")


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_answer_becomes_the_arguments_that_the_provider_has(case: str) -> None:
    made = CASES[case]()

    assert set(unlike(made.arguments, SHAPES[made.type])) == set()
    assert made.arguments
    assert made.anchor == ORIGIN


def described(**more: Any) -> dict[str, Any]:
    return {
        "ClusterArn": ARN,
        "ClusterName": "orders",
        "ClusterType": "PROVISIONED",
        "Provisioned": {
            "NumberOfBrokerNodes": 3,
            "CurrentBrokerSoftwareInfo": {
                "KafkaVersion": "3.8.x",
                "ConfigurationArn": "arn:configuration",
                "ConfigurationRevision": 4,
            },
            "EncryptionInfo": {"EncryptionAtRest": {"DataVolumeKMSKeyId": KEY}},
            "ClientAuthentication": {
                "Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}},
                "Tls": {"Enabled": False, "CertificateAuthorityArnList": []},
            },
            **more,
        },
    }


def test_a_provisioned_cluster() -> None:
    made = api.cluster(described(), ORIGIN)

    assert made.type == "aws_msk_cluster"
    assert made.address == "aws_msk_cluster.orders"
    assert made.identities == (ARN, "orders")
    assert plain(made.value("number_of_broker_nodes")) == 3
    assert plain(made.value("kafka_version")) == "3.8.x"
    assert plain(made.value("configuration_info", "revision")) == 4
    assert plain(made.value("client_authentication", "sasl", "iam")) is True
    assert not made.has("client_authentication", "tls")
    place = made.value("number_of_broker_nodes").origins[0]
    assert place == ORIGIN._replace(logical="eu-west-1.orders.NumberOfBrokerNodes")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [({KEY: "CUSTOMER"}, "known"), ({KEY: "AWS"}, "absent"), ({}, "unknown"), (None, "unknown")],
)
def test_whose_key_it_is(keys: dict[str, str] | None, expected: str) -> None:
    value = api.cluster(described(), ORIGIN, keys).value(
        "encryption_info", "encryption_at_rest_kms_key_arn"
    )

    told = {"known": value.is_known, "absent": value.is_absent, "unknown": value.is_unknown}
    assert [name for name, holds in told.items() if holds] == [expected]


def test_a_cluster_with_msks_own_configuration_has_none() -> None:
    made = api.cluster(described(CurrentBrokerSoftwareInfo={"KafkaVersion": "3.8.x"}), ORIGIN)

    assert made.value("configuration_info").is_absent


def test_a_serverless_cluster() -> None:
    made = api.cluster(
        {
            "ClusterArn": ARN,
            "ClusterName": "orders",
            "ClusterType": "SERVERLESS",
            "Serverless": {
                "VpcConfigs": [{"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}],
                "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
            },
        },
        ORIGIN,
    )

    assert made.type == "aws_msk_serverless_cluster"
    assert plain(made.value("vpc_config", "security_group_ids")) == ["sg-1"]
    assert plain(made.value("client_authentication", "sasl", "iam", "enabled")) is True


def test_properties_and_topics_are_decoded() -> None:
    configuration = api.configuration(
        {"Arn": "arn:c", "Name": "orders"}, {"Revision": 2, "ServerProperties": b"a=1\n"}, ORIGIN
    )
    topic = api.topic(
        ARN,
        {
            "TopicName": "orders",
            "PartitionCount": 6,
            "ReplicationFactor": 3,
            "Configs": base64.b64encode(b'{"min.insync.replicas":"2"}').decode(),
        },
        ORIGIN,
    )

    assert plain(configuration.value("server_properties")) == "a=1\n"
    assert "arn:c" in configuration.identities
    assert plain(topic.value("configs")) == '{"min.insync.replicas":"2"}'
    assert plain(topic.value("replication_factor")) == 3


def test_each_range_of_a_security_group_is_a_rule() -> None:
    made = api.security_group(
        {
            "GroupId": "sg-1",
            "GroupName": "kafka",
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 9094,
                    "ToPort": 9098,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                    "UserIdGroupPairs": [{"GroupId": "sg-2"}],
                }
            ],
        },
        ORIGIN,
    )

    assert [plain(block) for block in made.blocks("ingress")] == [
        {"protocol": "tcp", "from_port": 9094, "to_port": 9098, "cidr_blocks": ["0.0.0.0/0"]},
        {"protocol": "tcp", "from_port": 9094, "to_port": 9098, "security_groups": ["sg-2"]},
    ]
