"""Debezium's image debezium/kafka, made for its tutorial.

Source: debezium/container-images, kafka/<version>/docker-entrypoint.sh. Kafka's own file is
edited in place; the ids, the ZooKeeper address and the data folder come from variables of the
image's own and win over their KAFKA_ counterparts. From Kafka 4.0 on it is KRaft alone.
"""

from __future__ import annotations

from kafkalint.kafka import environment, versions
from kafkalint.kafka.images import distribution, jvm, topics
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Provenance, Value

_CLUSTER_ID = "ldlg5yhkQeWtnUrZrC6edg"  # of the images that are KRaft alone
_OLD_LISTENERS = {"LISTENERS": "listeners", "ADVERTISED_LISTENERS": "advertised.listeners"}
_IDS = ("NODE_ID", "BROKER_ID")


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None where it is left out or overwritten."""
    if variable in family.keys:
        return family.keys[variable]
    if _is_old(version) and variable.removeprefix("KAFKA_") in _OLD_LISTENERS:
        return _OLD_LISTENERS.get(variable)
    if not variable.startswith("KAFKA_") or variable in family.excluded:
        return None
    return environment.dotted(variable[len("KAFKA_") :])


def apply(draft: Draft) -> None:
    """Write the draft as the entrypoint's `start` does."""
    role = _role(draft)
    _start_from(draft, role)
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    _convert_voters(draft)
    _number(draft, bool(role))
    if not role and draft.given("ZOOKEEPER_CONNECT") is None:
        draft.supply("zookeeper.connect", "0.0.0.0:2181")
    if role:
        draft.settings.pop("zookeeper.connect", None)
        _identify(draft)
    _listen(draft, role)
    created = draft.given("CREATE_TOPICS")
    if created is not None:
        draft.topics += topics.listed(created, draft.anchor)
    _read_options(draft)


def _is_old(version: Value[str]) -> bool:
    """Up to Kafka 2.5 the variables of the listeners had no KAFKA_ before them."""
    return versions.at_least(version, "2.6").or_else(True) is False


def _is_kraft_alone(draft: Draft) -> bool:
    return bool(draft.at_least("4.0").or_else(False))


def _role(draft: Draft) -> str:
    """ "broker", "controller" or "server" (both) in KRaft mode; "" with ZooKeeper."""
    if not _is_kraft_alone(draft) and draft.given("CLUSTER_ID") is None:
        return ""
    role = draft.given("NODE_ROLE")
    named = role is not None and role.is_known and role.data in ("broker", "controller")
    return str(role.data) if role and named else "server"


def _start_from(draft: Draft, role: str) -> None:
    name = f"{role or 'server'}.properties"
    if role and not _is_kraft_alone(draft):
        name = f"kraft/{name}"
    distribution.go_on_from(draft, draft.mounted.get(f"/kafka/config/{name}"), name)


def _number(draft: Draft, kraft: bool) -> None:
    """One id for the node and the broker, which also names the data folder."""
    number = draft.given(*_IDS) or draft.own("1", f"{draft.family.title} takes 1 as NODE_ID")
    for key in ("broker.id", *(("node.id",) if kraft else ())):
        draft.settings[key] = number.map(str.strip)
    folder = number.map(lambda text: f"/kafka/data/{text.strip()}")
    if folder.is_known:
        reason = f"{draft.family.title} writes to a folder named by NODE_ID"
        folder = Value(folder.data, folder.origins, Provenance.IMAGE, reason)
    draft.settings["log.dirs"] = folder


def _convert_voters(draft: Draft) -> None:
    """Images with Kafka 4.2 make the first voter the bootstrap server, and forget the others.

    Where bootstrap servers are given too, both are written as they are.
    """
    voters = draft.given("KAFKA_CONTROLLER_QUORUM_VOTERS")
    if voters is None or not draft.at_least("4.2").or_else(False):
        return
    if draft.given("KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS") is None:
        draft.settings.pop("controller.quorum.voters", None)
        key = "controller.quorum.bootstrap.servers"
        draft.settings[key] = voters.map(lambda text: text.split(",")[0].rpartition("@")[2])
        draft.keys["KAFKA_CONTROLLER_QUORUM_VOTERS"] = key


def _identify(draft: Draft) -> None:
    written = draft.given("CLUSTER_ID")
    reason = f"{draft.family.title} uses the same cluster id everywhere unless it is told one"
    draft.metadata["cluster.id"] = written or draft.own(_CLUSTER_ID, reason)


def _listen(draft: Draft, role: str) -> None:
    """PLAINTEXT on the container's own address, where nothing is said of listeners."""
    host = _text(draft, "${HOST_NAME}", "KAFKA_HOST_NAME", "HOST_NAME")
    port = _text(draft, "9092", "KAFKA_PORT", "PORT")
    controller = _text(draft, "9093", "CONTROLLER_PORT")
    listeners = {
        "server": f"PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}",
        "controller": f"PLAINTEXT://{host}:{controller}",
    }.get(role, f"PLAINTEXT://{host}:{port}")
    old = _is_old(draft.version)
    if draft.given("LISTENERS" if old else "KAFKA_LISTENERS") is None:
        draft.supply("listeners", listeners)
    if draft.given("ADVERTISED_LISTENERS" if old else "KAFKA_ADVERTISED_LISTENERS") is None:
        advertised = _text(draft, host, "KAFKA_ADVERTISED_HOST_NAME", "ADVERTISED_HOST_NAME")
        number = _text(draft, "9092", "KAFKA_ADVERTISED_PORT", "ADVERTISED_PORT")
        draft.supply("advertised.listeners", f"PLAINTEXT://{advertised}:{number}")


def _text(draft: Draft, otherwise: str, *names: str) -> str:
    value = draft.given(*names)
    if value is None:
        return otherwise
    return value.data.strip() if value.is_known else f"${{{names[-1]}}}"


def _read_options(draft: Draft) -> None:
    port, host = draft.given("JMXPORT"), draft.given("JMXHOST")
    if port is None or host is None:
        jvm.read(draft, heap="HEAP_OPTS")
        return
    password = _text(draft, "false", "JMXAUTH")
    tls = _text(draft, "false", "JMXSSL")
    prefix = "-Dcom.sun.management.jmxremote"
    options = f"{prefix}.authenticate={password} {prefix}.ssl={tls}"
    draft.environment["KAFKA_JMX_OPTS"] = port.map(
        lambda number: f"{prefix}.port={number.strip()} {options}"
    )
    jvm.read(draft, heap="HEAP_OPTS")
