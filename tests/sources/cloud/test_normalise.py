"""CloudFormation's resources in the names, shapes and types of Terraform's AWS provider.

`shapes.json` is what both say of themselves (see `maintenance/terraform_plans`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stacks import plain

from kafkalint.sources._cloud import normalise
from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.normalise_tables import SHAPES
from kafkalint.values import Value, unknown

WRITTEN = json.loads((Path(__file__).parent / "shapes.json").read_text())

ONLY_THERE = {
    "AWS::CloudWatch::Alarm": {
        "action_configuration",
        "evaluation_criteria",
        "evaluation_interval",
        "evaluation_window",
        "warm_up_configuration",
    },
    "AWS::ApplicationAutoScaling::ScalableTarget": {"scheduled_actions"},
    "AWS::EC2::SecurityGroup": {"ingress.source_security_group_owner_id"},
    "AWS::EC2::SecurityGroupIngress": {
        "group_name",
        "source_security_group_name",
        "source_security_group_owner_id",
    },
    "AWS::EC2::Subnet": {
        "ipv4_ipam_pool_id",
        "ipv4_netmask_length",
        "ipv6_ipam_pool_id",
        "ipv6_netmask_length",
        "private_dns_name_options_on_launch",
    },
    "AWS::EC2::VPC": {"vpc_encryption_control"},
    "AWS::IAM::ManagedPolicy": {"groups", "roles", "users"},
    "AWS::IAM::Policy": {"groups", "roles", "users"},
    "AWS::KMS::Key": {"origin"},
    "AWS::KafkaConnect::Connector": {
        "capacity.autoscaling.max_autoscaling_task_count",
        "network_type",
    },
    "AWS::Logs::LogGroup": {
        "bearer_token_authentication_enabled",
        "data_protection_policy",
        "field_index_policies",
        "resource_policy_document",
    },
    "AWS::MSK::Cluster": {
        "broker_node_group_info.connectivity_info.network_type",
        "logging_info.authorizer_logs",
        "zookeeper_access",
    },
    "AWS::MSK::Replicator": {
        "kafka_cluster.apache_kafka_cluster",
        "kafka_cluster.client_authentication",
        "kafka_cluster.encryption_in_transit",
        "log_delivery",
        "replication_info_list.consumer_group_replication.consumer_group_offset_sync_mode",
        "replication_info_list.source_kafka_cluster_id",
        "replication_info_list.target_kafka_cluster_id",
    },
    "AWS::SNS::Topic": {
        "data_protection_policy",
        "delivery_status_logging",
        "maximum_message_size",
        "subscription",
    },
    "AWS::SecretsManager::Secret": {"generate_secret_string", "type"},
}
"""What CloudFormation has a word for and Terraform's provider has not."""

OF_OTHER_SHAPE = {
    ("AWS::SNS::Topic", "archive_policy"),  # JSON in Terraform
    ("AWS::SNS::Topic", "signature_version"),  # text in one, a number in the other
}
COMPARED = sorted(
    kind
    for kind, shape in SHAPES.items()
    if shape.type in WRITTEN["terraform"]
    and kind != "AWS::ApplicationAutoScaling::ScalingPolicy"  # but for target tracking: see below
)


def sample(shape: Any) -> Value[Any]:
    """A value of a shape, everything in it text, as CloudFormation has it."""
    if isinstance(shape, dict):
        return Value({name: sample(inner) for name, inner in shape.items()})
    if isinstance(shape, list):
        return Value((sample(shape[0]),))
    return Value({"map": {"key": Value("v")}, "number": "1", "bool": "true"}.get(shape, "text"))


def differences(
    arguments: dict[str, Value[Any]], shape: dict[str, Any], path: str = ""
) -> Iterator[tuple[str, str]]:
    for name, value in arguments.items():
        here = f"{path}{name}"
        if name not in shape:
            yield here, "missing"
        elif isinstance(shape[name], list):
            if not isinstance(value.data, tuple):
                yield here, "no list"
            elif isinstance(shape[name][0], dict):
                for item in value.data:
                    yield from differences(item.data, shape[name][0], f"{here}.")
        elif not fits(value.data, shape[name]):
            yield here, f"no {shape[name]}"


def fits(data: Any, kind: str) -> bool:
    if kind == "bool":
        return data is True
    if kind == "number":
        return isinstance(data, int) and not isinstance(data, bool)
    if kind == "map":
        return isinstance(data, dict)
    return isinstance(data, (str, dict))  # a document may stay one


@pytest.mark.parametrize("kind", COMPARED)
def test_every_property_becomes_the_argument_that_the_provider_has(kind: str) -> None:
    for made in normalise.resources(kind, sample(WRITTEN["cloudformation"][kind])):
        found = dict(differences(made.arguments, WRITTEN["terraform"][made.type]))
        missing = {path for path, what in found.items() if what == "missing"}
        other = {path for path, what in found.items() if what != "missing"}

        assert missing <= ONLY_THERE.get(kind, set())
        assert {(kind, path) for path in other} <= OF_OTHER_SHAPE


def test_every_exception_is_one_still() -> None:
    for kind, expected in ONLY_THERE.items():
        (made, *_) = normalise.resources(kind, sample(WRITTEN["cloudformation"][kind]))
        found = differences(made.arguments, WRITTEN["terraform"][made.type])

        assert {path for path, what in found if what == "missing"} == expected


def test_target_tracking_of_storage() -> None:
    made = arguments(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        {
            "PolicyName": "storage",
            "TargetTrackingScalingPolicyConfiguration": {
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "KafkaBrokerStorageUtilization"
                },
                "TargetValue": "60",
            },
        },
    )

    assert plain(made["target_tracking_scaling_policy_configuration"]) == [
        {
            "predefined_metric_specification": [
                {"predefined_metric_type": "KafkaBrokerStorageUtilization"}
            ],
            "target_value": 60,
        }
    ]


def arguments(kind: str, properties: Any) -> dict[str, Value[Any]]:
    return normalise.resources(kind, written(properties))[0].arguments


def written(data: Any) -> Value[Any]:
    if isinstance(data, Value):
        return data
    if isinstance(data, dict):
        return Value({name: written(inner) for name, inner in data.items()})
    if isinstance(data, list):
        return Value(tuple(written(item) for item in data))
    return Value(data)


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ({"CertificateAuthorityArnList": ["arn"]}, [{"certificate_authority_arns": ["arn"]}]),
        (
            {"CertificateAuthorityArnList": ["arn"], "Enabled": "true"},
            [{"certificate_authority_arns": ["arn"]}],
        ),
    ],
)
def test_client_certificates_are_a_block(tls: Any, expected: Any) -> None:
    made = arguments("AWS::MSK::Cluster", {"ClientAuthentication": {"Tls": tls}})

    assert plain(made["client_authentication"]) == [{"tls": expected}]


def test_client_certificates_that_are_off_are_no_block() -> None:
    made = arguments(
        "AWS::MSK::Cluster",
        {
            "ClientAuthentication": {
                "Tls": {"CertificateAuthorityArnList": ["arn"], "Enabled": "false"}
            }
        },
    )

    assert plain(made["client_authentication"]) == [{}]


def test_what_is_unknown_above_is_unknown_below() -> None:
    made = arguments(
        "AWS::MSK::Cluster",
        {"EncryptionInfo": {"EncryptionAtRest": unknown("a parameter without a default")}},
    )

    (block,) = made["encryption_info"].data
    assert block.data["encryption_at_rest_kms_key_arn"].is_unknown


def test_a_switch_that_is_not_known_leaves_the_block_unknown() -> None:
    made = arguments(
        "AWS::MSK::Cluster",
        {"ClientAuthentication": {"Tls": {"Enabled": unknown("a parameter")}}},
    )

    (block,) = made["client_authentication"].data
    assert block.data["tls"].is_unknown


def test_a_number_that_is_none_is_unknown() -> None:
    made = arguments("AWS::MSK::Cluster", {"NumberOfBrokerNodes": "three"})

    assert made["number_of_broker_nodes"].is_unknown


def test_the_text_of_a_secret_is_a_resource_of_its_own() -> None:
    secret, version = normalise.resources(
        "AWS::SecretsManager::Secret", written({"Name": "AmazonMSK_app", "SecretString": "{}"})
    )

    assert secret.type == "aws_secretsmanager_secret"
    assert "secret_string" not in secret.arguments
    assert (version.type, version.suffix) == ("aws_secretsmanager_secret_version", "SecretString")
    assert version.refers_to == "secret_id"


def test_names_with_an_unknown_one_among_them_are_unknown() -> None:
    made = arguments(
        "AWS::CloudWatch::Alarm",
        {"Dimensions": [{"Name": unknown("a parameter"), "Value": "orders"}]},
    )

    assert made["dimensions"].is_unknown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EBSStorageInfo", "ebs_storage_info"),
        ("ebsStorageInfo", "ebs_storage_info"),
        ("DataVolumeKMSKeyId", "data_volume_kms_key_id"),
        ("CloudWatchLogs", "cloudwatch_logs"),
        ("cloudwatchLogs", "cloudwatch_logs"),
        ("CidrIpv6", "cidr_ipv6"),
        ("ipv6CidrBlocks", "ipv6_cidr_blocks"),
        ("S3", "s3"),
        ("MTLS", "mtls"),
    ],
)
def test_names_are_turned_by_rule(name: str, expected: str) -> None:
    assert snake(name) == expected
