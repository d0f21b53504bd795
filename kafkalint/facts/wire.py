"""What listeners answer from where the audit runs: certificates, TLS, who is let in."""

from __future__ import annotations

import math
from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.authentication import asks_who_is_there
from kafkalint.facts.encryption import OLD_PROTOCOLS, WEAK_CIPHER, weak_tls
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import brokers
from kafkalint.facts.partitions import broker_id
from kafkalint.hosts import is_loopback
from kafkalint.model import Certificate, Cluster, Endpoint, Listener, OpenPort
from kafkalint.regex import regex
from kafkalint.values import Value, absent, gather, known

DAY = 86_400
_RSA = regex(r"(?i)(?:RSA|DSA)\D*(\d+)")
_WEAK_TO_OPENSSL = regex(r"(^|-)(NULL|EXP|RC4|RC2|DES|ADH|AECDH|MD5)(-|$)")
_UNPROTECTED = frozenset({"ADH", "AECDH", "EXP"})
"""How OpenSSL begins the names of ciphers without certificates, and of those of the nineties."""
_BROKEN = frozenset({"md5", "sha1", "md2"})


@subject("endpoint", part_of="running")
def endpoints(cluster: Cluster) -> Iterable[Endpoint]:
    """Every advertised listener of a running cluster, as it answers."""
    return cluster.running.endpoints if cluster.running else ()


@subject("open-port", part_of="running")
def open_ports(cluster: Cluster) -> Iterable[OpenPort]:
    """The ports for operators that were tried beside a running cluster."""
    return cluster.running.ports if cluster.running else ()


@fact
def is_on_loopback(open_port: OpenPort) -> bool:
    """Only the machine itself reaches it (or whoever has a tunnel to it)."""
    return is_loopback(open_port.name.rpartition(":")[0].strip("[]"))


@fact
def shows_certificate(endpoint: Endpoint) -> bool:
    """It was reached over TLS, and its certificate is known."""
    return bool(endpoint.chain.or_else(None))


@fact
def days_left(endpoint: Endpoint) -> Value[int]:
    """Until the first certificate of its chain ends, rounded down; negative where one has."""
    running = endpoint.cluster.running
    ends = [each.not_after for each in _chain(endpoint) if each.not_after is not None]
    if running is None or running.taken_at is None or not ends:
        return absent(endpoint.anchor)
    left = math.floor((min(ends) - running.taken_at) / DAY)
    return endpoint.chain.map(lambda _: left)


@fact
def shown_end(endpoint: Endpoint) -> str:
    """When its certificate ends: "expired 3 days ago", "expires in 12 days"."""
    left = days_left(endpoint).or_else(0)
    if left < 0:
        return "has expired"
    return "expires today" if left == 0 else f"expires in {left} day{'s' if left > 1 else ''}"


@fact
def certificate_weakness(endpoint: Endpoint) -> Value[str]:
    """What is weak about its own certificate; "" where nothing is."""
    return endpoint.chain.map(lambda chain: _weakness(chain[0]) if chain else "")


def _weakness(shown: Certificate) -> str:
    size = _RSA.match(shown.key)
    if size and int(size[1]) < 2048:
        return f"its key is {shown.key}, where 2048 bits are the least"
    if shown.signature.lower().replace("-", "") in _BROKEN:
        return f"it is signed with {shown.signature}, which can be forged"
    return ""


@fact
def subject_name(endpoint: Endpoint) -> str:
    """The subject of its own certificate."""
    chain = _chain(endpoint)
    return chain[0].subject if chain else ""


@fact
def certificate_names(endpoint: Endpoint) -> str:
    """The hosts that its certificate is for."""
    chain = _chain(endpoint)
    return ", ".join(chain[0].names) if chain and chain[0].names else "no host at all"


def _chain(endpoint: Endpoint) -> tuple[Certificate, ...]:
    return endpoint.chain.or_else(None) or ()


@fact
def weak_answers(endpoint: Endpoint) -> Value[tuple[str, ...]]:
    """The TLS versions and ciphers that it was seen to accept, should not, and does not announce.

    What its broker's settings allow is judged where they are.
    """
    seen = [value for value in (endpoint.tls_versions, endpoint.ciphers) if value.is_known]
    if not seen:
        return absent(endpoint.anchor)
    weak = [
        *(v for v in endpoint.tls_versions.or_else(None) or () if v.upper() in OLD_PROTOCOLS),
        *(c for c in endpoint.ciphers.or_else(None) or () if is_weak_cipher(c)),
    ]
    told = _listener(endpoint)
    announced = {name.upper() for name in weak_tls(told).or_else(()) or ()} if told else set()
    return known(tuple(name for name in weak if name.upper() not in announced), *gather(seen))


def is_weak_cipher(name: str) -> bool:
    """By its name in Java ("TLS_RSA_WITH_NULL_SHA") or in OpenSSL ("NULL-SHA")."""
    parts = name.split("-")
    if parts[0] in _UNPROTECTED:
        return True
    return bool(WEAK_CIPHER.search(f"_{name.replace('-', '_')}"))


@fact
def is_open_by_settings(endpoint: Endpoint) -> bool:
    """The broker's settings say already that nobody is asked who they are."""
    told = _listener(endpoint)
    return told is not None and asks_who_is_there(told).or_else(True) is False


def _listener(endpoint: Endpoint) -> Listener | None:
    """The listener as the settings of its broker describe it; None where they are not shown."""
    for node in brokers(endpoint.cluster):
        if broker_id(node) == endpoint.broker and not node.partial:
            for listener in listeners(node):
                if listener.name == endpoint.listener.upper():
                    return listener
    return None
