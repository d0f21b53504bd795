"""What Kafka has against a value: its ConfigDef's type and validator, in words.

Source: ConfigDef.parseType, ConfigDef.Range, ValidString, ValidList and their like in Kafka 0.10 to
4.4, asked through `settings.definition`; tests/kafka holds this against Kafka's own classes.
"""

from __future__ import annotations

from functools import lru_cache

from kafkalint.kafka import settings, typed, versions
from kafkalint.regex import regex

OF_OTHERS = frozenset(
    """
    advertised.listeners controller.listener.names controller.quorum.bootstrap.servers
    controller.quorum.voters early.start.listeners inter.broker.listener.name
    listener.security.protocol.map listeners
    """.split()
)
"""What is looked at as a whole elsewhere: listeners and voters."""

_RANGE = regex(r"\[(-?[0-9.]+)?,?\.\.\.(?:,(-?[0-9.]+))?\]( or -1)?")
_VERSION = regex(r"(0\.\d+\.\d+|\d+\.\d+)(?:\.\d+)*(-IV\d+)?")
_KINDS = {
    "boolean": "true or false",
    "int": "a whole number",
    "short": "a whole number",
    "long": "a whole number",
    "double": "a number",
}
_ANY_VALUE = ("", "non-null string", "non-empty list")


_LENIENT = frozenset({"allow.everyone.if.no.acl.found"})
"""What is read outside of ConfigDef: no word is refused."""

_MORE_BOUNDS = {
    "offsets.topic.compression.codec": ("0.10", "", 0, 4),
    "share.coordinator.state.topic.compression.codec": ("4.0", "", 0, 4),
    "share.coordinator.snapshot.update.records.per.snapshot": ("4.0", "4.3", 0, 500),
}
"""What the classes behind ConfigDef take: from and to which version, the least and the most."""

_CLASS = regex(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+")
_REPLICA = regex(r"([0-9]+:[0-9]+)?")
_POOL_OR_OLDER = "The default value of -1 means"
_CLASSIC_ALWAYS = "group.coordinator.rebalance.protocols"
_CODECS = ("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
_ASSIGNORS = frozenset({"range", "simple", "sticky", "uniform"})
_NEVER_EMPTY = frozenset({"log.dirs", "group.share.assignors", "control.plane.listener.name"})
_NEVER_EMPTY_SINCE_4_2 = frozenset(
    {"group.consumer.assignors", "group.streams.assignors", "log.dir", _CLASSIC_ALWAYS}
)


@lru_cache(maxsize=8192)
def fault(key: str, text: str, version: str, scope: str = "broker") -> str:
    """What Kafka `version` has against `text` as the value of `key`, "" where it takes it.

    The words go on from the value: "is not true or false". Nothing is said of keys that the
    version does not have, nor of what only a start can tell (classes, files).
    """
    said = settings.definition(key, version, scope)
    if said is None or key in OF_OTHERS or key in _LENIENT:
        return ""
    try:
        data = typed.read(text, said.type)
    except typed.NotOfTypeError:
        return f"is not {_wanted(said)}"
    return _against(said, data, version)


def is_class_name(text: str) -> bool:
    """Whether `text` can be the full name of a class."""
    return bool(_CLASS.fullmatch(text.strip()))


def is_particular(key: str, version: str, scope: str = "broker") -> bool:
    """Whether there is any text that Kafka refuses as the value of `key`."""
    said = settings.definition(key, version, scope)
    if said is None or key in OF_OTHERS or key in _LENIENT:
        return False
    return said.type in _KINDS or bool(choices(said.valid)) or ", ..., " in said.valid


def _wanted(said: settings.Definition) -> str:
    """What Kafka takes, in a few words: "a whole number of at least 1"."""
    kind = _KINDS.get(said.type, "")
    bounds = _RANGE.fullmatch(said.valid)
    if not bounds:
        return kind
    low, high, other = bounds.groups()
    also = " (or -1)" if other else ""
    if high is None:
        return f"{kind} of at least {low}{also}"
    return f"{kind} from {low} to {high}{also}"


def _against(said: settings.Definition, data: object, version: str) -> str:
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return _out_of_range(said, data, version)
    if isinstance(data, tuple):
        return _unlisted(said, data, version)
    return _unknown_word(said, str(data), version) if isinstance(data, str) else ""


def _is_within(version: str, since: str, until: str) -> bool:
    parts = versions.parts(version) or versions.FIRST
    last = versions.parts(until)
    return parts >= (versions.parts(since) or versions.FIRST) and not (last and parts >= last)


def _out_of_range(said: settings.Definition, number: float, version: str) -> str:
    since, until, least, most = _MORE_BOUNDS.get(said.key, ("", "", 0, 0))
    if since and _is_within(version, since, until) and not least <= number <= most:
        return f"is not a whole number from {least} to {most}"
    if said.valid.startswith(_POOL_OR_OLDER) and (number == 0 or number < -1):
        return "is not a whole number of at least 1 (or -1)"
    bounds = _RANGE.fullmatch(said.valid)
    if not bounds or (bounds[3] and number == -1):
        return ""
    low, high = (float(text) if text else None for text in bounds.group(1, 2))
    if (low is not None and number < low) or (high is not None and number > high):
        return f"is not {_wanted(said)}"
    return ""


def choices(valid: str) -> tuple[str, ...]:
    """The words of "[a, b]" and of "(case insensitive) [a, b]"; none of anything else."""
    text = valid.removeprefix("(case insensitive) ")
    if not text.startswith("[") or ", ..., " in text or "]:[" in text or _RANGE.fullmatch(valid):
        return ()
    return tuple(text.strip("[]").split(", "))


def _unlisted(said: settings.Definition, items: tuple[str, ...], version: str) -> str:
    if said.key.endswith(".throttled.replicas"):
        fits = items == ("*",) or all(map(_REPLICA.fullmatch, items))
        return "" if fits else "is neither * nor a list of partition:broker"
    allowed, lists = choices(said.valid), _is_within(version, "4.2", "")
    never = said.key in _NEVER_EMPTY or (lists and said.key in _NEVER_EMPTY_SINCE_4_2)
    if never and not any(items):
        return "is empty"
    if lists and "" in items:
        return "has an empty entry"
    if said.key == _CLASSIC_ALWAYS and "classic" not in items and _is_within(version, "3.7", ""):
        return "leaves out classic, which Kafka does not do without"
    if said.key.endswith(".assignors") and _is_within(version, "3.6", ""):
        plain = (item for item in items if item not in _ASSIGNORS and not _CLASS.fullmatch(item))
        return "".join(f"has {item}, which is no class" for item in list(plain)[:1])
    for item in items:
        if allowed and item not in allowed:
            return f"has {item or 'an empty entry'}, and Kafka takes {_either(allowed)}"
    return ""


def _unknown_word(said: settings.Definition, word: str, version: str) -> str:
    if said.key in _NEVER_EMPTY and not word:
        return "is empty"
    if said.type == "class" and not _CLASS.fullmatch(word):
        return "is not the full name of a class" if word else "is empty"
    if said.key == "compression.type" and word not in _CODECS:  # looked at elsewhere until 3.3
        return f"is none of {', '.join(_CODECS)}"
    if said.valid in _ANY_VALUE or said.type == "password":
        return ""
    if said.valid == "non-empty string":
        return "" if word else "is empty"
    allowed = choices(said.valid)
    if allowed:
        fold = said.valid.startswith("(case")
        if word in allowed or (fold and word.upper() in (one.upper() for one in allowed)):
            return ""
        return f"is none of {', '.join(allowed)}"
    if ", ..., " in said.valid:
        return _not_released(word, said.valid.strip("[]").split(", ")[-1], version)
    return ""


def _not_released(word: str, newest: str, version: str) -> str:
    """`inter.broker.protocol.version` and its like: a release up to the one that runs.

    What is being worked on has a name with IV alone.
    """
    found = _VERSION.fullmatch(word)
    last = versions.parts(newest if "-IV" in word else version) or versions.FIRST
    parts = versions.parts(word)
    known = versions.released().keys() | {"0.8", "0.9"}
    if found and parts and parts <= last and versions.minor(word) in known:
        return ""
    return f"is no version of Kafka up to {version}"


def _either(words: tuple[str, ...]) -> str:
    return " and ".join(words) if len(words) < 3 else ", ".join(words)
