"""Small deployments, made by hand: what the facts are asked about."""

from __future__ import annotations

from kafkalint.model import Cluster, Container, Mount, Node, Topic
from kafkalint.values import Origin, Span, Value, absent, known, unknown

HERE = Origin("server.properties", Span(1, 1, 1, 2))


def written(text: str, line: int = 1) -> Value[str]:
    return Value(text, (Origin("server.properties", Span(line, 1, line, len(text) + 1)),))


def kafka(name: str = "kafka", version: str = "", partial: str = "", **settings: str) -> Node:
    """A Kafka node; `node__id="1"` is node.id=1."""
    keys = {key.replace("__", "."): text for key, text in settings.items()}
    return Node(
        name,
        HERE,
        settings={key: written(text, line) for line, (key, text) in enumerate(keys.items(), 2)},
        version=known(version, HERE) if version else unknown("no version here", HERE),
        partial=partial,
        files=(f"{name}.properties",),
    )


def combined(number: int, voters: str, **settings: str) -> Node:
    """A node that is broker and controller."""
    return kafka(
        f"kafka-{number}",
        process__roles="broker,controller",
        node__id=str(number),
        controller__quorum__voters=voters,
        **settings,
    )


def zookeeper(name: str = "zk", **settings: str) -> Node:
    keys = {key.replace("__", "."): text for key, text in settings.items()}
    return Node(
        name,
        HERE,
        software="zookeeper",
        settings={key: written(text) for key, text in keys.items()},
    )


def cluster(*nodes: Node, undisclosed: str = "", topics: tuple[Topic, ...] = ()) -> Cluster:
    return Cluster("c", HERE, id="c", nodes=nodes, undisclosed=undisclosed, declared_topics=topics)


def topic(name: str, replicas: int, **settings: str) -> Topic:
    keys = {key.replace("__", "."): written(text) for key, text in settings.items()}
    return Topic(name, HERE, replicas=known(replicas, HERE), settings=keys)


def mount(kind: str, source: str, target: str) -> Mount:
    return Mount(kind, known(source, HERE) if source else absent(HERE), known(target, HERE), HERE)


def contained(node: Node, *mounts: Mount, image_volumes: tuple[str, ...] = ()) -> Node:
    """The node in a container with these mounts."""
    held = Container(node.name, None, mounts=mounts, volumes_from_image=image_volumes)
    return Node(
        node.name,
        node.anchor,
        software=node.software,
        settings=node.settings,
        version=node.version,
        partial=node.partial,
        container=held,
    )
