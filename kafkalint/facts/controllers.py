"""controller.listener.names against a node's roles and listeners, as Kafka checks it at start.

Kafka: KafkaConfig.validateValues since 3.1; controllers may be advertised since 3.9 (KIP-853).
"""

from __future__ import annotations

import re
from typing import Any

from kafkalint.facts import fact
from kafkalint.facts.config import effective
from kafkalint.facts.listeners import (
    controller_listener_names,
    endpoints,
    hidden_part,
    listeners_setting,
)
from kafkalint.facts.nodes import is_kraft, roles
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.values import Value, absent, known, unknown

ADVERTISED = "advertised.listeners"
_NAMES = "controller.listener.names"
_NO_WILDCARD = {  # the one release that refuses it (KAFKA-18281), by how images are tagged
    "apache-kafka": "3.9.0",
    "apache-kafka-native": "3.9.0",
    "bitnami-kafka": "3.9.0",
    "cp-kafka": "7.9.0",
    "cp-server": "7.9.0",
    "confluent-local": "7.9.0",
}


@fact
def advertised_setting(node: Node) -> Value[str]:
    """The text of advertised.listeners, absent where nobody sets it."""
    value = node.settings.get(ADVERTISED)
    if value is not None and (value.is_unknown or value.data.strip()):
        return value
    if node.partial:
        return unknown(f"{ADVERTISED} is not set here: {node.partial}", node.anchor)
    return absent(node.anchor)


@fact
def controller_listener_problem(node: Node) -> Value[str]:
    """Why controller.listener.names keeps the node from starting; "" where it does not."""
    mistake = _names_problem(node)
    return mistake if mistake.is_known and mistake.data else _refused_wildcard(node, mistake)


def _names_problem(node: Node) -> Value[str]:
    if versions.at_least(node.version, "3.1").or_else(True) is False:
        return known("", node.anchor)
    kraft, bound = is_kraft(node), listeners_setting(node)
    names = _written_names(node)
    for value in (kraft, bound, names, roles(node)):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    listed = tuple(str(name).strip().upper() for name in names.data or ())
    if not kraft.data:
        return _outside_kraft(node, names, listed)
    if hidden_part(bound.data) or any(placeholder(p.name) for p in endpoints(bound.data)):
        return unknown("a part of listeners is filled in elsewhere", *bound.origins)
    own = roles(node)
    if not listed:
        return known(f"{_NAMES} is not set, which a KRaft node needs", *own.origins)
    opened = [point.name for point in endpoints(bound.data)]
    text = _mismatch(own.data, opened, listed) or _misspelt(node, own.data)
    if text:
        return known(text, *dict.fromkeys((*bound.origins, *names.origins)))
    return _advertised_controller(node, own, listed)


def _written_names(node: Node) -> Value[Any]:
    """What is written, whatever the version: no release has a name by default."""
    if _NAMES in node.settings or node.partial:
        return effective(node, _NAMES)
    return absent(node.anchor)


def _misspelt(node: Node, own: tuple[str, ...]) -> str:
    """A name that Kafka does not find, as it compares letter by letter (and blank by blank)."""
    text = node.settings[_NAMES].data if _NAMES in node.settings else ""
    for name in (text or "").strip().split(","):
        if name != name.strip() and versions.at_least(node.version, "4.1").or_else(True) is False:
            return f"{_NAMES} has a blank before {name.strip()}, which Kafka takes for a part of it"
        if "controller" in own and name.strip() != name.strip().upper():
            return f"{_NAMES} has {name.strip()}, and Kafka calls the listener {name.upper()}"
    return ""


def _mismatch(own: tuple[str, ...], opened: list[str], listed: tuple[str, ...]) -> str:
    """Why the names of the listeners do not fit the roles and the listed controller names."""
    shared = [name for name in opened if name in listed]
    if "controller" not in own:
        return f"a broker alone must not open the controller listener {shared[0]}" if shared else ""
    missing = [name for name in listed if name not in opened]
    if missing:
        return f"listeners lacks {missing[0]}, which is in {_NAMES}"
    others = [name for name in opened if name not in listed]
    if others and own == ("controller",):
        return f"a controller alone opens {others[0]}, which is not in {_NAMES}"
    if not others and "broker" in own:
        return "every listener is a controller's: the broker has none"
    return ""


def _outside_kraft(node: Node, names: Value[Any], listed: tuple[str, ...]) -> Value[str]:
    migrating = effective(node, "zookeeper.metadata.migration.enable")
    if listed and not names.is_default and migrating.or_else(False) is not True:
        if migrating.is_unknown:
            return unknown(migrating.reason, *migrating.origins)
        return known(f"{_NAMES} is set, which ZooKeeper mode refuses", *names.origins)
    return known("", node.anchor)


def _advertised_controller(
    node: Node, own: Value[tuple[str, ...]], listed: tuple[str, ...]
) -> Value[str]:
    """Up to 3.8 controllers are not advertised."""
    shown = node.settings.get(ADVERTISED)
    if shown is None or not shown.is_known or versions.at_least(node.version, "3.9").or_else(True):
        return known("", node.anchor)
    named = [point.name for point in endpoints(shown.data) if point.name in listed]
    version = node.version.data
    if "broker" in own.data and named:
        text = f"{ADVERTISED} has the controller listener {named[0]}, which Kafka {version} refuses"
        return known(text, *shown.origins)
    empty_is_none = not versions.at_least(node.version, "3.3").or_else(True)
    if "broker" not in own.data and (shown.data.strip() or not empty_is_none):
        text = f"{ADVERTISED} is set on a controller alone, which Kafka {version} refuses"
        return known(text, *shown.origins)
    return known("", node.anchor)


def _refused_wildcard(node: Node, otherwise: Value[str]) -> Value[str]:
    """Kafka 3.9.0 takes 0.0.0.0 of a controller listener for an advertised address."""
    image = node.container.image if node.container else None
    wanted = _NO_WILDCARD.get(image.family, "") if image else ""
    tag = image.tag.or_else("") if image else ""
    controllers, bound = controller_listener_names(node), listeners_setting(node)
    if not wanted or not re.match(re.escape(wanted) + r"(?![.\d])", tag or ""):
        return otherwise
    shown = advertised_setting(node)
    if not bound.is_known or not controllers.is_known or shown.is_unknown:
        return otherwise
    named = {point.name for point in endpoints(shown.data or "")}
    for point in endpoints(bound.data):
        if point.name in controllers.data and point.name not in named and point.host == "0.0.0.0":
            text = f"Kafka 3.9.0 refuses 0.0.0.0 as the host of a controller listener: {point.name}"
            return known(text, *bound.origins)
    return otherwise
