"""A broker's or controller's own property file: server.properties and its kin."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats import properties
from kafkalint.formats.template import placeholder
from kafkalint.kafka import settings as kafka_settings
from kafkalint.model import Cluster, Node
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources.properties.recognition import is_broker, may_be_broker
from kafkalint.values import Origin, Provenance, Value

NAME = "server.properties"
ONE_OF_MANY = "one server.properties shows one node of an unknown number"


def claims(path: str, content: bytes) -> bool:
    """Whether this may be a broker's own file."""
    return may_be_broker(path, content)


def read(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """Every broker and controller that `files` configure, each cluster once."""
    reading = Reading()
    for file in files:
        try:
            entries = properties.read(file.text)
        except InputError as problem:
            reading.notices.append(Notice("unreadable", file.path, problem.line, problem.message))
            continue
        if is_broker({entry.key for entry in entries}):
            reading.clusters.append(_cluster(file.path, entries))
    return reading


def _cluster(path: str, entries: Sequence[properties.Property]) -> Cluster:
    anchor = entries[0].origin if entries else Origin(path)
    node = Node(
        name=path.rsplit("/", 1)[-1],
        anchor=anchor,
        settings={entry.key: _value(entry) for entry in entries},
        files=(path,),
    )
    return Cluster(
        name=path, anchor=anchor, id=path, nodes=(node,), undisclosed=ONE_OF_MANY, files=(path,)
    )


def _value(entry: properties.Property) -> Value[str]:
    origin = entry.origin._replace(logical=entry.key)
    sensitive = kafka_settings.is_sensitive(entry.key)
    hole = placeholder(entry.value)
    if hole is not None:
        reason = f"{entry.key} is {hole}, which these files do not resolve"
        return Value("", (origin,), Provenance.UNKNOWN, reason, sensitive)
    return Value(entry.value.strip(), (origin,), sensitive=sensitive)
