"""ZooKeeper's own settings and how the brokers use it.

Defaults: ZooKeeper 3.9 administrator's guide (zookeeperAdmin, "Configuration Parameters").
"""

from __future__ import annotations

from collections import Counter

from kafkalint.facts import fact
from kafkalint.facts.config import effective
from kafkalint.facts.identity import node_id
from kafkalint.facts.nodes import brokers, is_zookeeper_mode, zookeepers
from kafkalint.formats.template import partition, placeholder, split_list
from kafkalint.hosts import is_loopback
from kafkalint.model import Cluster, Node
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, every, gather, known, negate, some, unknown

_SERVER = regex(r"^server\.(\d+)$")
_TRUE = frozenset({"true", "yes", "1", "on"})


def zookeeper_setting(node: Node, key: str, default: str) -> Value[str]:
    """The text of `key` in zoo.cfg, ZooKeeper's own `default` where it is not set."""
    written = node.settings.get(key)
    if written is not None:
        if written.is_known and placeholder(written.data):
            return unknown(f"{placeholder(written.data)} is filled in elsewhere", *written.origins)
        return written.map(str.strip)
    if node.partial and (node.open_keys is None or key in node.open_keys):
        return unknown(f"{key} is not set here: {node.partial}", node.anchor)
    reason = f"ZooKeeper defaults to {default}" if default else ""
    return Value(default, (node.anchor,), Provenance.KAFKA, reason)


@fact
def purge_interval(node: Node) -> Value[int]:
    """autopurge.purgeInterval in hours; 0 never purges."""
    return zookeeper_setting(node, "autopurge.purgeInterval", "0").map(_whole)


def _whole(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else 0


@fact
def has_secure_port(node: Node) -> Value[bool]:
    """The server offers TLS to clients."""
    return zookeeper_setting(node, "secureClientPort", "").map(bool)


@fact
def authenticates(node: Node) -> Value[bool]:
    """The ZooKeeper server knows an authentication provider, or asks for certificates."""
    providers = [value for key, value in node.settings.items() if key.startswith("authProvider")]
    if providers:
        return known(True, *gather(providers))
    scheme = zookeeper_setting(node, "requireClientAuthScheme", "")
    if scheme.is_unknown or scheme.data:
        return scheme.map(bool)
    enforced = zookeeper_setting(node, "enforce.auth.enabled", "false").map(_is_true)
    if enforced.is_unknown or enforced.data:
        return enforced
    if any("java.security.auth.login.config" in (v.or_else("") or "") for v in node.jvm_options):
        return known(True, *gather(node.jvm_options))
    return known(False, node.anchor)


def _is_true(text: str) -> bool:
    return text.strip().lower() in _TRUE


@fact
def weakens_durability(node: Node) -> Value[bool]:
    """forceSync off, ACLs skipped, or an empty snapshot trusted."""
    sync = zookeeper_setting(node, "forceSync", "yes").map(lambda text: text.lower() == "no")
    skip = zookeeper_setting(node, "skipACL", "no").map(lambda text: text.lower() == "yes")
    trust = zookeeper_setting(node, "snapshot.trust.empty", "false").map(_is_true)
    other = zookeeper_setting(node, "zookeeper.snapshot.trust.empty", "false").map(_is_true)
    return some([sync, skip, trust, other])


@fact
def allows_every_command(node: Node) -> Value[bool]:
    """4lw.commands.whitelist=*: whoever reaches the port may dump sessions and settings."""
    return zookeeper_setting(node, "4lw.commands.whitelist", "srvr").map(lambda text: text == "*")


@fact
def publishes_admin_server(node: Node) -> Value[bool]:
    """The AdminServer is on and its port is published beyond this machine."""
    enabled = zookeeper_setting(node, "admin.enableServer", "true").map(_is_true)
    number = zookeeper_setting(node, "admin.serverPort", "8080")
    ports = node.container.ports if node.container else ()
    open_ports = [
        port
        for port in ports
        if str(port.target.or_else("")) == number.or_else("")
        and not is_loopback(port.host_ip.or_else(""))
    ]
    if not open_ports:
        return known(False, node.anchor)
    return enabled.map(bool).at((open_ports[0].origin, *enabled.origins))


@fact
def connects_with_tls(node: Node) -> Value[bool]:
    """The broker speaks TLS to ZooKeeper."""
    value = effective(node, "zookeeper.ssl.client.enable")
    if value.is_absent:
        return known(False, *value.origins, reason="Kafka knows TLS to ZooKeeper from 2.5 on")
    return value.map(bool)


@fact
def speaks_zookeeper_in_plaintext(cluster: Cluster) -> Value[bool]:
    """Brokers and ZooKeeper servers of this cluster talk without TLS."""
    parts = [negate(connects_with_tls(node)) for node in brokers(cluster)]
    parts += [negate(has_secure_port(node)) for node in zookeepers(cluster)]
    return every(parts)


@fact
def has_zookeeper(cluster: Cluster) -> Value[bool]:
    """ZooKeeper keeps this cluster's metadata, or is all there is here."""
    if not brokers(cluster):
        return known(bool(zookeepers(cluster)), cluster.anchor)
    return is_zookeeper_mode(cluster)


@fact
def protects_metadata(cluster: Cluster) -> Value[bool]:
    """ZooKeeper authenticates its clients, and brokers set ACLs on what they write."""
    servers = [authenticates(node) for node in zookeepers(cluster)]
    if any(each.is_known and not each.data for each in servers):
        return every(servers)  # whatever brokers do: that they set no ACLs is not the point then
    acls = [effective(node, "zookeeper.set.acl").map(bool) for node in brokers(cluster)]
    return every([*servers, *acls])


@fact
def metadata_opening(cluster: Cluster) -> str:
    """Who leaves the metadata open: a server that authenticates nobody, brokers without ACLs."""
    open_servers = [
        node.name for node in zookeepers(cluster) if authenticates(node).or_else(None) is False
    ]
    if open_servers:
        return f"ZooKeeper asks nobody who they are ({', '.join(open_servers)})"
    return "the brokers set no ACLs on what they write to ZooKeeper (zookeeper.set.acl)"


@fact
def connect_problem(node: Node) -> Value[str]:
    """What is wrong with zookeeper.connect; "" where nothing is."""
    written = node.settings.get("zookeeper.connect")
    if written is None:
        return known("", node.anchor)
    if not written.is_known:
        return unknown(written.reason, *written.origins)
    text = written.data.strip()
    hosts = [part.strip() for part in split_list(text) if part.strip()]
    if len(hosts) > 1 and sum(partition(host, "/")[1] != "" for host in hosts) > 1:
        return known(
            "the chroot stands behind every host; it belongs once, at the end", *written.origins
        )
    chroots = {
        other.settings["zookeeper.connect"].data.partition("/")[2]: other
        for other in brokers(node.cluster)
        if "zookeeper.connect" in other.settings
        and other.settings["zookeeper.connect"].is_known
        and not placeholder(other.settings["zookeeper.connect"].data)
    }
    if placeholder(text):
        return unknown("zookeeper.connect is filled in elsewhere", *written.origins)
    if len(chroots) > 1:
        return known(
            "the brokers name different chroots: they are not one cluster", *written.origins
        )
    members = len(zookeepers(node.cluster))
    if members >= 3 and len(hosts) == 1:
        return known(f"it names one of {members} ZooKeeper servers", *written.origins)
    return known("", *written.origins)


@fact
def ensemble_problem(node: Node) -> Value[str]:
    """Why this ZooKeeper server does not come up in its ensemble; "" where it does."""
    lines = {
        match[1]: value
        for key, value in node.settings.items()
        if (match := _SERVER.match(key)) and value.is_known
    }
    if len(lines) < 2:
        return known("", node.anchor)
    origins = gather(lines.values())
    for key in ("initLimit", "syncLimit"):
        value = zookeeper_setting(node, key, "")
        if value.is_unknown:
            return value
        if not value.data:
            return known(f"{key} is not set, which an ensemble needs", *origins)
    addresses = Counter(_quorum_address(value.data) for value in lines.values())
    for address, times in addresses.items():
        if times > 1 and not placeholder(address) and address:
            return known(f"{address} is the address of {times} servers", *origins)
    mine = node_id(node)
    if mine.is_unknown:
        return unknown(mine.reason, *mine.origins)
    if mine.is_known and mine.data.strip() not in lines:
        return known(f"its myid {mine.data} is none of the listed servers", *mine.origins, *origins)
    return known("", *origins)


def _quorum_address(text: str) -> str:
    """`host:port` of a server.N value, where brokers of the ensemble talk to each other."""
    parts = text.split(";")[0].split(":")
    return ":".join(part.strip().lower() for part in parts[:2])
