"""What a node's settings resolve to: written, or by the image, or by Kafka's own default."""

from __future__ import annotations

from typing import Any

from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Listener, Node
from kafkalint.values import Provenance, Value, absent, unknown

SYNONYMS = {"node.id": "broker.id", "broker.id": "node.id"}
"""Either stands for the other where that is not written (KafkaConfig.populateSynonyms)."""


def effective(node: Node, key: str, scope: str = "broker") -> Value[Any]:
    """The typed value of `key` on `node`: int, float, bool, str or tuple of str.

    Written beats the image's own, which beats Kafka's default for the node's version; where
    the version is not known, the oldest and the newest supported one must agree. Rules write
    `broker["min.insync.replicas"]`. Unknown where the text is not of the key's type.
    """
    memo_key = f"[{key}"
    if memo_key not in node.memo:
        node.memo[memo_key] = _resolve(node, key, scope)
    value: Value[Any] = node.memo[memo_key]
    return value


def _resolve(node: Node, key: str, scope: str) -> Value[Any]:
    written = node.settings.get(key)
    if written is None and key in SYNONYMS and node.software == "kafka":
        written = node.settings.get(SYNONYMS[key])
    if written is not None:
        return kafka_settings.parse(key, written, scope)
    if node.defaults is not None and key in node.defaults:
        return kafka_settings.parse(key, node.defaults[key], scope)
    if node.partial and (node.open_keys is None or key in node.open_keys):
        seen = not node.is_up.is_absent  # a running node that does not show it
        reason = node.partial if seen else f"{key} is not set here: {node.partial}"
        return unknown(reason, node.anchor)
    if node.defaults is not None:
        return absent(node.anchor)  # a running broker shows all that it knows
    if node.software != "kafka":
        return absent(node.anchor)
    return kafka_settings.default(key, node.version, scope).at((node.anchor,))


def effective_for(listener: Listener, key: str, mechanism: str = "") -> Value[Any]:
    """What `key` is for one listener, and for one SASL mechanism of it where that is named.

    The listener's own key wins over the node's: `listener.name.<name>.<key>`, in lower case
    (AbstractConfig.valuesWithPrefixOverride). A mechanism's key has no other form than
    `listener.name.<name>.<mechanism>.<key>`, so nothing stands in for it (ChannelBuilders).
    """
    node, name = listener.node, listener.name.lower()
    if mechanism:
        own = f"listener.name.{name}.{mechanism.lower()}.{key}"
        if own in node.settings or node.partial:
            return effective(node, own)
        return absent(listener.anchor)
    own = f"listener.name.{name}.{key}"
    may_be_set = node.partial and node.open_keys is not None and own in node.open_keys
    if own in node.settings or may_be_set:
        return effective(node, own)
    return effective(node, key)


def is_set(node: Node, key: str) -> bool:
    """Somebody wrote it (what an image or a platform writes by itself does not count)."""
    value = node.settings.get(key)
    return value is not None and value.provenance not in _NOBODY and key not in node.supplied


_NOBODY = (Provenance.IMAGE, Provenance.PLATFORM)
