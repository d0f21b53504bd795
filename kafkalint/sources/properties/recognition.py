"""Which property files are a broker's or a controller's own: decided by their keys.

The name says little: most files called server.properties in public are a game server's,
and a broker's file may be called anything. Producers, consumers, Connect, MirrorMaker,
Streams, Schema Registry and ksqlDB share many keys with brokers and are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_DECISIVE = frozenset({"process.roles", "controller.quorum.voters", "broker.id", "log.dirs"})
_DECISIVE_PREFIXES = ("controller.quorum.",)
_TELLING = frozenset(
    {
        "advertised.host.name",
        "advertised.listeners",
        "advertised.port",
        "authorizer.class.name",
        "auto.create.topics.enable",
        "broker.rack",
        "control.plane.listener.name",
        "controller.listener.names",
        "default.replication.factor",
        "group.initial.rebalance.delay.ms",
        "inter.broker.listener.name",
        "inter.broker.protocol.version",
        "listener.security.protocol.map",
        "listeners",
        "log.cleaner.enable",
        "log.dir",
        "log.flush.interval.messages",
        "log.message.format.version",
        "log.retention.bytes",
        "log.retention.check.interval.ms",
        "log.retention.hours",
        "log.retention.minutes",
        "log.retention.ms",
        "log.segment.bytes",
        "metadata.log.dir",
        "min.insync.replicas",
        "node.id",
        "num.io.threads",
        "num.network.threads",
        "num.partitions",
        "num.recovery.threads.per.data.dir",
        "num.replica.fetchers",
        "offsets.topic.replication.factor",
        "security.inter.broker.protocol",
        "socket.request.max.bytes",
        "super.users",
        "transaction.state.log.min.isr",
        "transaction.state.log.replication.factor",
        "unclean.leader.election.enable",
        "zookeeper.connect",
    }
)
_FOREIGN = frozenset(
    {
        "application.id",
        "bootstrap.servers",
        "config.storage.topic",
        "connector.class",
        "group.id",
        "kafkastore.bootstrap.servers",
        "key.converter",
        "ksql.service.id",
        "level-name",
        "offset.storage.file.filename",
        "rootLogger",
        "spring.application.name",
    }
)
_MARKER = re.compile(
    rb"process\.roles|controller\.quorum\.|broker\.id|log\.dir|node\.id|zookeeper\.connect"
    rb"|listeners|replication\.factor|num\.partitions"
)
_OTHER_FORMATS = (
    ".yml .yaml .json .tf .tfvars .hcl .md .rst .adoc .html .xml .sh .bash .py .java .scala .kt"
    " .go .js .ts .rb .rs .c .cc .h .env .log .patch .diff .sql .csv .lock .tpl .bat .ps1 .groovy"
).split()


def may_be_broker(path: str, content: bytes) -> bool:
    """Whether the name and the bytes leave room for a broker's own property file."""
    name = path.rsplit("/", 1)[-1].lower()
    if name.startswith("dockerfile") or name.endswith(tuple(_OTHER_FORMATS)):
        return False
    return _MARKER.search(content) is not None


def is_broker(keys: Collection[str]) -> bool:
    """Whether `keys` are those of a Kafka broker or controller."""
    if not _FOREIGN.isdisjoint(keys) or any(key.startswith("spring.") for key in keys):
        return False
    if any(key in _DECISIVE or key.startswith(_DECISIVE_PREFIXES) for key in keys):
        return True
    return sum(key in _TELLING for key in keys) >= 2
