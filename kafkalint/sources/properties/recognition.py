"""Which property files are a broker's or a controller's own: decided by their keys.

The name says little: most files called server.properties in public are a game server's,
and a broker's file may be called anything. Producers, consumers, Connect, MirrorMaker,
Streams, Schema Registry and ksqlDB share many keys with brokers and are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kafkalint.kafka.settings import exists_in_any_version
from kafkalint.regex import regex
from kafkalint.sources._names import is_named_otherwise, may_be_properties

if TYPE_CHECKING:
    from kafkalint.formats.text import Text
    from kafkalint.sources._settings import PropertyFile

IDENTITY = frozenset(
    "broker.id process.roles controller.quorum.voters controller.quorum.bootstrap.servers".split()
)
"""Keys that say which node of which cluster this is."""

OWN = IDENTITY | frozenset(
    """
    advertised.host.name advertised.listeners advertised.port auto.create.topics.enable
    auto.leader.rebalance.enable broker.rack control.plane.listener.name
    controlled.shutdown.enable controller.listener.names default.replication.factor
    delete.topic.enable early.start.listeners group.initial.rebalance.delay.ms
    inter.broker.listener.name inter.broker.protocol.version listener.security.protocol.map
    log.cleaner.enable log.cleanup.policy log.dirs log.flush.interval.messages
    log.flush.interval.ms log.message.format.version log.retention.bytes
    log.retention.check.interval.ms log.retention.hours log.retention.minutes log.retention.ms
    log.roll.hours log.roll.ms log.segment.bytes metadata.log.dir num.io.threads
    num.network.threads num.recovery.threads.per.data.dir num.replica.fetchers
    offsets.retention.minutes offsets.topic.num.partitions offsets.topic.replication.factor
    remote.log.storage.system.enable replica.lag.time.max.ms replica.selector.class
    sasl.enabled.mechanisms sasl.mechanism.controller.protocol
    sasl.mechanism.inter.broker.protocol security.inter.broker.protocol
    share.coordinator.state.topic.min.isr share.coordinator.state.topic.replication.factor
    socket.request.max.bytes ssl.principal.mapping.rules transaction.state.log.min.isr
    transaction.state.log.replication.factor zookeeper.metadata.migration.enable
    zookeeper.set.acl
    """.split()
)
"""Keys that only brokers and controllers have."""

SHARED = frozenset(
    """
    allow.everyone.if.no.acl.found authorizer.class.name listeners message.max.bytes
    min.insync.replicas node.id num.partitions super.users unclean.leader.election.enable
    zookeeper.connect
    """.split()
)
"""Keys of brokers that topics, old consumers, Schema Registry or Trino have as well."""

# Programs that are not brokers, however many of a broker's keys were copied into their files.
_FOREIGN = frozenset(
    """
    application.id config.storage.topic connector.class consumer.bootstrap.servers
    internal.key.converter key.converter ksql.service.id level-name
    metadata.broker.list offset.storage.file.filename offset.storage.topic producer.type
    spring.application.name
    """.split()
)
_FOREIGN_PREFIXES = (
    "cruise.control.config.", "kafkastore.", "ksql.", "log4j.", "logger.", "quarkus.",
    "schema.registry.", "server.servlet.", "spring.",
)  # fmt: skip
_CLIENT = frozenset(
    """
    acks auto.offset.reset bootstrap.servers client.id enable.auto.commit group.id
    key.deserializer key.serializer schema.registry.url value.deserializer value.serializer
    """.split()
)
_MARKS = tuple(key.encode() for key in sorted(OWN | SHARED))
_STORED = frozenset("broker.id cluster.id directory.id node.id version".split())


_NAMED_FOR_KAFKA = regex(r"kafka|broker|controller|kraft|server", re.IGNORECASE)
_UNREAD_KEY = regex(r"^[ \t]*([A-Za-z][\w.-]*)[ \t]*[=:]", re.MULTILINE)
_OF_A_BROKER = "server.properties"


def may_be_broker(path: str, content: bytes) -> bool:
    """Whether the name and the bytes leave room for a broker's own property file.

    A key that is not spelled out (`broker\\.id`, `\\u0062roker.id`) is none to us.
    """
    if is_named_otherwise(path):
        return False
    if (b"{{" in content and _OF_A_BROKER in path) or any(key in content for key in _MARKS):
        return may_be_properties(path, content)
    return False


def is_broker(file: PropertyFile) -> bool:
    """Whether the settings are those of a Kafka broker or controller."""
    keys = file.settings.keys()
    if keys <= _STORED or not _FOREIGN.isdisjoint(keys):
        return False
    if any(key.startswith(_FOREIGN_PREFIXES) for key in keys):
        return False
    own, shared = len(OWN & keys), len(SHARED & keys)
    if not _CLIENT.isdisjoint(keys):
        return own >= 3 and not IDENTITY.isdisjoint(keys)
    if own >= 2 or (own and shared):
        return True
    if not own and not (shared and _NAMED_FOR_KAFKA.search(file.path.rsplit("/", 1)[-1])):
        return False
    # A word or two is not much to go by: then nothing else may stand in the file.
    listeners = file.text("listeners")
    return not listeners.startswith("http") and all(map(exists_in_any_version, keys))


def looks_like_broker(text: Text) -> bool:
    """The same of a file that Java could not read: by the keys of its unescaped lines."""
    keys = set(_UNREAD_KEY.findall(text.content))
    return _FOREIGN.isdisjoint(keys) and len(OWN & keys) >= 2


def is_whole_template(file: PropertyFile, text: Text) -> bool:
    """Whether a template puts in everything, and by its name and text it is Kafka's."""
    if file.settings or not (file.is_rendered and file.partial):
        return False
    return "kafka" in f"{file.path}\n{text.content}".lower() and _OF_A_BROKER in file.path
