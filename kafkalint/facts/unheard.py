"""Keys of which no version of Kafka's brokers has heard: slips of the pen, or others' settings."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.misfits import (
    is_of_confluent,
    is_of_msk,
    is_topics_alone,
    line_of,
    misfits,
    variable_of,
)
from kafkalint.facts.releases import possible_versions
from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Node, Setting
from kafkalint.values import Value, known, unknown

_PLUGIN_KEYS = (
    "authorizer.class.name",
    "metric.reporters",
    "kafka.metrics.reporters",
    "replica.selector.class",
    "security.providers",
)
_PLUGIN_ENDS = (".class", ".class.name", ".classes", ".assignors")
_MOST = 100
_KAFKAS_OWN = ("org.apache.kafka.", "kafka.", "com.sun.")
_COUNTERPARTS = {
    "security.protocol": "security.inter.broker.protocol or listener.security.protocol.map",
    "sasl.mechanism": "sasl.enabled.mechanisms and sasl.mechanism.inter.broker.protocol",
    "max.request.size": "message.max.bytes",
    "max.partition.fetch.bytes": "replica.fetch.max.bytes",
    "session.timeout.ms": "group.min.session.timeout.ms and group.max.session.timeout.ms",
    "client.rack": "broker.rack",
}
"""What a broker has in the place of a client's setting."""


@fact
def is_unheard(setting: Setting) -> bool:
    """No version of a broker has the key, it is no topic's, and no plug-in's that we know."""
    key = setting.name
    if key.startswith("cfg."):  # a prefix of one image's variables on another, which others say
        return False
    if kafka_settings.exists_in_any_version(key) or is_topics_alone(key):
        return False
    from kafkalint.kafka import history, names

    return not (history.is_ancient(key) or names.owner(key)) and _is_judged(setting.node)


def _is_judged(node: Node) -> bool:
    """Not of an image that nobody knows, whose variables are its own matter; not of MSK."""
    if is_of_msk(node):
        return False
    image = node.container.image if node.container else None
    return node.container is None or bool(image and image.family)


@fact
def may_be_read(setting: Setting) -> Value[bool]:
    """Whether something else than the broker reads the key; false where it is a slip."""
    from kafkalint.kafka import names

    key, node = setting.name, setting.node
    if _nearest(setting) or names.clients(key):
        return known(False, setting.anchor)
    for reason in (_by_variable(setting), reading_plugin(node), node.partial):
        if reason:
            return unknown(reason, setting.anchor)
    return known(key.startswith("listener.name."), setting.anchor)


def _by_variable(setting: Setting) -> str:
    variable = variable_of(setting)
    return f"something else in the container may read {variable.name}" if variable else ""


@fact
def reading_plugin(node: Node) -> str:
    """The class that is not Kafka's own and gets to see all settings."""
    for key, value in node.settings.items():
        if key in _PLUGIN_KEYS or key.endswith(_PLUGIN_ENDS):
            for name in (value.or_else("") or "").split(","):
                if name.strip() and "." in name and not name.strip().startswith(_KAFKAS_OWN):
                    return f"{name.strip()} of {key} may read it"
    if is_of_confluent(node):
        return "Confluent Server has settings of its own"
    return ""


@fact
def nearest_key(setting: Setting) -> str:
    """What the key was probably meant to be, as the node's version has it; "" for no idea."""
    from kafkalint.kafka import history, names

    if names.clients(setting.name):
        return ""
    found = _nearest(setting)
    newest = possible_versions(setting.node)[-1]
    if found and kafka_settings.definition(found, newest) is None:
        return history.replacement(found) or found
    return found


def _nearest(setting: Setting) -> str:
    from kafkalint.kafka import names

    return names.nearest(setting.name) if setting.name in guessed_keys(setting.node) else ""


@fact
def guessed_keys(node: Node) -> frozenset[str]:
    """The unheard-of keys that are worth a guess: a file full of them is no configuration."""
    return frozenset([one.key for one in misfits(node) if is_unheard(one)][:_MOST])


@fact
def line_with_nearest_key(setting: Setting) -> str:
    """The line with the key that was probably meant; as it stands, for no idea."""
    key = nearest_key(setting) or setting.name
    text = "…" if setting.value.sensitive or not setting.value.is_known else setting.value.data
    if key.endswith("listeners") and "://" not in text and text != "…":
        text = f"PLAINTEXT://{text}:9092"  # what was written for the name of a host
    return line_of(setting, key, str(text))


@fact
def hint(setting: Setting) -> str:
    """The rest of a sentence: what was meant, or whose setting it is."""
    from kafkalint.kafka import names

    near, clients = nearest_key(setting), names.clients(setting.name)
    if near:
        return f"; did you mean {near}?"
    if not clients:
        return ""
    own = _COUNTERPARTS.get(setting.name, "")
    whose = "clients" if "producers" in clients and "consumers" in clients else clients[0]
    return f"; it is a setting of {whose}" + (f", and a broker has {own}" if own else "")
