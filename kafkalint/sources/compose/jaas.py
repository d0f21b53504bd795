"""The JAAS file of a container: where Java's options, or the image, say that it is."""

from __future__ import annotations

from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Lines
from kafkalint.kafka.images import Applied
from kafkalint.regex import regex
from kafkalint.sources.compose.content import Content
from kafkalint.sources.compose.described import Described
from kafkalint.values import Value, absent, unknown

_OPTION = regex(r"-Djava\.security\.auth\.login\.config==?[\"']?([^\s\"']+)")
_LOGIN = regex(r"\b(password|user_\w+)\s*=")
_BITNAMI = ("/opt/bitnami/kafka/config/kafka_jaas.conf", "/opt/bitnami/kafka/conf/kafka_jaas.conf")
"""bitnami/kafka, scripts/kafka/run.sh: where this file exists, Java is pointed to it."""


def read(described: Described, applied: Applied) -> Value[str]:
    """The text of the file; absent where there is none, unknown where it cannot be read."""
    for option in applied.jvm_options:
        if option.is_known and (found := _OPTION.search(option.data)):
            return _text(described.content, found[1].removeprefix("file:"), option)
    for option in applied.jvm_options:
        if option.is_unknown or placeholder(option.data):
            reason = option.reason or f"{placeholder(option.data)} is filled in elsewhere"
            return unknown(reason, *option.origins)
    if described.family is not None and described.family.name == "bitnami-kafka":
        for path in _BITNAMI:
            if described.content.source(path):
                anchor = Value(path, (described.reader.anchor,))
                return _text(described.content, path, anchor)
    return absent(described.reader.anchor)


def _text(content: Content, path: str, named: Value[str]) -> Value[str]:
    hole = placeholder(path)
    if hole:
        return unknown(f"{hole} is filled in elsewhere", *named.origins)
    text = content.text(path)
    if text is None:
        return unknown(f"the JAAS file {path} is not here", *named.origins)
    login = _LOGIN.search(text.content)
    inside = Lines(text).origin(*login.span(1)) if login else text.origin(1, 1, 1, 1)
    return Value(text.content, (*named.origins, inside), sensitive=True)
