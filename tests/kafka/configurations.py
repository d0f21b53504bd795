"""Configurations to ask Kafka about: files written by hand, and settings drawn by lot."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from harness.ports import free_port

from kafkalint.kafka import settings

FILES = Path(__file__).parent / "properties"

Accepts = Callable[[str], bool]

_LEFT_ALONE = frozenset(
    """
    advertised.listeners broker.id broker.id.generation.enable controller.listener.names
    controller.quorum.bootstrap.servers controller.quorum.voters inter.broker.listener.name
    listener.security.protocol.map listeners log.dir log.dirs metadata.log.dir node.id
    process.roles security.inter.broker.protocol zookeeper.connect
    """.split()
)
"""What makes the node the one that is asked."""

_NOT_TO_BE_DRAWN = {
    "remote.log.storage.system.enable": "needs a plug-in",
    "zookeeper.metadata.migration.enable": "needs another quorum",
    "zookeeper.ssl.client.enable": "needs a ZooKeeper with TLS",
    "zookeeper.set.acl": "needs a ZooKeeper that authenticates",
    "group.coordinator.new.enable": "needs the versions that are not released",
    "unstable.api.versions.enable": "lets versions that are not released in",
    "unstable.feature.versions.enable": "lets versions that are not released in",
}


class Placed(NamedTuple):
    """A configuration with its own ports and folder in it, and the port for clients."""

    text: str
    port: int


def names(kind: str) -> list[str]:
    """The files written by hand for "kraft" or "zookeeper"."""
    return sorted(path.stem for path in (FILES / kind).glob("*.properties"))


def written(kind: str, name: str, data: Path, zookeeper: str) -> Placed:
    """The file called `name`."""
    return placed(
        (FILES / kind / f"{name}.properties").read_text(encoding="ascii"), data, zookeeper
    )


def placed(
    text: str, data: Path, zookeeper: str = "", ports: tuple[int, int, int] | None = None
) -> Placed:
    """`text` with what it leaves open between two @ filled in."""
    port, second, controller = ports or (free_port(), free_port(), free_port())
    for mark, value in (
        ("@PORT@", port),
        ("@SECOND@", second),
        ("@CONTROLLER@", controller),
        ("@DATA@", data),
        ("@ZOOKEEPER@", f"{zookeeper}/{data.name}"),
    ):
        text = text.replace(mark, str(value))
    return Placed(text, port)


def drawn(start: str, seed: int, version: str, accepts: Accepts) -> str:
    """`start` with dozens of other settings, of any key that the version has, that Kafka takes."""
    lot = random.Random(seed)
    text = start
    keys = sorted(set(settings.keys()) - _LEFT_ALONE - _NOT_TO_BE_DRAWN.keys())
    for key in lot.sample(keys, 80):
        said = settings.definition(key, version)
        if said is None or said.internal:
            continue
        for value in _others(said, lot):
            more = f"{text}{key}{lot.choice(_EQUALS)}{value}\n"
            if accepts(more):
                text = more
                break
    return text


_EQUALS = ("=", " = ", ": ", " ")


def _others(said: settings.Definition, lot: random.Random) -> Iterator[str]:
    """Values near the default, which do no harm, and then some that may."""
    default = said.default or ""
    if said.type == "boolean":
        yield lot.choice(("true", "false", "TRUE", "False "))
    elif said.type in ("int", "long", "short"):
        number = int(default) if default else 1000
        yield str(number + lot.randint(1, 9))
        yield str(number - 1)
        yield f"+{abs(number) + 2}"
    elif said.type == "double":
        yield lot.choice(("0.5", "1e-1", ".75", "2"))
    elif said.type == "list" and default:
        yield f"{default} , {default}"
        yield default
    elif said.type == "string" and said.valid.startswith("["):
        choices = said.valid.strip("[]").split(", ")
        yield lot.choice(choices)
