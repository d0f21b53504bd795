"""Servers that a command starts itself, past the image's own start: a file and no variables."""

from __future__ import annotations

from kafkalint.kafka.images import Applied, Family, distribution, jvm
from kafkalint.kafka.images.applied import Draft
from kafkalint.sources.compose import commands
from kafkalint.sources.compose.described import Described
from kafkalint.values import Value

_SHIPPED = ("kraft/server.properties", "server.properties", "zookeeper.properties")


def apply(described: Described, environment: dict[str, Value[str]], version: Value[str]) -> Applied:
    """The settings of the file that the command names, and nothing of the variables."""
    reader = described.reader
    family = described.family or Family("", described.role.replace("kafka", "broker"), "its image")
    draft = Draft(family, environment, version, {}, reader.text("hostname"), reader.anchor)
    draft.ignores_environment = True
    path = commands.properties_file(described.start.text.data or "")
    entries = described.content.properties(path) if path else None
    if entries is not None:
        draft.copy(entries)
    else:
        draft.partial = _shipped(draft, path)
    jvm.read(draft)
    return draft.finish()


def _shipped(draft: Draft, path: str) -> str:
    """Start from a file of Kafka's own release; says why that cannot be."""
    for name in _SHIPPED:
        if path.endswith(f"config/{name}") and draft.family.role in ("broker", "zookeeper"):
            try:
                distribution.start_from(draft, name)
            except KeyError:
                break
            return ""
    what = f"its configuration {path}" if path else "the configuration that it is started with"
    return f"{what} is not here"
