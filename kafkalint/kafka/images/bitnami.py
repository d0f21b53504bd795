"""The image bitnami/kafka, now bitnamilegacy/kafka.

Source: bitnami/containers, bitnami/kafka/<version>: scripts/libkafka.sh (kafka_initialize,
kafka_create_alias_environment_variables, kafka_validate), kafka-env.sh, kafka/setup.sh.

Its scripts were written anew in the summer of 2023. Later builds of 3.2 to 3.5 have the new
ones too, so the Kafka version alone does not always tell which scripts a tag stands for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.kafka import environment, versions
from kafkalint.kafka.images import bitnami_first, bitnami_security, distribution, jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.bitnami_security import setting
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex
from kafkalint.values import Value, unknown

if TYPE_CHECKING:
    from kafkalint.formats.properties import Property

_PREFIX = "KAFKA_CFG_"
_COMMANDS = {
    "BROKER_ID_COMMAND": "broker.id",
    "KAFKA_BROKER_ID_COMMAND": "broker.id",
    "KAFKA_NODE_ID_COMMAND": "node.id",
    "KAFKA_CONTROLLER_QUORUM_VOTERS_COMMAND": "controller.quorum.voters",
    "KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS_COMMAND": "controller.quorum.bootstrap.servers",
}
_COMMENTED_OUT = (  # by kafka_server_unify_conf: what depends on ZooKeeper or KRaft
    "zookeeper.",
    "group.initial",
    "broker.",
    "node.",
    "process.",
    "listeners",
    "listener.",
    "controller.",
    "inter.broker",
    "advertised.listeners",
    "log.dirs",
)
_FIRST_BUILDS = regex(r"3\.(?:2\.[0-2]|3\.1|4\.0|5\.0)(?![.\d])")


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None for the image's own and for those it drops.

    KAFKA_CFG_* become keys; KAFKA_* only where an older name of the image was the same.
    """
    if variable.startswith(_PREFIX):
        return environment.bitnami(variable[len(_PREFIX) :])
    new = family.keys.get(variable)
    if new is None or _is_no_alias(variable, version):
        return None
    return environment.bitnami(new[len(_PREFIX) :])


def _is_no_alias(variable: str, version: Value[str]) -> bool:
    """With 4.1 the bootstrap servers took the place of the voters among the aliases."""
    late = versions.at_least(version, "4.1")
    if variable == "KAFKA_CONTROLLER_QUORUM_VOTERS":
        return late.or_else(False) is True
    if variable == "KAFKA_CONTROLLER_QUORUM_BOOTSTRAP_SERVERS":
        return late.or_else(True) is False
    return False


def apply(draft: Draft) -> None:
    """Write the draft as the image's setup.sh does."""
    first = _is_first(draft)
    file = _mounted(draft, first)
    if file is not None:
        draft.copy(file)
        draft.ignores_environment = True
    elif first:
        bitnami_first.configure(draft)
        _write_variables(draft)
    else:
        _configure(draft)
        _refuse(draft)
    _identify(draft)
    jvm.read(draft)


def _is_first(draft: Draft) -> bool:
    """The first scripts, which ran by themselves; the new ones refuse to without a mode."""
    if draft.version.is_known and not draft.at_least("3.2").data:
        return True
    if _FIRST_BUILDS.match(draft.tag):
        return True
    late = draft.at_least("3.6").or_else(True)
    has_mode = setting(draft, "PROCESS_ROLES") or setting(draft, "ZOOKEEPER_CONNECT")
    return not late and has_mode is None


def _mounted(draft: Draft, first: bool) -> list[Property] | None:
    folder = draft.given("KAFKA_MOUNTED_CONF_DIR")
    place = folder.data.rstrip("/") if folder and folder.is_known else "/bitnami/kafka/config"
    inside = "/opt/bitnami/kafka/conf" if first else "/opt/bitnami/kafka/config"
    for path in (f"{place}/server.properties", f"{inside}/server.properties"):
        if path in draft.mounted:
            return draft.mounted[path]
    return None


def _configure(draft: Draft) -> None:
    distribution.start_from(draft, "server.properties", *_COMMENTED_OUT)
    draft.supply("log.dirs", "/bitnami/kafka/data")
    if draft.at_least("4.1").or_else(False):
        draft.supply("controller.quorum.bootstrap.servers", "localhost:9093")
    bitnami_security.configure(draft)
    _write_variables(draft)


def _write_variables(draft: Draft) -> None:
    """KAFKA_CFG_* first, then the older names, which the image copies over them."""
    of_the_image = {name for name in draft.environment if name.startswith(_PREFIX)}
    for names in (of_the_image, draft.environment.keys() - of_the_image):
        draft.map_environment(lambda name: property_of(draft.family, name, draft.version), names)
    for name, key in _COMMANDS.items():
        command = draft.given(name)
        if command is not None:
            draft.obscure(key, f"{name} finds it out when the container starts", *command.origins)


def _identify(draft: Draft) -> None:
    if draft.ignores_environment or "process.roles" not in draft.settings:
        return
    written = draft.given("KAFKA_CLUSTER_ID", "KAFKA_KRAFT_CLUSTER_ID")
    draft.metadata["cluster.id"] = written or unknown(
        f"{draft.family.title} makes up a cluster id where KAFKA_CLUSTER_ID is not set",
        draft.anchor,
    )


def _refuse(draft: Draft) -> None:
    """What kafka_validate refuses, as far as these inputs show it."""
    roles, zookeeper = setting(draft, "PROCESS_ROLES"), setting(draft, "ZOOKEEPER_CONNECT")
    only_kraft = draft.at_least("4.0").or_else(False)
    if roles is None and (only_kraft or zookeeper is None):
        draft.refuse("KAFKA_CFG_PROCESS_ROLES is not set")
    if roles is None:
        return
    migrating = draft.given("KAFKA_CFG_ZOOKEEPER_METADATA_MIGRATION_ENABLE")
    if zookeeper is not None and not only_kraft and migrating is None:
        draft.refuse("both KRaft and ZooKeeper are configured", roles, zookeeper)
    if setting(draft, "NODE_ID") is None and draft.given("KAFKA_NODE_ID_COMMAND") is None:
        draft.refuse("KAFKA_CFG_NODE_ID is not set", roles)
    if roles.is_known and "controller" in roles.data:
        _refuse_controller(draft, roles)


def _refuse_controller(draft: Draft, roles: Value[str]) -> None:
    names = draft.given("KAFKA_CFG_CONTROLLER_LISTENER_NAMES")
    listeners = setting(draft, "LISTENERS")
    if names is None:
        draft.refuse("KAFKA_CFG_CONTROLLER_LISTENER_NAMES is not set", roles)
    elif listeners is None:
        draft.refuse("KAFKA_CFG_LISTENERS is not set", roles)
    elif listeners.is_known and names.is_known and names.data not in listeners.data:
        draft.refuse(f"{names.data} is not in KAFKA_CFG_LISTENERS", listeners, names)
    voters = setting(draft, "CONTROLLER_QUORUM_VOTERS") or draft.given(
        "KAFKA_CONTROLLER_QUORUM_VOTERS_COMMAND"
    )
    if voters is None and not draft.at_least("4.1").or_else(True):
        draft.refuse("KAFKA_CFG_CONTROLLER_QUORUM_VOTERS is not set", roles)
