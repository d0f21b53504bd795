"""AWS' answers as resources, in the names that Terraform's provider has for them.

The API speaks nearly as CloudFormation does; what differs is put right here. Shapes: botocore's
service models of kafka, ec2, cloudwatch, application-autoscaling and secretsmanager.
"""

from __future__ import annotations

import re
from typing import Any

from kafkalint.sources._cloud import normalise
from kafkalint.sources._cloud.resource import Resource
from kafkalint.values import Origin, Value, unknown

_COPIED = (
    "BrokerNodeGroupInfo",
    "ClientAuthentication",
    "EncryptionInfo",
    "EnhancedMonitoring",
    "OpenMonitoring",
    "LoggingInfo",
    "NumberOfBrokerNodes",
    "StorageMode",
)
NO_GUARD = "AWS has no guard against deletion; one in files is not seen from here"


def place(owner: str, path: str = "") -> Origin:
    """ "orders · EncryptionInfo.EncryptionInTransit" of an account."""
    return Origin("", None, f"{owner} · {path}" if path else owner)


def values(data: Any, owner: str, path: str = "") -> Value[Any]:
    """Plain data as Values all the way down, each at the place it was read from."""
    if isinstance(data, dict):
        held: Any = {
            str(key): values(item, owner, f"{path}.{key}".lstrip(".")) for key, item in data.items()
        }
    elif isinstance(data, (list, tuple)):
        held = tuple(values(item, owner, path) for item in data)
    else:
        held = data
    return Value(held, (place(owner, path),))


def resource(
    kind: str, owner: str, properties: dict[str, Any], *identities: str, partial: str = ""
) -> Resource:
    """The resource that CloudFormation would call `kind`."""
    made = normalise.resources(kind, values(properties, owner))[0]
    return Resource(
        made.type,
        owner,
        place(owner),
        made.arguments,
        partial,
        identities=tuple(filter(None, identities)),
    )


def plain_resource(kind: str, owner: str, arguments: dict[str, Any], *identities: str) -> Resource:
    """One whose arguments are named as Terraform's already."""
    data = values(arguments, owner).data
    return Resource(kind, owner, place(owner), data, identities=tuple(filter(None, identities)))


def cluster(info: dict[str, Any], key_is_own: bool | None) -> Resource:
    """A cluster of DescribeClusterV2.

    The API fills in AWS' own key where nobody chose one: `key_is_own` tells the two apart,
    None where that could not be asked.
    """
    name, arn = str(info.get("ClusterName", "")), str(info.get("ClusterArn", ""))
    if info.get("ClusterType") == "SERVERLESS":
        return _guarded(resource("AWS::MSK::ServerlessCluster", name, _serverless(info), arn, name))
    provisioned = info.get("Provisioned") or {}
    software = provisioned.get("CurrentBrokerSoftwareInfo") or {}
    properties = {key: provisioned[key] for key in _COPIED if key in provisioned}
    properties["ClusterName"] = name
    if "KafkaVersion" in software:
        properties["KafkaVersion"] = software["KafkaVersion"]
    if software.get("ConfigurationArn"):
        properties["ConfigurationInfo"] = {
            "Arn": software["ConfigurationArn"],
            "Revision": software.get("ConfigurationRevision"),
        }
    at_rest = dict((properties.get("EncryptionInfo") or {}).get("EncryptionAtRest") or {})
    if at_rest and key_is_own is False:
        properties["EncryptionInfo"] = {**properties["EncryptionInfo"], "EncryptionAtRest": {}}
    made = resource("AWS::MSK::Cluster", name, properties, arn, name)
    if at_rest and key_is_own is None:
        _hide_key(made, name)
    return _guarded(made)


def _serverless(info: dict[str, Any]) -> dict[str, Any]:
    held = info.get("Serverless") or {}
    networks = [
        {"SubnetIds": each.get("SubnetIds"), "SecurityGroups": each.get("SecurityGroupIds")}
        for each in held.get("VpcConfigs") or ()
    ]
    return {
        "ClusterName": info.get("ClusterName"),
        "VpcConfigs": networks,
        "ClientAuthentication": held.get("ClientAuthentication") or {},
    }


def _hide_key(made: Resource, name: str) -> None:
    block = made.value("encryption_info")
    if block.is_known and block.data and isinstance(block.data[0].data, dict):
        block.data[0].data["encryption_at_rest_kms_key_arn"] = unknown(
            "whose key it is was not to be asked: kms:DescribeKey", place(name, "EncryptionInfo")
        )


def _guarded(made: Resource) -> Resource:
    made.guards["prevent_destroy"] = unknown(NO_GUARD, made.anchor)
    return made


def configuration(arn: str, answer: dict[str, Any]) -> Resource:
    """A revision of a configuration, whose properties come as bytes."""
    text = answer.get("ServerProperties", b"")
    properties = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    owner = f"configuration {arn.split('/')[1] if '/' in arn else arn}"
    arguments = {"server_properties": properties}
    return plain_resource("aws_msk_configuration", owner, arguments, arn)


def subnet(answer: dict[str, Any]) -> Resource:
    """A subnet, for its zone."""
    name = str(answer.get("SubnetId", ""))
    arguments = {
        "availability_zone": answer.get("AvailabilityZone"),
        "availability_zone_id": answer.get("AvailabilityZoneId"),
    }
    return plain_resource("aws_subnet", f"subnet {name}", arguments, name)


def security_group(answer: dict[str, Any]) -> Resource:
    """A security group and whom it lets in."""
    name = str(answer.get("GroupId", ""))
    blocks = [_rule(rule) for rule in answer.get("IpPermissions") or ()]
    arguments = {"name": answer.get("GroupName"), "ingress": blocks}
    return plain_resource("aws_security_group", f"security group {name}", arguments, name)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "protocol": rule.get("IpProtocol"),
        "from_port": rule.get("FromPort", 0),
        "to_port": rule.get("ToPort", 65535),
        "cidr_blocks": [each["CidrIp"] for each in rule.get("IpRanges") or ()],
        "ipv6_cidr_blocks": [each["CidrIpv6"] for each in rule.get("Ipv6Ranges") or ()],
        "security_groups": [each.get("GroupId") for each in rule.get("UserIdGroupPairs") or ()],
    }


def alarm(answer: dict[str, Any]) -> Resource:
    """An alarm on a metric."""
    name = str(answer.get("AlarmName", ""))
    known = {key: item for key, item in answer.items() if key[:1].isupper() and _is_plain(item)}
    return resource("AWS::CloudWatch::Alarm", f"alarm {name}", known, name)


def composite_alarm(answer: dict[str, Any]) -> Resource:
    """An alarm made of others."""
    name = str(answer.get("AlarmName", ""))
    arguments = {"alarm_name": name, "alarm_rule": answer.get("AlarmRule", "")}
    return plain_resource("aws_cloudwatch_composite_alarm", f"alarm {name}", arguments, name)


def _is_plain(item: Any) -> bool:
    return isinstance(item, (str, int, float, bool, list, dict))


def target(answer: dict[str, Any]) -> Resource:
    """What scales by itself."""
    name = str(answer.get("ResourceId", ""))
    arguments = {
        "resource_id": name,
        "scalable_dimension": answer.get("ScalableDimension"),
        "service_namespace": answer.get("ServiceNamespace"),
        "min_capacity": answer.get("MinCapacity"),
        "max_capacity": answer.get("MaxCapacity"),
    }
    return plain_resource("aws_appautoscaling_target", f"scaling of {name}", arguments)


def associated(cluster_arn: str, owner: str, secrets: list[str]) -> Resource:
    """The secrets that a cluster takes passwords from."""
    arguments = {"cluster_arn": cluster_arn, "secret_arn_list": secrets}
    return plain_resource("aws_msk_scram_secret_association", f"secrets of {owner}", arguments)


def secret(answer: dict[str, Any]) -> Resource:
    """A secret's name and key; what is in it is never asked for."""
    name, arn = str(answer.get("Name", "")), str(answer.get("ARN", ""))
    arguments = {"name": name}
    if answer.get("KmsKeyId"):
        arguments["kms_key_id"] = answer["KmsKeyId"]
    return plain_resource("aws_secretsmanager_secret", f"secret {name}", arguments, arn, name)


def cluster_policy(cluster_arn: str, owner: str, answer: dict[str, Any]) -> Resource:
    """Who of other accounts may connect."""
    arguments = {"cluster_arn": cluster_arn, "policy": answer.get("Policy", "")}
    return plain_resource("aws_msk_cluster_policy", f"policy of {owner}", arguments)


def topic(cluster_arn: str, answer: dict[str, Any]) -> Resource:
    """A topic, as the control plane knows it."""
    name = str(answer.get("TopicName", ""))
    arguments = {
        "cluster_arn": cluster_arn,
        "name": name,
        "partition_count": answer.get("PartitionCount"),
        "replication_factor": answer.get("ReplicationFactor"),
    }
    return plain_resource("aws_msk_topic", f"topic {name}", arguments)


def watches_kafka(answer: dict[str, Any]) -> bool:
    """It is about MSK, as far as its metric or its expression tells."""
    return bool(re.search(r"AWS/(Kafka|MSK)\b", str(answer), re.IGNORECASE))
