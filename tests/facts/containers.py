"""Nodes in containers, made by hand: images, ports, mounts and what Swarm is told."""

from __future__ import annotations

from typing import Any

from kafkalint.kafka import images
from kafkalint.model import Cluster, Companion, Container, Image, Node, Port, Variable
from kafkalint.values import Value, known, unknown

from .deployments import HERE, written


def port(target: int | str, published: int | str = 0, host_ip: str = "", mode: str = "") -> Port:
    """`"$X"` for a number that is filled in elsewhere; 0 where Docker picks it."""
    return Port(
        _number(target), _number(published or target), known(host_ip, HERE), HERE, mode=mode
    )


def _number(value: int | str) -> Value[int]:
    return known(value, HERE) if isinstance(value, int) else unknown(f"{value} is open", HERE)


def image(repository: str, tag: str = "3.7.0") -> Image:
    family = images.recognise(repository)
    name = family.name if family else ""
    return Image(known(f"{repository}:{tag}", HERE), repository, known(tag, HERE), family=name)


def variables(**values: str) -> tuple[Variable, ...]:
    return tuple(Variable(name, written(text)) for name, text in values.items())


def node(
    repository: str = "confluentinc/cp-kafka",
    settings: dict[str, str] | None = None,
    name: str = "kafka",
    software: str = "kafka",
    environment: dict[str, str] | None = None,
    jvm_options: tuple[str, ...] = (),
    partial: str = "",
    **container: Any,
) -> Node:
    """A node of this image; `container` are fields of its Container."""
    fields: dict[str, Any] = {"names": (name,), **container}
    return Node(
        name,
        HERE,
        software=software,
        settings={key: written(text) for key, text in (settings or {}).items()},
        version=known("3.7", HERE),
        partial=partial,
        jvm_options=tuple(written(text) for text in jvm_options),
        replicas=fields.get("replicas", Node(name, HERE).replicas),
        container=Container(
            name, image(repository), variables=variables(**(environment or {})), **fields
        ),
    )


def companion(repository: str, role: str, *ports: Port, **container: Any) -> Companion:
    return Companion(
        "beside",
        HERE,
        role=role,
        container=Container("beside", image(repository), ports=ports, **container),
    )


def deployed(
    *nodes: Node, platform: str = "compose", companions: tuple[Companion, ...] = ()
) -> Cluster:
    return Cluster("c", HERE, id="c", platform=platform, nodes=nodes, companions=companions)
