"""Copies of one description, machines, and options that a stack does without."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.swarm import (
    copies_in_words,
    has_many_copies,
    is_confined_by_label,
    loses_little,
    lost_options,
    shared_by_copies,
    unpinned_volume,
)
from kafkalint.model import Mount, Node
from kafkalint.values import known, unknown

from .containers import companion, deployed, node, variables
from .deployments import HERE, mount

load()

DATA = mount("volume", "data", "/var/lib/kafka/data")
KAFKA = {"log.dirs": "/var/lib/kafka/data", "zookeeper.connect": "zk:2181", "broker.id": "1"}


def broker(*mounts: Mount, name: str = "kafka", **options: object) -> Node:
    return node(settings={**KAFKA}, name=name, mounts=mounts, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("number", "many"), [(1, False), (3, True), (0, False)])
def test_copies(number: int, many: bool) -> None:
    copied = broker(replicas=known(number, HERE))
    deployed(copied)
    assert has_many_copies(copied).data is many
    assert copies_in_words(copied) == f"{number} copies"


def test_a_global_service_runs_on_every_machine() -> None:
    everywhere = broker(
        replicas=unknown("one on every machine", HERE), deploy_mode=known("global", HERE)
    )
    deployed(everywhere, platform="swarm")
    assert has_many_copies(everywhere).data is True
    assert copies_in_words(everywhere) == "a copy on every machine"


def test_an_open_number_of_copies() -> None:
    copied = broker(replicas=unknown("${N}", HERE))
    deployed(copied)
    assert has_many_copies(copied).is_unknown


@pytest.mark.parametrize(
    ("settings", "shared"),
    [
        ({"broker.id": "1"}, ("id 1",)),
        ({"broker.id": "-1"}, ()),
        ({"broker.id": "{{.Task.Slot}}"}, ()),
        ({"advertised.listeners": "PLAINTEXT://kafka:9092"}, ("the address kafka",)),
        ({"advertised.listeners": "PLAINTEXT://{{.Node.Hostname}}:9092"}, ()),
        ({"advertised.listeners": "PLAINTEXT://:9092"}, ()),
    ],
)
def test_what_copies_share(settings: dict[str, str], shared: tuple[str, ...]) -> None:
    copied = node(settings={"zookeeper.connect": "zk:2181", **settings})
    deployed(copied)
    assert shared_by_copies(copied).data == shared


@pytest.mark.parametrize(
    ("platform", "options", "shares"),
    [
        ("compose", {}, True),
        ("swarm", {}, True),
        ("swarm", {"max_replicas_per_node": known(1, HERE)}, False),
        ("swarm", {"deploy_mode": known("global", HERE)}, False),
        ("compose", {"max_replicas_per_node": known(1, HERE)}, True),
    ],
)
def test_copies_on_one_machine_share_its_volumes(
    platform: str, options: dict[str, object], shares: bool
) -> None:
    copied = broker(DATA, **options)
    deployed(copied, platform=platform)
    assert ("the data in data" in shared_by_copies(copied).data) is shares


def test_a_volume_for_each_task() -> None:
    own = Mount("volume", unknown("{{.Task.Slot}}", HERE), DATA.target, HERE)
    copied = broker(own)
    deployed(copied)
    assert shared_by_copies(copied).data == ("id 1",)


@pytest.mark.parametrize(
    ("constraints", "loose"),
    [
        ((), True),
        (("node.role == manager",), True),
        (("node.hostname != a",), True),
        (("node.hostname == a",), False),
        (("node.id==2ivku8v2gvtg4",), False),
        (("node.labels.kafka == 1",), False),
        (("engine.labels.disk == ssd",), False),
    ],
)
def test_a_task_and_its_volume(constraints: tuple[str, ...], loose: bool) -> None:
    placed = broker(DATA, constraints=tuple(known(text, HERE) for text in constraints))
    deployed(placed, platform="swarm")
    assert (unpinned_volume(placed).data == "data") is loose


def test_a_label_that_several_ask_for_keeps_none_in_place() -> None:
    label = (known("node.labels.kafka == true", HERE),)
    one = broker(DATA, name="a", constraints=label)
    two = broker(DATA, name="b", constraints=(known("node.labels.kafka==true", HERE),))
    deployed(one, two, platform="swarm")
    assert unpinned_volume(one).data == "data"
    assert is_confined_by_label(one)
    server = node("zookeeper", {}, "zk", "zookeeper", constraints=label)
    deployed(one, server, platform="swarm")
    one.memo.clear()
    assert unpinned_volume(one).data == ""


def test_a_constraint_that_is_filled_in_elsewhere() -> None:
    placed = broker(DATA, constraints=(unknown("${MACHINE}", HERE),))
    deployed(placed, platform="swarm")
    assert unpinned_volume(placed).is_unknown


@pytest.mark.parametrize(
    "held",
    [
        Mount("volume", known("data", HERE), DATA.target, HERE, driver="rexray/ebs"),
        Mount("volume", known("data", HERE), DATA.target, HERE, shared_storage=True),
    ],
)
def test_volumes_that_every_machine_reaches(held: Mount) -> None:
    placed = broker(held)
    deployed(placed, platform="swarm")
    assert unpinned_volume(placed).data == ""


@pytest.mark.parametrize(
    "held",
    [
        Mount("volume", known("data", HERE), DATA.target, HERE, external=True),
        mount("bind", "/mnt/nfs/kafka", "/var/lib/kafka/data"),
        mount("bind", "/shared/kafka", "/var/lib/kafka/data"),
    ],
)
def test_volumes_that_may_be_anywhere(held: Mount) -> None:
    placed = broker(held)
    deployed(placed, platform="swarm")
    assert unpinned_volume(placed).is_unknown


def test_what_is_mounted_may_be_data_where_the_directory_is_not_known() -> None:
    placed = node("example/kafka", {}, partial="the image is not known", mounts=(DATA,))
    deployed(placed, platform="swarm")
    assert unpinned_volume(placed).is_unknown


def lost(*keys: str, **options: object) -> Node:
    written = {key: known("x", HERE) for key in keys}
    without = broker(ignored_options=written, **options)
    deployed(without, platform="swarm")
    return without


@pytest.mark.parametrize(
    ("keys", "little"),
    [
        ((), True),
        (("restart", "depends_on", "container_name"), True),
        (("build",), True),
        (("network_mode",), False),
        (("restart", "privileged"), False),
        (("mem_limit",), False),
    ],
)
def test_what_is_lost_matters_or_not(keys: tuple[str, ...], little: bool) -> None:
    assert loses_little(lost(*keys)) is little


def test_some_options_are_refused() -> None:
    assert lost_options(lost("restart", "mem_limit")).data == ("restart", "mem_limit (refused)")


def test_a_container_name_matters_where_somebody_uses_it() -> None:
    client = companion(
        "confluentinc/cp-kafka-connect",
        "connect",
        variables=variables(CONNECT_BOOTSTRAP_SERVERS="broker-1:9092"),
    )
    for name, little in (("broker-1", False), ("broker-2", True), ("kafka", True)):
        named = broker(ignored_options={"container_name": known(name, HERE)})
        deployed(named, platform="swarm", companions=(client,))
        assert loses_little(named) is little
