"""A container of some image, with its variables written one a line in a Compose file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.formats import properties
from kafkalint.formats.text import Text
from kafkalint.kafka import images
from kafkalint.kafka.images import Applied
from kafkalint.values import Origin, Span, Value, absent, unknown

SERVICE = Origin("compose.yml", Span(1, 1, 1, 6))

Run = Callable[..., Applied]


def line(number: int) -> Origin:
    """The place of the variable on that line; the service itself is on line 1."""
    return Origin("compose.yml", Span(number, 7, number, 40))


def run_container(
    image: str, mounted: dict[str, str] | None = None, hostname: str | None = None, **variables: Any
) -> Applied:
    """What the process of that image finally reads.

    Variables stand on lines 2, 3…; a Value stands for itself. `mounted` maps paths to texts.
    """
    repository, _, tag = image.partition(":")
    family = images.recognise(repository)
    assert family is not None
    version = images.kafka_version(family, tag or "latest")
    environment = {
        name: data if isinstance(data, Value) else Value(data, (line(number),))
        for number, (name, data) in enumerate(variables.items(), start=2)
    }
    files = {
        path: properties.read(Text("server.properties", text))
        for path, text in (mounted or {}).items()
    }
    return images.apply(
        family,
        environment,
        version=Value(version) if version else unknown("the tag does not say"),
        anchor=SERVICE,
        mounted=files,
        hostname=Value(hostname, (SERVICE,)) if hostname else absent(SERVICE),
        tag=tag,
    )
