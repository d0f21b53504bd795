"""The client.properties that Kafka's own tools take, and librdkafka's names for the same.

`--command-config FILE` and `-X key=value` come together in `Properties`, which remembers where
each value was written; `read` makes `Settings` of them. A value may refer to a secret instead
of holding it, as Kafka's config providers do: `${env:NAME}`, `${file:/path.properties:key}`,
`${directory:/folder:name}`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, NoReturn

from kafkalint.errors import KafkalintError, UsageError
from kafkalint.formats import properties, text
from kafkalint.kafka import jaas
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.regex import regex

COMMAND_LINE = "-X"
UNDERSTOOD = (
    "bootstrap.servers",
    "client.id",
    "enable.ssl.certificate.verification",
    "sasl.client.callback.handler.class",
    "sasl.jaas.config",
    "sasl.login.callback.handler.class",
    "sasl.mechanism",
    "sasl.mechanisms",
    "sasl.oauthbearer.client.id",
    "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.oauthbearer.extensions",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.token.endpoint.url",
    "sasl.password",
    "sasl.username",
    "security.protocol",
    "ssl.ca.location",
    "ssl.ca.pem",
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.endpoint.identification.algorithm",
    "ssl.key.location",
    "ssl.key.password",
    "ssl.key.pem",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.keystore.type",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
)
"""The settings that say how to connect; clients have many more, which are of no use here."""

_ALMOST = 0.85  # how much of a name has to be right
_REFERENCE = regex(r"\$\{(env|file|directory):([^}]*)\}")


class Entry(NamedTuple):
    """A value and the place it was written at: a file and a line, or `-X`."""

    value: str
    path: str
    line: int


class Properties:
    """Keys and values; a later one, and the command line, win."""

    def __init__(self, entries: Mapping[str, Entry], file: str = "") -> None:
        self._entries = dict(entries)
        self.file = file

    def __contains__(self, key: str) -> bool:
        return bool(self.get(key))

    def get(self, *keys: str) -> str:
        """The value of the first of `keys` that is set; "" where none is."""
        for key in keys:
            entry = self._entries.get(key)
            if entry and entry.value:
                return entry.value
        return ""

    def is_set(self, key: str) -> bool:
        """Whether it is there, though it may be empty."""
        return key in self._entries

    def secrets(self) -> Iterator[str]:
        """The values that nobody may see, those inside a login module too."""
        for key, entry in self._entries.items():
            if is_sensitive(key):
                yield entry.value
                for module in jaas.modules(entry.value):
                    options = module.options.items()
                    yield from (value for name, value in options if is_sensitive(name))

    def problem(self, key: str, message: str, remedy: str = "") -> UsageError:
        """An error about `key`, at its place."""
        entry = self._entries.get(key)
        path, line = (entry.path, entry.line) if entry else (self.file, 0)
        return UsageError(f"{key}: {message}", path=path, line=line, remedy=remedy)


def load(path: str | None, extra: Iterable[str]) -> Properties:
    """What the file at `path` and the options say; raises UsageError, with file and line."""
    entries = _of_file(path) if path else {}
    for option in extra:
        key, entry = _of_option(option)
        entries[key] = entry
    resolved = {key: entry._replace(value=_resolve(key, entry)) for key, entry in entries.items()}
    return Properties(resolved, path or "")


def _of_file(path: str) -> dict[str, Entry]:
    try:
        with Path(path).open("rb") as file:
            data = file.read(text.MAX_BYTES + 1)
        found = properties.read(text.decode(path, data))
    except OSError as problem:
        raise UsageError(f"cannot be read: {problem.strerror}", path=path) from None
    except KafkalintError as problem:
        raise UsageError(
            problem.message,
            path=path,
            line=problem.line,
            column=problem.column,
            remedy=problem.remedy,
        ) from None
    return {each.key: Entry(each.value.strip(), path, each.line) for each in found}


def _of_option(option: str) -> tuple[str, Entry]:
    key, equals, value = option.partition("=")
    key = key.strip()
    if not equals or not key:
        raise UsageError(f"-X takes key=value, not '{key}'")
    if key not in UNDERSTOOD and (close := get_close_matches(key, UNDERSTOOD, 1, _ALMOST)):
        raise UsageError(f"-X {key}: no client knows it", remedy=f"Did you mean {close[0]}?")
    if is_sensitive(key) and value and not _REFERENCE.fullmatch(value.strip()):
        raise UsageError(
            f"-X {key}: a secret on the command line is seen by everyone on this machine",
            remedy="Write it in a file for --command-config, or refer to a variable: "
            f"-X '{key}=${{env:NAME}}'.",
        )
    return key, Entry(value.strip(), COMMAND_LINE, 0)


def _resolve(key: str, entry: Entry) -> str:
    """The value with what it refers to put in."""
    if "${" not in entry.value:
        return entry.value

    def refuse(message: str) -> NoReturn:
        raise UsageError(f"{key}: {message}", path=entry.path, line=entry.line)

    def value(kind: str, rest: str) -> str:
        if kind == "env":
            if rest not in os.environ:
                refuse(f"the variable {rest} is not set")
            return os.environ[rest]
        place, _, name = rest.rpartition(":")
        if not place:
            refuse(f"${{{kind}:…}} takes a path, a colon and a name")
        if kind == "directory":
            return _content(Path(place) / name, refuse).strip()
        found = _of_file(place)
        if name not in found:
            refuse(f"{place} has no '{name}'")
        return found[name].value

    return _REFERENCE.sub(lambda found: value(found[1], found[2]), entry.value)


def _content(path: Path, refuse: Callable[[str], NoReturn]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        refuse(f"{path} cannot be read: {problem.strerror}")
    except UnicodeDecodeError:
        refuse(f"{path} is not text")
