"""Configurations that may start or not: plain ones, each changed in one place or in a few."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from harness.releases import Release

Settings = Mapping[str, str]

COMBINATIONS = 300

_VOTERS = "controller.quorum.voters"
_SERVERS = "controller.quorum.bootstrap.servers"
_NAMES = "controller.listener.names"
_LISTENERS = "listeners"
_ADVERTISED = "advertised.listeners"
_MAP = "listener.security.protocol.map"
_INTER = "inter.broker.listener.name"
_PROTOCOL = "security.inter.broker.protocol"

PLAIN: dict[str, Settings] = {
    "combined": {
        "process.roles": "broker,controller",
        "node.id": "1",
        _VOTERS: "1@127.0.0.1:9093",
        _NAMES: "CONTROLLER",
        _LISTENERS: "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093",
        "log.dirs": "/var/lib/kafka",
    },
    "broker": {
        "process.roles": "broker",
        "node.id": "11",
        _VOTERS: "1@c1.example:9093,2@c2.example:9093,3@c3.example:9093",
        _NAMES: "CONTROLLER",
        _LISTENERS: "INSIDE://:9092,OUTSIDE://:9094",
        _ADVERTISED: "INSIDE://k1.example:9092,OUTSIDE://kafka.example:9094",
        _MAP: "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
        _INTER: "INSIDE",
        "log.dirs": "/var/lib/kafka",
    },
    "controller": {
        "process.roles": "controller",
        "node.id": "2",
        _VOTERS: "1@c1.example:9093,2@c2.example:9093,3@c3.example:9093",
        _NAMES: "CONTROLLER",
        _LISTENERS: "CONTROLLER://:9093",
        "log.dirs": "/var/lib/kafka",
    },
    "bootstrapped": {
        "process.roles": "broker,controller",
        "node.id": "1",
        _SERVERS: "c1.example:9093,c2.example:9093",
        _NAMES: "CONTROLLER",
        _LISTENERS: "PLAINTEXT://:9092,CONTROLLER://:9093",
        _ADVERTISED: "PLAINTEXT://k1.example:9092,CONTROLLER://k1.example:9093",
        "log.dirs": "/var/lib/kafka",
    },
    "zookeeper": {
        "broker.id": "3",
        "zookeeper.connect": "zk1.example:2181,zk2.example:2181/kafka",
        _LISTENERS: "PLAINTEXT://:9092",
        _ADVERTISED: "PLAINTEXT://k3.example:9092",
        "log.dirs": "/var/lib/kafka",
    },
    "signed in": {
        "process.roles": "broker,controller",
        "node.id": "1",
        _VOTERS: "1@127.0.0.1:9093",
        _NAMES: "CONTROLLER",
        _LISTENERS: "STAFF://:9092,CONTROLLER://:9093",
        _MAP: "STAFF:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
        _ADVERTISED: "STAFF://k1.example:9092",
        _INTER: "STAFF",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "sasl.mechanism.controller.protocol": "SCRAM-SHA-512",
        "log.dirs": "/var/lib/kafka",
    },
}
"""By what the node is; Kafka takes each of them, where its version has the mode."""

WITHOUT = "(left out)"

CHANGES: dict[str, tuple[str, ...]] = {
    "process.roles": (
        WITHOUT, "", "broker", "controller", "controller,broker", "broker, controller",
        "broker,broker", "Broker", "worker", "broker,controller,zookeeper",
    ),
    "node.id": (WITHOUT, "", "1", "2", "5", "-1", "-2", "one", "2147483648", " 1 "),
    "broker.id": ("1", "2", "3", "11", "9", "-1", "abc"),
    "broker.id.generation.enable": ("false",),
    "reserved.broker.max.id": ("2", "100"),
    _VOTERS: (
        WITHOUT, "", "1@127.0.0.1:9093", "2@c2.example:9093", "1@c1.example", "c1.example:9093",
        "1@c1.example:port", "one@c1.example:9093", "1@c1.example:9093,1@c2.example:9093",
        "1@c1.example:9093,2@c2.example:9093,11@c3.example:9093", "1@c1.example:9093,",
        "1@c1.example:9093 , 2@c2.example:9093", "1@[::1]:9093", "1@0.0.0.0:0", "1:c1:9093",
        "1@c1_internal:9093", "1@c1.example:9093;2@c2.example:9093",
    ),
    _SERVERS: (WITHOUT, "", "c1.example:9093", "127.0.0.1:9093", "c1.example", "c1:port"),
    _NAMES: (
        WITHOUT, "", "CONTROLLER", "controller", "CONTROLLER,OTHER", "OTHER", "PLAINTEXT",
        "CONTROLLER,PLAINTEXT", "INSIDE", "CONTROLLER, OTHER",
    ),
    _LISTENERS: (
        WITHOUT, "", "PLAINTEXT://:9092", "CONTROLLER://:9093", "PLAINTEXT://", "localhost:9092",
        "PLAINTEXT://:9092,CONTROLLER://:9092", "PLAINTEXT://:9092,PLAINTEXT://:9094",
        "PLAINTEXT://:9092,CONTROLLER://:9093,PLAINTEXT://:9095",
        "PLAINTEXT://:0,CONTROLLER://:9093", "PLAINTEXT://:0,CONTROLLER://:0",
        "PLAINTEXT://:70000,CONTROLLER://:9093", "PLAINTEXT://:-1,CONTROLLER://:9093",
        "plaintext://:9092,controller://:9093", "PLAINTEXT://[::1]:9092,CONTROLLER://[::1]:9093",
        "PLAINTEXT://127.0.0.1:9092,CONTROLLER://[::1]:9092",
        " PLAINTEXT://:9092 , CONTROLLER://:9093 ", "PLAINTEXT://:9092,CONTROLLER://:9093,",
        "PLAINTEXT:9092,CONTROLLER:9093", "PLAINTEXT//:9092,CONTROLLER//:9093",
        "CONTROLLER://:9093,PLAINTEXT://k1_internal:9092", "CLIENTS://:9092,CONTROLLER://:9093",
        "INSIDE://:9092,OUTSIDE://:9094,CONTROLLER://:9093", "INSIDE://:9092,INSIDE://:9094",
        "INSIDE://:9092,OUTSIDE://:9092", "SSL://:9092,CONTROLLER://:9093", "OUTSIDE://:9094",
        "PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093", "STAFF://:9092", "CONTROLLER://:9093,",
        "CONTROLLER://:9093,CONTROLLER://:9095", "PLAINTEXT://:9092,CONTROLLER://:9093,SSL://:9094",
        "PLAINTEXT:// :9092,CONTROLLER://:9093", "PLAINTEXT://:9092;CONTROLLER://:9093",
    ),
    _ADVERTISED: (
        WITHOUT, "", "PLAINTEXT://k1.example:9092", "PLAINTEXT://0.0.0.0:9092",
        "PLAINTEXT://:9092", "OTHER://k1.example:9092", "CONTROLLER://k1.example:9093",
        "PLAINTEXT://k1.example:9092,CONTROLLER://k1.example:9093",
        "PLAINTEXT://k1.example:9092,PLAINTEXT://k1.example:9094",
        "PLAINTEXT://k1.example:9092,OTHER://k1.example:9094", "INSIDE://0.0.0.0:9092",
        "INSIDE://k1.example:9092", "OUTSIDE://k1.example:9094", "PLAINTEXT://k1.example:0",
        "INSIDE://k1.example:9092,OUTSIDE://k1.example:9092", "plaintext://k1.example:9092",
        "PLAINTEXT://k1.example", "k1.example:9092", "PLAINTEXT://[::]:9092",
        "PLAINTEXT://k1.example:9092,CONTROLLER://0.0.0.0:9093", "SSL://k1.example:9092",
        "INSIDE://k1.example:9092,OUTSIDE://0.0.0.0:9094", "PLAINTEXT://k1.example:kafka",
    ),
    _MAP: (
        WITHOUT, "", "PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT", "INSIDE:PLAINTEXT",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT", "plaintext:plaintext,controller:plaintext",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:TLS", "PLAINTEXT:PLAINTEXT,CONTROLLER",
        "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT", "INSIDE:SSL,OUTSIDE:SSL,CONTROLLER:SSL",
        "INSIDE:PLAINTEXT,OUTSIDE:SASL_TLS,CONTROLLER:PLAINTEXT", "PLAINTEXT,CONTROLLER",
        " PLAINTEXT : PLAINTEXT , CONTROLLER : PLAINTEXT ", "PLAINTEXT:PLAINTEXT,",
        "PLAINTEXT:PLAINTEXT,PLAINTEXT:SSL,CONTROLLER:PLAINTEXT",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SPARE:SASL_SSL",
    ),
    _INTER: (
        WITHOUT, "", "PLAINTEXT", "INSIDE", "OUTSIDE", "inside", "CONTROLLER", "OTHER", "SSL",
        "REPLICATION",
    ),
    _PROTOCOL: ("PLAINTEXT", "plaintext", "SSL", "SASL_PLAINTEXT", "TLS", ""),
    "zookeeper.connect": (WITHOUT, "", "zk1.example:2181", "zk1.example:2181,zk2.example:2181/a"),
    "control.plane.listener.name": ("CONTROLLER", "PLAINTEXT", "OUTSIDE", "OTHER"),
    "early.start.listeners": ("CONTROLLER", "PLAINTEXT", "OTHER"),
    "inter.broker.protocol.version": ("3.9", "3.0", "2.8", "9.9"),
    "log.message.format.version": ("2.8", "3.0", "new"),
    "sasl.enabled.mechanisms": (WITHOUT, "", "PLAIN", "SCRAM-SHA-512,PLAIN", "scram-sha-512"),
    "sasl.mechanism.inter.broker.protocol": (WITHOUT, "PLAIN", "SCRAM-SHA-256"),
    "sasl.mechanism.controller.protocol": (WITHOUT, "PLAIN"),
    "host.name": ("k1.example",),
    "port": ("9092",),
    "advertised.host.name": ("k1.example",),
    "metadata.log.dir": ("/var/lib/kafka/metadata",),
    "log.dirs": (WITHOUT, ""),
}  # fmt: skip
"""Key to what is written instead, or besides."""


class Case(NamedTuple):
    """A configuration, and in words how it came about."""

    name: str
    settings: Settings

    def text(self) -> str:
        return "".join(f"{key}={value}\n" for key, value in self.settings.items())


def cases(release: Release) -> Iterator[Case]:
    """Configurations for one release: all plain ones, and those changed in one place or more.

    Releases that are not started get a third of the single changes.
    """
    lot = random.Random(str(release))
    for case in _changed_once():
        if release.is_started or lot.random() < 1 / 3:
            yield case
    yield from _combined(COMBINATIONS if release.is_started else COMBINATIONS // 3, lot)


def _changed_once() -> Iterator[Case]:
    for kind, plain in PLAIN.items():
        yield Case(kind, plain)
        for key, values in CHANGES.items():
            for value in values:
                changed = _changed(plain, key, value)
                if changed != plain:
                    yield Case(f"{kind}; {key}={value}", changed)


def _combined(combinations: int, lot: random.Random) -> Iterator[Case]:
    kinds, keys = list(PLAIN), list(CHANGES)
    for _ in range(combinations):
        kind = lot.choice(kinds)
        settings, names = PLAIN[kind], [kind]
        for key in lot.sample(keys, lot.choice((2, 2, 3))):
            value = lot.choice(CHANGES[key])
            settings = _changed(settings, key, value)
            names.append(f"{key}={value}")
        yield Case("; ".join(names), settings)


def _changed(settings: Settings, key: str, value: str) -> Settings:
    changed = {**settings, key: value}
    if value == WITHOUT:
        del changed[key]
    return changed
