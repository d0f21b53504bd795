"""What only a running cluster tells: its quorum, its features, its users, what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import NamedTuple, Record, field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster


class Feature(NamedTuple):
    """A feature of the cluster as levels; `finalized` is None where it is not in use.

    `oldest` and `newest` are those that the nodes can work at, None where nobody says.
    """

    finalized: int | None
    oldest: int | None = None
    newest: int | None = None


class Member(Entity):
    """A voter or an observer of the metadata quorum; `name` is its id.

    `lag` is in records behind the leader; `silent` and `behind` are seconds since it last
    fetched, and since it last had all. They are absent where it never did, unknown where the
    version of Kafka does not tell. `host` and `port` are where it listens.
    """

    id: int = -1
    is_voter: bool = True
    is_leader: bool = False
    lag: Value[int] = absent()
    silent: Value[float] = absent()
    behind: Value[float] = absent()
    host: Value[str] = absent()
    port: Value[int] = absent()
    cluster: Cluster = field(init=False)


class Certificate(NamedTuple):
    """A certificate that a listener shows; times are seconds since 1970."""

    subject: str
    issuer: str
    names: tuple[str, ...] = ()
    not_before: float | None = None
    not_after: float | None = None
    key: str = ""  # "RSA 2048", "EC secp256r1"
    signature: str = ""  # "sha256"
    self_signed: bool = False


class Endpoint(Entity):
    """An advertised listener, as it answers from where the audit runs; `name` is host:port.

    Absent is what was not tried or does not apply, as TLS on a plain listener.
    """

    broker: int = -1
    listener: str = ""
    protocol: Value[str] = absent()
    is_reachable: Value[bool] = absent()
    error: str = ""
    serves_anonymous: Value[bool] = absent()
    client_certificate: Value[str] = absent()  # "none", "requested", "required"
    mechanisms: Value[tuple[str, ...]] = absent()
    tls_versions: Value[tuple[str, ...]] = absent()
    ciphers: Value[tuple[str, ...]] = absent()
    chain: Value[tuple[Certificate, ...]] = absent()
    is_trusted: Value[bool] = absent()
    trust_error: str = ""
    matches_host: Value[bool] = absent()
    anonymous_operations: Value[tuple[str, ...]] = absent()
    cluster: Cluster = field(init=False)


class OpenPort(Entity):
    """A port for operators: `service` is "zookeeper" or "jmx"; `name` is host:port."""

    service: str = ""
    answers: Value[bool] = absent()
    detail: str = ""
    cluster: Cluster = field(init=False)


class Running(Record):
    """What a running cluster tells of itself.

    `authorizer` is whether it has one. `scram_users` are the users whose credentials it keeps.
    `operations` are what the auditor (`principal`, by `protocol`) may do to the cluster.
    `taken_at` is in seconds since 1970; `members` is empty and `has_quorum` false in
    ZooKeeper mode and where the quorum could not be asked.
    """

    taken_at: float | None = None
    authorizer: Value[bool] = absent()
    scram_users: Value[tuple[str, ...]] = absent()
    features: dict[str, Feature] = field(default_factory=dict)
    has_quorum: bool = False
    members: tuple[Member, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    ports: tuple[OpenPort, ...] = ()
    principal: str = ""
    protocol: str = ""
    operations: Value[tuple[str, ...]] = absent()
