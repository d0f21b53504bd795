"""Written settings that Kafka does not simply take: unheard of, a topic's, gone, refused…

Most settings fit, and rules need not be asked about them one by one; the subject "misfit" lists
the others, and those that only other settings or an unknown version can judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kafkalint.facts import fact, once, subject
from kafkalint.facts.conflicts import ASKED_AT_START, CONCERNED, conflict
from kafkalint.facts.releases import agree, possible_versions
from kafkalint.formats.template import placeholder
from kafkalint.kafka import settings as kafka_settings
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node, Setting, Variable
from kafkalint.values import Origin, Value, known

ELSEWHERE = frozenset({"controller.quorum.bootstrap.servers"})
"""Keys whose lack in a version is spoken of where they are looked at as a whole."""


_CONFLUENTS = ("confluent.balancer.", "confluent.license", "confluent.metadata.", "confluent.tier.")
_GUARDS = ("authorizer.", "delegation.", "password.", "sasl.", "ssl.", "super.", "zookeeper.set.")


@subject("misfit")
def all_misfits(cluster: Cluster) -> Iterable[Setting]:
    """Every written setting of which something may have to be said."""
    return (setting for node in cluster.nodes for setting in misfits(node))


@fact
def misfits(node: Node) -> tuple[Setting, ...]:
    """The written settings of a Kafka node of which something may have to be said."""
    if node.software != "kafka":
        return ()
    possible = possible_versions(node)
    found = []
    for key, value in node.settings.items():
        if not _is_written(key, value, node):
            continue
        fits = _fits(key, value.data if value.is_known else None, possible)
        if fits and key not in CONCERNED and key not in ASKED_AT_START:
            continue
        place = value.origins[0] if value.origins else node.anchor
        setting = Setting(key, place, node=node, value=value)
        if not fits or conflict(setting).or_else(True):
            found.append(setting)
    return tuple(found)


def _is_written(key: str, value: Value[str], node: Node) -> bool:
    """Somebody wrote it: it has a place of its own, and neither image nor platform supplies it."""
    if value.is_unknown:
        supplied = f"default of {key} " in value.reason  # which one it is depends on something
        return bool(value.origins) and value.origins[0] != node.anchor and not supplied
    return not value.is_default


@lru_cache(maxsize=8192)
def _fits(key: str, text: str | None, possible: tuple[str, ...]) -> bool:
    """Each of the versions has `key`, does not call it deprecated, and takes `text`."""
    if not kafka_settings.exists_in_any_version(key):
        from kafkalint.kafka import names

        return not is_topics_alone(key) and bool(names.owner(key))
    from kafkalint.kafka import history, validation

    if text is not None and placeholder(text) is not None:
        text = None
    deprecated = versions.parts(history.deprecated_in(key))
    if deprecated and deprecated <= (versions.parts(possible[-1]) or versions.FIRST):
        return False
    return all(
        kafka_settings.definition(key, version) is not None
        and not validation.fault(key, text, version)
        if text is not None
        else kafka_settings.definition(key, version) is not None
        and not validation.is_particular(key, version)
        for version in _turns(key, possible)
    )


def _turns(key: str, possible: tuple[str, ...]) -> Iterable[str]:
    """The first of the versions, and those that changed `key`."""
    changed = kafka_settings.changed_in(key)
    return (version for version in possible if version == possible[0] or version in changed)


def is_topics_alone(key: str) -> bool:
    """A topic's setting that no broker has."""
    return kafka_settings.exists_in_any_version(key, "topic") and not (
        kafka_settings.exists_in_any_version(key)
    )


@fact
def variable_name(setting: Setting) -> str:
    """The variable of the node's container that sets it; "" where it is written as a key."""
    variable = variable_of(setting)
    same = variable is not None and variable.value.origins == setting.value.origins
    return variable.name if variable is not None and same else ""


def variable_of(setting: Setting) -> Variable | None:
    """The last variable of the node's container that becomes the setting's key."""
    return _variables_by_key(setting.node).get(setting.name)


@once
def _variables_by_key(node: Node) -> dict[str, Variable]:
    written = node.container.variables if node.container else ()
    return {variable.key: variable for variable in written}


@fact
def written_as(setting: Setting) -> str:
    """The key, and the variable that sets it where that is how it is written."""
    name = variable_name(setting)
    return f"{name} ({setting.name})" if name else setting.name


def line_of(setting: Setting, key: str, text: str) -> str:
    """How `key` is set to `text` in the place of the setting: as a variable or as a property."""
    if not variable_name(setting):
        return f"{key}={text}"
    from kafkalint.kafka.images import naming, recognise

    image = setting.node.container.image if setting.node.container else None
    family = recognise(image.repository) if image and image.repository else None
    name = naming.variable_of(family, key, setting.node.version) if family else ""
    return f"{name}: {text}" if name else f"{key}={text}"


def places(setting: Setting) -> tuple[Origin, ...]:
    """Where the setting stands, and what tells the version, where that is written itself."""
    version = (one for one in setting.node.version.origins if one != setting.node.anchor)
    return tuple(dict.fromkeys((setting.anchor, *version)))


@fact
def lack(setting: Setting) -> Value[str]:
    """Why the version does not have a setting that others have; "" where it does.

    Where the version is not known, it is none that is too old for the setting.
    """
    key, node = setting.name, setting.node
    if key in ELSEWHERE or not _came_or_went(key) or _is_waited_for(setting):
        return known("", *setting.value.origins)
    if is_of_msk(node):
        from kafkalint.facts.msk import msk_problem

        if msk_problem(setting).data:  # it is not even taken
            return known("", *setting.value.origins)
    if key.startswith("password.encoder.") and is_of_confluent(node):
        return known("", *setting.value.origins)  # Cluster Linking encrypts with it
    texts = [_lack(key, version) for version in possible_versions(node)]
    if len(texts) > 1 and not _came_later(setting):
        came = kafka_settings.since(key)
        brought = (not came or _is_at_least(one, came) for one in possible_versions(node))
        texts = [text for text, is_there in zip(texts, brought, strict=True) if is_there]
    return agree(texts, node).at(places(setting))


def is_of_msk(node: Node) -> bool:
    """Amazon looks at what it is told before any broker does."""
    return node.cluster.platform.startswith("msk")


@fact
def is_of_confluent(node: Node) -> bool:
    """It is Confluent Server, which has settings of its own, and not Apache Kafka."""
    image = node.container.image if node.container else None
    if image and image.family:
        return image.family in ("cp-server", "cp-enterprise-kafka")
    return any(key.startswith(_CONFLUENTS) for key in node.settings)


def _came_or_went(key: str) -> bool:
    """Some version has no such setting, and another has it."""
    from kafkalint.kafka import history

    return bool(kafka_settings.since(key) or history.removed_in(key))


def _is_waited_for(setting: Setting) -> bool:
    """A key of ZooKeeper's on a node that cannot start without it: others speak of the node."""
    from kafkalint.facts.nodes import is_kraft

    return setting.name.startswith("zookeeper.") and is_kraft(setting.node).or_else(False) is False


def _lack(key: str, version: str) -> str:
    from kafkalint.kafka import history

    if kafka_settings.definition(key, version) is not None:
        return ""
    gone, came = history.removed_in(key), kafka_settings.since(key)
    if history.is_ancient(key) or (gone and _is_at_least(version, gone)):
        return f"Kafka has not had it since {gone}"
    if not kafka_settings.exists_in_any_version(key):
        return ""
    if came and not _is_at_least(version, came):
        return f"Kafka {version} does not have it yet: it came with {came}"
    return f"Kafka {version} does not have it"


def _is_at_least(version: str, lowest: str) -> bool:
    return (versions.parts(version) or versions.FIRST) >= (versions.parts(lowest) or versions.FIRST)


@fact
def consequence(setting: Setting) -> str:
    """What comes of a setting that the version does not have, as the rest of a sentence."""
    from kafkalint.kafka import history

    effect = history.effect_of_removal(setting.name)
    return f"; {effect}" if effect and not _came_later(setting) else ""


def _came_later(setting: Setting) -> bool:
    """The node's version is too old for the key, and not too new."""
    came = kafka_settings.since(setting.name)
    return bool(came) and not _is_at_least(possible_versions(setting.node)[-1], came)


@fact
def successor(setting: Setting) -> str:
    """What to write or to do instead; "" where nothing takes its place."""
    from kafkalint.kafka import history

    newest = possible_versions(setting.node)[-1]
    if _came_later(setting):
        return history.predecessor(setting.name, newest)
    return history.replacement(setting.name)


@fact
def is_harmless_leftover(setting: Setting) -> bool:
    """Nothing that was asked for is missed: it changes nothing, or its successors are set."""
    from kafkalint.kafka import history

    if _came_later(setting):
        return False
    advice = history.advice(setting.name)
    heirs = [word for word in advice.instead.split() if "." in word or word == "listeners"]
    return advice.is_harmless or (bool(heirs) and all(h in setting.node.settings for h in heirs))


@fact
def is_of_minor_importance(setting: Setting) -> bool:
    """It guards nothing, and came later, went long ago or is not rated high by Kafka itself."""
    from kafkalint.kafka import history

    name = kafka_settings.base_key(setting.name)
    if name.startswith(_GUARDS):
        return False
    if _came_later(setting) or history.is_ancient(name):
        return True
    gone = kafka_settings.removed_in(name)
    said = kafka_settings.definition(name, versions.before(gone) if gone else versions.NEWEST)
    return said is not None and said.importance != "high"


@fact
def deprecation(setting: Setting) -> Value[str]:
    """Since when the setting is deprecated, where the version may still have it; else "".

    Where it is not known which version runs, some may have it no more.
    """
    from kafkalint.kafka import history

    key, possible = setting.name, possible_versions(setting.node)
    since, gone = history.deprecated_in(key), history.removed_in(key)
    if not since or (gone and _is_at_least(possible[0], gone)):
        return known("", setting.anchor)
    text = f"{since}, and gone since {gone}" if gone and _is_at_least(possible[-1], gone) else since
    texts = [text if _is_at_least(version, since) else "" for version in possible]
    return agree(texts, setting.node).at(places(setting))
