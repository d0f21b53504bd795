"""One listener, asked who it is and whom it serves."""

from __future__ import annotations

import ssl
from typing import NamedTuple

from kafka.protocol.admin import DescribeClusterRequest
from kafka.protocol.metadata import MetadataRequest
from msgspec.structs import replace

from kafkalint.live.causes import of_socket
from kafkalint.live.collection.cluster import operation_names
from kafkalint.live.probing import encryption
from kafkalint.live.probing.targets import Target
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Probe
from kafkalint.live.wire import (
    Address,
    ClosedError,
    GarbageError,
    Wire,
    reach,
    trusting_context,
)

_ENCRYPTED = frozenset({"SSL", "SASL_SSL"})
_SASL = frozenset({"SASL_PLAINTEXT", "SASL_SSL"})
_UNKNOWN_MECHANISM = 33
_SILENCE = (TimeoutError, ClosedError, GarbageError, ssl.SSLError, OSError)


def probe(target: Target, settings: Settings, seconds: float) -> Probe:
    """What the listener answers; raises nothing."""
    found = Probe(target.broker, target.address.host, target.address.port, target.listener)
    try:
        reach(target.address, seconds).close()
    except OSError as problem:
        return replace(found, reachable=False, error=of_socket(target.address, problem).message)
    found = replace(found, reachable=True)
    encrypted = _is_encrypted(target, seconds)
    if encrypted is None:
        return replace(found, error="neither Kafka's protocol nor TLS is spoken there")
    if encrypted:
        found = _with_encryption(found, target.address, settings, seconds)
    return _with_login(found, target, encrypted, seconds)


def _is_encrypted(target: Target, seconds: float) -> bool | None:
    """What is really spoken there, whatever the settings call it."""
    order = (True, False) if target.protocol in _ENCRYPTED else (False, True)
    for encrypted in order:
        context = trusting_context() if encrypted else None
        try:
            with Wire(target.address, seconds, context) as wire:
                wire.learn_versions()
            return encrypted
        except ssl.SSLError as problem:
            if encrypted and "certificate" in str(problem).lower():
                return True  # it is TLS, and wants to see a certificate
        except _SILENCE:
            continue
    return None


def _with_encryption(found: Probe, address: Address, settings: Settings, seconds: float) -> Probe:
    taken = encryption.accepted(address, settings.tls, seconds)
    trust = encryption.trust(address, settings, seconds)
    chain = None
    try:
        with Wire(address, seconds, trusting_context(settings)) as wire:
            chain = encryption.chain(wire)
    except (ValueError, *_SILENCE):
        pass
    return replace(
        found,
        tls_versions=taken.versions,
        ciphers=taken.ciphers,
        chain=chain,
        trusted=trust.trusted,
        trust_error=trust.error,
        hostname_matches=trust.matches_host,
    )


def _with_login(found: Probe, target: Target, encrypted: bool, seconds: float) -> Probe:
    """Whom it serves that shows nothing: no certificate, no name, no password."""
    mechanisms = _mechanisms(target.address, encrypted, seconds)
    if mechanisms is not None:
        protocol = "SASL_SSL" if encrypted else "SASL_PLAINTEXT"
        found = replace(found, protocol=protocol, sasl_mechanisms=mechanisms)
        return replace(found, accepts_unauthenticated=False)
    protocol = "SSL" if encrypted else "PLAINTEXT"
    if target.protocol in _SASL:
        return replace(found, protocol=target.protocol)
    service = _serves(target.address, encrypted, seconds)
    return replace(
        found,
        protocol=protocol,
        accepts_unauthenticated=service.is_given,
        client_certificate="required" if service.wants_certificate else None,
        anonymous_operations=service.operations,
    )


def _mechanisms(address: Address, encrypted: bool, seconds: float) -> tuple[str, ...] | None:
    """Those on offer, where the listener wants a login; None where it does not."""
    try:
        with Wire(address, seconds, trusting_context() if encrypted else None) as wire:
            wire.learn_versions()
            code, offered = wire.offered_mechanisms()
    except _SILENCE:
        return None
    return offered if code == _UNKNOWN_MECHANISM and offered else None


class _Service(NamedTuple):
    """Whether nobody is served, or asked for a certificate, and what nobody may do."""

    is_given: bool | None
    wants_certificate: bool = False
    operations: tuple[str, ...] | None = None


def _serves(address: Address, encrypted: bool, seconds: float) -> _Service:
    """What comes of a real question that nobody asks."""
    try:
        with Wire(address, seconds, trusting_context() if encrypted else None) as wire:
            known = wire.learn_versions()
            wire.ask(MetadataRequest(topics=[], allow_auto_topic_creation=False))
            return _Service(True, operations=_operations(wire, known))
    except ssl.SSLError as problem:
        wants = "certificate" in str(problem).lower() or "handshake failure" in str(problem).lower()
        return _Service(False, True) if wants else _Service(None)
    except (ClosedError, ConnectionResetError, BrokenPipeError):
        return _Service(False)
    except _SILENCE:
        return _Service(None)


def _operations(wire: Wire, known: dict[int, tuple[int, int]]) -> tuple[str, ...] | None:
    """What nobody may do to the cluster; None where it does not say (before Kafka 2.8)."""
    request = DescribeClusterRequest(include_cluster_authorized_operations=True)
    if request.API_KEY not in known:
        return None
    try:
        answer = wire.ask(request)
    except _SILENCE:
        return None
    return None if answer.error_code else operation_names(answer.authorized_operations)
