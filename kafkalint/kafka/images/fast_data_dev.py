"""The lenses.io boxes: Kafka, Connect, the registry and more in one container to develop with.

Source: lensesio/fast-data-dev, setup-and-run.sh and config_kafka.sh; before 1.0, that is, with
tags like cp3.3.0, the box edited Confluent's file and read none of these variables.
"""

from __future__ import annotations

import re

from kafkalint.kafka import environment
from kafkalint.kafka.images import distribution, jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex
from kafkalint.values import Value

_SUPERVISOR = regex(r".+(?:TCP_(?:PORT|ADDR)|_\d{1,5}_(?:TCP|UDP)|_SERVICE_(?:PORT|HOST))")
_FILE = "/var/run/broker/server.properties"
_MARK = regex("^#(?:NULL|EMPTY)#$")


_TLS = {  # setup-and-run.sh, below "Setup the broker with SSL"
    "ssl.client.auth": "required",
    "ssl.key.password": "fastdata",
    "ssl.keystore.location": "/tmp/certs/kafka.jks",
    "ssl.keystore.password": "fastdata",
    "ssl.truststore.location": "/tmp/certs/truststore.jks",
    "ssl.truststore.password": "fastdata",
    "ssl.protocol": "TLS",
    "ssl.enabled.protocols": "TLSv1.2,TLSv1.1,TLSv1",
    "ssl.keystore.type": "JKS",
    "ssl.truststore.type": "JKS",
}


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None where it is left out."""
    if not variable.startswith("KAFKA_") or variable.startswith(("KAFKA_REST_", "KAFKA_CONNECT_")):
        return None
    if variable in family.excluded or "KAFKA_PORT" in variable or _SUPERVISOR.match(variable):
        return None
    return environment.apache(variable[len("KAFKA_") :])


def apply(draft: Draft) -> None:
    """Write the draft as setup-and-run.sh and config_kafka.sh do."""
    port = draft.given("BROKER_PORT")
    number = port.data if port is not None and port.is_known else "9092"
    listener = f"PLAINTEXT://:{number}"
    file = draft.mounted.get(_FILE)
    if file is not None:
        draft.copy(file)
        draft.ignores_environment = True
    elif draft.tag.startswith("cp"):
        distribution.start_from(draft, "server.properties")
        draft.supply("listeners", listener)
        draft.partial = f"{draft.family.title} of this age writes more by itself"
    else:
        _write(draft, listener, number)
    _read_options(draft)


def _write(draft: Draft, listener: str, port: str) -> None:
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    for key in [key for key, value in draft.settings.items() if value.data == ""]:
        del draft.settings[key]
    draft.settings = {
        key: value.map(lambda text: _MARK.sub("", text)) for key, value in draft.settings.items()
    }
    for variable, text in draft.family.defaults.items():
        draft.default(environment.apache(variable[len("KAFKA_") :]), text)
    zookeeper = draft.given("ZK_PORT")
    zookeeper_port = zookeeper.data if zookeeper is not None and zookeeper.is_known else "2181"
    draft.default("zookeeper.connect", f"127.0.0.1:{zookeeper_port}")
    draft.default("listeners", listener)
    host = draft.given("ADV_HOST")
    if host is not None and "advertised.listeners" not in draft.settings:
        draft.settings["advertised.listeners"] = host.map(
            lambda name: f"PLAINTEXT://{name.strip()}:{port}"
        )
    _encrypt(draft)


def _encrypt(draft: Draft) -> None:
    """ENABLE_SSL adds a listener with a certificate that the box makes for itself."""
    wanted = draft.given("ENABLE_SSL")
    if wanted is None or not re.match("(?i)(true|y|yes|1)$", wanted.data or ""):
        return
    port = draft.given("BROKER_SSL_PORT")
    number = port.data if port is not None and port.is_known else "9093"
    listeners = draft.settings["listeners"]
    draft.settings["listeners"] = listeners.map(lambda text: f"{text},SSL://:{number}")
    for key, text in _TLS.items():
        draft.supply(key, text)


def _read_options(draft: Draft) -> None:
    """The broker's own names of Java's options; remote JMX is always open."""
    names = {"BROKER_JMX_OPTS": "KAFKA_JMX_OPTS", "BROKER_HEAP_OPTS": "KAFKA_HEAP_OPTS"}
    for name, common in names.items():
        value = draft.given(name)
        if value is not None:
            draft.environment[common] = value
    port = draft.given("BROKER_JMX_PORT")
    if port is None and draft.given("DISABLE_JMX") is None:
        draft.environment["BROKER_JMX_PORT"] = draft.own(
            "9581", f"{draft.family.title} opens JMX on 9581"
        )
    jvm.read(draft, "BROKER_JMX_PORT")
