"""The settings of one property file, built up entry by entry."""

from __future__ import annotations

from dataclasses import dataclass, field

from kafkalint.formats.properties import Property
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.model.node import KeysUnder
from kafkalint.regex import regex
from kafkalint.values import Origin, Value, unknown

SED_MARK = "#init#"
"""What init containers replace with sed: `#init#broker.id=#init#`."""
_HOLE_IN_KEY = regex(r"[{}]|<[#%\w]|%\w+%|@\w+@|\$\w")
_TO_FILL = regex(r"#init#|(?<![${])\{[A-Za-z_]\w*\}(?!\})")  # sed's and str.format's
_MOST_ORIGINS = 20


@dataclass(slots=True)
class Building:
    """What is known so far. `last` is the key that a glued line would belong to.

    `_texts` holds, for each key, what it may be set to; None stands for what cannot be read.
    `prefixes` are what keys begin with whose rest is filled in elsewhere.
    """

    settings: dict[str, Value[str]] = field(default_factory=dict)
    partial: str = ""
    prefixes: list[str] = field(default_factory=list)
    is_open: bool = False
    last: str = ""
    _texts: dict[str, set[str | None]] = field(default_factory=dict)

    def write(self, key: str, value: Value[str]) -> None:
        """`key` is set to `value`, whatever stood before."""
        self._texts[key] = {value.data}
        self.settings[key] = value

    def may_write(self, key: str, value: Value[str], is_alternative: bool) -> None:
        """`key` may be set to `value`, by one of several branches or none.

        A secret is one whether it is written or not. Where nothing else sets the key, what a
        condition adds is taken as written; of several branches, only what they agree on.
        """
        before = self.settings.get(key)
        texts = self._texts.setdefault(key, set())
        texts.add(value.data)
        if value.sensitive and value.is_known:
            origins = (*(before.origins if before else ()), *value.origins)[:_MOST_ORIGINS]
            self.settings[key] = value.at(origins)
        elif (before is None and not is_alternative) or (before and texts == {value.data}):
            self.settings[key] = value
        else:
            reason = f"{key}: a template's conditions choose what it is"
            self.settings[key] = self._unknown(key, reason, value.origins)

    def doubt(self, key: str, reason: str, entry: Property) -> None:
        """What `key` is set to cannot be read, because of `entry`."""
        self._texts.setdefault(key, set()).add(None)
        self.settings[key] = self._unknown(key, f"{key}: {reason}", (origin(entry),))

    def admit_more(self, line: int, key: str = "") -> None:
        """Something else fills in what `line` of the file sets, a key that begins like `key`."""
        self.partial = self.partial or f"line {line} writes settings that are filled in elsewhere"
        hole = _HOLE_IN_KEY.search(key)
        prefix = key[: hole.start()] if hole is not None else ""
        if prefix.endswith("."):
            self.prefixes.append(prefix)
        else:
            self.is_open = True

    @property
    def open_keys(self) -> KeysUnder | None:
        """What `partial` is about; None for any key at all."""
        return None if self.is_open or not self.prefixes else KeysUnder(tuple(self.prefixes))

    def _unknown(self, key: str, reason: str, origins: tuple[Origin, ...]) -> Value[str]:
        before = self.settings.get(key)
        places = dict.fromkeys((*(before.origins if before else ()), *origins))
        return unknown(reason, *list(places)[:_MOST_ORIGINS])


def has_hole_in_key(entry: Property) -> bool:
    """Whether the key itself is filled in elsewhere: the line may set anything."""
    return _HOLE_IN_KEY.search(entry.key) is not None


def explicit(entry: Property) -> Value[str]:
    """The value as written; unknown where it holds what only sed or str.format fill in."""
    data = entry.value.strip()
    hole = _TO_FILL.search(data) if "{" in data or SED_MARK in data else None
    if hole is not None:
        return unknown(f"{entry.key}: {hole.group()} is filled in elsewhere", origin(entry))
    return Value(data, (origin(entry),), sensitive=is_sensitive(entry.key))


def origin(entry: Property) -> Origin:
    """The place of the entry, and its key as the logical one."""
    return entry.origin._replace(logical=entry.key)
