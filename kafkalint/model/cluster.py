"""A cluster: the nodes that serve one set of topics, and what else is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field, fix
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.acl import Acl
    from kafkalint.model.alert import Alert
    from kafkalint.model.consumer_group import ConsumerGroup
    from kafkalint.model.managed import Managed
    from kafkalint.model.node import Node
    from kafkalint.model.partition import Partition
    from kafkalint.model.running import Running


class Topic(Entity):
    """A topic that some source declares (an image variable, a script, a manifest).

    `settings` holds its own topic-level keys as text; what it leaves out comes from the
    brokers (see `kafkalint.facts.topics`, which adds the default and the internal topics).
    """

    partitions: Value[int] = absent()
    replicas: Value[int] = absent()  # as declared; -1 means the default
    settings: dict[str, Value[str]] = field(default_factory=dict)
    partial: str = ""  # why keys that are not here may be set all the same
    kind: str = "declared"  # "declared", "default" (topics that say nothing), "internal"
    placement: Value[tuple[Partition, ...]] = absent()  # only a running cluster tells it
    defaults: Mapping[str, Value[str]] | None = None  # what a running broker says of the rest
    unnamed: str = ""  # why its name is not known; `name` is then what its source calls it
    cluster: Cluster = field(init=False)


class Companion(Entity):
    """Something beside the nodes that rules ask about: an exporter, a UI, Connect, a client.

    `role`: "exporter", "ui", "connect", "schema-registry", "rest-proxy", "ksqldb", "init",
    "cruise-control", "operator", "client". `settings` are its Kafka-related keys as text, by
    the key of that program ("config.storage.replication.factor").
    """

    role: str = "client"
    settings: dict[str, Value[str]] = field(default_factory=dict)
    container: object = None  # model.Container


class Cluster(Entity):
    """One Kafka cluster (or a ZooKeeper ensemble alone), as one or more sources describe it.

    `id` is stable over runs and unlike line numbers ("infra/compose.yml#kafka1,kafka2").
    `undisclosed` says why there may be more nodes than these ("one server.properties shows
    one node of an unknown number"); "" where all nodes are here.
    """

    id: str = ""
    platform: str = "vm"  # as in the report: "compose", "swarm", "strimzi", "msk", "live"…
    nodes: tuple[Node, ...] = ()
    declared_topics: tuple[Topic, ...] = ()
    companions: tuple[Companion, ...] = ()
    undisclosed: str = ""
    undisclosed_topics: str = ""
    """Why a running cluster may have more topics than these; files never list them all."""
    files: tuple[str, ...] = ()
    acls: tuple[Acl, ...] = ()
    undisclosed_acls: str = "these files show no ACLs"  # why there may be more; "": these are all
    alerts: tuple[Alert, ...] = ()
    undisclosed_alerts: str = "these files show no alerts"
    consumer_groups: tuple[ConsumerGroup, ...] = ()
    managed: Managed | None = None  # how a cloud runs it, where one does
    running: Running | None = None  # what it tells by running, where it was asked
    described: Cluster | None = None  # the same cluster, as files that it is held against say
    metadata: dict[str, Value[str]] = field(default_factory=dict)
    """What is no setting: "cluster.id" (the first one) and "cluster.id@kafka1" (a node's own)."""

    def __post_init__(self) -> None:
        for member in (
            *self.nodes,
            *self.declared_topics,
            *self.acls,
            *self.alerts,
            *self.consumer_groups,
        ):
            fix(member, "cluster", self)
        if self.running is not None:
            for seen in (*self.running.members, *self.running.endpoints, *self.running.ports):
                fix(seen, "cluster", self)
