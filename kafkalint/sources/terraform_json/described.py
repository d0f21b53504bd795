"""What a plan or a state says of one resource, before anything is made of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.sources._cloud.skim import Found


class Described(NamedTuple):
    """One instance of a resource; `key` is its index, `module` its module's address.

    `unknown` and `sensitive` have the shape of the values, with true for what is known only
    after apply, and for what must not be shown. `values` is where the attributes are.
    """

    address: str
    mode: str
    type: str
    name: str
    key: str | int | None
    module: str
    values: Found | None
    unknown: Any = False
    sensitive: Any = False


DATA_OF_USE = frozenset(
    {
        "aws_subnet",
        "aws_security_group",
        "aws_iam_policy_document",
        "aws_secretsmanager_secret",
        "aws_kms_key",
    }
)
"""Data sources that say something about what a cluster stands in."""


def is_wanted(mode: str, kind: str) -> bool:
    """Whether a resource can matter to a Kafka cluster."""
    if mode == "data":
        return kind in DATA_OF_USE
    return kind.startswith(_PREFIXES) or kind in _TYPES


_PREFIXES = (
    "aws_msk",
    "confluent_",
    "kafka_",
    "aiven_",
    "google_managed_kafka",
    "azurerm_eventhub",
)
_TYPES = frozenset(
    """
    aws_subnet aws_vpc aws_security_group aws_security_group_rule
    aws_vpc_security_group_ingress_rule aws_vpc_security_group_egress_rule aws_kms_key aws_kms_alias
    aws_cloudwatch_log_group aws_cloudwatch_metric_alarm aws_cloudwatch_composite_alarm
    aws_secretsmanager_secret aws_secretsmanager_secret_version aws_iam_policy aws_iam_role
    aws_iam_role_policy aws_iam_user_policy aws_iam_group_policy aws_appautoscaling_target
    aws_appautoscaling_policy aws_sns_topic
    """.split()
)
