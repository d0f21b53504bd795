"""The project's own images apache/kafka and apache/kafka-native.

Source: apache/kafka, docker/resources/common-scripts/{run,configureDefaults,configure},
docker/jvm/launch and prepareServerConfigs of KafkaDockerWrapper: a mounted file with the
variables appended; else the variables alone; else, where there is neither, the shipped file.
"""

from __future__ import annotations

from kafkalint.kafka import environment, versions
from kafkalint.kafka.images import confluent, distribution, jvm, secured
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value, absent

MOUNTED = "/mnt/shared/config/server.properties"
_PREFIX = "KAFKA_"


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None where it is left out.

    Before 4.0 the prefix is taken out wherever it stands: no variable sets `kafka.metrics.…`.
    """
    if not variable.startswith(_PREFIX) or variable in family.excluded:
        return None
    once = variable.count(_PREFIX) == 1 or versions.at_least(version, "4.0").or_else(True)
    return environment.apache(variable.replace(_PREFIX, "", 1 if once else -1))


def apply(draft: Draft) -> None:
    """Write the draft as `KafkaDockerWrapper setup` does."""
    file = draft.mounted.get(MOUNTED) or []
    mapped = [
        name
        for name in draft.environment
        if property_of(draft.family, name, draft.version) is not None
    ]
    draft.copy(file)
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    if not file and not mapped:
        folder = "" if draft.at_least("4.0").or_else(False) else "kraft/"
        distribution.start_from(draft, f"{folder}server.properties")
    draft.discards_defaults = bool(file or mapped)
    if draft.given("KAFKA_PROCESS_ROLES") is None or not _is_controller(draft):
        _derive_listeners(draft)
    secured.read_files(draft)
    _refuse(draft)
    confluent.identify(draft)
    jvm.read(draft, "KAFKA_JMX_PORT")


def _is_controller(draft: Draft) -> bool:
    roles = draft.environment.get("KAFKA_PROCESS_ROLES", absent())
    return roles.is_known and roles.data == "controller"


def _derive_listeners(draft: Draft) -> None:
    """The image exports KAFKA_LISTENERS, which then wins over a mounted file's line too."""
    if draft.given("KAFKA_LISTENERS") is None and draft.given("KAFKA_ADVERTISED_LISTENERS"):
        draft.settings.pop("listeners", None)
        confluent.derive_listeners(draft)


def _refuse(draft: Draft) -> None:
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    if advertised is not None and _is_controller(draft):
        draft.refuse(
            "KAFKA_ADVERTISED_LISTENERS is not supported on a KRaft controller", advertised
        )
    secured.refuse_without_options(draft)
