"""What AWS' own API answers, as the resources that Terraform's provider has.

Its answers are close to CloudFormation's properties; what differs is put right here, and
`normalise` does the rest. Answers are as boto3 gives them: plain data.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from kafkalint.sources._cloud import normalise
from kafkalint.sources._cloud.resource import Resource
from kafkalint.values import Origin, Value, absent, unknown

Answer = Mapping[str, Any]


def cluster(answer: Answer, origin: Origin, keys: Mapping[str, str] | None = None) -> Resource:
    """A `ClusterInfo` of `DescribeClusterV2` or `ListClustersV2`.

    `keys` says of keys' ARNs whose they are (KMS' `KeyManager`, "AWS" or "CUSTOMER"): an MSK
    cluster always has one. One that is not in it leaves open whose it is.
    """
    name = str(answer.get("ClusterName", ""))
    properties: dict[str, Any] = {"ClusterName": name, "Tags": answer.get("Tags") or {}}
    if answer.get("ClusterType") == "SERVERLESS" or "Serverless" in answer:
        serverless = dict(answer.get("Serverless") or {})
        properties["ClientAuthentication"] = serverless.get("ClientAuthentication") or {}
        properties["VpcConfigs"] = [
            {"SubnetIds": each.get("SubnetIds"), "SecurityGroups": each.get("SecurityGroupIds")}
            for each in serverless.get("VpcConfigs") or ()
        ]
        return _made("AWS::MSK::ServerlessCluster", properties, name, answer, origin)
    provisioned = dict(answer.get("Provisioned") or {})
    software = provisioned.pop("CurrentBrokerSoftwareInfo", None) or {}
    properties |= {key: value for key, value in provisioned.items() if key not in _TOLD}
    properties["KafkaVersion"] = software.get("KafkaVersion")
    if software.get("ConfigurationArn"):
        properties["ConfigurationInfo"] = {
            "Arn": software["ConfigurationArn"],
            "Revision": software.get("ConfigurationRevision"),
        }
    group = dict(properties.get("BrokerNodeGroupInfo") or {})
    group.pop("ZoneIds", None)
    if str(group.get("InstanceType", "")).startswith("express."):
        properties.pop("StorageMode", None)  # filled in by AWS: Express brokers have none
    properties["BrokerNodeGroupInfo"] = group
    made = _made("AWS::MSK::Cluster", properties, name, answer, origin)
    return _with_key(made, keys or {})


def configuration(described: Answer, revision: Answer, origin: Origin) -> Resource:
    """`DescribeConfiguration` with one of its revisions, whose properties are bytes."""
    text = revision.get("ServerProperties") or b""
    properties = {
        "Name": described.get("Name"),
        "Description": described.get("Description"),
        "KafkaVersionsList": described.get("KafkaVersions"),
        "LatestRevision": {"Revision": revision.get("Revision")},
        "ServerProperties": text.decode(errors="replace") if isinstance(text, bytes) else text,
    }
    name = str(described.get("Name", ""))
    return _made("AWS::MSK::Configuration", properties, name, described, origin)


def scram_secrets(cluster_arn: str, secret_arns: list[str], origin: Origin) -> Resource:
    """All that `ListScramSecrets` names for a cluster."""
    properties = {"ClusterArn": cluster_arn, "SecretArnList": secret_arns}
    return _made("AWS::MSK::BatchScramSecret", properties, cluster_arn, {}, origin)


def cluster_policy(cluster_arn: str, answer: Answer, origin: Origin) -> Resource:
    """`GetClusterPolicy`."""
    properties = {"ClusterArn": cluster_arn, "Policy": answer.get("Policy")}
    return _made("AWS::MSK::ClusterPolicy", properties, cluster_arn, {}, origin)


def topic(cluster_arn: str, answer: Answer, origin: Origin) -> Resource:
    """A topic of `ListTopics` or `DescribeTopic`; its settings are in Base64."""
    properties = {
        key: answer.get(key) for key in ("TopicName", "PartitionCount", "ReplicationFactor")
    }
    properties |= {"ClusterArn": cluster_arn, "Configs": _decoded(answer.get("Configs"))}
    return _made("AWS::MSK::Topic", properties, str(answer.get("TopicName", "")), answer, origin)


def subnet(answer: Answer, origin: Origin) -> Resource:
    """One of `DescribeSubnets`."""
    wanted = ("AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "MapPublicIpOnLaunch", "VpcId")
    return _made("AWS::EC2::Subnet", _only(answer, wanted), _id(answer, "SubnetId"), answer, origin)


def security_group(answer: Answer, origin: Origin) -> Resource:
    """One of `DescribeSecurityGroups`; each range of a permission is a rule of its own."""
    properties = {
        "GroupName": answer.get("GroupName"),
        "GroupDescription": answer.get("Description"),
        "VpcId": answer.get("VpcId"),
        "SecurityGroupIngress": _rules(answer.get("IpPermissions") or (), "Source"),
        "SecurityGroupEgress": _rules(answer.get("IpPermissionsEgress") or (), "Destination"),
    }
    name = _id(answer, "GroupId")
    return _made("AWS::EC2::SecurityGroup", properties, name, answer, origin)


def alarm(answer: Answer, origin: Origin) -> Resource:
    """One of `DescribeAlarms`' `MetricAlarms`."""
    told = {key: value for key, value in answer.items() if not key.startswith("State")}
    for name in ("AlarmConfigurationUpdatedTimestamp", "EvaluationState"):
        told.pop(name, None)
    arn = told.pop("AlarmArn", None)
    name = str(answer.get("AlarmName", ""))
    return _made("AWS::CloudWatch::Alarm", told, name, {"Arn": arn}, origin)


def key(answer: Answer, origin: Origin) -> Resource:
    """`DescribeKey`'s `KeyMetadata` of a customer's key."""
    properties = _only(answer, ("Description", "Enabled", "KeySpec", "MultiRegion"))
    return _made("AWS::KMS::Key", properties, _id(answer, "KeyId"), answer, origin)


def secret(answer: Answer, origin: Origin) -> Resource:
    """`DescribeSecret`: its name and key, never what is in it."""
    properties = _only(answer, ("Name", "Description", "KmsKeyId"))
    return _made("AWS::SecretsManager::Secret", properties, _id(answer, "Name"), answer, origin)


def scalable_target(answer: Answer, origin: Origin) -> Resource:
    """One of `DescribeScalableTargets`."""
    wanted = (
        "MaxCapacity",
        "MinCapacity",
        "ResourceId",
        "RoleARN",
        "ScalableDimension",
        "ServiceNamespace",
    )
    kind = "AWS::ApplicationAutoScaling::ScalableTarget"
    return _made(kind, _only(answer, wanted), _id(answer, "ResourceId"), answer, origin)


def log_group(answer: Answer, origin: Origin) -> Resource:
    """One of `DescribeLogGroups`, whose names begin in lower case."""
    properties = {
        "LogGroupName": answer.get("logGroupName"),
        "RetentionInDays": answer.get("retentionInDays"),
        "KmsKeyId": answer.get("kmsKeyId"),
    }
    name = _id(answer, "logGroupName")
    return _made("AWS::Logs::LogGroup", properties, name, {"Arn": answer.get("arn")}, origin)


def connector(answer: Answer, origin: Origin) -> Resource:
    """`DescribeConnector` of MSK Connect, whose names begin in lower case."""
    told = {
        name: value
        for name, value in answer.items()
        if name not in ("connectorState", "creationTime", "currentVersion", "stateDescription")
    }
    arn = told.pop("connectorArn", None)
    name = _id(answer, "connectorName")
    return _made("AWS::KafkaConnect::Connector", _capital(told), name, {"Arn": arn}, origin)


_TOLD = frozenset({"CustomerActionStatus", "ZookeeperConnectString", "ZookeeperConnectStringTls"})
_ARNS = ("ClusterArn", "Arn", "ARN", "TopicArn", "SubnetArn", "SecurityGroupArn", "KeyArn")
_IDS = ("SubnetId", "GroupId", "KeyId", "Name", "ClusterName", "TopicName")


def _made(kind: str, properties: Answer, name: str, answer: Answer, origin: Origin) -> Resource:
    held = _wrapped(_set(properties), origin)
    made = normalise.resources(kind, held)[0]
    names = [str(answer[key]) for key in (*_ARNS, *_IDS) if answer.get(key)]
    return Resource(
        type=made.type,
        address=f"{made.type}.{name}" if name else made.type,
        anchor=origin,
        arguments=made.arguments,
        identities=tuple(dict.fromkeys((*names, name) if name else names)),
    )


def _set(data: Any) -> Any:
    """The data without what is null: nobody set that."""
    if isinstance(data, Mapping):
        return {key: _set(value) for key, value in data.items() if value is not None}
    if isinstance(data, (list, tuple)):
        return [_set(value) for value in data]
    return data


def _wrapped(data: Any, origin: Origin) -> Value[Any]:
    """Plain data as Values, each at its logical place within `origin`."""
    if isinstance(data, Mapping):
        made = {}
        for name, inner in data.items():
            logical = f"{origin.logical}.{name}" if origin.logical else str(name)
            made[str(name)] = _wrapped(inner, origin._replace(logical=logical))
        return Value(made, (origin,))
    if isinstance(data, list):
        return Value(tuple(_wrapped(item, origin) for item in data), (origin,))
    return Value(data, (origin,))


def _with_key(made: Resource, keys: Mapping[str, str]) -> Resource:
    """The cluster's key where it is the customer's own; absent where it is AWS'."""
    for block in made.blocks("encryption_info"):
        value = block.data.get(_KEY) if isinstance(block.data, dict) else None
        if value is None or not isinstance(value.data, str):
            continue
        manager = keys.get(value.data)
        if manager == "AWS":
            block.data[_KEY] = absent(*value.origins)
        elif manager != "CUSTOMER":
            block.data[_KEY] = unknown("whose key it is was not told", *value.origins)
    return made


_KEY = "encryption_at_rest_kms_key_arn"


def _rules(permissions: Any, side: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for permission in permissions:
        base = _only(permission, ("IpProtocol", "FromPort", "ToPort"))
        for listed, inner, name in (
            ("IpRanges", "CidrIp", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
            ("PrefixListIds", "PrefixListId", f"{side}PrefixListId"),
            ("UserIdGroupPairs", "GroupId", f"{side}SecurityGroupId"),
        ):
            for each in permission.get(listed) or ():
                description = each.get("Description")
                made.append({**base, name: each.get(inner), "Description": description})
    return made


def _only(answer: Answer, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: answer[name] for name in names if name in answer}


def _id(answer: Answer, name: str) -> str:
    return str(answer.get(name) or "")


def _decoded(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return text


def _capital(data: Any) -> Any:
    """Names that begin in lower case as CloudFormation spells them; those in maps stay."""
    if isinstance(data, Mapping):
        return {
            name[:1].upper() + name[1:]: value
            if name == "connectorConfiguration"
            else _capital(value)
            for name, value in data.items()
        }
    return [_capital(item) for item in data] if isinstance(data, list) else data
