"""TLS files and SASL options of the images whose start script came from Confluent's.

Source: `configure` of confluentinc/kafka-images and of apache/kafka docker/resources. Both look
for the text "SSL://" and "SASL_…://" in KAFKA_ADVERTISED_LISTENERS, that is, at the names
of listeners; a listener called EXTERNAL never counts, whatever its protocol is.
"""

from __future__ import annotations

import re

from kafkalint.kafka.images.applied import Draft
from kafkalint.regex import regex
from kafkalint.values import Value, unknown

SECRETS = "/etc/kafka/secrets/"
_CONTROLLER = regex("CONTROLLER:(SSL|SASL_SSL)")


def read_files(draft: Draft, also_for_controllers: bool = False) -> None:
    """Write the places and passwords of key and trust stores from the image's own variables."""
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    enabled = advertised is not None and advertised.is_known and "SSL://" in advertised.data
    if also_for_controllers and draft.at_least("4.0").or_else(False):
        mapped = draft.given("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")
        enabled = enabled or bool(mapped and mapped.is_known and _CONTROLLER.search(mapped.data))
    if not enabled:
        return
    _read_store(draft, "KEYSTORE", advertised)
    _read_password(draft, "ssl.key.password", "KAFKA_SSL_KEY_CREDENTIALS", advertised)
    wanted = draft.given("KAFKA_SSL_CLIENT_AUTH")
    if wanted is not None and wanted.is_known and re.search("required|requested", wanted.data):
        _read_store(draft, "TRUSTSTORE", wanted)


def _read_store(draft: Draft, store: str, cause: Value[str] | None) -> None:
    variable = f"KAFKA_SSL_{store}_FILENAME"
    name = draft.given(variable)
    if name is None:
        draft.refuse(f"{variable} is not set", cause)
    else:
        draft.settings[f"ssl.{store.lower()}.location"] = name.map(
            lambda text: SECRETS + text.strip()
        )
    _read_password(draft, f"ssl.{store.lower()}.password", f"KAFKA_SSL_{store}_CREDENTIALS", cause)


def _read_password(draft: Draft, key: str, variable: str, cause: Value[str] | None) -> None:
    name = draft.given(variable)
    if name is None:
        draft.refuse(f"{variable} is not set", cause)
        return
    where = f"{SECRETS}{name.data}" if name.is_known else "a file"
    draft.settings[key] = unknown(f"the password is read from {where}", *name.origins)


def refuse_without_options(draft: Draft) -> None:
    """A listener called SASL_… wants KAFKA_OPTS."""
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    if advertised is None or not advertised.is_known or draft.given("KAFKA_OPTS") is not None:
        return
    _, sasl, behind = advertised.data.partition("SASL_")
    if sasl and "://" in behind:
        draft.refuse("KAFKA_OPTS is not set, which a SASL listener needs", advertised)
