"""What is known of a service that has to do with Kafka, before anything is made of it."""

from __future__ import annotations

from kafkalint.kafka.images import Family
from kafkalint.model import Image, Mount
from kafkalint.record import NamedTuple
from kafkalint.sources.compose.commands import Start
from kafkalint.sources.compose.content import Content
from kafkalint.sources.compose.reader import Reader
from kafkalint.values import Value


class Described(NamedTuple):
    """`role` is "kafka", "zookeeper" or a companion's; `missing` says what is not here.

    `volumes` are those that the service's own Dockerfile declares.
    """

    reader: Reader
    role: str
    image: Image | None
    family: Family | None
    start: Start
    environment: dict[str, Value[str]]
    mounts: tuple[Mount, ...]
    content: Content
    volumes: tuple[str, ...] = ()
    missing: str = ""
