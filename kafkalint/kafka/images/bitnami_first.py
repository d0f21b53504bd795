"""The first scripts of bitnami/kafka, up to the summer of 2023.

Source: bitnami/containers, bitnami/kafka/2, 3.1, and 3.3 to 3.5 of early 2023: kafka-env.sh,
kafka/setup.sh and kafka_initialize. They edit Kafka's own file, leaving in it what is not set,
and refuse to listen in the clear unless ALLOW_PLAINTEXT_LISTENER says so.
"""

from __future__ import annotations

from kafkalint.kafka.images import bitnami_security, distribution
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.bitnami_security import setting
from kafkalint.regex import regex

_YES = regex("(?i)(1|yes|true)$")


def configure(draft: Draft) -> None:
    """Write what stands there before the variables are written over it."""
    kraft = _is_kraft(draft)
    distribution.start_from(draft, "kraft/server.properties" if kraft else "server.properties")
    draft.supply("log.dirs", "/bitnami/kafka/data")
    draft.supply("advertised.listeners", "PLAINTEXT://:9092")
    draft.supply("sasl.enabled.mechanisms", bitnami_security.MECHANISMS)
    if kraft:
        draft.supply("listeners", "PLAINTEXT://:9092,CONTROLLER://:9093")
    else:
        draft.supply("listeners", "PLAINTEXT://:9092")
        draft.supply("broker.id", "-1")
        draft.supply("zookeeper.connect", "localhost:2181")
    written = [setting(draft, name) for name in ("LISTENERS", "LISTENER_SECURITY_PROTOCOL_MAP")]
    texts = [value.data for value in written if value is not None and value.is_known]
    if any("SSL" in text for text in texts):
        bitnami_security.configure_tls(draft)
    unclear = any(value is not None and value.is_unknown for value in written)
    allowed = draft.given("ALLOW_PLAINTEXT_LISTENER")
    if unclear or (allowed is not None and (allowed.is_unknown or _YES.match(allowed.data))):
        return
    if not any("SSL" in text or "SASL" in text for text in texts):
        draft.refuse("ALLOW_PLAINTEXT_LISTENER is not yes", allowed)


def _is_kraft(draft: Draft) -> bool:
    """From 3.3 on these scripts ran in KRaft mode unless they were told not to."""
    wanted = draft.given("KAFKA_ENABLE_KRAFT")
    if wanted is not None and wanted.is_known:
        return bool(_YES.match(wanted.data))
    return bool(draft.at_least("3.3").or_else(True))
