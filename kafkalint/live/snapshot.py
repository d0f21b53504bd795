"""All that was read of a running cluster, as plain data that can be kept and judged again.

`None` always means that a fact is not known: its call was refused, is not there in that
version of Kafka, or took too long; `Snapshot.refusals` says which. An empty tuple means that
there is none. Names of enumerations are Kafka's own, as its tools print them ("SASL_SSL",
"DYNAMIC_BROKER_CONFIG", "TOPIC", "ALLOW"). Points in time are milliseconds since 1970, or
ISO 8601 in UTC where people read them. Secrets are never in a snapshot.

`schemas/snapshot.schema.json` says the same to programs.
"""

from __future__ import annotations

from typing import NoReturn

import msgspec

from kafkalint.errors import SyntaxProblem

VERSION = 1


class Plain(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=False):
    """Fixed plain data; in JSON what is as it is by default is left out."""


class Synonym(Plain, frozen=True):
    """One of the places that a setting can come from, as DescribeConfigs lists them."""

    name: str
    value: str | None
    source: str


class Config(Plain, frozen=True):
    """The value that a setting has in a running broker, for a topic or a group.

    `value` is None where Kafka has none and where it is `sensitive`. `source` is
    "DYNAMIC_TOPIC_CONFIG", "DYNAMIC_BROKER_CONFIG" (of one broker),
    "DYNAMIC_DEFAULT_BROKER_CONFIG" (of all brokers), "STATIC_BROKER_CONFIG" (the broker's own
    file), "DEFAULT_CONFIG" or "GROUP_CONFIG". `synonyms` are all places that say something,
    the one that counts first; empty where only Kafka's default does.
    """

    value: str | None
    source: str = "DEFAULT_CONFIG"
    sensitive: bool = False
    read_only: bool = False
    synonyms: tuple[Synonym, ...] = ()


class LogDir(Plain, frozen=True):
    """A log directory of a broker; sizes in bytes, None before Kafka 3.3 tells them.

    `error` is Kafka's name of what is wrong ("KAFKA_STORAGE_ERROR": it is offline), "" where
    it is well. `size` is what the replicas in it take.
    """

    path: str
    error: str = ""
    total: int | None = None
    usable: int | None = None
    size: int | None = None
    replicas: int | None = None


class Broker(Plain, frozen=True):
    """A broker that is registered; `fenced` brokers serve nothing (None before Kafka 4.0).

    `api_versions` holds, by the name of each API, the oldest and the newest version that it
    speaks. `configs` are its own view; `logger_levels` is not read.
    """

    id: int
    host: str = ""
    port: int = 0
    rack: str | None = None
    fenced: bool | None = None
    configs: dict[str, Config] | None = None
    log_dirs: tuple[LogDir, ...] | None = None
    api_versions: dict[str, tuple[int, int]] | None = None


class Endpoint(Plain, frozen=True):
    """Where a controller listens."""

    listener: str
    host: str
    port: int


class QuorumMember(Plain, frozen=True):
    """A voter or an observer of the metadata quorum.

    `log_end_offset` is -1 where the leader has not heard of it; `lag` is the leader's end less
    it. The times are when it last fetched, and when it last had all; None where never or where
    the version of Kafka does not tell.
    """

    id: int
    directory_id: str = ""
    log_end_offset: int = -1
    lag: int | None = None
    last_fetch_ms: int | None = None
    last_caught_up_ms: int | None = None
    endpoints: tuple[Endpoint, ...] = ()


class Quorum(Plain, frozen=True):
    """The KRaft metadata quorum, as its leader sees it; None in a snapshot with ZooKeeper."""

    leader: int
    epoch: int
    high_watermark: int
    voters: tuple[QuorumMember, ...]
    observers: tuple[QuorumMember, ...] = ()


class Feature(Plain, frozen=True):
    """A feature of the cluster ("metadata.version", "kraft.version"): levels, oldest and newest.

    `finalized` is the level that all nodes work at, None where the feature is not in use.
    """

    finalized: int | None = None
    supported: tuple[int, int] | None = None


class Partition(Plain, frozen=True):
    """A partition; `leader` is -1 where it has none.

    `replicas` are in the order of preference. `elr` are the eligible leader replicas and
    `last_known_elr` those before, None where the cluster does not keep them. `offline` are the
    replicas whose broker or log directory does not serve.
    """

    id: int
    leader: int
    replicas: tuple[int, ...]
    isr: tuple[int, ...]
    elr: tuple[int, ...] | None = None
    last_known_elr: tuple[int, ...] | None = None
    offline: tuple[int, ...] = ()


class Topic(Plain, frozen=True):
    """A topic; `configs` holds every topic-level key, with the source of its value."""

    name: str
    id: str = ""
    internal: bool = False
    partitions: tuple[Partition, ...] = ()
    configs: dict[str, Config] | None = None


class Member(Plain, frozen=True):
    """A member of a group; `assignment` holds partitions by topic."""

    id: str
    client_id: str = ""
    host: str = ""
    instance_id: str | None = None
    assignment: dict[str, tuple[int, ...]] = {}


class Offset(Plain, frozen=True):
    """How far a group is in a partition.

    `committed` is the next record it will read, `end` the offset after the partition's last
    record (None where it is not known), `lag` what lies between.
    """

    topic: str
    partition: int
    committed: int
    end: int | None = None
    lag: int | None = None


class Group(Plain, frozen=True):
    """A group: `type` "classic", "consumer", "share" or "streams", "" where not told.

    `state` as Kafka says ("STABLE", "EMPTY", "DEAD", "PREPARING_REBALANCE"…), "" where not
    told; `protocol_type` is "consumer" for consumers, "connect" for Connect's workers.
    """

    id: str
    state: str = ""
    type: str = ""
    protocol_type: str = ""
    protocol: str = ""
    coordinator: int | None = None
    members: tuple[Member, ...] | None = None
    offsets: tuple[Offset, ...] | None = None


class Acl(Plain, frozen=True):
    """An access control entry."""

    resource_type: str  # "TOPIC", "GROUP", "CLUSTER", "TRANSACTIONAL_ID", "USER"…
    resource_name: str
    pattern_type: str  # "LITERAL", "PREFIXED"
    principal: str  # "User:alice"
    host: str  # "*"
    operation: str  # "READ", "ALL"…
    permission: str  # "ALLOW", "DENY"


class ScramCredential(Plain, frozen=True):
    """That a user has a SCRAM credential, without the credential."""

    mechanism: str  # "SCRAM-SHA-512"
    iterations: int


class ScramUser(Plain, frozen=True):
    """A user with SCRAM credentials that the cluster keeps."""

    name: str
    credentials: tuple[ScramCredential, ...] = ()


class QuotaEntity(Plain, frozen=True):
    """Whom a quota is for: `type` "user", "client-id" or "ip"; `name` None for the default."""

    type: str
    name: str | None


class Quota(Plain, frozen=True):
    """Client quotas: `values` by key ("producer_byte_rate": bytes a second)."""

    entity: tuple[QuotaEntity, ...]
    values: dict[str, float]


class Reassignment(Plain, frozen=True):
    """A partition whose replicas are being moved."""

    topic: str
    partition: int
    replicas: tuple[int, ...]
    adding: tuple[int, ...] = ()
    removing: tuple[int, ...] = ()


class PartitionHealth(Plain, frozen=True):
    """How a partition was at a second look."""

    topic: str
    partition: int
    leader: int
    isr: tuple[int, ...]


class SecondLook(Plain, frozen=True):
    """A second, short sample of the health of partitions, `seconds` after the first.

    It holds those partitions that had no leader or not all replicas in sync at the first or at
    the second look; all others were well twice. What is unwell here as in `Snapshot.topics`
    lasts; what differs is a moment.
    """

    seconds: float
    partitions: tuple[PartitionHealth, ...] = ()


class Certificate(Plain, frozen=True):
    """A certificate that a listener shows; `names` are its DNS names and IP addresses."""

    subject: str
    issuer: str
    names: tuple[str, ...] = ()
    not_before: str = ""  # ISO 8601, UTC
    not_after: str = ""
    key: str = ""  # "RSA 2048", "EC secp256r1"
    signature: str = ""  # "sha256"
    self_signed: bool = False


class Probe(Plain, frozen=True):
    """What a listener answers from where the audit runs. None: not tried or not to be told.

    `protocol` is what is spoken there ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL").
    `accepts_unauthenticated`: a client without any credentials is served, and may do to the
    cluster what `anonymous_operations` names ("ALTER", "CREATE"…). `chain` begins with
    the listener's own certificate; `trusted` and `hostname_matches` are as a client sees it
    that uses what this audit was told to trust.
    """

    broker: int
    host: str
    port: int
    listener: str = ""
    reachable: bool | None = None
    error: str = ""
    protocol: str | None = None
    accepts_unauthenticated: bool | None = None
    client_certificate: str | None = None  # "none", "requested", "required"
    sasl_mechanisms: tuple[str, ...] | None = None
    tls_versions: tuple[str, ...] | None = None  # accepted ones: "TLSv1.2", "TLSv1.3"
    ciphers: tuple[str, ...] | None = None  # accepted ones among those tried
    chain: tuple[Certificate, ...] | None = None
    trusted: bool | None = None
    trust_error: str = ""
    hostname_matches: bool | None = None
    anonymous_operations: tuple[str, ...] | None = None


class OpenPort(Plain, frozen=True):
    """A port for operators that answers whoever asks: `service` "zookeeper" or "jmx"."""

    host: str
    port: int
    service: str
    broker: int | None = None
    answers: bool | None = None
    detail: str = ""


class Refusal(Plain, frozen=True):
    """A call that gave nothing, and with it the facts of `scope`.

    `call` is the name of Kafka's request ("DescribeConfigs"), or "Connect". `scope` is
    "cluster", "broker 1", "topic orders", "group billing"; `count` is how many of that kind it
    stands for. `kind`: "permission" (`needs` names the operation and the resource),
    "version" (`needs` names Kafka's version), "timeout", "unavailable" or "error".
    """

    call: str
    scope: str
    kind: str
    error: str
    needs: str = ""
    count: int = 1


class Snapshot(Plain, frozen=True):
    """A cluster at a moment.

    `bootstrap` are the addresses that were given, `config_file` the file that findings point at:
    the one with the client's settings as it was named, else the one this was kept in, or "".
    `complete` is false where collecting ended before its end. `authorized_operations` are what
    the one who looked may do to the cluster.
    `broker_defaults` are the dynamic settings that hold for all brokers.
    """

    version: int = VERSION
    tool: str = ""
    taken_at: str = ""
    complete: bool = False
    bootstrap: tuple[str, ...] = ()
    config_file: str = ""
    security_protocol: str = ""
    principal: str = ""
    cluster_id: str | None = None
    controller_id: int | None = None
    authorized_operations: tuple[str, ...] | None = None
    features: dict[str, Feature] | None = None
    brokers: tuple[Broker, ...] | None = None
    broker_defaults: dict[str, Config] | None = None
    quorum: Quorum | None = None
    topics: tuple[Topic, ...] | None = None
    second_look: SecondLook | None = None
    groups: tuple[Group, ...] | None = None
    acls: tuple[Acl, ...] | None = None
    authorizer: bool | None = None  # false: the brokers have none, so that there are no ACLs
    scram_users: tuple[ScramUser, ...] | None = None
    quotas: tuple[Quota, ...] | None = None
    reassignments: tuple[Reassignment, ...] | None = None
    probes: tuple[Probe, ...] | None = None
    open_ports: tuple[OpenPort, ...] | None = None
    refusals: tuple[Refusal, ...] = ()


def to_json(snapshot: Snapshot) -> bytes:
    """`snapshot` as JSON that people can read too, its version always in it."""
    plain = {"version": snapshot.version, **msgspec.to_builtins(snapshot)}
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def from_json(data: bytes, path: str = "") -> Snapshot:
    """The snapshot that `to_json` wrote; raises SyntaxProblem, naming `path` and the place."""
    try:
        version = msgspec.json.decode(data, type=_Versioned).version
        if version > VERSION:
            _refuse(path, f"it is a snapshot of version {version}", "Use a newer kafkalint.")
        return msgspec.json.decode(data, type=Snapshot)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        _refuse(path, f"it is no snapshot: {problem}")


class _Versioned(msgspec.Struct):
    version: int


def _refuse(path: str, message: str, remedy: str = "") -> NoReturn:
    remedy = remedy or "`kafkalint live --bootstrap … --snapshot FILE` writes one."
    raise SyntaxProblem(message, path=path, remedy=remedy) from None
