"""What a container runs, told from its `entrypoint` and `command`, or from a script of theirs.

Brokers, topic-creating jobs and shells share one image: only this text tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from kafkalint.kafka.images import Family
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Value, absent, gather

_OWN_START = regex(
    r"/etc/(?:confluent|kafka)/docker/(?:run|launch)|start-kafka(?:\.sh)?\b"
    r"|/opt/bitnami/scripts/\w+/(?:run|entrypoint)\.sh|docker-entrypoint\.sh"
)
_SERVER = regex(r"kafka-server-start|kafka\.Kafka\b")
_ZOOKEEPER = regex(r"zookeeper-server-start|zkServer\.sh|QuorumPeerMain")
_PROGRAMS = (
    (r"connect-(?:distributed|standalone)", "connect"),
    (r"mirror-maker|replicator(?!-)", "client"),
    (r"schema-registry-start", "schema-registry"),
    (r"ksql(?:db)?-server-start|ksql-server", "ksqldb"),
    (r"kafka-rest-start", "rest-proxy"),
)
_TOOL = regex(
    r"kafka-(?:topics|configs|acls|console|consumer|producer|broker-api|verifiable|reassign|leader"
    r"|cluster|storage|get-offsets|dump-log|features|metadata|delegation|avro|json|protobuf"
    r"|run-class|ready)|\bcub\b|\bkcat\b|kafkacat|zookeeper-shell|zkCli|\brpk\b"
)
_ERRAND = regex(
    r"\bsleep\b|\btail\s+-f|wait[-_]for|\bcurl\b|\bwget\b|\bnc\b|\bkeytool\b|\bopenssl\b"
    r"|\bchown\b|\bmkdir\b|confluent-hub"
)
_ERRAND_SCRIPT = regex(
    r"(?i)(?:create|topic|init(?!d)|provision|wait|acl|consum|produc|seed|test|load|check|setup"
    r"|bootstrap|gener|import|export|migrat|register|client)[\w.-]{0,80}(?:\.(?:sh|py|bash))?"
    r"(?:\s|$|[\"';&])"
)
_SHELL = regex(r"^(?:/usr)?(?:/bin/)?(?:ba|z|a|da)?sh$|^cat$")
_NOTHING = regex(r"^(?:echo|true|/bin/true|exit 0|:)(?:\s[^;&|]*)?$")
_SCRIPT = regex(r"(?<![\w./-])((?:/[\w.-]+){2,}|(?:\.{0,2}/)?[\w./-]+\.(?:sh|bash))(?![\w/])")
_INTERPRETER = regex(r"^/(?:usr/)?(?:local/)?s?bin/|^/dev/|^/tmp/[^/]*\.(?:txt|log)$")
_PROPERTIES = regex(
    r"(?:kafka|zookeeper)-server-start(?:\.sh)?[\"']?\s+(?:-daemon\s+)?[\"']?([^\s\"';&|]+)"
)
_OVERRIDE = regex(
    r"--override[\s=]+(?:\"([^\"]*)\"|'([^']*)'|([^\s;&|\"']+(?:\"[^\"]*\"|'[^']*')?))"
)
_EXPORT = regex(
    r"(?:^|[\s;&|'\"(])export\s+([A-Za-z_][A-Za-z0-9_]*)=(\"[^\"]*\"|'[^']*'|[^\s;&|]*)"
)
_VARIABLES = regex(
    r"\$\{!KAFKA_\w*[@*]|\$\(\s*(?:/usr/bin/)?(?:env|printenv)\b|`(?:env|printenv)\b"
    r"|(?:^|[\s;&(<])(?:env|printenv)(?:\s+-0)?\s*(?:\||\))|\bcompgen\s+-e|\bos\.environ\b"
)
_FILE = r"\s*[\"']?[\w./${}-]*\.properties"
_EDIT = regex(rf"sed\s(?:[^;&|\n\\]|\\.|\\\n){{0,500}}?\.properties|(?:>>?|tee(?:\s+-a)?){_FILE}")
_APPEND = regex(
    rf"echo\s+(?:-\w+\s+)?(?:\"([^\"]*)\"|'([^']*)'|([^\s>;&|]*))\s*(?:\\\s*)?>>{_FILE}"
)


class Start(NamedTuple):
    """`runs`: "image" (its own start, which turns variables into settings), "kafka" or
    "zookeeper" (started by hand), a companion's role, "tool" (Kafka's own, a job), "errand"
    (a shell that starts nothing), "nothing" (an overlay that switches a service off), or
    "unknown" (`script`, which is not here, decides). `text` is the command line, with the
    scripts that it names."""

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
    origins = gather(parts)
    if _NOTHING.match(line):
        return Start("nothing", Value(line, origins))
    scripts = {
        path: script_at(path) for path in _SCRIPT.findall(line) if not _INTERPRETER.match(path)
    }
    text = "\n".join([line, *(script for script in scripts.values() if script is not None)])
    value: Value[str] = Value(text, origins)
    if (family is not None and family.starts_itself(text)) or _starts_an_image(text, scripts):
        return Start("image", value)
    if (family is None or not family.is_known) and any(map(_reads_variables, scripts.values())):
        return Start("image", value)
    missing = next((path for path, script in scripts.items() if script is None), "")
    runs = _program(text) or _errand(line, text)
    return Start(runs, value) if runs else Start("unknown", value, missing or line.split()[0])


def _starts_an_image(text: str, scripts: Mapping[str, str | None]) -> bool:
    """It ends in an image's own start; a script that is here is what it says, not its name."""
    for path, script in scripts.items():
        if script is not None:
            text = text.replace(path, "")
    return _OWN_START.search(text) is not None


def _reads_variables(script: str | None) -> bool:
    """It starts a broker with what it makes of every KAFKA_* variable, as images do."""
    return (
        script is not None
        and "KAFKA_" in script
        and _SERVER.search(script) is not None
        and _VARIABLES.search(script) is not None
    )


def _program(text: str) -> str:
    if _SERVER.search(text):
        return "kafka"
    if _ZOOKEEPER.search(text):
        return "zookeeper"
    for pattern, role in _PROGRAMS:
        if re.search(pattern, text):
            return role
    return ""


def _errand(line: str, text: str) -> str:
    if _TOOL.search(text):
        return "tool"
    if _SHELL.match(line) or _ERRAND.search(text) or _ERRAND_SCRIPT.search(line):
        return "errand"
    return ""


def properties_file(text: str) -> str:
    """The configuration that a server's start script is given, "" where it is given none."""
    match = _PROPERTIES.search(text)
    return match[1] if match and not match[1].startswith("--") else ""


def overrides(start: Start) -> Iterator[tuple[str, Value[str]]]:
    """The `--override key=value` of a server's command line, as it is written."""
    for match in _OVERRIDE.finditer(start.text.or_else("")):
        written = next(group for group in match.groups() if group is not None)
        key, equals, text = written.partition("=")
        if equals:
            yield key.strip(), Value(text.strip().strip("\"'"), start.text.origins)


def exports(start: Start) -> dict[str, Value[str]]:
    """The variables that the command itself exports before the start."""
    return {
        name: Value(text.strip("\"'"), start.text.origins)
        for name, text in _EXPORT.findall(start.text.or_else(""))
    }


def appended(start: Start) -> dict[str, Value[str]]:
    """The lines that it appends to a property file with `echo`."""
    found = {}
    for match in _APPEND.finditer(start.text.or_else("")):
        key, equals, text = next(g for g in match.groups() if g is not None).partition("=")
        if equals:
            found[key.strip()] = Value(text.strip(), start.text.origins)
    return found


def edits_configuration(start: Start) -> bool:
    """It changes a property file in ways that cannot be followed."""
    rest = _APPEND.sub("", start.text.or_else(""))
    return _EDIT.search(rest) is not None
