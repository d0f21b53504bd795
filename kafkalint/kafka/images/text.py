"""Lines of a properties file as an image writes them and as Java reads them back."""

from __future__ import annotations

from kafkalint.kafka.secrets import is_sensitive
from kafkalint.values import Value


def lines(key: str, value: Value[str]) -> list[tuple[str, Value[str]]]:
    """The entries that Java reads where an image printed `key=value` without any escaping.

    One, trimmed, as a rule. A backslash is an escape, though, and a line break ends the value
    and begins another entry.
    """
    if not value.is_known:
        return [(key, value)]
    text = value.data.strip()
    if "\\" not in text and "\n" not in text and "\r" not in text:
        return [(key, _with(value, text))]
    from kafkalint.errors import SyntaxProblem
    from kafkalint.formats import properties
    from kafkalint.formats.text import Text

    try:
        entries = properties.read(Text("", f"value={text}"))
    except SyntaxProblem:
        return [(key, _with(value, text))]
    first, *others = entries
    found = [(key, _with(value, first.value.strip()))]
    return found + [(item.key, _with(value, item.value.strip())) for item in others]


def listen_everywhere(advertised: str) -> str:
    """advertised.listeners with every host as 0.0.0.0, as images derive `listeners`.

    Source: get_kafka_listeners in confluentinc/confluent-docker-utils, docker_utils/cub.py;
    docker/resources/common-scripts/configure in apache/kafka.
    """
    first, *others = advertised.split("://")
    return "://".join([first, *(_anywhere(other) for other in others)])


def _anywhere(address: str) -> str:
    """ "host:9092,NEXT" with 0.0.0.0 before its first colon; a placeholder may hold colons."""
    depth = 0
    for index, character in enumerate(address):
        if character == ":" and depth == 0:
            return f"0.0.0.0{address[index:]}"
        depth += {"{": 1, "}": -1}.get(character, 0)
    return address


def conceal(key: str, value: Value[str]) -> Value[str]:
    """The value, marked where its key says that it is a secret."""
    if value.sensitive or not is_sensitive(key):
        return value
    return Value(value.data, value.origins, value.provenance, value.reason, sensitive=True)


def _with(value: Value[str], text: str) -> Value[str]:
    if text == value.data:
        return value
    return Value(text, value.origins, value.provenance, value.reason, value.sensitive)
