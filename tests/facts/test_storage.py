"""Where data is kept."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.storage import (
    directories,
    is_temporary,
    keeping,
    line_for_mount,
    missing_mount,
    shared_with,
    volume_name,
)
from kafkalint.model import Directory, Mount, Node
from kafkalint.values import known, unknown

from .deployments import HERE, cluster, contained, kafka, mount, zookeeper

load()

SOMEWHERE = Mount("volume", known("v", HERE), unknown("${WHERE} has no value", HERE), HERE)


def only(node: Node) -> Directory:
    cluster(node)
    (found,) = directories(node)
    return found


def broker(path: str = "/var/lib/kafka/data", name: str = "kafka") -> Node:
    return kafka(name, zookeeper__connect="zk:2181", log__dirs=path)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/var/lib/kafka/data", "kafka-data"),
        ("/srv/logs/", "kafka-logs"),
        ("/tmp/kafka-logs", "kafka-data"),
    ],
)
def test_a_volume_of_its_own(path: str, name: str) -> None:
    assert volume_name(only(broker(path))) == name


@pytest.mark.parametrize(
    ("path", "cleared"),
    [("/tmp", True), ("/tmp/kafka-logs", True), ("/tmpfiles", False), ("/var/lib/kafka", False)],
)
def test_what_the_system_clears(path: str, cleared: bool) -> None:
    assert is_temporary(only(broker(path))).data is cleared


@pytest.mark.parametrize(
    ("mounts", "image", "kept"),
    [
        ((mount("volume", "v", "/var/lib/kafka/data"),), (), "volume"),
        ((mount("bind", "/srv/k", "/var/lib/kafka"),), (), "host"),
        ((mount("tmpfs", "", "/var/lib/kafka/data"),), (), "memory"),
        ((), ("/var/lib/kafka/data",), "anonymous"),
        ((), (), "container"),
        ((mount("volume", "v", "/var/lib/kafka"),), ("/var/lib/kafka/data",), "hidden"),
        ((mount("volume", "v", "/var/lib/kaf"),), (), "container"),
        ((mount("secret", "s", "/var/lib/kafka/data"),), (), "container"),
    ],
)
def test_what_keeps_a_containers_data(
    mounts: tuple[Mount, ...], image: tuple[str, ...], kept: str
) -> None:
    assert keeping(only(contained(broker(), *mounts, image_volumes=image))).data == kept


def test_without_any_mount_an_unknown_directory_is_lost_all_the_same() -> None:
    assert keeping(only(contained(broker("${DIR}")))).data == "container"
    held = contained(broker("${DIR}"), mount("volume", "v", "/srv"))
    assert keeping(only(held)).is_unknown


@pytest.mark.parametrize(
    ("mounts", "image", "kept"),
    [
        ((), ("/kafka",), "anonymous"),
        (
            (mount("bind", "/var/run/docker.sock", "/var/run/docker.sock"),),
            ("/kafka",),
            "anonymous",
        ),
        ((mount("bind", "/srv", "/data"),), (), "container"),
        ((mount("volume", "v", "/kafka"),), ("/kafka",), "volume"),
        ((mount("volume", "v", "/"),), (), "volume"),
        ((mount("volume", "v", "/kafka/logs-1"),), ("/kafka",), None),
        ((SOMEWHERE,), ("/kafka",), None),
    ],
)
def test_the_folder_that_it_is_in_tells_what_keeps_it(
    mounts: tuple[Mount, ...], image: tuple[str, ...], kept: str | None
) -> None:
    found = keeping(
        only(contained(broker("/kafka/logs-${HOSTNAME}"), *mounts, image_volumes=image))
    )
    assert found.or_else(None) == kept


@pytest.mark.parametrize(
    ("path", "cleared"), [("/tmp/${ID}", True), ("/srv/${ID}/logs", False), ("${DIR}/logs", None)]
)
def test_the_folder_that_it_is_in_tells_what_the_system_clears(
    path: str, cleared: bool | None
) -> None:
    assert is_temporary(only(broker(path))).or_else(None) is cleared


def test_a_volume_beside_the_data_misses_it() -> None:
    beside = contained(broker("/tmp/kafka-logs"), mount("volume", "v", "/var/lib/kafka/data"))
    assert missing_mount(only(beside)).data == "/var/lib/kafka/data"
    certificates = contained(broker(), mount("volume", "certs", "/etc/kafka/secrets"))
    assert missing_mount(only(certificates)).data == ""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/tmp/kafka-logs", "log.dirs=/var/lib/kafka/data"),
        ("/srv/kafka", 'volumes: ["kafka-kafka:/srv/kafka"]'),
    ],
)
def test_what_brings_data_and_volume_together(path: str, line: str) -> None:
    beside = contained(broker(path), mount("volume", "v", "/var/lib/kafka/data"))
    assert line_for_mount(only(beside)) == line


def test_the_same_place_twice() -> None:
    one = contained(broker(name="one"), mount("volume", "v", "/var/lib/kafka/data"))
    two = contained(broker(name="two"), mount("volume", "v", "/var/lib/kafka/data"))
    cluster(one, two)
    assert shared_with(directories(one)[0]).data == "two"


def test_the_same_folder_with_folders_inside_is_not_shared() -> None:
    one = contained(broker("/data/1", "one"), mount("bind", "/srv", "/data"))
    two = contained(broker("/data/2", "two"), mount("bind", "/srv", "/data"))
    cluster(one, two)
    assert shared_with(directories(one)[0]).data == ""


def test_zookeeper_keeps_its_files_in_a_folder_of_their_version() -> None:
    data = mount("volume", "d", "/var/lib/zookeeper/data/version-2")
    server = contained(zookeeper(dataDir="/var/lib/zookeeper/data"), data)
    assert keeping(only(server)).data == "volume"
    assert missing_mount(only(server)).data == ""
    beside = mount("volume", "d", "/var/lib/zookeeper/data/version-1")
    lost = contained(zookeeper(dataDir="/var/lib/zookeeper/data"), beside)
    assert keeping(only(lost)).data == "container"
