"""The listeners that MSK opens: by encryption, kinds of authentication and public access.

Names and ports: Amazon MSK developer guide, "Port information", "Set custom advertised
listeners". TLS with client certificates and TLS without share a port.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from kafkalint.model import Listener, Node
from kafkalint.sources._cloud.arguments import boolean, items, text
from kafkalint.sources._cloud.resource import Resource
from kafkalint.values import Origin, Provenance, Value, absent, known, some, unknown

T = TypeVar("T")

_PLAIN = frozenset({"PLAINTEXT", "TLS_PLAINTEXT"})
_PUBLIC_SHIFT = 100


class Access(NamedTuple):
    """What lets clients in, and how. `kinds` as in `Managed.authentication`."""

    client_broker: Value[str]
    in_cluster: Value[bool]
    kinds: dict[str, Value[bool]]
    public: Value[bool]


def access(cluster: Resource) -> Access:
    """What the arguments of a provisioned cluster say, with MSK's defaults."""
    transit = ("encryption_info", "encryption_in_transit")
    return Access(
        _or_default(text(cluster.value(*transit, "client_broker")), "TLS", cluster),
        _or_default(boolean(cluster.value(*transit, "in_cluster")), True, cluster),
        _kinds(cluster),
        _public(cluster),
    )


def _or_default(value: Value[T], data: T, cluster: Resource) -> Value[T]:
    if not value.is_absent:
        return value
    shown = str(data).lower() if isinstance(data, bool) else data
    reason = f"MSK defaults to {shown}"
    return Value(data, value.origins or cluster.places, Provenance.PLATFORM, reason)


def _public(cluster: Resource) -> Value[bool]:
    kind = text(
        cluster.value("broker_node_group_info", "connectivity_info", "public_access", "type")
    )
    if kind.is_absent:
        reason = "MSK defaults to DISABLED"
        return Value(False, cluster.places, Provenance.PLATFORM, reason)
    return kind.map(lambda name: name != "DISABLED")


def _kinds(cluster: Resource) -> dict[str, Value[bool]]:
    found = {
        "iam": boolean(cluster.value("client_authentication", "sasl", "iam")),
        "scram": boolean(cluster.value("client_authentication", "sasl", "scram")),
        "mtls": _mutual(cluster),
    }
    kinds = {kind: known(False, *v.origins) if v.is_absent else v for kind, v in found.items()}
    written = boolean(cluster.value("client_authentication", "unauthenticated"))
    kinds["unauthenticated"] = _unauthenticated(written, kinds, cluster)
    return kinds


def _mutual(cluster: Resource) -> Value[bool]:
    """TLS with client certificates: authorities are named, or it is turned on in so many words."""
    switch = boolean(cluster.value("client_authentication", "tls", "enabled"))
    if not switch.is_absent:
        return switch
    authorities = cluster.value("client_authentication", "tls", "certificate_authority_arns")
    listed = items(authorities)
    if listed is None:
        return unknown(authorities.reason, *authorities.origins)
    return known(bool(listed), *authorities.origins)


def _unauthenticated(
    written: Value[bool], kinds: Mapping[str, Value[bool]], cluster: Resource
) -> Value[bool]:
    """On where no kind of authentication is; that is what MSK makes of nothing."""
    if not written.is_absent:
        return written
    others = some(list(kinds.values()))
    if others.is_unknown:
        return unknown(others.reason, *others.origins)
    if others.data:
        return known(False, *others.origins)
    place = cluster.value("client_authentication").origins or cluster.places
    reason = "no client_authentication; MSK lets everybody in"
    return Value(True, place, Provenance.PLATFORM, reason)


def open_to_clients(node: Node, allowed: Access) -> Iterator[Listener]:
    """The listeners for clients of one broker, and the one between brokers."""
    plain = allowed.client_broker.map(lambda kind: kind in _PLAIN)
    secure = allowed.client_broker.map(lambda kind: kind != "PLAINTEXT")
    yield from _listener(node, "CLIENT", 9092, "PLAINTEXT", plain)
    certificates = some([allowed.kinds["mtls"], allowed.kinds["unauthenticated"]])
    for suffix, shift in (("", 0), ("_PUBLIC", _PUBLIC_SHIFT)):
        if shift and not allowed.public.or_else(False):
            return
        if secure.or_else(True):
            yield from _listener(node, f"CLIENT_SECURE{suffix}", 9094 + shift, "SSL", certificates)
        for kind, name, port in (("scram", "CLIENT_SASL_SCRAM", 9096), ("iam", "CLIENT_IAM", 9098)):
            on = allowed.kinds[kind]
            if on.or_else(False):
                yield from _listener(node, f"{name}{suffix}", port + shift, "SASL_SSL", on)


def between_brokers(node: Node, allowed: Access) -> Listener:
    """The listener over which brokers replicate."""
    protocol = allowed.in_cluster.map(lambda on: "SSL" if on else "PLAINTEXT")
    secure = allowed.in_cluster.or_else(True)
    name = "REPLICATION_SECURE" if secure else "REPLICATION"
    return _made(node, name, absent(node.anchor), protocol, is_client=False)


def _listener(
    node: Node, name: str, port: int, protocol: str, on: Value[bool]
) -> Iterator[Listener]:
    """The listener where `on` is not known to be false."""
    if on.is_known and not on.data:
        return
    what: Value[str] = Value(protocol, on.origins, on.provenance, on.reason)
    if on.is_unknown:
        what = unknown(on.reason, *on.origins)
    yield _made(node, name, known(port, *on.origins), what, is_client=True)


def _made(
    node: Node, name: str, port: Value[int], protocol: Value[str], is_client: bool
) -> Listener:
    anchor: Origin = protocol.origins[0] if protocol.origins else node.anchor
    return Listener(
        name,
        anchor,
        node=node,
        protocol=protocol,
        host=known("", node.anchor),
        port=port,
        advertised_host=absent(node.anchor),
        advertised_port=port,
        is_controller=known(False, anchor),
        is_inter_broker=known(not is_client, anchor),
        is_client=known(is_client, anchor),
    )


def settings(allowed: Access) -> dict[str, Value[str]]:
    """What the listeners are told, as Kafka's own keys would say it."""
    wanted = _client_auth(allowed)
    found = {}
    for suffix in ("", "_public"):
        found[f"listener.name.client_secure{suffix}.ssl.client.auth"] = wanted
        for name, mechanism in (
            ("client_sasl_scram", "SCRAM-SHA-512"),
            ("client_iam", "AWS_MSK_IAM"),
        ):
            key = f"listener.name.{name}{suffix}.sasl.enabled.mechanisms"
            found[key] = Value(mechanism, (), Provenance.PLATFORM, "MSK sets it")
    for name in ("replication", "replication_secure"):
        key = f"listener.name.{name}.ssl.client.auth"
        found[key] = Value("required", (), Provenance.PLATFORM, "MSK sets it")
    return found


def _client_auth(allowed: Access) -> Value[str]:
    mutual, anybody = allowed.kinds["mtls"], allowed.kinds["unauthenticated"]
    if anybody.is_unknown:
        return unknown(anybody.reason, *anybody.origins)
    if anybody.data:
        return Value("none", anybody.origins, Provenance.PLATFORM, anybody.reason)
    if mutual.is_unknown:
        return unknown(mutual.reason, *mutual.origins)
    return Value("required" if mutual.data else "none", mutual.origins, Provenance.PLATFORM)
