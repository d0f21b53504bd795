"""Whether a node's roles, its id and the voters of its quorum fit together, as Kafka asks.

Kafka: KafkaConfig.validateValues, QuorumConfig.parseVoterConnections and parseBootstrapServers.
Each check was asked of the config classes of 3.1 to 4.4; before, KRaft was a preview.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from kafkalint.facts import fact
from kafkalint.facts.config import effective, is_set
from kafkalint.facts.listeners import controller_listener_names, endpoints
from kafkalint.facts.nodes import (
    QUORUM_KEYS,
    is_broker,
    is_controller,
    is_kraft,
    is_preview,
    roles,
    runs,
)
from kafkalint.formats.template import placeholder
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.regex import regex
from kafkalint.values import Value, known, unknown

_VOTER = regex(r"^\s*(\d+)@(\[[^\]]+\]|[^:@\s]+):(\d+)\s*$")
_SERVER = regex(r"^.*?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$")


@fact
def quorum_problem(node: Node) -> Value[str]:
    """Why the node refuses to start over its quorum (KafkaConfig.validateValues, QuorumConfig)."""
    if runs(node):
        return known("", node.anchor)
    if is_preview(node):
        return unknown(f"KRaft was a preview in Kafka {node.version.data}", *node.version.origins)
    voters = effective(node, "controller.quorum.voters")
    servers = effective(node, "controller.quorum.bootstrap.servers")
    for value in (voters, roles(node)):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    malformed = _malformed_servers(node, servers)
    if is_kraft(node).or_else(True) is False:  # it parses them for nothing
        return malformed if malformed.data else _malformed_voters(voters)
    for problem in (
        _negative(node),
        malformed,
        _older_than_kraft(node),
        _unroutable(node, voters),
    ):
        if problem.data:
            return problem
    if not voters.data:
        return _without_voters(node, servers)
    malformed = _malformed_voters(voters)
    if malformed.is_unknown or malformed.data:
        return malformed
    matches = [match for match in map(_VOTER.match, map(str, voters.data)) if match]
    problem = _against_own(node, voters, {int(m[1]): (m[2], m[3]) for m in matches})
    doubled = [n for n, times in Counter(int(m[1]) for m in matches).items() if times > 1]
    if doubled and not problem.data:
        text = f"voter {doubled[0]} is listed twice, and the last entry alone counts"
        return known(text, *voters.origins)
    return problem


@fact
def names_a_quorum(node: Node) -> bool:
    """It has voters or bootstrap servers, with KRaft or without."""
    return node.software == "kafka" and any(key in node.settings for key in QUORUM_KEYS)


def _malformed_voters(voters: Value[Any]) -> Value[str]:
    """An entry of controller.quorum.voters that is not id@host:port."""
    entries = [str(entry).strip() for entry in voters.or_else(())]
    if any(placeholder(entry) for entry in entries):
        return unknown("the voters are filled in elsewhere", *voters.origins)
    for entry in entries:
        if _VOTER.match(entry) is None:
            return known(f"the voter {entry} is not id@host:port", *voters.origins)
    return known("", *voters.origins)


def _negative(node: Node) -> Value[str]:
    """A node.id below 0 is none in KRaft."""
    own = effective(node, "node.id")
    if is_set(node, "node.id") and own.is_known and own.data < 0:
        return known(f"node.id is {own.data}, which KRaft refuses", *own.origins)
    return known("", node.anchor)


def _older_than_kraft(node: Node) -> Value[str]:
    """inter.broker.protocol.version, gone in 4.0, is 3.0 or later in KRaft (checked from 3.3)."""
    key = "inter.broker.protocol.version"
    written = node.settings.get(key)
    checked = versions.at_least(node.version, "3.3").or_else(False)
    gone = versions.at_least(node.version, "4.0").or_else(True)
    if written is None or not checked or gone or not written.is_known:
        return known("", node.anchor)
    if (versions.parts(written.data) or (3, 0)) >= (3, 0):
        return known("", *written.origins)
    return known(f"{key} is {written.data}, and KRaft needs 3.0 or later", *written.origins)


def _unroutable(node: Node, voters: Value[Any]) -> Value[str]:
    """From 4.2 on a controller that binds every address is known by its entry among the voters."""
    bound = node.settings.get("listeners")
    names, shown = controller_listener_names(node), node.settings.get("advertised.listeners")
    if not versions.at_least(node.version, "4.2").or_else(False) or not names.is_known:
        return known("", node.anchor)
    if bound is None or not bound.is_known or not is_controller(node).or_else(False):
        return known("", node.anchor)
    if shown is not None and (not shown.is_known or _named(shown.data, names.data)):
        return known("", node.anchor)
    if not any(host in ("", "0.0.0.0") for host in _named(bound.data, names.data)):
        return known("", node.anchor)
    for entry in (str(entry) for entry in voters.or_else(())):
        match = _VOTER.match(entry)
        if match and match[2] == "0.0.0.0":
            text = f"the voter {entry} is no address that others could reach, which Kafka refuses"
            return known(text, *voters.origins)
    return known("", *voters.origins)


def _named(text: str, names: tuple[str, ...]) -> list[str]:
    """The hosts of the listeners in `text` that have one of these names."""
    return [point.host for point in endpoints(text) if point.name in names]


def _without_voters(node: Node, servers: Value[object]) -> Value[str]:
    if servers.is_unknown and is_set(node, "controller.quorum.bootstrap.servers"):
        return unknown(servers.reason, *servers.origins)
    too_old = versions.at_least(node.version, "3.9").or_else(True) is False
    if (servers.data and not too_old) or node.partial:
        return known("", *servers.origins)
    origins = roles(node).origins or (node.anchor,)
    if node.container is None and not (is_set(node, "node.id") or is_set(node, "broker.id")):
        return unknown("node.id is not here either: something else completes this file", *origins)
    reason = "neither controller.quorum.voters nor controller.quorum.bootstrap.servers is set"
    if too_old:
        reason = f"controller.quorum.voters is not set, which Kafka {node.version.data} needs"
    return known(reason, *origins)


def _malformed_servers(node: Node, servers: Value[Any]) -> Value[str]:
    """An entry of controller.quorum.bootstrap.servers that is not host:port; read since 3.8."""
    if versions.at_least(node.version, "3.8").or_else(True) is False:
        return known("", *servers.origins)
    for entry in (str(entry).strip() for entry in servers.or_else(())):
        if placeholder(entry) is None and not _SERVER.match(entry):
            text = f"{entry} in controller.quorum.bootstrap.servers is not host:port"
            return known(text, *servers.origins)
    return known("", *servers.origins)


def _against_own(
    node: Node, voters: Value[object], listed: dict[int, tuple[str, str]]
) -> Value[str]:
    own = effective(node, "node.id") if is_set(node, "node.id") else effective(node, "broker.id")
    if own.is_unknown:
        return unknown(own.reason, *own.origins)
    if own.is_absent or own.data == -1:
        return known("", *voters.origins)
    number = int(str(own.data))
    controller, broker = is_controller(node).or_else(None), is_broker(node).or_else(None)
    both = tuple(dict.fromkeys((*own.origins, *voters.origins)))
    if controller and number not in listed:
        return known(f"it is a controller, but node.id {number} is not among the voters", *both)
    if broker and not controller and number in listed:
        return known(f"it is a broker alone, but node.id {number} is listed as a voter", *both)
    if controller:
        return _against_port(node, voters, listed[number][1])
    return known("", *both)


def _against_port(node: Node, voters: Value[object], port: str) -> Value[str]:
    """The voter's port must be one that the node's controller listener binds."""
    text = node.settings.get("listeners")
    names = effective(node, "controller.listener.names")
    if text is None or not text.is_known or not names.is_known:
        return known("", *voters.origins)
    wanted = {str(name).upper() for name in names.data}
    bound = [point.port for point in endpoints(text.data) if point.name in wanted]
    if not bound or port in bound or port == "0" or any(placeholder(b) for b in bound):
        return known("", *voters.origins)
    origins = tuple(dict.fromkeys((*voters.origins, *text.origins)))
    return known(
        f"its voter entry names port {port}, its controller listener binds {bound[0]}", *origins
    )


@fact
def quorum_source_problem(node: Node) -> Value[str]:
    """Voters and bootstrap servers together, or bootstrap servers before Kafka 3.9 (KIP-853)."""
    voters = node.settings.get("controller.quorum.voters")
    servers = node.settings.get("controller.quorum.bootstrap.servers")
    if servers is None or (servers.is_known and not servers.data.strip()):
        return known("", node.anchor)
    for value in (servers, voters):
        if value is not None and value.is_unknown:
            return unknown(value.reason, *value.origins)
    if voters is not None and voters.data.strip():
        text = "both controller.quorum.voters and controller.quorum.bootstrap.servers are set"
        return known(text, *voters.origins, *servers.origins)
    new_enough = versions.at_least(node.version, "3.9")
    if not new_enough.is_known:
        return unknown(new_enough.reason or "the Kafka version is not known", *servers.origins)
    if not new_enough.data:
        text = f"Kafka {node.version.data} does not know controller.quorum.bootstrap.servers"
        return known(text, *servers.origins)
    return known("", *servers.origins)
