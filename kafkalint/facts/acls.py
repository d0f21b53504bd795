"""What access control entries allow, to whom, and whether they can work.

Kafka: StandardAuthorizerData (an entry matches a principal, a host and a resource literally,
`*` matches all; only patterns of type prefixed match by prefix), AclOperation (ALL is every
operation; READ, WRITE, DELETE and ALTER imply DESCRIBE).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kafkalint.facts import fact, once, subject
from kafkalint.facts.listeners import listeners
from kafkalint.facts.sasl import mechanisms
from kafkalint.model import Acl, Cluster, Entity, Topic
from kafkalint.record import field, fix
from kafkalint.regex import regex
from kafkalint.values import Value, every, gather, known, negate, some, unknown

_ANYBODY = "User:*"
_CHANGING = frozenset({"all", "alter", "alter_configs", "cluster_action", "delete"})
_WIDE = frozenset({"all", "read", "write", "delete", "alter"})
_OPERATORS = regex(r"(?i)admin|operator|superuser|root")
_WATCHERS = regex(
    r"(?i)mirror|mm2|replic|connect|export|monitor|metric|lag|burrow|audit|cruise|backup|"
    r"kafka-?ui|akhq|kafdrop|kowl|console|schema-?registry|lens|conduktor"
)
_READING = frozenset({"read", "describe", "describe_configs"})
_IPV4 = regex(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$")
_IPV6_OF_JAVA = regex(r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?:%\w+)?$")


class Principal(Entity):
    """Somebody whom entries allow something; `name` is "User:app"."""

    acls: tuple[Acl, ...] = ()
    cluster: Cluster = field(init=False)


@subject("acl", part_of="acls")
def all_acls(cluster: Cluster) -> Iterable[Acl]:
    """Every ACL that is described, or that a running cluster tells of."""
    return cluster.acls


@subject("principal", part_of="acls")
def principals(cluster: Cluster) -> Iterable[Principal]:
    """Everybody whom an entry allows something, in order of their names; User:* is nobody."""
    by_name: dict[str, list[Acl]] = {}
    for acl in cluster.acls:
        name, permission = acl.principal.or_else(_ANYBODY), acl.permission.or_else("allow")
        if name != _ANYBODY and permission == "allow":
            by_name.setdefault(name, []).append(acl)
    for name, own in sorted(by_name.items()):
        principal = Principal(name, own[0].anchor, acls=tuple(own))
        fix(principal, "cluster", cluster)
        yield principal


@fact
def allows(acl: Acl) -> Value[bool]:
    """It allows, rather than denies."""
    return acl.permission.map(lambda permission: permission == "allow")


@fact
def is_for_anybody(acl: Acl) -> Value[bool]:
    """Its principal is User:*, which every client is, those without credentials included."""
    return acl.principal.map(lambda name: name == _ANYBODY)


@fact
def only_describes(acl: Acl) -> Value[bool]:
    """It shows that something is there, and no more."""
    return acl.operation.map(lambda operation: operation == "describe")


@fact
def is_for_all_resources(acl: Acl) -> Value[bool]:
    """It is of every resource of its type: `*`, a prefix that is hardly one, or the cluster."""
    kind, name, pattern = acl.resource_type, acl.resource_name, acl.pattern
    for value in (kind, name):
        if not value.is_known:
            return unknown(value.reason, *value.origins)
    short = pattern.or_else("literal") == "prefixed" and len(name.data) < 2
    whole = name.data == "*" or short or kind.data == "cluster"
    return known(whole, *gather((name, pattern)))


@fact
def lets_anybody_rule(acl: Acl) -> Value[bool]:
    """What it allows changes or deletes any resource of its type, or the cluster."""
    changing = acl.operation.map(lambda operation: operation in _CHANGING)
    return every([changing, is_for_all_resources(acl)])


@fact
def is_overbroad(acl: Acl) -> Value[bool]:
    """It allows more than one service needs: everything on something, or something on all.

    Administrators may do all, and what copies, connects or watches may read all.
    """
    allowing = allows(acl)
    if not allowing.is_known or not allowing.data:
        return allowing
    who, operation = acl.principal, acl.operation
    for value in (who, operation):
        if not value.is_known:
            return unknown(value.reason, *value.origins)
    if _OPERATORS.search(who.data) or (operation.data in _READING and _WATCHERS.search(who.data)):
        return known(False, *who.origins)
    if operation.data == "all":
        return known(True, *operation.origins)
    wide = acl.operation.map(lambda name: name in _WIDE)
    return every([wide, negate(_is_cluster(acl)), is_for_all_resources(acl)])


def _is_cluster(acl: Acl) -> Value[bool]:
    return acl.resource_type.map(lambda kind: kind == "cluster")


@fact
def host_works(acl: Acl) -> Value[bool]:
    """Its host is `*` or an address as Java writes it: no range, no name, no shortened IPv6."""
    if acl.host.is_absent:
        return known(True, *acl.host.origins)
    return acl.host.map(
        lambda host: host == "*" or bool(_IPV4.match(host) or _IPV6_OF_JAVA.match(host))
    )


@fact
def knows_its_acls(cluster: Cluster) -> bool:
    """Some entries are here, or it is known that there are no others."""
    return bool(cluster.acls) or not cluster.undisclosed_acls


class _Named(NamedTuple):
    """What entries that allow something say of topics: names, prefixes, and what is not known.

    `lengths` are those of the prefixes, of which there are far fewer than of these.
    """

    literally: dict[str, Acl]
    prefixes: dict[str, Acl]
    unclear: list[Acl]
    lengths: set[int]

    def of(self, name: str) -> Acl | None:
        """An entry of the topic `name`."""
        beginnings = (self.prefixes.get(name[:length]) for length in self.lengths)
        everything = self.literally.get("*")
        return self.literally.get(name) or everything or next(filter(None, beginnings), None)


@fact
def is_named_by_acl(topic: Topic) -> Value[bool]:
    """An entry that allows something is of this topic: by its name, a prefix of it, or `*`."""
    named, name = _named(topic.cluster), topic.name
    everything = named.literally.get("*")
    if topic.unnamed and everything is None and (named.literally or named.prefixes):
        return unknown(f"its name is not known: {topic.unnamed}", topic.anchor)
    found = named.of(name)
    if found is not None:
        return known(True, found.anchor)
    for unclear in named.unclear:
        return unknown(unclear.resource_name.reason or "not set", unclear.anchor)
    if topic.cluster.undisclosed_acls:
        return unknown(topic.cluster.undisclosed_acls, topic.anchor)
    return known(False, topic.anchor)


@once
def _named(cluster: Cluster) -> _Named:
    """Of a cluster, which may have thousands of topics and entries."""
    found = _Named({}, {}, [], set())
    for acl in cluster.acls:
        kind, permission = acl.resource_type.or_else("topic"), acl.permission.or_else("allow")
        if kind not in ("topic", "any") or permission != "allow":
            continue
        if not acl.resource_name.is_known:
            found.unclear.append(acl)
        elif acl.pattern.or_else("literal") == "prefixed":
            found.prefixes.setdefault(acl.resource_name.data, acl)
            found.lengths.add(len(acl.resource_name.data))
        else:
            found.literally.setdefault(acl.resource_name.data, acl)
    return found


@fact
def reads_topics(principal: Principal) -> Value[bool]:
    """An entry lets it read a topic."""
    return some([_may_read(acl, "topic") for acl in principal.acls])


@fact
def copies_or_watches(principal: Principal) -> bool:
    """By its name a mirror, an exporter or a console: those read without being part of a group."""
    return bool(_WATCHERS.search(principal.name))


@fact
def reads_groups(principal: Principal) -> Value[bool]:
    """An entry, its own or everybody's, lets it read as part of a group."""
    cluster = principal.cluster
    readers = _group_readers(cluster)
    for name in (principal.name, _ANYBODY):
        if name in readers:
            return known(True, readers[name].anchor)
    own = some([_may_read(acl, "group") for acl in principal.acls])
    if own.is_unknown:
        return own
    if cluster.undisclosed_acls:
        return unknown(cluster.undisclosed_acls, principal.anchor)
    reading = [acl.anchor for acl in principal.acls if _may_read(acl, "topic").or_else(False)]
    return known(False, *reading[:3])


@once
def _group_readers(cluster: Cluster) -> dict[str, Acl]:
    """Principals that may read a group, each with an entry that says so."""
    found: dict[str, Acl] = {}
    for acl in cluster.acls:
        if _may_read(acl, "group").or_else(False) and acl.principal.is_known:
            found.setdefault(acl.principal.data, acl)
    return found


def _may_read(acl: Acl, kind: str) -> Value[bool]:
    return every(
        [
            allows(acl),
            acl.resource_type.map(lambda name: name in (kind, "any")),
            acl.operation.map(lambda name: name in ("read", "all")),
        ]
    )


@fact
def has_credentials(principal: Principal) -> Value[bool]:
    """It can log in: it has SCRAM credentials, or there is another way to be somebody."""
    kind, _, name = principal.name.partition(":")
    running = principal.cluster.running
    if kind != "User" or name in ("*", "ANONYMOUS") or "=" in name or running is None:
        return known(True, principal.anchor)
    users = running.scram_users
    if not users.is_known:
        return unknown(users.reason, *users.origins)
    if name in users.data:
        return known(True, principal.anchor)
    other = _other_logins(principal.cluster)
    if other.is_known and not other.data:
        return known(False, principal.anchor)
    reason = other.reason or "it may log in by another mechanism than SCRAM"
    return unknown(reason, principal.anchor)


@once
def _other_logins(cluster: Cluster) -> Value[bool]:
    """Clients can be somebody by other means than SCRAM."""
    own = [
        mechanisms(listener).map(lambda names: not all(n.startswith("SCRAM") for n in names))
        if listener.protocol.or_else("").startswith("SASL")
        else listener.protocol.map(lambda protocol: protocol == "SSL")
        for node in cluster.nodes
        for listener in listeners(node)
        if listener.is_client.or_else(True)
    ]
    return some(own)


@fact
def deed(acl: Acl) -> Value[str]:
    """What it lets somebody do, as a verb: "read", "do everything with"."""
    return acl.operation.map(
        lambda name: "do everything with" if name == "all" else str(name).replace("_", " ")
    )
