"""What DescribeConfigs says of a broker or a topic, as written values and defaults.

Kafka: ConfigHelper.describeConfigs. Passwords and keys that no ConfigDef has (super.users,
the options of plug-ins) come without their value, set or not by their source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kafkalint.live.model.places import place
from kafkalint.live.snapshot import Config
from kafkalint.model import Shadowed
from kafkalint.values import Provenance, Value, absent, unknown

DEFAULT = "DEFAULT_CONFIG"
OF_TOPIC = "DYNAMIC_TOPIC_CONFIG"
STATIC = "STATIC_BROKER_CONFIG"
DYNAMIC = frozenset({"DYNAMIC_BROKER_CONFIG", "DYNAMIC_DEFAULT_BROKER_CONFIG"})
FOR_ALL = "DYNAMIC_DEFAULT_BROKER_CONFIG"
ALL = "all brokers"


def written(owner: str, configs: Mapping[str, Config]) -> dict[str, Value[str]]:
    """What somebody set for a broker: in its file or while it runs."""
    return values(owner, {key: c for key, c in configs.items() if c.source != DEFAULT})


def of_topic(configs: Mapping[str, Config]) -> dict[str, Config]:
    """What somebody set for a topic itself; the rest is the brokers'."""
    return {key: config for key, config in configs.items() if config.source == OF_TOPIC}


def values(owner: str, configs: Mapping[str, Config]) -> dict[str, Value[str]]:
    """`configs` as values that were written, without those that stand for nothing."""
    return {
        key: _value(owner, key, config)
        for key, config in configs.items()
        if config.value is not None or config.sensitive
    }


def _value(owner: str, key: str, config: Config) -> Value[str]:
    origin = place(ALL if config.source == FOR_ALL else owner, key)
    if config.value is None:
        return Value("", (origin,), Provenance.UNKNOWN, _hidden(key), sensitive=True)
    return Value(config.value, (origin,))


def _hidden(key: str) -> str:
    return f"Kafka does not show {key}"


class Defaults(Mapping[str, Value[str]]):
    """What holds of the keys that nobody set, made when it is asked for: most never are."""

    def __init__(self, owner: str, speaker: str, configs: Mapping[str, Config]) -> None:
        """`speaker` is "Kafka 4.4"."""
        self._owner = owner
        self._speaker = speaker
        self._configs = configs

    def __getitem__(self, key: str) -> Value[str]:
        config = self._configs[key]
        origin = place(self._owner, key)
        if config.value is None:
            hidden = config.sensitive and config.source != DEFAULT
            return unknown(_hidden(key), origin) if hidden else absent(origin)
        if config.source != DEFAULT:
            return Value(config.value, (origin,))
        reason = f"{self._speaker} defaults to {config.value or 'nothing'}"
        return Value(config.value, (origin,), Provenance.KAFKA, reason)

    def __iter__(self) -> Iterator[str]:
        return iter(self._configs)

    def __len__(self) -> int:
        return len(self._configs)


def shadowed(owner: str, configs: Mapping[str, Config]) -> tuple[Shadowed, ...]:
    """The keys of a broker's file that were changed to something else while it ran."""
    found = []
    for key, config in configs.items():
        if config.source not in DYNAMIC or config.sensitive:
            continue
        static = next((s for s in config.synonyms if s.source == STATIC and s.name == key), None)
        if static is not None and static.value is not None and static.value != config.value:
            below = Value(static.value, (place(owner, key, "server.properties"),))
            found.append(Shadowed(key, below, _value(owner, key, config)))
    return tuple(found)


def changed(configs: Mapping[str, Config]) -> frozenset[str]:
    """The keys that were set while the broker ran, for it or for all."""
    return frozenset(key for key, config in configs.items() if config.source in DYNAMIC)
