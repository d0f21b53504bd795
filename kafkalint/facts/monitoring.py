"""Whether anybody can see how the cluster does, and who else can."""

from __future__ import annotations

import re

from kafkalint.facts import fact
from kafkalint.facts.config import is_set
from kafkalint.facts.nodes import brokers, controllers, is_broker
from kafkalint.facts.operations import published
from kafkalint.formats.template import placeholder
from kafkalint.model import Cluster, Node
from kafkalint.regex import regex
from kafkalint.values import Value, gather, known, some, unknown

_AGENT = regex(
    r"-javaagent:\S*(?:jmx|prometheus|jolokia|otel|opentelemetry|newrelic|dd-java|datadog)", re.I
)
_JMX_PORT = regex(r"-Dcom\.sun\.management\.jmxremote\.port=(\d+)")


@fact
def offers_metrics(node: Node) -> Value[bool]:
    """An agent, a remote JMX port or a reporter gives its metrics away."""
    for option in node.jvm_options:
        if option.is_unknown:
            return unknown(option.reason, *option.origins)
        if _AGENT.search(option.data) or _JMX_PORT.search(option.data):
            return known(True, *option.origins)
        if "${" in option.data:
            return unknown("the options of Java are filled in elsewhere", *option.origins)
    for key in ("metric.reporters", "kafka.metrics.reporters"):
        if is_set(node, key):
            return known(True, *node.settings[key].origins)
    if node.cluster.running is not None:
        return unknown("a broker does not show the options of Java", node.anchor)
    if node.container is None:
        return unknown("a property file does not show the options of Java", node.anchor)
    return known(False, node.anchor)


@fact
def has_metrics_pipeline(cluster: Cluster) -> Value[bool]:
    """An exporter runs beside the brokers, they offer their metrics, or a platform does."""
    if cluster.managed is not None:
        return known(True, cluster.anchor)
    exporters = [each for each in cluster.companions if each.role == "exporter"]
    if exporters:
        return known(True, *(each.anchor for each in exporters))
    return some([offers_metrics(node) for node in brokers(cluster)])


@fact
def open_jmx_port(node: Node) -> Value[int]:
    """The remote JMX port that asks for no password; 0 where there is none."""
    for option in node.jvm_options:
        if option.is_unknown:
            return unknown(option.reason, *option.origins)
        if "jmxremote" in option.data and placeholder(option.data):
            return unknown("the JMX port is filled in elsewhere", *option.origins)
    text = " ".join(option.data for option in node.jvm_options)
    match = _JMX_PORT.search(text)
    if match is None or "jmxremote.authenticate=true" in text:
        return known(0, node.anchor)
    origins = gather(o for o in node.jvm_options if "jmxremote" in o.data)
    return known(int(match[1]), *origins)


@fact
def publishes_open_jmx(node: Node) -> Value[bool]:
    """Its open JMX port is published beyond this machine."""
    port = open_jmx_port(node)
    if not port.is_known or not port.data:
        return port.map(bool)
    shown = published(node.container, port.data)
    mode = node.container.network_mode.or_else("") if node.container else ""
    if mode == "host" and node.container:
        return known(True, *node.container.network_mode.origins, *port.origins)
    return known(shown.data, *shown.origins, *port.origins)


@fact
def unscraped_controllers(cluster: Cluster) -> Value[tuple[str, ...]]:
    """Dedicated controllers that offer no metrics while brokers do."""
    watched = some([offers_metrics(node) for node in brokers(cluster)])
    if not watched.or_else(False):
        return known((), cluster.anchor)
    missing = []
    for node in controllers(cluster):
        if is_broker(node).or_else(True):
            continue
        offered = offers_metrics(node)
        if offered.is_unknown:
            return unknown(offered.reason, *offered.origins)
        if not offered.data:
            missing.append(node)
    return known(tuple(node.name for node in missing), *(node.anchor for node in missing))
