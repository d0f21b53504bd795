"""ZooKeeper images that come with a finished zoo.cfg: wurstmeister/zookeeper, debezium/zookeeper.

Source: wurstmeister/zookeeper-docker, Dockerfile and start-zk.sh; debezium/container-images,
zookeeper/<version>: zoo.cfg and docker-entrypoint.sh.
"""

from __future__ import annotations

from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """No variable becomes a key."""
    return None


def apply(draft: Draft) -> None:
    """The file of the image or a mounted one, and the servers that Debezium's entrypoint adds."""
    file = draft.mounted_file
    if file is not None:
        draft.copy(file)
    else:
        for key, text in draft.family.defaults.items():
            draft.supply(key, text)
    if draft.family.name == "debezium-zookeeper":
        _list_servers(draft)


def _list_servers(draft: Draft) -> None:
    """SERVER_COUNT servers called zookeeper-1, zookeeper-2…, itself among them."""
    identity, count = draft.given("SERVER_ID"), draft.given("SERVER_COUNT")
    number = identity.data.strip() if identity is not None and identity.is_known else "1"
    if identity is not None:
        draft.metadata["myid"] = identity
    if count is None or not count.is_known or not count.data.strip().isdigit():
        return
    members = int(count.data)
    if members == 1 and number == "1":
        return
    for index in range(1, min(members, 99) + 1):
        host = "0.0.0.0" if str(index) == number else f"zookeeper-{index}"
        draft.settings[f"server.{index}"] = Value(f"{host}:2888:3888", count.origins)
