"""Whether the metric that an alarm asks for is there at all.

CloudWatch takes an alarm on any name and any dimensions: what nobody reports is
INSUFFICIENT_DATA for ever. MSK's metrics by monitoring level: developer guide,
metrics-details and metrics-details-express; data in schemas/platforms.
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.alerts import signals
from kafkalint.facts.nodes import brokers, is_kraft
from kafkalint.kafka import platforms
from kafkalint.kafka.platforms import Platform
from kafkalint.model import Alert, Managed
from kafkalint.values import Value, gather, known, problem_among, unknown

_LEVELS = ("DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION")


@fact
def emission_problem(alert: Alert) -> Value[str]:
    """Why its metric never arrives; "" where it does, or is none that we know of."""
    managed = alert.cluster.managed
    service = platforms.platform(managed.service) if managed else None
    if alert.system != "cloudwatch" or managed is None or service is None:
        return known("", alert.anchor)
    for value in (alert.metric, alert.namespace):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    if not alert.metric.is_known or not service.metrics:
        return known("", alert.anchor)
    if alert.namespace.is_known and alert.namespace.data != service.metrics_namespace:
        asked, own = alert.namespace.data, service.metrics_namespace
        text = f"asks for the namespace {asked}: MSK reports to {own}"
        return known(text, *gather([alert.namespace, alert.metric]))
    return problem_among(
        [
            _of_name(alert, service),
            _of_level(alert, service, managed),
            _of_dimensions(alert, service),
        ]
    )


def _of_name(alert: Alert, service: Platform) -> Value[str]:
    name = alert.metric.data
    if name in service.not_emitted:
        return known(
            f"asks for {name}, which {service.title} does not report", *alert.metric.origins
        )
    if name.startswith("ZooKeeper"):
        kraft = [is_kraft(node) for node in brokers(alert.cluster)][:1]
        if kraft and kraft[0].or_else(False):
            text = f"asks for {name}, and this cluster has no ZooKeeper"
            return known(text, *gather([alert.metric, kraft[0]]))
    emitted = {*service.own_metrics}.union(*service.metrics.values())
    if name in emitted or not (signals(alert).or_else(()) or ()):
        return known("", *alert.metric.origins)
    near = _nearest(name, emitted)
    meant = f": it is {near}" if near else ""
    return known(f"asks for {name}, which is no metric of MSK's{meant}", *alert.metric.origins)


def _nearest(name: str, emitted: set[str]) -> str:
    from difflib import get_close_matches

    if "lag" in name.lower():
        return "MaxOffsetLag or SumOffsetLag"
    found = get_close_matches(name.lower(), {item.lower(): item for item in emitted}, 1)
    return next((item for item in emitted if found and item.lower() == found[0]), "")


def _of_level(alert: Alert, service: Platform, managed: Managed) -> Value[str]:
    """Each level of enhanced monitoring has the metrics of those before it, and its own."""
    level = managed.monitoring_level
    first = next((at for at in _LEVELS if alert.metric.data in service.metrics.get(at, ())), "")
    if first in ("", "DEFAULT"):
        return known("", *alert.metric.origins)
    if not level.is_known:
        return unknown(level.reason or "the monitoring level is not known", *level.origins)
    if level.data not in _LEVELS or _LEVELS.index(level.data) >= _LEVELS.index(first):
        return known("", *alert.metric.origins)
    text = f"asks for {alert.metric.data}, which MSK reports from {first} on, not at {level.data}"
    return known(text, *gather([alert.metric, level]))


def _of_dimensions(alert: Alert, service: Platform) -> Value[str]:
    """An alarm sees only data that have just its dimensions."""
    wanted = service.metrics_dimensions.get(alert.metric.data)
    given = frozenset(alert.dimensions)
    if wanted is None or given in wanted:
        return known("", *alert.metric.origins)
    if alert.undisclosed_dimensions:
        return unknown(alert.undisclosed_dimensions, *alert.metric.origins)
    places = gather([*alert.dimensions.values(), alert.metric])
    shown = " and ".join(sorted(given)) or "nothing"
    asked = " or ".join(", ".join(sorted(names)) for names in wanted)
    text = f"asks for {alert.metric.data} by {shown}: MSK reports it by {asked}"
    return known(text, *(places or (alert.anchor,)))
