"""A node: one process that is a Kafka broker, a Kafka controller, both, or a ZooKeeper server."""

from __future__ import annotations

from collections.abc import Container as Keys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kafkalint.model.container import Container
from kafkalint.model.entity import Entity
from kafkalint.record import NamedTuple, Record, field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster
    from kafkalint.model.directory import Directory
    from kafkalint.model.listener import Listener


class Shadowed(NamedTuple):
    """A key that a node's own file sets and that was changed while the node ran."""

    key: str
    static: Value[str]
    dynamic: Value[str]


class KeysUnder(Record):
    """All keys that begin with one of these: {"server."} has server.1 in it."""

    prefixes: tuple[str, ...]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.startswith(self.prefixes)


class Node(Entity):
    """One Kafka or ZooKeeper process and everything that was written about it.

    `settings` holds, by Kafka's own key (zoo.cfg's for ZooKeeper), the text of every value
    that is written somewhere or that the image writes by itself (provenance IMAGE). A key
    that is not in it takes Kafka's default, unless `partial` says why that cannot be known
    ("an overlay whose base is not here"). Texts are as Kafka would read them: trimmed, with
    placeholders that could not be resolved making the value unknown.
    """

    software: str = "kafka"  # or "zookeeper"
    settings: dict[str, Value[str]] = field(default_factory=dict)
    partial: str = ""
    open_keys: Keys[str] | None = None  # what `partial` is about; None: any key at all
    supplied: frozenset[str] = frozenset()  # what a platform sets, known to what or not
    version: Value[str] = absent()  # Kafka's "3.9"
    container: Container | None = None
    host: Value[str] = absent()  # the machine it runs on, where that is known
    replicas: Value[int] = absent()  # absent means 1
    jvm_options: tuple[Value[str], ...] = ()  # KAFKA_OPTS, KAFKA_HEAP_OPTS, KAFKA_JMX_OPTS…
    jaas: Value[str] = absent()  # the JAAS file; see facts.sasl
    refusals: tuple[Value[str], ...] = ()  # why its image exits before Kafka starts
    discards_defaults: bool = False  # a variable made its image drop the settings that it ships
    ignores_environment: bool = False  # no variable becomes a setting: a file is read instead
    files: tuple[str, ...] = ()
    listeners_given: tuple[Listener, ...] | None = None  # a platform's; else settings tell them
    is_up: Value[bool] = absent()  # only a running cluster tells it
    defaults: Mapping[str, Value[str]] | None = None
    """What a running node says that it takes for what nobody set; absent is null. With these and
    without `partial`, a key that is in neither is absent."""
    shadowed: tuple[Shadowed, ...] = ()
    changed: frozenset[str] = frozenset()  # the keys that were set while it ran
    directories_given: tuple[Directory, ...] | None = None  # a running node's; else settings tell
    cluster: Cluster = field(init=False)  # set by the cluster that takes the node in
