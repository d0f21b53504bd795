"""CloudWatch's alarms that watch MSK's metrics, as alerts of a cluster."""

from __future__ import annotations

from typing import Any

from kafkalint.model import Alert
from kafkalint.sources._cloud.arguments import boolean, decimal, integer, items, refers_to, text
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Value, absent, known, unknown

_NAMESPACES = ("aws/kafka", "aws/msk")  # MSK's own, and what it is mistaken for
_COMPARISONS = {
    "GreaterThanThreshold": "gt",
    "GreaterThanOrEqualToThreshold": "gte",
    "LessThanThreshold": "lt",
    "LessThanOrEqualToThreshold": "lte",
}
_NONE = "these files show no alarms"


def of(
    estate: Estate, name: Value[str], cluster: Resource, dimension: str, alone: bool
) -> tuple[tuple[Alert, ...], str]:
    """The alarms of the cluster called `name`, and why there may be more."""
    found = tuple(
        _alert(resource, part, _composite(estate, resource))
        for resource in estate.of_type("aws_cloudwatch_metric_alarm")
        for part in _parts(resource)
        if _watches(part, name, cluster, dimension, alone)
    )
    if not found:
        return (), estate.partial or _NONE
    return found, estate.partial


def _parts(resource: Resource) -> list[dict[str, Value[Any]]]:
    """What is watched: the alarm's own metric, or each one of a metric query."""
    queries = [block.data for block in resource.blocks("metric_query") if block.is_known]
    metrics = [
        part.data
        for query in queries
        for part in items(query.get("metric", absent())) or ()
        if part.is_known and isinstance(part.data, dict)
    ]
    return metrics or [resource.arguments]


def _watches(
    part: dict[str, Value[Any]], name: Value[str], cluster: Resource, dimension: str, alone: bool
) -> bool:
    space = part.get("namespace", absent())
    metric = part.get("metric_name", absent())
    if space.is_absent and metric.is_absent:
        return False
    if space.is_known and str(space.data).lower() not in _NAMESPACES:
        return False
    dimensions = part.get("dimensions", absent())
    held = dimensions.data if isinstance(dimensions.data, dict) else {}
    named = held.get(dimension)
    if named is None or not named.is_known:
        return alone
    if isinstance(named.data, Reference):
        return refers_to(named, cluster)
    return bool(name.is_known and named.data == name.data) or refers_to(named, cluster)


def _composite(estate: Estate, resource: Resource) -> str:
    """The alarm whose rule names this one, or may: it tells whom it has to."""
    name = text(resource.value("alarm_name"))
    for other in estate.of_type("aws_cloudwatch_composite_alarm"):
        rule = other.value("alarm_rule")
        if not name.is_known or not isinstance(rule.data, str) or name.data in rule.data:
            return other.address
    return ""


def _alert(resource: Resource, part: dict[str, Value[Any]], composite: str) -> Alert:
    def own(key: str) -> Value[Any]:
        value = part.get(key)
        return resource.value(key) if value is None else value

    dimensions = part.get("dimensions", absent()).data
    comparison = text(resource.value("comparison_operator"))
    enabled = boolean(resource.value("actions_enabled"))
    if resource.uncertain and enabled.or_else(True):
        enabled = unknown(resource.uncertain, resource.anchor)
    return Alert(
        str(text(resource.value("alarm_name")).or_else(resource.address)),
        resource.anchor,
        system="cloudwatch",
        metric=text(own("metric_name")),
        namespace=text(own("namespace")),
        dimensions={key: _dimension(value) for key, value in dimensions.items()}
        if isinstance(dimensions, dict)
        else {},
        undisclosed_dimensions=_undisclosed(part.get("dimensions", absent())),
        statistic=_statistic(own("statistic"), own("stat")),
        comparison=comparison.map(lambda name: _COMPARISONS.get(name, name)),
        threshold=decimal(resource.value("threshold")),
        period=integer(own("period")),
        evaluation_periods=integer(resource.value("evaluation_periods")),
        datapoints=integer(resource.value("datapoints_to_alarm")),
        missing_data=text(resource.value("treat_missing_data")),
        actions=_actions(resource.value("alarm_actions")),
        enabled=known(True, resource.anchor) if enabled.is_absent else enabled,
        is_combined=part is not resource.arguments,
        part_of=composite,
    )


def _undisclosed(dimensions: Value[Any]) -> str:
    return (dimensions.reason or "filled in elsewhere") if dimensions.is_unknown else ""


def _statistic(one: Value[Any], other: Value[Any]) -> Value[str]:
    return text(other if one.is_absent else one)


def _dimension(value: Value[Any]) -> Value[str]:
    if value.is_known and isinstance(value.data, Reference):
        return value.map(lambda reference: reference.address)
    return text(value)


def _actions(value: Value[Any]) -> Value[tuple[str, ...]]:
    """Whom it tells; what is made elsewhere is somebody all the same."""
    members = items(value)
    if members is None:
        return unknown(value.reason, *value.origins)
    names = tuple(
        member.data.address if isinstance(member.data, Reference) else str(member.data or "?")
        for member in members
    )
    return known(names, *value.origins)
