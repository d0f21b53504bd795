"""Which image is which: from a repository to what is known of it.

`schemas/images/index.json` lists repositories and costs a fraction of a millisecond to
read; `schemas/images/<family>.json` is read when that family is met. They are JSON because
the static check may spend a few milliseconds on them at most, and YAML would take them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from kafkalint.data import read_data
from kafkalint.record import NamedTuple
from kafkalint.regex import regex

# "${REGISTRY}confluentinc/cp-kafka": a variable before a name is the registry with its slash
_PREFIX = regex(r"(?:^|(?<=/))(?:\$\{[^}]{0,300}\}|\$\w{1,300}\b)(?=[\w-])")

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Family(NamedTuple):
    """Images that behave alike.

    `role`: "broker", "zookeeper", "redpanda" (speaks Kafka's protocol, is not Kafka), or what
    the program beside a cluster is (`model.Companion.role`). `is_known` where we know what
    the image does with its variables; brokers that we only know by their name are not.
    """

    name: str
    role: str
    title: str = ""  # "the bitnami image", for messages
    repository: str = ""  # as it was recognised: "bitnamilegacy/kafka"
    maintained: bool = True
    note: str = ""  # why it is not maintained
    since: str = ""  # the day (ISO) from which it is not; "" where we have none
    development_only: bool = False
    volumes: tuple[str, ...] = ()  # VOLUME paths
    data_directories: tuple[str, ...] = ()  # where data goes unless it is told otherwise
    config_files: Mapping[str, str] = _NOTHING
    """Container path of a mounted configuration to what it does: "replaces" (variables are
    ignored), "joins" (variables win over it), "overwritten" (the image writes its own over it)."""
    starts: tuple[str, ...] = ()  # a command with one of these still runs the image's own start
    cluster_id: str = ""  # the variable of the cluster id
    default_cluster_id: str = ""  # the image's own; "" where it makes one up or refuses to start
    heap: str = ""  # what it sets where nobody does: "-Xmx1G -Xms1G"
    oldest: str = ""  # its first Kafka version; "" where all that matter were in it
    newest: str = ""  # the last Kafka version of an image that gets no new ones
    tags: str = ""  # how a tag tells Kafka's version: see `kafkalint.kafka.images.tag`
    tag_versions: Mapping[str, str] = _NOTHING
    behaviour: str = ""  # the module of this package that knows it; "" where nobody does
    excluded: frozenset[str] = frozenset()  # never become a key
    own: frozenset[str] = frozenset()  # the image itself reads them; as keys they mean nothing
    keys: Mapping[str, str] = _NOTHING  # variables with a key of their own
    defaults: Mapping[str, str] = _NOTHING  # what it sets where nobody does

    @property
    def is_known(self) -> bool:
        return bool(self.behaviour) or self.role not in ("broker", "zookeeper")

    def starts_itself(self, command: str) -> bool:
        """Whether this command (or entrypoint) still runs the image's own start."""
        words = command.split()
        return any(
            start in (command if "." in start or "/" in start else words) for start in self.starts
        )


@lru_cache(maxsize=512)
def recognise(repository: str) -> Family | None:
    """The family of "quay.io/mirror/confluentinc/cp-kafka", by its last two components.

    Names that no other program has ("cp-kafka", "kafka-ui") are enough by themselves, so
    that a mirror with its own namespace, or one in a variable, is recognised too; an image
    that is only called "kafka" is a broker of which nothing is known. None where nothing
    says that it has to do with Kafka.
    """
    parts = [part for part in _PREFIX.sub("", repository.strip().lower()).split("/") if part]
    if not parts:
        return None
    last = parts[-1]
    pair = f"{parts[-2]}/{last}" if len(parts) > 1 else f"library/{last}"
    found = _described(pair, last)
    unmaintained = _index()["unmaintained"].get(pair)
    if found is None or unmaintained is None:
        return found
    return found._replace(maintained=False, since=unmaintained[0], note=unmaintained[1])


def _described(pair: str, last: str) -> Family | None:
    index = _index()
    name = index["families"].get(pair) or index["names"].get(last)
    if name:
        return family(name)._replace(repository=pair)
    role = index["companions"].get(pair) or index["companions"].get(last)
    if role:
        return Family(last, role, f"the {last} image", pair)
    for role in ("broker", "zookeeper"):
        if last in index[role]:
            return Family("", role, f"the image {pair.removeprefix('library/')}", pair)
    return None


@lru_cache(maxsize=64)
def family(name: str) -> Family:
    """The family that `schemas/images/<name>.json` describes.

    Raises FileNotFoundError where there is none.
    """
    described = read(name)
    parent = described.pop("like", "")
    if parent:
        described = {**read(parent), **described}
    del described["sources"]
    for key in ("volumes", "data_directories", "starts"):
        described[key] = tuple(described.get(key, ()))
    for key in ("excluded", "own"):
        described[key] = frozenset(described.get(key, ()))
    return Family(name=name, **described)


def names() -> list[str]:
    """The names of all families that are described."""
    return list(read("index")["families"])


def read(name: str) -> dict[str, Any]:
    """The data of `schemas/images/<name>.json`.

    Raises FileNotFoundError where there is none.
    """
    data: dict[str, Any] = json.loads(read_data("schemas", "images", f"{name}.json"))
    return data


@lru_cache(maxsize=1)
def _index() -> dict[str, dict[str, Any]]:
    """The index turned round: from repositories and names to what they are."""
    data = read("index")
    return {
        "families": _turned(data["families"]),
        "names": data["names"],
        "companions": _turned(data["companions"]),
        "unmaintained": data["unmaintained"],
        "broker": dict.fromkeys(data["brokers"]),
        "zookeeper": dict.fromkeys(data["ensembles"]),
    }


def _turned(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {member: name for name, members in lists.items() for member in members}
