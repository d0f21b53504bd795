"""What a container runs, told from its `entrypoint` and `command`, or from a script of theirs.

Brokers, topic-creating jobs and shells share one image: only this text tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kafkalint.kafka.images import Family
from kafkalint.model import Topic
from kafkalint.values import Origin, Value, absent, gather, unknown

_OWN_START = re.compile(
    r"/etc/(?:confluent|kafka)/docker/(?:run|launch)|start-kafka(?:\.sh)?\b"
    r"|/opt/bitnami/scripts/\w+/(?:run|entrypoint)\.sh|docker-entrypoint\.sh"
)
_SERVER = re.compile(r"kafka-server-start|kafka\.Kafka\b")
_ZOOKEEPER = re.compile(r"zookeeper-server-start|zkServer\.sh|QuorumPeerMain")
_PROGRAMS = (
    (re.compile(r"connect-(?:distributed|standalone)"), "connect"),
    (re.compile(r"mirror-maker|replicator(?!-)"), "client"),
    (re.compile(r"schema-registry-start"), "schema-registry"),
    (re.compile(r"ksql(?:db)?-server-start|ksql-server"), "ksqldb"),
    (re.compile(r"kafka-rest-start"), "rest-proxy"),
)
_JOB = re.compile(
    r"kafka-(?:topics|configs|acls|console|consumer|producer|broker-api|verifiable|reassign|leader"
    r"|cluster|storage|get-offsets|dump-log|features|metadata|delegation|avro|json|protobuf|run-class)"
    r"|\bcub\b|\bkcat\b|kafkacat|zookeeper-shell|zkCli|\bsleep\b|\btail\s+-f|\brpk\b|\bkafka-ready\b"
    r"|confluent-hub|wait[-_]for|\bcurl\b|\bnc\b|\bkeytool\b|\bopenssl\b|\bchown\b|\bmkdir\b"
)
_JOB_SCRIPT = re.compile(
    r"(?:create|topic|init(?!d)|provision|wait|acl|consum|produc|seed|test|load|check|setup|bootstrap"
    r"|gener|import|export|migrat|register|client)[\w.-]*(?:\.(?:sh|py|bash))?(?:\s|$|[\"';&])",
    re.IGNORECASE,
)
_SHELL = re.compile(r"^(?:/usr)?(?:/bin/)?(?:ba|z|a|da)?sh$|^(?:true|cat|exit 0|/bin/true|:)$")
_SCRIPT = re.compile(r"(?:^|[\s\"'(;&|])((?:\.{0,2}/)?[\w./-]+\.(?:sh|bash))\b")
_PROPERTIES = re.compile(r"kafka-server-start(?:\.sh)?[\"']?\s+(?:-daemon\s+)?[\"']?([^\s\"';&|]+)")
_OVERRIDE = re.compile(
    r"--override[\s=]+(?:\"([^\"]*)\"|'([^']*)'|([^\s;&|\"']+(?:\"[^\"]*\"|'[^']*')?))"
)
_EXPORT = re.compile(
    r"(?:^|[\s;&|'\"(])export\s+([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|[^\s;&|]*)"
)
_EDITS = re.compile(
    r"sed\s[^;&|]*[\w./$}-]*\.properties|(?:>>?|tee(?:\s+-a)?)\s*[\"']?[\w./${}-]*\.properties"
)
_TOPICS = re.compile(r"kafka-topics(?:\.sh)?\b([^;&|\n]*)")
_OPTION = re.compile(r"--([a-z-]+)(?:[\s=]+(?!--)(\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
_LITERAL = re.compile(r"[\w.-]+\Z")


class Start(NamedTuple):
    """`runs`: "image" (its own start, which turns variables into settings), "kafka" or
    "zookeeper" (started by hand), a companion's role, "job", or "unknown" (`script`, which is
    not here, decides). `text` is the command line, with the scripts that it names."""

    runs: str
    text: Value[str]
    script: str = ""


def read(
    entrypoint: Value[str],
    command: Value[str],
    family: Family | None,
    script_at: Callable[[str], str | None],
) -> Start:
    """What runs; `script_at` gives the text of a script by its path in the container."""
    parts = [value for value in (entrypoint, command) if value.is_known and value.data.strip()]
    if not parts:
        return Start("image", absent(*command.origins))
    line = " ".join(value.data for value in parts).strip()
    scripts = {path: script_at(path) for path in _SCRIPT.findall(line)}
    text = "\n".join([line, *(script for script in scripts.values() if script is not None)])
    value: Value[str] = Value(text, gather(parts))
    if (family is not None and family.starts_itself(text)) or _OWN_START.search(text):
        return Start("image", value)
    if runs := _program(text):
        return Start(runs, value)
    if _SHELL.match(line) or _JOB.search(text) or _JOB_SCRIPT.search(line):
        return Start("job", value)
    script = next((path for path, text in scripts.items() if text is None), line.split()[0])
    return Start("unknown", value, script)


def _program(text: str) -> str:
    if _SERVER.search(text):
        return "kafka"
    if _ZOOKEEPER.search(text):
        return "zookeeper"
    for pattern, role in _PROGRAMS:
        if pattern.search(text):
            return role
    return ""


def properties_file(text: str) -> str:
    """The configuration that `kafka-server-start` is given, "" where it is given none."""
    match = _PROPERTIES.search(text)
    return match[1] if match and not match[1].startswith("--") else ""


def overrides(start: Start) -> Iterator[tuple[str, Value[str]]]:
    """The `--override key=value` of a server's command line, as it is written."""
    if not start.text.is_known:
        return
    for match in _OVERRIDE.finditer(start.text.data):
        written = next(group for group in match.groups() if group is not None)
        key, equals, text = written.partition("=")
        if equals:
            yield key.strip(), Value(text.strip().strip("\"'"), start.text.origins)


def exports(start: Start) -> dict[str, Value[str]]:
    """The variables that the command itself exports before the start."""
    if not start.text.is_known:
        return {}
    return {
        name: Value(text.strip("\"'"), start.text.origins)
        for name, text in _EXPORT.findall(start.text.data)
    }


def edits_configuration(start: Start) -> bool:
    """It writes into a property file, so that what is in there cannot be known."""
    return start.text.is_known and _EDITS.search(start.text.data) is not None


def topics(start: Start, anchor: Origin) -> Iterator[Topic]:
    """The topics that `kafka-topics --create` makes, where its options are literal."""
    if not start.text.is_known or "kafka-topics" not in start.text.data:
        return
    origins = start.text.origins or (anchor,)
    joined = start.text.data.replace("\\\n", " ")
    for arguments in _TOPICS.findall(joined):
        topic = _topic(arguments, origins)
        if topic is not None:
            yield topic


def _topic(arguments: str, origins: tuple[Origin, ...]) -> Topic | None:
    options: dict[str, str] = {}
    configs: list[str] = []
    for name, raw in _OPTION.findall(arguments):
        text = raw.strip("\"'")
        if name == "config":
            configs.append(text)
        else:
            options[name] = text
    name = options.get("topic", "")
    if "create" not in options or not _LITERAL.match(name):
        return None
    settings = {
        key: Value(text, origins)
        for key, equals, text in (config.partition("=") for config in configs)
        if equals
    }
    return Topic(
        name,
        origins[0],
        partitions=_count(options.get("partitions"), origins),
        replicas=_count(options.get("replication-factor"), origins),
        settings=settings,
    )


def _count(text: str | None, origins: tuple[Origin, ...]) -> Value[int]:
    if text is None:
        return absent(*origins)
    if text.lstrip("-").isdigit():
        return Value(int(text), origins)
    return unknown(f"{text} has no value in these files", *origins)
