"""The options of the Java process: written ones, and those that start scripts add."""

from __future__ import annotations

from kafkalint.kafka.images.applied import Draft
from kafkalint.values import Value

_VARIABLES = (
    "KAFKA_OPTS",
    "KAFKA_JMX_OPTS",
    "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_GC_LOG_OPTS",
    "KAFKA_LOG4J_OPTS",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "EXTRA_ARGS",
)
_OPEN = "-Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false"


def read(draft: Draft, *ports: str, heap: str = "KAFKA_HEAP_OPTS") -> None:
    """Gather the options; `ports` are the variables that open the remote JMX port.

    Source: kafka-run-class.sh and kafka-server-start.sh of Apache Kafka: remote JMX needs
    neither a password nor TLS unless KAFKA_JMX_OPTS says so.
    """
    for name in _VARIABLES:
        value = draft.given(name)
        if value is not None:
            draft.jvm_options.append(value)
    _open_port(draft, draft.given(*ports, "JMX_PORT"))
    written = draft.given(heap)
    if written is not None:
        draft.jvm_options.append(written)
    elif draft.family.heap:
        text = draft.family.heap
        draft.jvm_options.append(draft.own(text, f"{draft.family.title} starts Java with {text}"))


def _open_port(draft: Draft, port: Value[str] | None) -> None:
    if port is None:
        return
    secured = draft.given("KAFKA_JMX_OPTS") is not None
    options = "" if secured else f" {_OPEN}"
    draft.jvm_options.append(
        port.map(lambda number: f"-Dcom.sun.management.jmxremote.port={number.strip()}{options}")
    )
