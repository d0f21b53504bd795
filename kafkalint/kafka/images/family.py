"""Which image is which: from a repository to what is known of it.

`schemas/images/index.json` lists repositories and costs a fraction of a millisecond to
read; `schemas/images/<family>.json` is read when that family is met. They are JSON because
the static check may spend a few milliseconds on them at most, and YAML would take them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kafkalint.data import data_dir


@dataclass(frozen=True)
class Family:
    """Images that behave alike.

    `role`: "broker", "zookeeper", "redpanda" (speaks Kafka's protocol, is not Kafka), or what
    the program beside a cluster is (`model.Companion.role`). `is_known` where we know what
    the image does with its variables; brokers that we only know by their name are not.
    """

    name: str
    role: str
    title: str = ""  # "the bitnami image", for messages
    repositories: tuple[str, ...] = ()
    maintained: bool = True
    note: str = ""  # why it is not maintained, and what to take instead
    since: str = ""  # the day (ISO) or year from which it is not
    development_only: bool = False
    volumes: tuple[str, ...] = ()  # VOLUME paths
    data_directories: tuple[str, ...] = ()  # where data goes unless it is told otherwise
    config_files: Mapping[str, str] = field(default_factory=dict)
    """Container path of a mounted configuration to what it does: "replaces" (variables are
    ignored), "joins" (variables win over it), "overwritten" (the image writes its own over it)."""
    starts: tuple[str, ...] = ()  # a command with one of these still runs the image's own start
    cluster_id: str = ""  # the variable of the cluster id
    default_cluster_id: str = ""  # the image's own; "" where it makes one up or refuses to start
    heap: str = ""  # what it sets where nobody does: "-Xmx1G -Xms1G"
    newest: str = ""  # the last Kafka version of an image that gets no new ones
    tags: str = ""  # how a tag tells Kafka's version: see `kafkalint.kafka.images.tag`
    tag_versions: Mapping[str, str] = field(default_factory=dict)
    behaviour: str = ""  # the module of this package that knows it; "" where nobody does
    prefix: str = ""  # of the variables that become keys: "KAFKA_"
    mapping: str = ""  # the algorithm in `kafkalint.kafka.environment`
    excluded: frozenset[str] = frozenset()  # never become a key
    own: frozenset[str] = frozenset()  # the image itself reads them; as keys they mean nothing
    keys: Mapping[str, str] = field(default_factory=dict)  # variables with a key of their own
    defaults: Mapping[str, str] = field(default_factory=dict)  # what it writes where nobody does

    @property
    def is_known(self) -> bool:
        return bool(self.behaviour) or self.role not in ("broker", "zookeeper")

    def starts_itself(self, command: str) -> bool:
        """Whether this command (or entrypoint) still runs the image's own start."""
        return any(word in command for word in self.starts)


@lru_cache(maxsize=512)
def recognise(repository: str) -> Family | None:
    """The family of "quay.io/mirror/confluentinc/cp-kafka", by its last two components.

    Names that no other program has ("cp-kafka", "kafka-ui") are enough by themselves, so
    that a mirror with its own namespace, or one in a variable, is recognised too. None where
    nothing says that it has to do with Kafka.
    """
    parts = [part for part in repository.strip().rstrip("/").split("/") if part]
    if not parts:
        return None
    index = _index()
    last = parts[-1].lower()
    pair = f"{parts[-2].lower()}/{last}" if len(parts) > 1 else f"library/{last}"
    name = index["repositories"].get(pair) or index["names"].get(last)
    if name:
        return family(name)
    role = index["companions"].get(pair) or index["companions"].get(last)
    if role:
        return Family(last, role, f"the {last} image", (pair,))
    if last in index["brokers"]:
        return Family("", "broker", f"the image {repository}")
    return None


@lru_cache(maxsize=64)
def family(name: str) -> Family:
    """The family that `schemas/images/<name>.json` describes.

    Raises FileNotFoundError where there is none.
    """
    described = read(name)
    inherited = described.pop("like", "")
    if inherited:
        described = {**read(inherited), **described}
    described.pop("sources", None)
    for key in ("repositories", "volumes", "data_directories", "starts"):
        described[key] = tuple(described.get(key, ()))
    for key in ("excluded", "own"):
        described[key] = frozenset(described.get(key, ()))
    return Family(name=name, **described)


@lru_cache(maxsize=64)
def _text(name: str) -> str:
    return (data_dir("schemas") / "images" / f"{name}.json").read_text(encoding="utf-8")


def read(name: str) -> dict[str, Any]:
    """The data of `schemas/images/<name>.json`, each time anew."""
    data: dict[str, Any] = json.loads(_text(name))
    return data


@lru_cache(maxsize=1)
def _index() -> dict[str, dict[str, str]]:
    data = read("index")
    repositories = {
        repository: name for name, names in data["families"].items() for repository in names
    }
    companions = {
        repository: role for role, names in data["companions"].items() for repository in names
    }
    return {
        "repositories": repositories,
        "names": data["names"],
        "companions": companions,
        "brokers": dict.fromkeys(data["brokers"], ""),
    }
