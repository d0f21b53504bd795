"""Which TLS a listener takes, and whom its certificate speaks for."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from kafkalint.live import clients
from kafkalint.live.settings import Settings, Tls
from kafkalint.live.snapshot import Certificate
from kafkalint.live.wire import Address, Wire

VERSIONS = (
    ("TLSv1", ssl.TLSVersion.TLSv1),
    ("TLSv1.1", ssl.TLSVersion.TLSv1_1),
    ("TLSv1.2", ssl.TLSVersion.TLSv1_2),
    ("TLSv1.3", ssl.TLSVersion.TLSv1_3),
)
_WEAK = "NULL:aNULL:RC4:3DES:DES:EXPORT:MD5:@SECLEVEL=0"
_ANYTHING = "ALL:@SECLEVEL=0"
_WRONG_NAME = frozenset({62, 63, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, EMAIL, IP_ADDRESS
_ASKS_FOR_CERTIFICATE = "certificate"


class Accepted(NamedTuple):
    """The versions and cipher suites that a listener agreed to, of those that were tried."""

    versions: tuple[str, ...]
    ciphers: tuple[str, ...]


class Trust(NamedTuple):
    """What a client makes of the certificate that verifies; None where that cannot be told."""

    trusted: bool | None
    error: str = ""
    matches_host: bool | None = None


def accepted(address: Address, tls: Tls, seconds: float) -> Accepted:
    """Try every version, and the weak suites, one connection each."""
    versions, ciphers = [], []
    for name, _ in VERSIONS:
        cipher = _agreed(address, _context_of(name, tls), seconds)
        if cipher is not None:
            versions.append(name)
            ciphers.append(cipher)
    weak = _agreed(address, _context_of("", tls), seconds)
    if weak:
        ciphers.append(weak)
    return Accepted(tuple(versions), tuple(dict.fromkeys(filter(None, ciphers))))


def _agreed(address: Address, context: ssl.SSLContext | None, seconds: float) -> str | None:
    """The suite that was agreed on, "" where only a certificate of ours was missing, or None."""
    if context is None:
        return None
    try:
        with Wire(address, seconds, context) as wire:
            found = wire.tls.cipher() if wire.tls else None
            return found[0] if found else None
    except ssl.SSLError as problem:
        return "" if _ASKS_FOR_CERTIFICATE in str(problem).lower() else None
    except OSError:
        return None


@lru_cache(maxsize=16)
def _context_of(version: str, tls: Tls) -> ssl.SSLContext | None:
    """One that speaks only `version` ("": only weak suites); None where OpenSSL here cannot."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # trying old versions is the point
            only = dict(VERSIONS).get(version, ssl.TLSVersion.TLSv1_2)
            context.minimum_version = ssl.TLSVersion.TLSv1 if not version else only
            context.maximum_version = only
            context.set_ciphers(_ANYTHING if version else _WEAK)
        clients.show_own(context, tls)
    except (ssl.SSLError, ValueError):
        return None
    return context


def trust(address: Address, settings: Settings, seconds: float) -> Trust:
    """As a client sees it that trusts what this audit was told to trust."""
    verifying = Tls(settings.tls.authorities, settings.tls.certificates, settings.tls.key)
    try:
        _shake_hands(address, clients.ssl_context(verifying), seconds)
    except ssl.SSLCertVerificationError as problem:
        if problem.verify_code not in _WRONG_NAME:
            return Trust(False, problem.verify_message)
        return Trust(True, "", False)
    except (OSError, ssl.SSLError):
        return Trust(None)
    return Trust(True, "", True)


def _shake_hands(address: Address, context: ssl.SSLContext, seconds: float) -> None:
    with Wire(address, seconds, context):
        pass


def chain(wire: Wire) -> tuple[Certificate, ...]:
    """The certificates that the listener shows, its own first; raises ValueError for odd ones."""
    from cryptography import x509

    assert wire.tls is not None
    return tuple(_certificate(x509.load_der_x509_certificate(der)) for der in _shown(wire.tls))


def _shown(connection: ssl.SSLSocket) -> list[bytes]:
    """All of them where this Python tells (publicly since 3.13), else the first one."""
    whole: Callable[[], Any] | None = getattr(connection, "get_unverified_chain", None)
    if whole is not None:
        return list(whole())
    first = connection.getpeercert(binary_form=True)
    return [first] if first else []


def _certificate(seen: Any) -> Certificate:
    return Certificate(
        seen.subject.rfc4514_string(),
        seen.issuer.rfc4514_string(),
        _names(seen),
        _moment(seen.not_valid_before_utc),
        _moment(seen.not_valid_after_utc),
        _key(seen),
        seen.signature_hash_algorithm.name if seen.signature_hash_algorithm else "",
        seen.subject == seen.issuer,
    )


def _names(seen: Any) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = seen.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in found if hasattr(name, "value"))


def _key(seen: Any) -> str:
    key = seen.public_key()
    curve = getattr(key, "curve", None)
    if curve is not None:
        return f"EC {curve.name}"
    size = getattr(key, "key_size", "")
    return f"{type(key).__name__.removesuffix('PublicKey').lstrip('_')} {size}".strip()


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
