"""From Pulumi's names and shapes to those of the Terraform providers that it bridges.

Names are Terraform's in camelCase. A block that may be there once is an object; one that may
be there several times is a list, whose name is the plural.
"""

from __future__ import annotations

from typing import Any

from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.resource import Reference
from kafkalint.values import Value

_AWS_MODULES = {
    "appautoscaling": "appautoscaling_",
    "cloudwatch": "cloudwatch_",
    "ec2": "",
    "iam": "iam_",
    "kms": "kms_",
    "msk": "msk_",
    "mskconnect": "mskconnect_",
    "secretsmanager": "secretsmanager_",
    "sns": "sns_",
    "vpc": "vpc_",
}
_PROVIDERS = {
    "aiven": "aiven_",
    "confluentcloud": "confluent_",
    "kafka": "kafka_",
}
_MODULES = {
    ("gcp", "managedkafka"): "google_managed_kafka_",
    ("azure", "eventhub"): "azurerm_",
}
_SINGULAR = {
    "consumer_group_replications": "consumer_group_replication",
    "consumer_groups_to_excludes": "consumer_groups_to_exclude",
    "consumer_groups_to_replicates": "consumer_groups_to_replicate",
    "enterprises": "enterprise",
    "freights": "freight",
    "inline_policies": "inline_policy",
    "kafka_clusters": "kafka_cluster",
    "metric_queries": "metric_query",
    "plugins": "plugin",
    "replicas": "replica",
    "secret_arn_lists": "secret_arn_list",
    "statements": "statement",
    "step_adjustments": "step_adjustment",
    "topic_replications": "topic_replication",
    "topics_to_excludes": "topics_to_exclude",
    "topics_to_replicates": "topics_to_replicate",
    "vpc_configs": "vpc_config",
}
_RENAMED = {
    "aws_cloudwatch_metric_alarm": {"name": "alarm_name"},
    "aws_cloudwatch_composite_alarm": {"name": "alarm_name"},
    "kafka_acl": {"acl_resource_name": "resource_name", "acl_resource_type": "resource_type"},
}
_MAPS = frozenset(
    """
    config config_nonsensitive config_sensitive connector_configuration dimensions labels tags
    tags_all
    """.split()
)
_DOCUMENTS = frozenset({"assume_role_policy", "policy", "secret_string"})


def terraform_type(token: str) -> str:
    """The type of Terraform's that a token stands for ("aws:msk/cluster:Cluster"), "" for none.

    Programs may shorten tokens to "aws:msk:Cluster" and "kafka:Topic".
    """
    parts = token.split(":")
    if len(parts) == 2:
        parts.insert(1, "index")
    if len(parts) != 3:
        return ""
    package, module, name = parts[0], parts[1].partition("/")[0], snake(parts[2])
    if package == "aws":
        prefix = _AWS_MODULES.get(module)
        return f"aws_{prefix}{name}" if prefix is not None else ""
    known = _MODULES.get((package, module)) or _PROVIDERS.get(package)
    if known is None:
        return ""
    if known == "azurerm_":
        return f"azurerm_{name.replace('event_hub', 'eventhub')}"
    return f"{known}{name}"


def resource_arguments(kind: str, properties: Value[Any]) -> dict[str, Value[Any]]:
    """Pulumi's properties of a resource as the arguments of Terraform's type `kind`."""
    renamed = _RENAMED.get(kind, {})
    return {renamed.get(name, name): value for name, value in arguments(properties).items()}


def arguments(properties: Value[Any]) -> dict[str, Value[Any]]:
    """Pulumi's properties of a block as arguments; their data are not touched."""
    if not isinstance(properties.data, dict):
        return {}
    made = {}
    for key, value in properties.data.items():
        if key.startswith("__"):
            continue
        name = argument_name(key, value)
        made[name] = _argument(name, value)
    return made


def argument_name(key: str, value: Value[Any]) -> str:
    """The name of an argument; that of a list of blocks in the singular."""
    name = snake(key)
    return _SINGULAR.get(name, name) if not isinstance(value.data, dict) else name


def _argument(name: str, value: Value[Any]) -> Value[Any]:
    if name in _MAPS or name in _DOCUMENTS or not value.is_known:
        return value
    if isinstance(value.data, dict):
        return _with(value, (_with(value, arguments(value)),))
    if isinstance(value.data, tuple) and not isinstance(value.data, Reference):
        return _with(value, tuple(_item(item) for item in value.data))
    return value


def _item(item: Value[Any]) -> Value[Any]:
    if isinstance(item.data, dict) and item.is_known:
        return _with(item, arguments(item))
    return item


def _with(value: Value[Any], data: Any) -> Value[Any]:
    return Value(data, value.origins, value.provenance, value.reason, value.sensitive)
