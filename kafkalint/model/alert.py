"""An alert: a signal that is watched, when it fires, and whom it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster


class Alert(Entity):
    """One alarm of CloudWatch, or one alerting rule of Prometheus.

    `expression` is Prometheus' own; an alarm has `metric`, `namespace`, `dimensions`. What the
    metric stands for (under-replicated partitions, lag…) is a fact, not a field.
    `comparison` is "gt", "gte", "lt", "lte", "eq" or "ne"; `period` and `duration` (how long
    it has to hold) are seconds.
    """

    system: str = "prometheus"  # or "cloudwatch"
    metric: Value[str] = absent()
    namespace: Value[str] = absent()
    dimensions: dict[str, Value[str]] = field(default_factory=dict)
    undisclosed_dimensions: str = ""  # why there may be others
    expression: Value[str] = absent()
    statistic: Value[str] = absent()  # "Maximum", "Average", "Sum"…
    comparison: Value[str] = absent()
    threshold: Value[float] = absent()
    period: Value[int] = absent()
    evaluation_periods: Value[int] = absent()
    datapoints: Value[int] = absent()
    duration: Value[float] = absent()
    missing_data: Value[str] = absent()
    actions: Value[tuple[str, ...]] = absent()
    enabled: Value[bool] = absent()
    severity: Value[str] = absent()  # the label that routes it
    is_combined: bool = False  # one of several metrics of an expression: its terms are not its own
    part_of: str = ""  # the alarm that is made of it and others, and acts for them
    cluster: Cluster = field(init=False)
