"""Topics that a job creates with `kafka-topics --create`, where its options are literal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kafkalint.formats.node import Node, Sequence
from kafkalint.model import Topic
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources.compose.commands import Start
from kafkalint.sources.compose.merge import scalars
from kafkalint.sources.compose.reader import Reader
from kafkalint.values import Origin, Value, absent, unknown

_COMMAND = regex(r"kafka-topics(?:\.sh)?\b([^;&|\n]*)")
_OPTION = regex(r"--([a-z-]+)(?:[\s=]+(?!--)(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_NAME = regex(r"[\w.-]+\Z")
_CONTINUED = regex(r"\\\s*\n")


class Created(NamedTuple):
    """A topic, and the servers ("kafka:9092") that the job is pointed to."""

    topic: Topic
    servers: str


def read(reader: Reader, start: Start) -> Iterator[Created]:
    """The topics that a service creates, each at its own place in the command."""
    text = start.text.or_else("")
    if "kafka-topics" not in text:
        return
    for arguments in _COMMAND.findall(_CONTINUED.sub(" ", text)):
        options, configs = _options(arguments)
        name = options.get("topic", "")
        if "create" in options and _NAME.match(name):
            place = _place(reader, name) or start.text.origins[0]
            servers = options.get("bootstrap-server") or options.get("zookeeper", "")
            yield Created(_topic(name, options, configs, place), servers)


def _options(arguments: str) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    configs: list[str] = []
    for name, raw in _OPTION.findall(arguments):
        text = raw.strip("\"'")
        if name == "config":
            configs.append(text)
        else:
            options[name] = text
    return options, configs


def _topic(name: str, options: dict[str, str], configs: list[str], place: Origin) -> Topic:
    settings = {
        key: Value(text, (place,))
        for key, equals, text in (config.partition("=") for config in configs)
        if equals
    }
    return Topic(
        name,
        place,
        partitions=_count(options.get("partitions"), place),
        replicas=_count(options.get("replication-factor"), place),
        settings=settings,
    )


def _count(text: str | None, place: Origin) -> Value[int]:
    if text is None:
        return absent(place)
    if text.lstrip("-").isdigit():
        return Value(int(text), (place,))
    return unknown(f"{text} has no value in these files", place)


def _place(reader: Reader, name: str) -> Origin | None:
    """Where the name stands in the command, None where it comes from a script."""
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    for key in ("command", "entrypoint"):
        node: Node | None = reader.node.get(key)
        for scalar in scalars(node) if isinstance(node, Sequence) or node else ():
            text = scalar.read_on()
            found = word.search(text.content)
            if found:
                before = text.content[: found.start()]
                line = before.count("\n") + 1
                column = found.start() - (before.rfind("\n") + 1) + 1
                origin = text.origin(line, column, line, column + len(name))
                return origin._replace(logical=f"services.{reader.name}.{key}")
    return None
