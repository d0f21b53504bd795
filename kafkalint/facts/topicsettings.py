"""What Kafka refuses of a topic's own settings when somebody makes or alters the topic.

Source: LogConfig.validateNames, validateValues and validate of Kafka 2.8 to 4.4.
"""

from __future__ import annotations

from kafkalint.facts.config import effective
from kafkalint.facts.nodes import brokers
from kafkalint.facts.releases import possible_versions
from kafkalint.formats.template import placeholder
from kafkalint.kafka import settings, versions
from kafkalint.model import Topic
from kafkalint.values import Value, gather, known, unknown

_MIN_LAG, _MAX_LAG = "min.compaction.lag.ms", "max.compaction.lag.ms"
_REMOTE, _REMOTE_SYSTEM = "remote.storage.enable", "remote.log.storage.system.enable"
_OF_OTHERS = ("confluent.", "redpanda.", "automq.", "inkless.", "diskless.", "write.caching")


def settings_problem(topic: Topic) -> Value[str]:
    """Why Kafka refuses the topic's own settings; "" where it takes them, or has taken them."""
    if topic.cluster.running is not None:
        return known("", topic.anchor)
    unclear: Value[str] | None = None
    possible = _possible(topic)
    for key, value in topic.settings.items():
        found = _problem(key, value, possible)
        if found.is_unknown:
            unclear = unclear or found
        elif found.data:
            return found
    for found in (_lags(topic), _remote(topic)):
        if found.data:
            return found
    return unclear or known("", topic.anchor)


def _possible(topic: Topic) -> tuple[str, ...]:
    members = brokers(topic.cluster)
    return possible_versions(members[0]) if members else versions.known_from(versions.OLDEST)


def _problem(key: str, value: Value[str], possible: tuple[str, ...]) -> Value[str]:
    from kafkalint.kafka import names, validation

    if key.startswith(_OF_OTHERS) or names.owner(key):
        return known("", *value.origins)
    if not settings.exists_in_any_version(key, "topic"):
        near = names.nearest(key, "topic")
        hint = f"; did you mean {near}?" if near else ""
        return known(f"there is no setting {key}{hint}", *value.origins)
    text = value.data if value.is_known and not placeholder(value.data) else None
    said = [_refusal(key, text, version) for version in possible]
    if all(said) or not any(said):
        if text is None and not said[-1] and validation.is_particular(key, possible[-1], "topic"):
            return unknown(value.reason or f"{key} is filled in elsewhere", *value.origins)
        return known(said[-1], *value.origins)
    return unknown("it depends on the version of Kafka, which is not known", *value.origins)


def _refusal(key: str, text: str | None, version: str) -> str:
    from kafkalint.kafka import validation

    if settings.definition(key, version, "topic") is None:
        return f"Kafka {version} has no setting {key}"
    fault = validation.fault(key, text, version, "topic") if text is not None else ""
    return f"{key}={text} {fault}" if fault else ""


def _lags(topic: Topic) -> Value[str]:
    """A topic may not have records wait longer for compaction than they may wait."""
    own = [topic.settings[key] for key in (_MIN_LAG, _MAX_LAG) if key in topic.settings]
    least = settings.parse(_MIN_LAG, own[0], "topic") if own else None
    most = settings.parse(_MAX_LAG, own[-1], "topic") if own else None
    if len(own) < 2 or least is None or most is None or not (least.is_known and most.is_known):
        return known("", topic.anchor)
    if least.data <= most.data:
        return known("", *gather(own))
    return known(f"{_MIN_LAG}={least.data} is more than {_MAX_LAG}={most.data}", *gather(own))


def _remote(topic: Topic) -> Value[str]:
    """Remote storage of a topic needs that of the brokers (from 3.6 on)."""
    own = topic.settings.get(_REMOTE)
    if own is None or settings.parse(_REMOTE, own, "topic").or_else(False) is not True:
        return known("", topic.anchor)
    systems = [effective(node, _REMOTE_SYSTEM) for node in brokers(topic.cluster)]
    new = all((versions.parts(one) or (0, 0)) >= (3, 6) for one in _possible(topic))
    if systems and new and all(value.is_known and not value.data for value in systems):
        text = f"{_REMOTE} is true, and the brokers' {_REMOTE_SYSTEM} is not"
        return known(text, *own.origins, *gather(systems))
    return known("", *own.origins)
