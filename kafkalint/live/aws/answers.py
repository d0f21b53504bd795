"""What AWS answers, as resources of an account: what is seen of it, and what is not."""

from __future__ import annotations

from typing import Any

from kafkalint.regex import regex
from kafkalint.sources._cloud import normalise_api
from kafkalint.sources._cloud.resource import Resource
from kafkalint.values import Origin, Value, unknown

NO_GUARD = "AWS has no guard against deletion; one in files is not seen from here"
_KAFKA = regex(r"(?i)AWS/(Kafka|MSK)\b")


def place(owner: str) -> Origin:
    """ "orders" of an account."""
    return Origin("", None, owner)


def cluster(info: dict[str, Any], keys: dict[str, str]) -> Resource:
    """A cluster of DescribeClusterV2; `keys` says whose its key is, where that was told."""
    made = normalise_api.cluster(info, place(str(info.get("ClusterName", ""))), keys)
    made.guards["prevent_destroy"] = unknown(NO_GUARD, made.anchor)
    return made


def composite_alarm(answer: dict[str, Any]) -> Resource:
    """An alarm made of others."""
    name = str(answer.get("AlarmName", ""))
    here = place(f"alarm {name}")
    rule = str(answer.get("AlarmRule", ""))
    arguments = {"alarm_name": Value(name, (here,)), "alarm_rule": Value(rule, (here,))}
    return Resource("aws_cloudwatch_composite_alarm", name, here, arguments)


def watches_kafka(answer: dict[str, Any]) -> bool:
    """It is about MSK, as far as its metric or its expression tells."""
    return bool(_KAFKA.search(str(answer)))
