"""The image bitnami/kafka, now bitnamilegacy/kafka.

Source: bitnami/containers, bitnami/kafka/<version>: scripts/libkafka.sh (kafka_initialize,
kafka_create_alias_environment_variables, kafka_configure_*), kafka-env.sh, kafka/setup.sh.
"""

from __future__ import annotations

from kafkalint.kafka import environment
from kafkalint.kafka.images import bitnami_security, distribution, jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value, unknown

MOUNTED = "/bitnami/kafka/config/server.properties"
_PREFIX = "KAFKA_CFG_"
_COMMANDS = {
    "KAFKA_NODE_ID_COMMAND": "node.id",
    "KAFKA_BROKER_ID_COMMAND": "broker.id",
    "BROKER_ID_COMMAND": "broker.id",
    "KAFKA_CONTROLLER_QUORUM_VOTERS_COMMAND": "controller.quorum.voters",
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


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None for the image's own and for those it drops.

    KAFKA_CFG_* become keys; KAFKA_* only where an older name of the image was the same.
    """
    if variable.startswith(_PREFIX):
        return environment.bitnami(variable[len(_PREFIX) :])
    new = family.keys.get(variable)
    return environment.bitnami(new[len(_PREFIX) :]) if new and new.startswith(_PREFIX) else None


def apply(draft: Draft) -> None:
    """Write the draft as the image's kafka_initialize does."""
    file = draft.mounted.get(_mounted_path(draft))
    if file is not None:
        draft.copy(file)
        draft.ignores_environment = True
    else:
        _configure(draft)
    _identify(draft)
    jvm.read(draft)


def _mounted_path(draft: Draft) -> str:
    folder = draft.given("KAFKA_MOUNTED_CONF_DIR")
    return f"{folder.data.rstrip('/')}/server.properties" if folder and folder.is_known else MOUNTED


def _configure(draft: Draft) -> None:
    distribution.start_from(draft, "server.properties", *_COMMENTED_OUT)
    draft.supply("log.dirs", "/bitnami/kafka/data")
    bitnami_security.configure(draft)
    _write_variables(draft)
    for name, key in _COMMANDS.items():
        command = draft.given(name)
        if command is not None:
            draft.obscure(key, f"{name} finds it out when the container starts", *command.origins)


def _write_variables(draft: Draft) -> None:
    """KAFKA_CFG_* first, then the older names, which the image copies over them."""

    def named(prefix: bool) -> None:
        draft.map_environment(
            lambda name: (
                property_of(draft.family, name, draft.version)
                if name.startswith(_PREFIX) is prefix
                else None
            )
        )

    named(True)
    named(False)


def _identify(draft: Draft) -> None:
    if draft.ignores_environment or "process.roles" not in draft.settings:
        return
    written = draft.given("KAFKA_CLUSTER_ID", "KAFKA_KRAFT_CLUSTER_ID")
    draft.metadata["cluster.id"] = written or unknown(
        f"{draft.family.title} makes up a cluster id where KAFKA_CLUSTER_ID is not set",
        draft.anchor,
    )
