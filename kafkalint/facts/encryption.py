"""TLS of listeners: whether it is on, what it accepts, what it lacks.

Kafka: SslConfigs, DefaultSslEngineFactory, SslFactory (clients of a node check host names),
BrokerSecurityConfigs (ssl.client.auth), ChannelBuilders.create (what SASL_SSL makes of it).
"""

from __future__ import annotations

import re

from kafkalint.facts import fact
from kafkalint.facts.config import effective, effective_for
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import runs
from kafkalint.facts.paths import is_within
from kafkalint.facts.protocols import PROTOCOLS
from kafkalint.model import Container, Listener, Node
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, every, gather, known, negate, problem_among, unknown

OLD_PROTOCOLS = frozenset({"SSL", "SSLV2", "SSLV2HELLO", "SSLV3", "TLSV1", "TLSV1.1"})
WEAK_CIPHER = regex(r"_(NULL|EXPORT|RC4|RC2|DES|DES40|3DES|anon|MD5)(_|\d|$)", re.I)


@fact
def uses_tls(listener: Listener) -> Value[bool]:
    """It speaks SSL or SASL_SSL; unknown for what is none of the four protocols."""
    return _one_of(listener, "SSL", "SASL_SSL")


@fact
def uses_sasl(listener: Listener) -> Value[bool]:
    """It speaks SASL_PLAINTEXT or SASL_SSL; unknown for what is none of the four protocols."""
    return _one_of(listener, "SASL_PLAINTEXT", "SASL_SSL")


@fact
def is_plaintext(listener: Listener) -> Value[bool]:
    """What passes over it can be read on the way: PLAINTEXT or SASL_PLAINTEXT."""
    return negate(uses_tls(listener))


def _one_of(listener: Listener, *protocols: str) -> Value[bool]:
    protocol = listener.protocol
    if protocol.is_known and protocol.data not in PROTOCOLS:
        return unknown(f"{protocol.data} is no security protocol", *protocol.origins)
    return protocol.map(lambda name: name in protocols)


@fact
def client_auth(listener: Listener) -> Value[str]:
    """ "none", "requested" or "required": whether TLS clients have to show a certificate.

    A SASL_SSL listener takes it from its own prefixed key alone.
    """
    key = "ssl.client.auth"
    own = f"listener.name.{listener.name.lower()}.{key}"
    protocol = listener.protocol
    if not protocol.is_known:
        return unknown(protocol.reason, *protocol.origins)
    if protocol.data == "SSL":
        return effective_for(listener, key).map(lambda text: str(text).lower())
    if protocol.data == "SASL_SSL" and own in listener.node.settings:
        return effective(listener.node, own).map(lambda text: str(text).lower())
    return known("none", *protocol.origins)


@fact
def weak_tls(listener: Listener) -> Value[tuple[str, ...]]:
    """The TLS versions and cipher suites that it accepts and should not; none of a platform's."""
    if listener.node.cluster.managed is not None:
        return known((), listener.anchor)
    versions = effective_for(listener, "ssl.enabled.protocols")
    context = effective_for(listener, "ssl.protocol")
    suites = effective_for(listener, "ssl.cipher.suites")
    found: list[str] = []
    culprits: list[Value[object]] = []
    for value, weak in (
        (versions, [name for name in versions.or_else(None) or () if _is_old(name)]),
        (context, [name for name in (context.or_else(None) or "",) if _is_old(name)]),
        (suites, [name for name in suites.or_else(None) or () if WEAK_CIPHER.search(name)]),
    ):
        if weak:
            found += [name for name in weak if name not in found]
            culprits.append(value)
    if found:
        first = culprits[0]
        return Value(tuple(found), gather(culprits), first.provenance, first.reason)
    for value in (versions, context, suites):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    return known((), *gather((versions, context, suites)))


def _is_old(name: str) -> bool:
    return name.strip().upper() in OLD_PROTOCOLS


@fact
def tls_gap(listener: Listener) -> Value[str]:
    """What its TLS lacks to work; "" where nothing, or where a platform looks after it."""
    if listener.node.cluster.managed is not None or runs(listener.node):
        return known("", listener.anchor)
    engine = effective_for(listener, "ssl.engine.factory.class")
    if engine.is_unknown or engine.data:
        return engine.map(lambda _: "")
    return problem_among([_keystore_gap(listener), _mount_gap(listener), _truststore_gap(listener)])


def _keystore_gap(listener: Listener) -> Value[str]:
    """It needs ssl.keystore.location, or the key and its certificates as PEM (KIP-651)."""
    store = effective_for(listener, "ssl.keystore.location")
    if store.is_unknown or store.data:
        return store.map(lambda _: "")
    key = effective_for(listener, "ssl.keystore.key")
    if key.is_unknown or key.data:
        return known("", *key.origins)
    return known("no keystore is set (ssl.keystore.location)", *listener.protocol.origins)


def _truststore_gap(listener: Listener) -> Value[str]:
    """Without a truststore, Java trusts what public authorities signed: no one's own clients."""
    wanted = client_auth(listener)
    if not wanted.is_known or wanted.data != "required":
        return wanted.map(lambda _: "")
    for key in ("ssl.truststore.location", "ssl.truststore.certificates"):
        store = effective_for(listener, key)
        if store.is_unknown or store.data:
            return known("", *store.origins)
    options = listener.node.jvm_options
    if listener.node.container is None or any(
        option.is_unknown or "javax.net.ssl.trustStore" in option.data for option in options
    ):
        return unknown("Java's options may name a truststore", *wanted.origins)
    text = "clients have to show certificates, but no truststore says whose"
    return known(f"{text} (ssl.truststore.location)", *wanted.origins)


def _mount_gap(listener: Listener) -> Value[str]:
    """A published image has no keystores of yours: one has to be mounted into it."""
    store = effective_for(listener, "ssl.keystore.location")
    container = listener.node.container
    if not store.is_known or not store.data or container is None or listener.node.partial:
        return known("", *store.origins)
    if container.image is None or not container.image.family or container.is_built:
        return known("", *store.origins)
    path = str(store.data)
    if store.is_default or _is_made_here(container, path):
        return known("", *store.origins)
    for mount in container.mounts:
        target = mount.target
        if not target.is_known or is_within(path, target.data):
            return known("", *store.origins)
    return known(f"nothing is mounted that could hold the keystore {path}", *store.origins)


def _is_made_here(container: Container, path: str) -> bool:
    """A command of its own, or one in a variable, may fetch the file when it starts."""
    if container.command.is_known or container.entrypoint.is_known:
        return True
    told = [variable.value for variable in container.variables]
    return sum(path in (value.or_else("") or "") for value in told) > 1


@fact
def checks_host_names(node: Node) -> Value[bool]:
    """Its TLS connections to other nodes check that the certificate is the host's.

    Kafka: SslFactory in client mode; servers do not use the setting. Applies to the listeners
    over which nodes connect to each other, if they have TLS at all.
    """
    return every([_checks_host_names(listener) for listener in _between_nodes(node)])


def _checks_host_names(listener: Listener) -> Value[bool]:
    tls = uses_tls(listener)
    if tls.is_known and not tls.data:
        return known(True, *tls.origins)
    value = effective_for(listener, "ssl.endpoint.identification.algorithm")
    if value.is_unknown or value.data:
        return value.map(lambda _: True)
    if not tls.is_known:
        return unknown(tls.reason, *tls.origins)
    if value.is_absent:
        reason = "Kafka checks no host names by default before 2.0"
        return Value(False, value.origins, Provenance.KAFKA, reason)
    return known(False, *value.origins)


def _between_nodes(node: Node) -> list[Listener]:
    return [
        listener
        for listener in listeners(node)
        if listener.is_inter_broker.or_else(True) or listener.is_controller.or_else(True)
    ]
