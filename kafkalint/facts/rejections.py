"""Entries of a node's listeners that Kafka rejects by themselves: empty, malformed, unopened.

Kafka: KafkaConfig.validateValues, SocketServerConfigs.listenerListToEndPoints and
controlPlaneListenerName, AbstractKafkaConfig.earlyStartListeners, and since 4.2 the lists of
ConfigDef.ValidList (KIP-1161). Each was asked of the config classes of 2.8 to 4.4.
"""

from __future__ import annotations

from kafkalint.facts.controllers import ADVERTISED, advertised_setting
from kafkalint.facts.listeners import (
    controller_listener_names,
    endpoints,
    inter_broker_listener,
    listeners_setting,
)
from kafkalint.facts.nodes import is_broker, is_kraft
from kafkalint.facts.protocols import KEY
from kafkalint.formats.template import placeholder, split_list
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.values import Value, known

_EARLY = "early.start.listeners"
_CONTROL_PLANE = "control.plane.listener.name"


def _written(node: Node, key: str) -> Value[str] | None:
    """What is written for `key`, where all of it is written here."""
    value = node.settings.get(key)
    if value is None or not value.is_known or placeholder(value.data):
        return None
    return value


def _since(node: Node, version: str) -> bool:
    """Whether the node's version is known to be this one or a later one."""
    return versions.at_least(node.version, version).or_else(False) is True


def empty_listeners(node: Node) -> Value[str]:
    """No entry at all; from 4.2 on no entry between two commas or after the last one either."""
    for key in ("listeners", ADVERTISED, "controller.listener.names"):
        value = _written(node, key)
        if value is None:
            continue
        parts = [part.strip() for part in split_list(value.data)]
        if not any(parts):
            broker = is_broker(node).or_else(False)
            by_role = {"listeners": broker or _since(node, "3.0"), ADVERTISED: broker}
            if by_role.get(key, False) or _since(node, "4.2"):
                return known(f"{key} is empty", *value.origins)
        elif not all(parts) and _since(node, "4.2"):
            text = f"{key} has an empty entry, which Kafka {node.version.data} refuses"
            return known(text, *value.origins)
    return known("", node.anchor)


def malformed_mapping(node: Node) -> Value[str]:
    """An entry of listener.security.protocol.map that is not NAME:PROTOCOL.

    Empty ones are passed over at the end alone, where Java's split drops them.
    """
    value = _written(node, KEY)
    if value is None:
        return known("", node.anchor)
    for part in split_list(value.data.rstrip(", ")):
        if ":" not in part and value.data.strip():
            shown = part.strip() or "an empty entry"
            return known(f"{shown} in {KEY} is not NAME:PROTOCOL", *value.origins)
    return known("", *value.origins)


def controllers_alone_advertised(node: Node) -> Value[str]:
    """A broker has to advertise a listener that is not a controller's."""
    value, names = _written(node, ADVERTISED), controller_listener_names(node)
    in_kraft = is_kraft(node).or_else(False) and is_broker(node).or_else(False)
    if value is None or not in_kraft or not names.is_known:
        return known("", node.anchor)
    shown = [point.name for point in endpoints(value.data)]
    if not shown or any(name not in names.data for name in shown):
        return known("", node.anchor)
    return known(f"{ADVERTISED} has no listener but a controller's", *value.origins)


def advertised_wildcard(node: Node) -> Value[str]:
    """0.0.0.0 as what a controller's listener is known by; of brokers' others speak."""
    value, names = _written(node, ADVERTISED), controller_listener_names(node)
    if value is None or not names.is_known:
        return known("", node.anchor)
    alone = is_broker(node).or_else(True) is False
    for point in endpoints(value.data):
        if point.host == "0.0.0.0" and (alone or point.name in names.data):
            text = f"{point.name} is advertised as 0.0.0.0, which Kafka refuses"
            return known(text, *value.origins)
    return known("", node.anchor)


def early_listeners(node: Node) -> Value[str]:
    """early.start.listeners may only name what the node opens, as Kafka calls it (from 3.2)."""
    value, bound = _written(node, _EARLY), listeners_setting(node)
    if value is None or not bound.is_known or placeholder(bound.data) or not _since(node, "3.2"):
        return known("", node.anchor)
    opened = {point.name for point in endpoints(bound.data)}
    for name in (part.strip() for part in value.data.split(",")):
        if name and name not in opened:
            text = f"{_EARLY} has {name}, which is no listener of the node"
            return known(text, *value.origins, *bound.origins)
    return known("", *value.origins)


def control_plane(node: Node) -> Value[str]:
    """control.plane.listener.name, gone in 4.0: not for KRaft, and not what brokers share."""
    value, kraft = _written(node, _CONTROL_PLANE), is_kraft(node)
    if value is None or not value.data.strip() or not kraft.is_known:
        return known("", node.anchor)
    if not node.version.is_known or _since(node, "4.0"):
        return known("", node.anchor)
    if kraft.data and not _since(node, "3.1"):
        return known("", *value.origins)
    if kraft.data:
        return known(f"{_CONTROL_PLANE} is set, which KRaft refuses", *value.origins)
    name, shown = value.data.strip().upper(), advertised_setting(node)
    if name == inter_broker_listener(node).or_else(""):
        return known(f"{_CONTROL_PLANE} is the listener between brokers as well", *value.origins)
    if shown.is_absent:
        shown = listeners_setting(node)
    if not shown.is_known or placeholder(shown.data):
        return known("", *value.origins)
    if name not in {point.name for point in endpoints(shown.data)}:
        text = f"{_CONTROL_PLANE} is {name}, which the broker does not advertise"
        return known(text, *value.origins, *shown.origins)
    return known("", *value.origins)
