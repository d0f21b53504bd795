"""Confluent's images cp-kafka, cp-server, cp-enterprise-kafka and confluent-local.

Source: confluentinc/kafka-images, branches 5.4.x to 8.3.x, the folders kafka, server, local
and ce-kafka: include/etc/confluent/docker/{configure,ensure,launch,*.properties.template}.
They write a file with nothing but the variables in it, so Kafka's own defaults hold else.
"""

from __future__ import annotations

from kafkalint.kafka import environment, versions
from kafkalint.kafka.images import jvm, secured
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.kafka.images.text import listen_everywhere
from kafkalint.values import Value, absent, unknown

_REMOVED = {  # variable to the key that it would set
    "KAFKA_ADVERTISED_PORT": "advertised.port",
    "KAFKA_ADVERTISED_HOST": "advertised.host",
    "KAFKA_HOST": "host",
    "KAFKA_PORT": "port",
}
_CAMEL = "KAFKA_ZOOKEEPER_CLIENT_CNXN_SOCKET"
_PREFIXES = {
    "cp-kafka": {"CONFLUENT_SUPPORT_": "confluent.support."},
    "cp-server": {
        "CONFLUENT_SUPPORT_": "confluent.support.",
        "CONFLUENT_METRICS_": "confluent.metrics.",
    },
    "confluent-local": {"CONFLUENT_": "confluent."},
}
_PREFIXES["cp-enterprise-kafka"] = _PREFIXES["cp-server"]


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The key that a variable becomes; None where the template leaves it out."""
    if variable in family.excluded:
        return None
    if variable == _CAMEL and _knows_camel(family, version):
        return "zookeeper.clientCnxnSocket"
    if variable.startswith("KAFKA_REST_") and family.name == "confluent-local":
        return None
    if variable.startswith("KAFKA_"):
        return _key(variable)
    for prefix, key in _PREFIXES[family.name].items():
        if variable.startswith(prefix):
            return key + environment.confluent(variable[len(prefix) :])
    return None


def _knows_camel(family: Family, version: Value[str]) -> bool:
    """Templates had a line for the one key with an upper-case letter from 5.5 to 7.9."""
    if family.name == "cp-enterprise-kafka":
        return False
    low, high = versions.at_least(version, "2.5"), versions.at_least(version, "4.0")
    return bool(low.or_else(True)) and not high.or_else(False)


def _key(variable: str) -> str:
    return environment.confluent(variable[len("KAFKA_") :])


def apply(draft: Draft) -> None:
    """Write the draft as the image's `configure` does."""
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    for variable, text in draft.family.defaults.items():
        if draft.given(variable) is None:
            draft.supply(_key(variable), text)
    derive_listeners(draft)
    secured.read_files(draft, also_for_controllers=draft.family.name == "cp-server")
    if draft.family.name == "cp-server":
        _balance(draft)
    _refuse(draft)
    identify(draft)
    jvm.read(draft, "KAFKA_JMX_PORT")


def _balance(draft: Draft) -> None:
    if draft.given("KAFKA_CONFLUENT_BALANCER_ENABLE") is None and draft.at_least("2.6").or_else(
        True
    ):
        draft.supply("confluent.balancer.enable", "true")


def derive_listeners(draft: Draft) -> None:
    """Listen where the advertised listeners say, on every address, unless told otherwise."""
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    if draft.given("KAFKA_LISTENERS") is not None or "KAFKA_LISTENERS" in draft.family.defaults:
        return
    roles = draft.settings.get("process.roles", absent())
    if roles.is_unknown:
        draft.obscure("listeners", roles.reason, *roles.origins)
    elif advertised is not None and roles.data != "controller":
        draft.settings["listeners"] = _everywhere(draft, advertised)


def _everywhere(draft: Draft, advertised: Value[str]) -> Value[str]:
    if not advertised.is_known:
        return unknown(advertised.reason, *advertised.origins)
    reason = f"{draft.family.title} listens on every address where KAFKA_LISTENERS is not set"
    return draft.own(listen_everywhere(advertised.data), reason, *advertised.origins)


def identify(draft: Draft) -> None:
    """The id with which the image formats the storage of a KRaft node."""
    if "process.roles" not in draft.settings:
        return
    written = draft.given(draft.family.cluster_id)
    if written is not None:
        draft.metadata["cluster.id"] = written
    elif draft.family.default_cluster_id:
        text = draft.family.default_cluster_id
        reason = f"{draft.family.title} uses the same cluster id everywhere unless it is told one"
        draft.metadata["cluster.id"] = draft.own(text, reason)


def _refuse(draft: Draft) -> None:
    roles = draft.settings.get("process.roles", absent())
    advertised = draft.given("KAFKA_ADVERTISED_LISTENERS")
    if roles.is_known and roles.data == "controller":
        if advertised is not None:
            draft.refuse(
                "KAFKA_ADVERTISED_LISTENERS is not supported on a KRaft controller", advertised
            )
    elif advertised is None and not roles.is_unknown and not _has_all(draft.family):
        draft.refuse("KAFKA_ADVERTISED_LISTENERS is not set")
    if not roles.is_unknown and not _has_all(draft.family):
        _refuse_mode(draft, roles)
    for variable, key in _REMOVED.items():
        value = draft.given(variable)
        if value is not None:
            draft.refuse(f"{key} is deprecated; {variable} must not be set", value)
    secured.refuse_without_options(draft)


def _has_all(family: Family) -> bool:
    """confluent-local starts without any variable."""
    return "KAFKA_PROCESS_ROLES" in family.defaults


def _refuse_mode(draft: Draft, roles: Value[str]) -> None:
    kraft = bool(roles.data)
    knows_kraft = draft.at_least("3.4").or_else(True)
    if kraft and knows_kraft:
        if draft.given("CLUSTER_ID") is None:
            draft.refuse("CLUSTER_ID is not set", roles)
    elif draft.at_least("4.0").or_else(False):
        draft.refuse("KAFKA_PROCESS_ROLES is not set")
    elif draft.given("KAFKA_ZOOKEEPER_CONNECT") is None:
        draft.refuse("KAFKA_ZOOKEEPER_CONNECT is not set", roles)
