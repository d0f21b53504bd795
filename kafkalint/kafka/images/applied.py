"""What an image makes of a container's variables and files: the result, and the pen for it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING

from kafkalint.kafka import versions
from kafkalint.kafka.images.family import Family
from kafkalint.model import Topic, Variable
from kafkalint.record import Record, field
from kafkalint.values import Origin, Provenance, Value, unknown

if TYPE_CHECKING:
    from kafkalint.formats.properties import Property


class Applied(Record):
    """What the process in the container finally reads, and what else the image does.

    `settings` are Kafka's keys (zoo.cfg's for ZooKeeper images) as Kafka reads them: written
    ones with their places, and those that the image writes by itself with provenance IMAGE.
    `partial` says why keys that are not in it cannot be known, "" where Kafka's defaults hold.
    `refusals` are reasons for which the image exits before Kafka starts.
    """

    settings: dict[str, Value[str]]
    variables: tuple[Variable, ...] = ()
    jvm_options: tuple[Value[str], ...] = ()
    topics: tuple[Topic, ...] = ()
    discards_defaults: bool = False
    """A variable or a file made the image drop the working configuration that it ships."""
    ignores_environment: bool = False
    """A mounted file made the image ignore the variables that would become keys."""
    metadata: dict[str, Value[str]] = field(default_factory=dict)  # "cluster.id", "myid"
    refusals: tuple[Value[str], ...] = ()
    partial: str = ""


class Draft:
    """A configuration while the image writes it: later writing of a key wins, as in the image."""

    def __init__(
        self,
        family: Family,
        environment: Mapping[str, Value[str]],
        version: Value[str],
        mounted: Mapping[str, list[Property]],
        hostname: Value[str],
        anchor: Origin,
        tag: str = "",
    ) -> None:
        self.family = family
        self.written = {name: value for name, value in environment.items() if not value.is_absent}
        self.environment = dict(self.written)  # as it is when the image reads it
        self.version = version
        self.mounted = mounted
        self.hostname = hostname
        self.anchor = anchor
        self.tag = tag
        self.settings: dict[str, Value[str]] = {}
        self.metadata: dict[str, Value[str]] = {}
        self.topics: list[Topic] = []
        self.jvm_options: list[Value[str]] = []
        self.refusals: list[Value[str]] = []
        self.keys: dict[str, str] = {}  # variable to the key it became
        self.discards_defaults = False
        self.ignores_environment = False
        self.partial = ""

    def given(self, *names: str) -> Value[str] | None:
        """The first of these variables that is set and, as far as known, not empty."""
        for name in names:
            value = self.environment.get(name)
            if value is not None and not (value.is_known and value.data == ""):
                return value
        return None

    @property
    def mounted_file(self) -> list[Property] | None:
        """What is mounted where the image looks for its configuration first; None where nothing."""
        paths = self.family.config_files
        return next((self.mounted[path] for path in paths if path in self.mounted), None)

    def at_least(self, lowest: str) -> Value[bool]:
        """Whether the image holds this Kafka or a newer one; unknown where its tag does not say."""
        return versions.at_least(self.version, lowest)

    def write(self, key: str, value: Value[str]) -> None:
        """Write a line of the configuration from something that the user wrote."""
        from kafkalint.kafka.images.text import lines

        for name, line in lines(key, value):
            self.settings[name] = line

    def supply(self, key: str, text: str, reason: str = "", *origins: Origin) -> None:
        """Write a line that nobody asked for."""
        self.settings[key] = self.own(
            text, reason or f"{self.family.title} writes {text}", *origins
        )

    def default(self, key: str, text: str, reason: str = "", *origins: Origin) -> None:
        """The same, where there is no such line yet."""
        if key not in self.settings:
            self.supply(key, text, reason, *origins)

    def own(self, text: str, reason: str, *origins: Origin) -> Value[str]:
        """A value of the image's own."""
        return Value(text, origins or (self.anchor,), Provenance.IMAGE, reason)

    def obscure(self, key: str, reason: str, *origins: Origin) -> None:
        """Write a line whose value cannot be known."""
        self.settings[key] = unknown(reason, *(origins or (self.anchor,)))

    def refuse(self, reason: str, *values: Value[str] | None) -> None:
        """The image would exit for this reason."""
        origins = [origin for value in values if value for origin in value.origins]
        where = tuple(dict.fromkeys(origins)) or (self.anchor,)
        self.refusals.append(Value(reason, where, Provenance.DERIVED))

    def copy(self, properties: Iterable[Property]) -> None:
        """Start from, or go on with, a file of the user's."""
        for item in properties:
            self.settings[item.key] = Value(item.value.strip(), (item.origin,))

    def map_environment(
        self, mapping: Callable[[str], str | None], names: Container[str] | None = None
    ) -> None:
        """Write every variable (or those of `names`) that `mapping` has a key for."""
        for name, value in self.environment.items():
            if name in self.family.own or (names is not None and name not in names):
                continue
            key = mapping(name)
            if key is not None:
                self.keys[name] = key
                self.write(key, value)

    def finish(self) -> Applied:
        from kafkalint.kafka.images.text import conceal

        variables = tuple(
            Variable(name, value, self.keys.get(name, "")) for name, value in self.written.items()
        )
        return Applied(
            settings={key: conceal(key, value) for key, value in self.settings.items()},
            variables=variables,
            jvm_options=tuple(self.jvm_options),
            topics=tuple(self.topics),
            discards_defaults=self.discards_defaults,
            ignores_environment=self.ignores_environment,
            metadata=self.metadata,
            refusals=tuple(self.refusals),
            partial=self.partial,
        )
