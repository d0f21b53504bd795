"""Who may do what: the authorizer, super users, and whether brokers may work for each other.

Kafka: ServerConfigs (authorizer.class.name), StandardAuthorizer.configure (super.users split
by `;`, allow.everyone.if.no.acl.found), SecurityUtils.parseKafkaPrincipal,
DefaultKafkaPrincipalBuilder (who is behind a connection). AclAuthorizer, for ZooKeeper mode,
reads the same two keys and was there from 2.4 to 3.9; its forerunner went with 3.0.
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.encryption import client_auth
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import is_kraft
from kafkalint.facts.sasl import login
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Listener, Node
from kafkalint.regex import regex
from kafkalint.values import Value, absent, gather, known, some, unknown

STANDARD = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
ACL = "kafka.security.authorizer.AclAuthorizer"
SIMPLE = "kafka.security.auth.SimpleAclAuthorizer"
ANONYMOUS = "User:ANONYMOUS"
PLATFORMS_OWN = "the platform's own"
MOST_SUPER_USERS = 5
_COMMA = regex(r",\s*[A-Z][a-z]+:(?=\S)")
_EVERYONE = "allow.everyone.if.no.acl.found"


@fact
def authorizer(node: Node) -> Value[str]:
    """authorizer.class.name; "" where the node lets everybody do everything.

    A managed cluster always has one, the platform's own.
    """
    if node.cluster.managed is not None:
        return known(PLATFORMS_OWN, node.anchor)
    if node.software != "kafka":
        return known("", node.anchor)
    value = effective(node, "authorizer.class.name")
    return known("", *value.origins) if value.is_absent else value


@fact
def tells_its_authorizer(node: Node) -> bool:
    """Whether it has an authorizer is written here, or follows from what is not."""
    return (
        node.software == "kafka"
        and node.cluster.managed is None
        and (not node.partial or "authorizer.class.name" in node.settings)
    )


@fact
def has_authorizer(node: Node) -> Value[bool]:
    """Something decides who may do what on it."""
    return authorizer(node).map(bool)


@fact
def has_kafka(cluster: Cluster) -> bool:
    """At least one of its nodes is Kafka's; not so where ZooKeeper is all there is."""
    return any(node.software == "kafka" for node in cluster.nodes)


@fact
def is_authorizing(cluster: Cluster) -> Value[bool]:
    """At least one of its nodes has an authorizer."""
    kafka = [node for node in cluster.nodes if node.software == "kafka"]
    written = some([has_authorizer(node) for node in kafka])
    running = cluster.running
    if running is not None and running.authorizer.is_known and not (kafka and written.is_known):
        return running.authorizer  # it answers for the ACLs, whatever it shows of its settings
    return written


@fact
def sets_allow_everyone(node: Node) -> bool:
    """allow.everyone.if.no.acl.found is written here; Kafka's own default is to deny."""
    return is_set(node, _EVERYONE)


@fact
def sets_super_users(node: Node) -> bool:
    """super.users is written here."""
    return "super.users" in node.settings


@fact
def allows_everyone(node: Node) -> Value[bool]:
    """allow.everyone.if.no.acl.found: what no ACL speaks of is open to everybody."""
    text = _text(node, _EVERYONE)
    if text.is_absent:
        return known(False, *text.origins)
    return text.map(lambda data: data.strip().lower() == "true")


def _text(node: Node, key: str) -> Value[str]:
    """A key of the authorizer's own, which no ConfigDef of Kafka's has."""
    value = node.settings.get(key)
    if value is None:
        reason = f"{key} is not set here: {node.partial}"
        return unknown(reason, node.anchor) if node.partial else absent(node.anchor)
    hole = placeholder(value.data) if value.is_known else None
    return unknown(f"{hole} is filled in elsewhere", *value.origins) if hole else value


@fact
def super_users(node: Node) -> Value[tuple[str, ...]]:
    """The entries of super.users, split at `;` as Kafka does; unknown ones make it unknown."""
    text = _text(node, "super.users")
    if text.is_absent:
        return known((), *text.origins)
    return text.map(lambda data: tuple(part for p in data.split(";") if (part := p.strip())))


@fact
def super_users_problem(node: Node) -> Value[str]:
    """What is wrong with super.users; "" where nothing is."""
    return super_users(node).map(_problem)


def _problem(users: tuple[str, ...]) -> str:
    broken = [user for user in users if ":" not in user]
    if broken:
        return f"{broken[0]} is no principal, and Kafka does not start: write User:{broken[0]}"
    joined = [user for user in users if _COMMA.search(user)]
    if joined:
        return f"{joined[0]} is one name for Kafka, which splits at semicolons: nobody has it"
    if ANONYMOUS in users:
        return "clients that nobody knows (User:ANONYMOUS) may do everything"
    if "User:*" in users:
        return "User:* is no pattern here but a name that nobody has"
    if len(users) > MOST_SUPER_USERS:
        return f"{len(users)} principals may do everything"
    return ""


@fact
def stops_at_super_users(node: Node) -> Value[bool]:
    """An entry of super.users is no principal, which Kafka refuses at its start."""
    return super_users(node).map(lambda users: any(":" not in user for user in users))


@fact
def trusts_anonymous(node: Node) -> Value[bool]:
    """super.users names User:ANONYMOUS."""
    return super_users(node).map(lambda users: ANONYMOUS in users)


@fact
def denies_anonymous(node: Node) -> Value[bool]:
    """An authorizer refuses what clients ask for that nobody knows, unless an ACL allows it."""
    open_to_all = some([allows_everyone(node), trusts_anonymous(node)])
    guarded = has_authorizer(node)
    if guarded.is_known and not guarded.data:
        return guarded
    return open_to_all.map(lambda data: not data) if guarded.is_known else guarded


@fact
def authorizer_problem(node: Node) -> Value[str]:
    """Why its authorizer cannot work, or that it alone has none; "" where all is well."""
    value = authorizer(node)
    if node.software != "kafka" or not value.is_known:
        return value
    if not value.data:
        return _alone_without(node)
    newer, kraft = versions.at_least(node.version, "4.0"), is_kraft(node)
    name = value.data.rpartition(".")[2]
    if value.data == SIMPLE and versions.at_least(node.version, "3.0").or_else(False):
        return value.map(lambda _: f"{name} is gone since Kafka 3.0")
    if value.data in (ACL, SIMPLE):
        if newer.or_else(False):
            return value.map(lambda _: f"{name} is gone since Kafka 4.0")
        text = f"{name} keeps its ACLs in ZooKeeper, which a KRaft node does not have"
        return _if(kraft, text, value)
    if value.data == STANDARD:
        text = f"{name} reads its ACLs from KRaft's metadata, which ZooKeeper mode does not have"
        return _if(kraft.map(lambda data: not data), text, value)
    return known("", *value.origins)


def _if(condition: Value[bool], text: str, value: Value[str]) -> Value[str]:
    if not condition.is_known:
        return unknown(condition.reason, *condition.origins)
    return known(text if condition.data else "", *value.origins)


def _alone_without(node: Node) -> Value[str]:
    """Others of its cluster have one: whoever gets to this node is free to do anything."""
    for other in node.cluster.nodes:
        value = authorizer(other)
        if value.is_known and value.data:
            text = f"it has no authorizer, while {other.name} has one"
            return known(text, node.anchor, *value.origins)
    return known("", node.anchor)


@fact
def guards_by_acls(node: Node) -> Value[bool]:
    """One of Kafka's own authorizers is on and denies what no ACL allows."""
    own = authorizer(node).map(lambda name: name in (STANDARD, ACL, SIMPLE))
    if not own.is_known or not own.data:
        return own
    return allows_everyone(node).map(lambda data: not data)


@fact
def broker_principal(node: Node) -> Value[str]:
    """Who the broker is to other brokers: "User:admin", or unknown."""
    if is_set(node, "principal.builder.class"):
        builder = node.settings["principal.builder.class"]
        return unknown("principal.builder.class makes the principals", *builder.origins)
    between = [listener for listener in listeners(node) if listener.is_inter_broker.or_else(False)]
    if not between:
        return unknown("it is not known over which listener brokers replicate", node.anchor)
    return _principal(between[0])


def _principal(listener: Listener) -> Value[str]:
    protocol = listener.protocol
    if not protocol.is_known:
        return unknown(protocol.reason, *protocol.origins)
    if protocol.data == "PLAINTEXT":
        return known(ANONYMOUS, *protocol.origins)
    if protocol.data == "SSL":
        wanted = client_auth(listener)
        if wanted.is_known and wanted.data == "none":
            return known(ANONYMOUS, *protocol.origins)
        return unknown("the broker's certificate, which names it, is not here", *protocol.origins)
    mechanism = effective(listener.node, "sasl.mechanism.inter.broker.protocol")
    if not mechanism.is_known or mechanism.data in ("GSSAPI", "OAUTHBEARER"):
        reason = mechanism.reason or f"{mechanism.data} tells who the broker is when it logs in"
        return unknown(reason, *mechanism.origins)
    found = login(listener, str(mechanism.data))
    names = [
        module.options["username"]
        for module in found.or_else(()) or ()
        if "username" in module.options
    ]
    if not names or placeholder(names[0]):
        return unknown(found.reason or "the broker's user name is not here", *found.origins)
    return known(f"User:{names[0]}", *found.origins)


@fact
def shown_principal(node: Node) -> str:
    """The broker's principal for messages, in words where it is not known."""
    name: str = broker_principal(node).or_else("User:CN=… (its certificate)")
    return name


@fact
def may_replicate(node: Node) -> Value[bool]:
    """The broker is a super user, so that its requests to other brokers are not refused.

    An ACL on the cluster may do instead, but a KRaft broker cannot register before there is one.
    """
    if node.is_up.or_else(False):
        return known(True, node.anchor)  # it could not have registered otherwise
    users, principal = super_users(node), broker_principal(node)
    if not users.is_known:
        return unknown(users.reason, *users.origins)
    listed = users if "super.users" in node.settings else authorizer(node)
    if principal.is_known:
        return known(principal.data in users.data, *gather((listed, principal)))
    if not users.data and is_kraft(node).or_else(False):
        return known(False, *gather((listed, principal)))
    return unknown(principal.reason, *principal.origins)
