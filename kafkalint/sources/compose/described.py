"""What is known of a service before a node is made of it."""

from __future__ import annotations

from typing import NamedTuple

from kafkalint.kafka.images import Family
from kafkalint.model import Container, Image
from kafkalint.sources.compose.commands import Start
from kafkalint.sources.compose.content import Content
from kafkalint.sources.compose.services import Reader
from kafkalint.values import Value


class Described(NamedTuple):
    """`software` is "kafka" or "zookeeper"; `missing` says what of the description is not here."""

    reader: Reader
    container: Container
    image: Image | None
    family: Family | None
    software: str
    start: Start
    environment: dict[str, Value[str]]
    content: Content
    missing: str = ""
