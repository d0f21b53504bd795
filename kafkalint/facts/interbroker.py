"""The listener that brokers replicate over: whether Kafka accepts it at start.

Kafka: KafkaConfig.getInterBrokerListenerNameAndSecurityProtocol (every node) and
validateValues (brokers): the name needs a protocol and has to be advertised.
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.controllers import ADVERTISED, advertised_setting
from kafkalint.facts.listeners import (
    controller_listener_names,
    endpoints,
    hidden_part,
    inter_broker_listener,
    listeners_setting,
)
from kafkalint.facts.nodes import is_broker, runs
from kafkalint.facts.startup import first_problem, has_protocol
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.values import Value, known, unknown

_NAME = "inter.broker.listener.name"
_PROTOCOL = "security.inter.broker.protocol"


@fact
def inter_broker_problem(node: Node) -> Value[str]:
    """Why Kafka does not start with the node's inter-broker listener; "" where it does."""
    if node.software != "kafka" or runs(node) or node.cluster.managed is not None:
        return known("", node.anchor)
    return first_problem(node, (_empty, _both_set, _of_controllers, _unmapped, _unadvertised))


def _is_written(node: Node, key: str) -> bool:
    value = node.settings.get(key)
    return value is not None and bool(value.is_unknown or value.data.strip())


def _empty(node: Node) -> Value[str]:
    value = node.settings.get(_NAME)
    if value is None or not value.is_known or value.data.strip():
        return known("", node.anchor)
    return known(f"{_NAME} is empty", *value.origins)


def _of_controllers(node: Node) -> Value[str]:
    """From 4.0 on a controller's own listener is not one of the brokers, on no node."""
    chosen, names = inter_broker_listener(node), controller_listener_names(node)
    if not _is_written(node, _NAME) or not chosen.is_known or not names.is_known:
        return known("", node.anchor)
    newer = versions.at_least(node.version, "4.0").or_else(False)
    if not newer or chosen.data not in names.data:
        return known("", node.anchor)
    return known(f"{_NAME} is {chosen.data}, which is a controller's", *chosen.origins)


def _both_set(node: Node) -> Value[str]:
    if not _is_written(node, _NAME) or _PROTOCOL not in node.settings:
        return known("", node.anchor)
    both = (node.settings[_NAME], node.settings[_PROTOCOL])
    for value in both:
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    origins = tuple(origin for value in both for origin in value.origins)
    return known(f"{_NAME} and {_PROTOCOL} are both set", *origins)


def _unmapped(node: Node) -> Value[str]:
    if not _is_written(node, _NAME):
        return known("", node.anchor)
    chosen, bound = inter_broker_listener(node), listeners_setting(node)
    if not chosen.is_known:
        return unknown(chosen.reason, *chosen.origins)
    names = [point.name for point in endpoints(bound.data)] if bound.is_known else []
    mapped = has_protocol(node, chosen.data, chosen, names)
    if mapped.is_unknown:
        return unknown(mapped.reason, *mapped.origins)
    if mapped.data:
        return known("", node.anchor)
    text = f"{_NAME} is {chosen.data}, which has no security protocol"
    return known(text, *chosen.origins)


def _unadvertised(node: Node) -> Value[str]:
    """Brokers advertise the listener, which is called like the protocol where none is named."""
    broker = is_broker(node)
    if not broker.or_else(True):
        return known("", node.anchor)
    chosen, shown = inter_broker_listener(node), advertised_setting(node)
    if shown.is_absent:
        shown = listeners_setting(node)
    controllers = controller_listener_names(node)
    for value in (broker, chosen, shown, controllers):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    points = endpoints(shown.data)
    names = [point.name for point in points if point.name not in controllers.data]
    if chosen.data in names:
        return known("", node.anchor)
    if hidden_part(shown.data) or any(placeholder(name) for name in names):
        return unknown("a part of the listeners is filled in elsewhere", *shown.origins)
    if not names:
        return known("", node.anchor)
    where = ADVERTISED if _is_written(node, ADVERTISED) else "listeners"
    if chosen.is_default:
        text = f"{_NAME} is not set and no listener in {where} is called {chosen.data}"
        return known(text, *shown.origins)
    return known(f"brokers replicate over {chosen.data}, which is not in {where}", *chosen.origins)
