"""Brokers and ZooKeeper servers of images that nobody knows.

Most images read KAFKA_* by the conventions of apache/kafka, or KAFKA_CFG_* by bitnami's; what
such an image writes by itself is not known, so everything that is not written stays unknown.
"""

from __future__ import annotations

from kafkalint.kafka import environment
from kafkalint.kafka.images import jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value

_NEVER = frozenset(
    f"KAFKA_{name}"
    for name in (
        "VERSION HOME HEAP_OPTS LOG4J_OPTS OPTS JMX_OPTS JVM_PERFORMANCE_OPTS GC_LOG_OPTS "
        "LOG4J_ROOT_LOGLEVEL LOG4J_LOGGERS TOOLS_LOG4J_LOGLEVEL JMX_PORT JMX_HOSTNAME "
        "CREATE_TOPICS HEAP_SIZE KRAFT_CLUSTER_ID CLUSTER_ID"
    ).split()
)


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable most probably becomes."""
    if family.role != "broker" or variable in _NEVER or not variable.startswith("KAFKA_"):
        return None
    if variable.startswith("KAFKA_CFG_"):
        return environment.bitnami(variable[len("KAFKA_CFG_") :])
    return environment.apache(variable[len("KAFKA_") :])


def apply(draft: Draft) -> None:
    """Write what is written, and say that there may be more."""
    for file in draft.mounted.values():
        draft.copy(file)
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    draft.partial = f"{draft.family.title} is not known, and it may set more by itself"
    jvm.read(draft, "KAFKA_JMX_PORT")
