"""What alerts watch: signals told by the names of metrics, whoever makes these.

Names: Kafka's MBeans (documentation, section Monitoring), the JMX exporter's and
kafka_exporter's forms of them, MSK's metrics in CloudWatch (developer guide,
metrics-details). They are compared in lower case without what is no letter or digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kafkalint.facts import fact, subject
from kafkalint.kafka import platforms
from kafkalint.model import Alert, Cluster
from kafkalint.regex import regex
from kafkalint.values import Origin, Value, known, unknown

SIGNALS: dict[str, tuple[str, ...]] = {
    "under-replicated partitions": ("underreplicatedpartition",),
    "offline partitions": ("offlinepartition",),
    "consumer lag": (
        "consumergrouplag",
        "consumergrouptopicpartitionlag",
        "consumerlag",
        "maxlagseconds",
        "recordslag",
        "burrowgrouplag",
        "burrowpartitionlag",
        "maxoffsetlag",
        "sumoffsetlag",
        "offsetlag",
        "estimatedmaxtimelag",
        "estimatedtimelag",
        "kminionkafkaconsumergrouptopiclag",
        "kafkaconsumergrouptopiclag",
    ),
    "partitions below min.insync.replicas": ("underminisr",),
    "the active controller": ("activecontroller",),
    "disk space": (
        "kafkadatalogsdiskused",
        "kubeletvolumestats",
        "nodefilesystem",
        "storageused",
    ),
    "offline log directories": ("offlinelogdirector",),
    "brokers that are down": ("kafkabrokers", "kafkabrokerinfo", "fencedbroker"),
    "throttled clients": ("throttletime",),
    "processor load": ("cpuuser", "cpusystem", "cpuidle"),
}
"""What is worth watching, and how its metrics are called."""

_NO_LETTER = regex(r"[^a-z0-9]+")


@subject("alert", part_of="alerts")
def all_alerts(cluster: Cluster) -> Iterable[Alert]:
    """Every alarm and alerting rule that watches the cluster."""
    return cluster.alerts


@fact
def signals(alert: Alert) -> Value[tuple[str, ...]]:
    """The signals of `SIGNALS` that it watches; none for what is something else."""
    spoken = alert.expression if alert.system == "prometheus" else alert.metric
    return spoken.map(_signals_of)


def _signals_of(text: str) -> tuple[str, ...]:
    plain = _NO_LETTER.sub("", text.lower())
    return tuple(
        signal for signal, names in SIGNALS.items() if any(name in plain for name in names)
    )


@fact
def watched(alert: Alert) -> str:
    """What it watches, for messages."""
    return ", ".join(signals(alert).or_else(()) or ()) or str(alert.metric.or_else("a metric"))


@fact
def is_on(alert: Alert) -> Value[bool]:
    """It is evaluated and may tell somebody; CloudWatch: actions_enabled."""
    return known(True, alert.anchor) if alert.enabled.is_absent else alert.enabled


@fact
def tells_somebody(alert: Alert) -> Value[bool]:
    """It has an action for when it fires, or is part of an alarm that has one.

    Prometheus routes by labels, elsewhere.
    """
    if alert.system != "cloudwatch" or alert.part_of:
        return known(True, alert.anchor)
    enabled = is_on(alert)
    if not enabled.is_known or not enabled.data:
        return enabled
    if alert.actions.is_absent:
        return known(False, alert.anchor)
    return alert.actions.map(bool)


@fact
def watches_under_replicated(cluster: Cluster) -> Value[bool]:
    """An alert fires when a partition lacks a replica."""
    return watches(cluster, "under-replicated partitions")


@fact
def watches_offline_partitions(cluster: Cluster) -> Value[bool]:
    """An alert fires when a partition has no leader."""
    return watches(cluster, "offline partitions")


@fact
def watches_consumer_lag(cluster: Cluster) -> Value[bool]:
    """An alert fires when consumers fall behind."""
    return watches(cluster, "consumer lag")


def watches(cluster: Cluster, signal: str) -> Value[bool]:
    """One of the alerts that are on watches `signal`; unknown where one may, or others exist."""
    maybe: Value[Any] | None = None
    for alert in cluster.alerts:
        found, enabled = signals(alert), is_on(alert)
        if found.is_known and signal not in found.data:
            continue
        if found.is_known and enabled.is_known:
            if enabled.data:
                return known(True, alert.anchor)
            continue
        maybe = found if found.is_unknown else enabled
    if maybe is not None:
        return unknown(maybe.reason, *maybe.origins)
    if cluster.undisclosed_alerts:
        return unknown(cluster.undisclosed_alerts, cluster.anchor)
    return known(False, *_places(cluster))


def _places(cluster: Cluster) -> tuple[Origin, ...]:
    return (cluster.anchor, *(alert.anchor for alert in cluster.alerts))


@fact
def has_partition_signals(cluster: Cluster) -> bool:
    """Its platform tells of under-replicated and offline partitions.

    MSK Express and Serverless and Confluent Cloud keep them to themselves.
    """
    return cluster.managed is None or cluster.managed.service == "msk"


OWN_ALERTS = {
    "partitions below min.insync.replicas": (
        "kafka_server_replicamanager_underminisrpartitioncount above 0"
    ),
    "the active controller": (
        "the sum of kafka_controller_kafkacontroller_activecontrollercount other than 1"
    ),
    "disk space": "the disks of the log directories above 85 %",
    "brokers that are down": "kafka_brokers below how many there are",
}
"""What one who runs brokers is advised to watch; platforms have theirs in schemas/platforms."""


@fact
def unwatched(cluster: Cluster) -> Value[tuple[str, ...]]:
    """What is recommended to be watched beyond the guide's three signals and is not."""
    looks = [(signal, watches(cluster, signal)) for signal in _recommended(cluster)]
    missing = tuple(signal for signal, seen in looks if seen.is_known and not seen.data)
    if missing:
        return known(missing, *_places(cluster))
    for _, seen in looks:
        if not seen.is_known:
            return unknown(seen.reason, *seen.origins)
    return known((), cluster.anchor)


@fact
def missing_alerts(cluster: Cluster) -> Value[tuple[str, ...]]:
    """By what metrics to watch what is `unwatched`, and from where on they are bad."""
    recommended = _recommended(cluster)
    return unwatched(cluster).map(lambda signals: tuple(map(recommended.__getitem__, signals)))


def _recommended(cluster: Cluster) -> Mapping[str, str]:
    if cluster.managed is None:
        return OWN_ALERTS
    platform = platforms.platform(cluster.managed.service)
    return platform.alarms if platform else {}
