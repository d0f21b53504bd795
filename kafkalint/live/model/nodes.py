"""Brokers that are there, those that partitions or registrations still name, and controllers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kafkalint.hosts import is_loopback
from kafkalint.live.model import settings, wire
from kafkalint.live.model.places import place
from kafkalint.live.model.release import release
from kafkalint.live.snapshot import Broker, Config, LogDir, QuorumMember, Snapshot
from kafkalint.model import Directory, Listener, Node
from kafkalint.record import fix
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, absent, known, unknown

_ENDPOINT = regex(r"\s*([^:/]+)://(\[[^\]]*\]|[^:]*):")
_TWINS = ("node.id", "broker.id")
ON_LOOPBACK = "it is reached on loopback, behind which a tunnel may lead to any machine"


def nodes(snapshot: Snapshot) -> tuple[Node, ...]:
    """Every node that something tells of, brokers first, by id."""
    found = {broker.id: _broker(broker, snapshot) for broker in snapshot.brokers or ()}
    for number in sorted(_named(snapshot) - found.keys()):
        found[number] = _lost_broker(number, snapshot)
    for member in snapshot.quorum.voters if snapshot.quorum else ():
        if member.id not in found:
            found[member.id] = _controller(member, snapshot)
    return tuple(found.values())


def _named(snapshot: Snapshot) -> set[int]:
    """The brokers that hold replicas."""
    return {
        number
        for topic in snapshot.topics or ()
        for partition in topic.partitions
        for number in partition.replicas
    }


def _broker(broker: Broker, snapshot: Snapshot) -> Node:
    name = f"broker {broker.id}"
    anchor = place(name)
    up = Value(not broker.fenced or _came_back(broker.id, snapshot), (anchor,))
    told = {"broker.rack": _rack(broker), "node.id": Value(str(broker.id), (anchor,))}
    if snapshot.quorum is None:
        told["broker.id"] = told["node.id"]
    if broker.configs is None:
        return _reticent(broker, snapshot, told, up)
    configs = _without_twin(broker.configs)
    version = release(name, configs, _newest_level(snapshot))
    speaker = f"Kafka {version.data}" if version.is_known else "Kafka"
    node = Node(
        name,
        anchor,
        settings=settings.written(name, configs),
        version=version,
        host=_host(broker, snapshot),
        is_up=up,
        defaults=settings.Defaults(name, speaker, configs),
        shadowed=settings.shadowed(name, configs),
        changed=settings.changed(configs),
    )
    if "broker.rack" not in configs and broker.rack:
        node.settings["broker.rack"] = told["broker.rack"]
    if not any(key in configs for key in _TWINS):
        node.settings["node.id"] = told["node.id"]
    _take_directories(node, broker)
    return node


def _newest_level(snapshot: Snapshot) -> int:
    """The newest metadata.version that the brokers support; 0 where nobody says."""
    feature = (snapshot.features or {}).get("metadata.version")
    return feature.supported[1] if feature and feature.supported else 0


def _without_twin(configs: dict[str, Config]) -> dict[str, Config]:
    """node.id and broker.id as one of them: Kafka fills in the other one itself."""
    first, second = (configs.get(key) for key in _TWINS)
    if first is None or second is None or first.value != second.value:
        return configs
    roles = configs.get("process.roles")
    surplus = "broker.id" if roles is not None and roles.value else "node.id"
    return {key: config for key, config in configs.items() if key != surplus}


def _reticent(
    broker: Broker, snapshot: Snapshot, told: dict[str, Value[str]], up: Value[bool]
) -> Node:
    """A broker that does not show its settings: what metadata and the connection tell of it."""
    name = f"broker {broker.id}"
    why = wire.refusal(snapshot, "DescribeConfigs", name) or "its settings were not read"
    if broker.fenced:
        why = "it does not serve, and so does not show its settings"
    node = Node(
        name, place(name), partial=why, host=_host(broker, snapshot), is_up=up, defaults=told
    )
    own = {"node.id": told["node.id"], **_roles(broker.id, snapshot)}
    node.settings.update(own)
    heard = () if broker.fenced else _listeners(node, broker, snapshot, why)
    fix(node, "listeners_given", heard)
    _take_directories(node, broker)
    return node


def _roles(number: int, snapshot: Snapshot) -> dict[str, Value[str]]:
    """What a node is: a broker, and a voter where the quorum has it."""
    if snapshot.quorum is None:
        return {}
    votes = any(member.id == number for member in snapshot.quorum.voters)
    text = "broker,controller" if votes else "broker"
    return {"process.roles": Value(text, (place(f"broker {number}"),))}


def _listeners(node: Node, broker: Broker, snapshot: Snapshot, why: str) -> tuple[Listener, ...]:
    """The listener that was spoken to; the others are not known."""
    hidden: Value[Any] = unknown(why, node.anchor)
    rest = Listener(
        "?",
        node.anchor,
        node=node,
        protocol=hidden,
        host=hidden,
        port=hidden,
        advertised_host=hidden,
        advertised_port=hidden,
        is_controller=hidden,
        is_inter_broker=hidden,
        is_client=hidden,
    )
    return (reached(node, broker, snapshot, why), rest)


def reached(node: Node, broker: Broker, snapshot: Snapshot, why: str) -> Listener:
    """The listener that was spoken to; `why` says why the rest of it is not known."""
    here = (node.anchor,)
    spoken = snapshot.security_protocol
    hidden: Value[Any] = unknown(why, *here)
    return Listener(
        spoken or "?",
        node.anchor,
        node=node,
        protocol=Value(spoken, here) if spoken else hidden,
        host=hidden,
        port=hidden,
        advertised_host=Value(broker.host, here),
        advertised_port=Value(broker.port, here),
        is_controller=known(False, *here),
        is_inter_broker=hidden,
        is_client=known(True, *here),
    )


def _rack(broker: Broker) -> Value[str]:
    origin = place(f"broker {broker.id}", "broker.rack")
    return Value(broker.rack, (origin,)) if broker.rack else absent(origin)


def _host(broker: Broker, snapshot: Snapshot) -> Value[str]:
    """The machine, by the address under which brokers know each other.

    What clients are told may be a load balancer's, so that it tells machines apart only where
    no two brokers share it.
    """
    origin = place(f"broker {broker.id}", "advertised.listeners")
    own = _between_brokers(broker.configs or {})
    shared = Counter(other.host for other in snapshot.brokers or ())
    host = own or broker.host
    if is_loopback(host):
        return unknown(ON_LOOPBACK, origin)
    if not own and shared[host] > 1:
        return unknown("several brokers have this address, as behind a load balancer", origin)
    return known(host, origin) if host else unknown("its address is not known", origin)


def _between_brokers(configs: dict[str, Config]) -> str:
    """The host that the broker tells other brokers; "" where its settings do not say."""
    texts = {key: (configs[key].value or "") if key in configs else "" for key in _ADDRESSES}
    wanted = (
        texts["inter.broker.listener.name"] or texts["security.inter.broker.protocol"]
    ).upper()
    for entry in (texts["advertised.listeners"] or texts["listeners"]).split(","):
        match = _ENDPOINT.match(entry)
        if match and match[1].upper() == wanted:
            return "" if match[2] in ("", "0.0.0.0", "[::]") else match[2]
    return ""


_ADDRESSES = (
    "inter.broker.listener.name",
    "security.inter.broker.protocol",
    "advertised.listeners",
    "listeners",
)


def _take_directories(node: Node, broker: Broker) -> None:
    if broker.log_dirs is not None:
        own = tuple(_directory(node, seen) for seen in broker.log_dirs)
        fix(node, "directories_given", own)


def _directory(node: Node, seen: LogDir) -> Directory:
    origin = place(node.name, seen.path)
    return Directory(
        seen.path,
        origin,
        node=node,
        path=Value(seen.path, (origin,)),
        is_offline=Value(bool(seen.error), (origin,)),
        total=_size(seen.total, seen.path, node),
        usable=_size(seen.usable, seen.path, node),
        used=_size(seen.size, seen.path, node),
    )


def _size(number: int | None, path: str, node: Node) -> Value[int]:
    origin = place(node.name, path)
    if number is None or number < 0:
        return unknown("the broker does not tell the size of its disks", origin)
    return Value(number, (origin,))


def _lost_broker(number: int, snapshot: Snapshot) -> Node:
    """Partitions name it, and nobody knows it: it is down (or its id was given up)."""
    name = f"broker {number}"
    anchor = place(name)
    up: Value[bool] = Value(_came_back(number, snapshot), (anchor,))
    if snapshot.brokers is None:
        up = unknown("the brokers were not read", anchor)
    why = "the broker is down" if up.or_else(True) is False else "its settings were not read"
    node = Node(name, anchor, partial=why, is_up=up)
    node.settings["node.id"] = Value(str(number), (anchor,))
    node.settings["process.roles"] = Value("broker", (anchor,))
    if up.or_else(True) is False:
        fix(node, "listeners_given", ())  # nothing listens there
    return node


def _came_back(number: int, snapshot: Snapshot) -> bool:
    """At the second look it was in sync with others again, as after a restart."""
    look = snapshot.second_look
    if look is None:
        return False
    # Where nobody leads, the last one in sync is kept on the list although it is gone.
    return any(number in seen.isr and seen.leader != -1 for seen in look.partitions)


def _controller(member: QuorumMember, snapshot: Snapshot) -> Node:
    """A voter that is no broker: clients cannot ask it, but brokers say how they reach it."""
    name = f"controller {member.id}"
    anchor = place(name)
    node = Node(
        name,
        anchor,
        partial="clients cannot ask a controller for its settings",
        host=_controller_host(member, snapshot, name),
        is_up=wire.is_up(member, snapshot, anchor),
        version=unknown("controllers do not tell their version", anchor),
    )
    node.settings["node.id"] = Value(str(member.id), (anchor,))
    node.settings["process.roles"] = Value("controller", (anchor,))
    fix(node, "listeners_given", tuple(_controller_listeners(node, member, snapshot)))
    return node


def _controller_host(member: QuorumMember, snapshot: Snapshot, name: str) -> Value[str]:
    found = wire.address(member, snapshot)
    if found is None:
        return unknown("its address is not known", place(name))
    if is_loopback(found[0]):
        return unknown(ON_LOOPBACK, place(name))
    return known(found[0], place(name))


def _controller_listeners(
    node: Node, member: QuorumMember, snapshot: Snapshot
) -> Iterator[Listener]:
    """The listener over which brokers speak to it, with the protocol that they use."""
    here = (node.anchor,)
    for broker in snapshot.brokers or ():
        configs = broker.configs or {}
        names = configs.get("controller.listener.names")
        if names is None or not names.value:
            continue
        name = names.value.partition(",")[0].strip().upper()
        protocol = _protocol(name, configs, f"broker {broker.id}")
        found = wire.address(member, snapshot)
        hidden: Value[str] = unknown(node.partial, *here)
        yield Listener(
            name,
            node.anchor,
            node=node,
            protocol=protocol,
            host=hidden,
            port=known(found[1], *here) if found else unknown(node.partial, *here),
            advertised_host=absent(*here),
            advertised_port=absent(*here),
            is_controller=known(True, *here),
            is_inter_broker=known(False, *here),
            is_client=known(False, *here),
        )
        return


def _protocol(name: str, configs: dict[str, Config], owner: str) -> Value[str]:
    """The protocol of a listener by a broker's map, which is how it speaks to it itself."""
    mapping = configs.get("listener.security.protocol.map")
    origin = place(owner, "listener.security.protocol.map")
    for entry in (mapping.value or "" if mapping else "").split(","):
        key, _, protocol = entry.partition(":")
        if key.strip().upper() == name:
            return Value(protocol.strip().upper(), (origin,), Provenance.DERIVED)
    return unknown("the protocol of the controllers is not known", origin)
