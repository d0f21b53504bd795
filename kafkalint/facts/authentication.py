"""Whether a listener knows who is speaking.

Kafka: ChannelBuilders.create, DefaultKafkaPrincipalBuilder (without credentials: ANONYMOUS).
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.encryption import client_auth, uses_sasl
from kafkalint.facts.listeners import listeners
from kafkalint.model import Cluster, Listener, Node
from kafkalint.values import Value, every, known, unknown

_ASKING = ("required", "requested")


@fact
def asks_who_is_there(listener: Listener) -> Value[bool]:
    """Nobody gets in without credentials: by SASL, or by a certificate that TLS requires."""
    sasl = uses_sasl(listener)
    if not sasl.is_known or sasl.data:
        return sasl
    return client_auth(listener).map(lambda wanted: wanted == "required")


@fact
def ignores_client_auth(node: Node) -> Value[bool]:
    """ssl.client.auth is written for listeners that do not read it: SASL_SSL and no SSL."""
    key = "ssl.client.auth"
    if not is_set(node, key):
        return known(False, node.anchor)
    wanted = effective(node, key)
    if not wanted.is_known or str(wanted.data).lower() not in _ASKING:
        return wanted.map(lambda _: False)
    protocols = [listener.protocol for listener in listeners(node)]
    for protocol in protocols:
        if protocol.is_known and protocol.data == "SSL":
            return known(False, *protocol.origins)
    for protocol in protocols:
        if not protocol.is_known:
            return unknown(protocol.reason, *protocol.origins)
    concerned = [listener for listener in listeners(node) if listener.protocol.data == "SASL_SSL"]
    ignoring = [
        listener
        for listener in concerned
        if f"listener.name.{listener.name.lower()}.{key}" not in node.settings
    ]
    return known(bool(concerned) and len(ignoring) == len(concerned), *wanted.origins)


@fact
def lets_anonymous_in(node: Node) -> Value[bool]:
    """At least one listener lets clients in that nobody knows: they are User:ANONYMOUS."""
    asked = every([asks_who_is_there(listener) for listener in listeners(node)])
    return asked.map(lambda all_ask: not all_ask)


@fact
def authenticates_clients(cluster: Cluster) -> Value[bool]:
    """Every listener for clients asks for credentials."""
    asked = [
        asks_who_is_there(listener)
        for node in cluster.nodes
        for listener in listeners(node)
        if listener.is_client.or_else(True)
    ]
    return every(asked) if asked else known(False, cluster.anchor)
