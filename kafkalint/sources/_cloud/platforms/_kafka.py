"""Topics, ACLs and listeners as the platforms' providers write them, in Kafka's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kafkalint.kafka.secrets import is_sensitive
from kafkalint.model import Acl, Cluster, Companion, Listener, Managed, Node, Topic
from kafkalint.record import fix
from kafkalint.regex import regex
from kafkalint.sources._cloud.arguments import boolean, integer, paths, refers_to, text
from kafkalint.sources._cloud.documents import read_json, read_settings
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Origin, Provenance, Value, absent, known, some


def topic(
    resource: Resource,
    name: Value[Any],
    partitions: Value[Any],
    replicas: Value[Any],
    settings: Value[Any],
) -> Topic:
    """A topic with its settings in a map (or in JSON), whose keys may be written with `_`."""
    held = settings if isinstance(settings.data, dict) else read_json(settings)
    found = read_settings(held, "its settings")
    called = text(name)
    return Topic(
        str(called.or_else(resource.address)),
        resource.anchor,
        partitions=integer(partitions),
        replicas=integer(replicas),
        settings=found.settings,
        partial=found.partial,
        unnamed="" if called.is_known else called.reason or "its name is not written here",
    )


def acl(
    resource: Resource,
    principal: Value[Any],
    permission: Value[Any],
    operation: Value[Any],
    resource_type: Value[Any],
    resource_name: Value[Any],
    pattern: Value[Any],
    host: Value[Any],
) -> Acl:
    """One ACL; words become Kafka's own in lower case."""
    who, allows, what = _shown(principal), _word(permission), _word(operation)
    kind, name = _word(resource_type), _shown(resource_name)
    parts = (allows, who, what, kind, name)
    return Acl(
        " ".join(str(part.or_else("?")) for part in parts),
        resource.anchor,
        principal=who,
        permission=allows,
        operation=what,
        resource_type=kind,
        resource_name=name,
        pattern=_word(pattern) if not pattern.is_absent else known("literal", resource.anchor),
        host=text(host) if not host.is_absent else known("*", resource.anchor),
    )


def _shown(value: Value[Any]) -> Value[str]:
    """A name; that of something made elsewhere is its address.

    A text around such a name ("User:${account.orders.id}") is known to be nobody else's.
    """
    if value.is_known and isinstance(value.data, Reference):
        return value.map(lambda reference: reference.address)
    if value.is_unknown and isinstance(value.data, str) and _MADE.fullmatch(value.data):
        return known(str(value.data), *value.origins)
    return text(value)


def _word(value: Value[Any]) -> Value[str]:
    """ "transactional_id" of "TRANSACTIONAL_ID" and of "TransactionalID"."""
    return text(value).map(lambda word: _WORDS.get(word, word.lower()))


_MADE = regex(
    r"[\w:.-]*\$\{(?!var\.|local\.|each\.|data\.|module\.)\w+\.[\w-]+(?:\[[^\]]*\])?\.\w+\}"
)
_WORDS = {
    "AlterConfigs": "alter_configs",
    "ClusterAction": "cluster_action",
    "DescribeConfigs": "describe_configs",
    "IdempotentWrite": "idempotent_write",
    "TransactionalID": "transactional_id",
    "TransactionalId": "transactional_id",
    "DelegationToken": "delegation_token",
}


def listener(
    node: Node, name: str, port: int, protocol: Value[str], is_public: bool = False
) -> Listener:
    """A listener for clients that a platform opens."""
    where: Origin = protocol.origins[0] if protocol.origins else node.anchor
    return Listener(
        f"{name}_PUBLIC" if is_public else name,
        where,
        node=node,
        protocol=protocol,
        host=known("", node.anchor),
        port=known(port, node.anchor),
        advertised_host=absent(node.anchor),
        advertised_port=known(port, node.anchor),
        is_controller=known(False, where),
        is_inter_broker=known(False, where),
        is_client=known(True, where),
    )


def all_brokers(anchor: Origin, settings: dict[str, Value[str]]) -> Node:
    """The brokers of a platform that decides how many there are, as one node."""
    return Node(
        name="the brokers",
        anchor=anchor,
        settings=settings,
        directories_given=(),
        files=(anchor.path,),
    )


def serve(node: Node, protocol: str, port: int, reason: str) -> None:
    """Give `node` the one listener that its platform has; `reason` says so."""
    spoken = given(protocol, reason, node.anchor)
    fix(node, "listeners_given", (listener(node, protocol, port, spoken),))


def with_topics(
    estate: Estate,
    resource: Resource,
    name: Value[Any],
    node: Node,
    topics: dict[Resource, Topic],
    managed: Managed,
) -> Cluster:
    """A cluster of which a platform shows nothing but its topics."""
    return Cluster(
        name=str(text(name).or_else(resource.address)),
        anchor=resource.anchor,
        id=f"{estate.name}#{resource.address}",
        platform=managed.service,
        nodes=(node,),
        declared_topics=tuple(topics.values()),
        files=paths((resource, *topics)),
        managed=managed,
    )


def parts(
    estate: Estate, cluster: Resource, clusters: Sequence[Resource], kind: str, *arguments: str
) -> Iterator[Resource]:
    """The resources of a kind that name `cluster`; all of them where there is no other one."""
    for part in estate.of_type(kind):
        if len(clusters) == 1 or any(refers_to(part.value(each), cluster) for each in arguments):
            yield part


def given(data: Any, reason: str, *origins: Origin) -> Value[Any]:
    """What a platform does by itself."""
    return Value(data, origins, Provenance.PLATFORM, reason)


def with_logins(estate: Estate, provider: str, clusters: Iterable[Cluster]) -> Iterator[Cluster]:
    """The clusters, the first of them with the secrets that are written for the provider's tool."""
    logins = list(estate.of_type(f"provider.{provider}"))
    for cluster in clusters:
        if logins:
            holders = tuple(_login(each, provider) for each in logins)
            fix(cluster, "companions", (*cluster.companions, *holders))
            fix(cluster, "files", tuple(dict.fromkeys((*cluster.files, *paths(logins)))))
            logins = []
        yield cluster


def _login(resource: Resource, provider: str) -> Companion:
    secrets = {name: text(each) for name, each in resource.arguments.items() if is_sensitive(name)}
    return holder(
        f"provider {provider}",
        resource.anchor,
        {
            name: Value(found.data, found.origins, found.provenance, found.reason, sensitive=True)
            for name, found in secrets.items()
        },
    )


def protection(resource: Resource, *arguments: str) -> Value[bool]:
    """A guard against destruction: of the tool, or an argument of the platform's."""
    guards = list(resource.guards.values())
    for argument in arguments:
        value = boolean(resource.value(argument))
        if not value.is_absent:
            guards.append(value)
    return some(guards) if guards else known(False, *resource.places)


def holder(name: str, anchor: Origin, settings: dict[str, Value[str]]) -> Companion:
    """Something beside the cluster in which settings, or secrets, are written."""
    return Companion(name, anchor, settings=settings)
