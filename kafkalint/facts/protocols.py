"""The security protocol of a listener, through listener.security.protocol.map.

Kafka: AbstractKafkaConfig.effectiveListenerSecurityProtocolMap: without a map, the four
protocols name themselves, and controller listeners are PLAINTEXT where no name is secure.
"""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.facts import fact
from kafkalint.facts.config import effective
from kafkalint.facts.nodes import is_kraft
from kafkalint.formats.template import partition, placeholder, split_list
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.values import Provenance, Value, absent, unknown

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
KEY = "listener.security.protocol.map"


@fact
def protocol_map(node: Node) -> Value[dict[str, str]]:
    """listener.security.protocol.map as written; absent where nobody writes one.

    An empty one is one: Kafka then knows no protocol of any listener.
    """
    value = node.settings.get(KEY)
    if value is None:
        if node.partial:
            return unknown(f"{KEY} is not set here: {node.partial}", node.anchor)
        return absent(node.anchor)
    return value.map(_parse)


def _parse(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in split_list(text):
        name, colon, protocol = partition(entry.strip(), ":")
        if colon or placeholder(name):
            pairs[name.strip().upper()] = protocol.strip().upper()
    return pairs


def protocol_of(node: Node, name: str, bound: Value[str], names: Sequence[str]) -> Value[str]:
    """The protocol of the listener `name`, one of the `names` that the text `bound` opens.

    It points at the map where that decides it, at `bound` where the name does.
    """
    hole = placeholder(name)
    if hole:
        return unknown(f"the listener name {hole} is filled in elsewhere", *bound.origins)
    mapping = protocol_map(node)
    if mapping.is_unknown:
        if KEY not in node.settings and name in PROTOCOLS and not bound.is_default:
            return _itself(node, name, bound)  # nobody calls a listener what it is not
        return unknown(mapping.reason, *mapping.origins)
    if mapping.is_known:
        return _mapped(node, name, bound, mapping)
    if name in PROTOCOLS:
        return _itself(node, name, bound)
    if name in _implied(node, names):
        reason = "KRaft maps controller listeners to PLAINTEXT where no protocol map is set"
        return Value("PLAINTEXT", bound.origins, Provenance.KAFKA, reason)
    return unknown(f"listener {name} has no entry in {KEY}", *bound.origins)


def _mapped(node: Node, name: str, bound: Value[str], mapping: Value[dict[str, str]]) -> Value[str]:
    first, second = (bound, mapping) if mapping.is_default else (mapping, bound)
    origins = tuple(dict.fromkeys((*first.origins, *second.origins)))
    text = mapping.data.get(name)
    if mapping.is_default and text == name:
        return _itself(node, name, bound)
    if text is None:
        hole = next((hole for key in mapping.data if (hole := placeholder(key))), None)
        if hole:
            return unknown(f"{hole} in {KEY} is filled in elsewhere", *origins)
        return unknown(f"listener {name} has no entry in {KEY}", *origins)
    hole = placeholder(text)
    if hole:
        return unknown(f"{hole} in {KEY} is filled in elsewhere", *origins)
    return Value(text, origins, mapping.provenance, mapping.reason)


def _itself(node: Node, name: str, bound: Value[str]) -> Value[str]:
    """The name, which somebody wrote, unless `bound` is a default that nothing written led to."""
    if bound.is_default and bound.origins != (node.anchor,):
        return Value(name, bound.origins)
    return Value(name, bound.origins, bound.provenance, bound.reason)


def _implied(node: Node, names: Sequence[str]) -> frozenset[str]:
    """The controller listeners that Kafka maps to PLAINTEXT by itself, since 3.1."""
    older = versions.at_least(node.version, "3.1").or_else(True) is False
    if older or not is_kraft(node).or_else(False):
        return frozenset()
    listed = effective(node, "controller.listener.names").or_else(()) or ()
    controllers = [str(item).upper() for item in listed]
    secure = any(name in PROTOCOLS and name != "PLAINTEXT" for name in (*controllers, *names))
    return frozenset() if secure else frozenset(controllers)
