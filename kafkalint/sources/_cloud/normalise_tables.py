"""Where CloudFormation's names and shapes differ from those of Terraform's AWS provider.

By type, and in it by the path of a property; a name that is not here differs in its spelling
alone. The sources are CloudFormation's resource schemas and the provider's (6.25).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Only(NamedTuple):
    """An object of which one member alone is the argument: `Iam: {Enabled: x}` is `iam = x`."""

    member: str
    name: str


class Kept(NamedTuple):
    """A map or a document: its keys are data, and stay as they are."""

    name: str


class Listed(NamedTuple):
    """One value, where Terraform has a list of them."""

    name: str


class Pairs(NamedTuple):
    """A list of names and values, where Terraform has a map."""

    name: str
    key: str = "Key"
    value: str = "Value"


class Merged(NamedTuple):
    """An object whose members are arguments of the block around it."""


class Switched(NamedTuple):
    """An object with a boolean that says whether it is there, where Terraform has it or not."""

    name: str
    member: str = "Enabled"


class Split(NamedTuple):
    """A property that is a resource of its own in Terraform; `refers_to` names the first."""

    type: str
    name: str
    refers_to: str


How = str | Only | Kept | Listed | Pairs | Merged | Switched | Split


class Shape(NamedTuple):
    """The type of Terraform's, what differs by path, and what the original has no word for."""

    type: str
    table: Mapping[str, How] = {}
    constants: Mapping[str, Any] = {}


def _rule(prefix: str, other: str) -> dict[str, How]:
    """The rules inside a security group; `other` is what the far side is called."""
    return {
        f"{prefix}.IpProtocol": "protocol",
        f"{prefix}.CidrIp": Listed("cidr_blocks"),
        f"{prefix}.CidrIpv6": Listed("ipv6_cidr_blocks"),
        f"{prefix}.{other}PrefixListId": Listed("prefix_list_ids"),
        f"{prefix}.{other}SecurityGroupId": Listed("security_groups"),
        f"{prefix}.{other}SecurityGroupName": Listed("security_groups"),
    }


def _lone_rule(other: str) -> dict[str, How]:
    """A rule that is a resource of its own."""
    return {
        "CidrIp": "cidr_ipv4",
        "CidrIpv6": "cidr_ipv6",
        "GroupId": "security_group_id",
        f"{other}PrefixListId": "prefix_list_id",
        f"{other}SecurityGroupId": "referenced_security_group_id",
    }


_TAGS: dict[str, How] = {"Tags": Pairs("tags")}
_IN_VPC = "BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication"

SHAPES: dict[str, Shape] = {
    "AWS::MSK::Cluster": Shape(
        "aws_msk_cluster",
        {
            "Tags": Kept("tags"),
            "BrokerNodeGroupInfo.BrokerAZDistribution": "az_distribution",
            f"{_IN_VPC}.Sasl.Iam": Only("Enabled", "iam"),
            f"{_IN_VPC}.Sasl.Scram": Only("Enabled", "scram"),
            f"{_IN_VPC}.Tls": Only("Enabled", "tls"),
            "ClientAuthentication.Sasl.Iam": Only("Enabled", "iam"),
            "ClientAuthentication.Sasl.Scram": Only("Enabled", "scram"),
            "ClientAuthentication.Tls": Switched("tls"),
            "ClientAuthentication.Tls.CertificateAuthorityArnList": "certificate_authority_arns",
            "ClientAuthentication.Unauthenticated": Only("Enabled", "unauthenticated"),
            "EncryptionInfo.EncryptionAtRest": Only(
                "DataVolumeKMSKeyId", "encryption_at_rest_kms_key_arn"
            ),
        },
    ),
    "AWS::MSK::ServerlessCluster": Shape(
        "aws_msk_serverless_cluster",
        {
            "Tags": Kept("tags"),
            "VpcConfigs": "vpc_config",
            "VpcConfigs.SecurityGroups": "security_group_ids",
        },
    ),
    "AWS::MSK::Configuration": Shape(
        "aws_msk_configuration",
        {
            "KafkaVersionsList": "kafka_versions",
            "LatestRevision": Only("Revision", "latest_revision"),
        },
    ),
    "AWS::MSK::BatchScramSecret": Shape("aws_msk_scram_secret_association"),
    "AWS::MSK::ClusterPolicy": Shape("aws_msk_cluster_policy", {"Policy": Kept("policy")}),
    "AWS::MSK::VpcConnection": Shape("aws_msk_vpc_connection", {"Tags": Kept("tags")}),
    "AWS::MSK::Replicator": Shape(
        "aws_msk_replicator",
        {
            **_TAGS,
            "KafkaClusters": "kafka_cluster",
            "KafkaClusters.VpcConfig.SecurityGroupIds": "security_groups_ids",
        },
    ),
    "AWS::MSK::Topic": Shape("aws_msk_topic", {"TopicName": "name"}),
    "AWS::MSK::Channel": Shape("aws_msk_channel", {"Tags": Kept("tags")}),
    "AWS::KafkaConnect::Connector": Shape(
        "aws_mskconnect_connector",
        {
            **_TAGS,
            "Capacity.AutoScaling": "autoscaling",
            "ConnectorConfiguration": Kept("connector_configuration"),
            "ConnectorDescription": "description",
            "ConnectorName": "name",
            "KafkaConnectVersion": "kafkaconnect_version",
            "Plugins": "plugin",
            "Plugins.CustomPlugin.CustomPluginArn": "arn",
            "WorkerConfiguration.WorkerConfigurationArn": "arn",
        },
    ),
    "AWS::KafkaConnect::CustomPlugin": Shape(
        "aws_mskconnect_custom_plugin", {**_TAGS, "Location.S3Location": "s3"}
    ),
    "AWS::KafkaConnect::WorkerConfiguration": Shape("aws_mskconnect_worker_configuration", _TAGS),
    "AWS::EC2::VPC": Shape("aws_vpc", _TAGS),
    "AWS::EC2::Subnet": Shape("aws_subnet", _TAGS),
    "AWS::EC2::SecurityGroup": Shape(
        "aws_security_group",
        {
            **_TAGS,
            "GroupName": "name",
            "GroupDescription": "description",
            "SecurityGroupIngress": "ingress",
            "SecurityGroupEgress": "egress",
            **_rule("SecurityGroupIngress", "Source"),
            **_rule("SecurityGroupEgress", "Destination"),
        },
    ),
    "AWS::EC2::SecurityGroupIngress": Shape(
        "aws_vpc_security_group_ingress_rule", _lone_rule("Source")
    ),
    "AWS::EC2::SecurityGroupEgress": Shape(
        "aws_vpc_security_group_egress_rule", _lone_rule("Destination")
    ),
    "AWS::KMS::Key": Shape(
        "aws_kms_key",
        {
            **_TAGS,
            "Enabled": "is_enabled",
            "KeyPolicy": Kept("policy"),
            "KeySpec": "customer_master_key_spec",
            "PendingWindowInDays": "deletion_window_in_days",
        },
    ),
    "AWS::KMS::Alias": Shape("aws_kms_alias", {"AliasName": "name"}),
    "AWS::Logs::LogGroup": Shape(
        "aws_cloudwatch_log_group",
        {
            **_TAGS,
            "LogGroupName": "name",
            "DataProtectionPolicy": Kept("data_protection_policy"),
            "ResourcePolicyDocument": Kept("resource_policy_document"),
        },
    ),
    "AWS::SecretsManager::Secret": Shape(
        "aws_secretsmanager_secret",
        {
            **_TAGS,
            "ReplicaRegions": "replica",
            "SecretString": Split(
                "aws_secretsmanager_secret_version", "secret_string", "secret_id"
            ),
        },
    ),
    "AWS::IAM::Policy": Shape(
        "aws_iam_policy", {"PolicyName": "name", "PolicyDocument": Kept("policy")}
    ),
    "AWS::IAM::ManagedPolicy": Shape(
        "aws_iam_policy", {"ManagedPolicyName": "name", "PolicyDocument": Kept("policy")}
    ),
    "AWS::IAM::RolePolicy": Shape(
        "aws_iam_role_policy",
        {"PolicyName": "name", "RoleName": "role", "PolicyDocument": Kept("policy")},
    ),
    "AWS::IAM::Role": Shape(
        "aws_iam_role",
        {
            **_TAGS,
            "RoleName": "name",
            "AssumeRolePolicyDocument": Kept("assume_role_policy"),
            "Policies": "inline_policy",
            "Policies.PolicyName": "name",
            "Policies.PolicyDocument": Kept("policy"),
        },
    ),
    "AWS::CloudWatch::Alarm": Shape(
        "aws_cloudwatch_metric_alarm",
        {
            **_TAGS,
            "Dimensions": Pairs("dimensions", "Name"),
            "EvaluateLowSampleCountPercentile": "evaluate_low_sample_count_percentiles",
            "OKActions": "ok_actions",
            "Metrics": "metric_query",
            "Metrics.MetricStat": "metric",
            "Metrics.MetricStat.Metric": Merged(),
            "Metrics.MetricStat.Metric.Dimensions": Pairs("dimensions", "Name"),
        },
    ),
    "AWS::CloudWatch::CompositeAlarm": Shape("aws_cloudwatch_composite_alarm", _TAGS),
    "AWS::SNS::Topic": Shape("aws_sns_topic", {**_TAGS, "TopicName": "name"}),
    "AWS::ApplicationAutoScaling::ScalableTarget": Shape("aws_appautoscaling_target", _TAGS),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Shape(
        "aws_appautoscaling_policy",
        {
            "PolicyName": "name",
            "StepScalingPolicyConfiguration.StepAdjustments": "step_adjustment",
        },
    ),
}

BOOLEANS = frozenset(
    """
    actions_enabled assign_ipv6_address_on_creation bypass_policy_lockout_safety_check
    content_based_deduplication copy_access_control_lists_for_topics
    copy_topic_configurations deletion_protection_enabled detect_and_copy_new_consumer_groups
    detect_and_copy_new_topics disable_scale_in dynamic_scaling_in_suspended
    dynamic_scaling_out_suspended enable_dns64 enable_dns_hostnames enable_dns_support
    enable_key_rotation enabled enabled_in_broker fifo_topic iam
    in_cluster ipv6_native is_enabled map_public_ip_on_launch multi_region return_data
    scheduled_scaling_suspended scram self tls
    synchronise_consumer_group_offsets unauthenticated
    """.split()
)
NUMBERS = frozenset(
    """
    cpu_utilization_percentage datapoints_to_alarm deletion_window_in_days evaluation_periods
    cooldown enable_lni_at_device_index from_port ipv4_netmask_length latest_revision
    max_session_duration max_capacity_buffer min_adjustment_magnitude scaling_adjustment
    scheduling_buffer_time signature_version max_capacity max_worker_count mcu_count min_capacity
    min_worker_count number_of_broker_nodes partition_count partitions_count period
    replication_factor retention_in_days revision rotation_period_in_days scale_in_cooldown
    scale_out_cooldown target_value threshold to_port volume_size volume_throughput worker_count
    """.split()
)
