"""Keys that Kafka's brokers do not know: whose they are, or what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from kafkalint.kafka import settings
from kafkalint.regex import regex

_OWNERS = {
    "aiven.": "Aiven's plug-ins",
    "atlas.": "Apache Atlas",
    "autobalancer.": "AutoMQ",
    "automq.": "AutoMQ",
    "config.providers.": "config providers",
    "confluent.": "Confluent's own parts",
    "cruise.control.": "Cruise Control's reporter",
    "diskless.": "Inkless",
    "elasticstream.": "AutoMQ",
    "external.kafka.": "a metrics reporter",
    "inkless.": "Inkless",
    "kafka.": "metrics reporters and Confluent's REST API",
    "ldap.": "Confluent's LDAP support",
    "log.diskless.": "Inkless",
    "log.flush.offset.checkpoint.": "log recovery",
    "oauth.": "Strimzi's OAuth support",
    "opa.": "the Open Policy Agent authorizer",
    "ranger.": "Apache Ranger",
    "rlmm.config.": "the manager of remote log metadata",
    "rsm.config.": "the manager of remote storage",
    "s3.": "AutoMQ",
    "strimzi.": "Strimzi's plug-ins",
    "xasecure.": "Apache Ranger",
}
"""Beginnings of keys to who reads them; Kafka passes every key on to its plug-ins."""

_JAVA = ("com.", "io.", "java.", "javax.", "net.", "org.", "sun.")

_CLIENTS = {
    "producer": "producers",
    "consumer": "consumers",
    "admin": "admin clients",
    "connect-worker": "Connect workers",
    "connect-standalone": "Connect workers",
    "mirrormaker": "MirrorMaker",
}
_OF_LISTENERS = (  # valuesWithPrefixOverride in SocketServer; its ListenerReconfigurableConfigs
    "ssl.",
    "sasl.",
    "principal.builder.class",
    "connections.max.reauth.ms",
    "max.connections",
    "max.connection.creation.rate",
    "num.network.threads",
)
_SEPARATORS = regex(r"[-_/ ]+|(?<=[a-z])(?=[A-Z])")
_IMAGE_FILES = regex(r"(listener\.name\.\S+?\.)?ssl\.\w+\.(filename|credentials)")


def owner(key: str) -> str:
    """Who reads a key that begins like this one; "" where nobody does that we know of."""
    if key.startswith(_JAVA):
        return "what is called so in Java"
    if _IMAGE_FILES.fullmatch(key):
        return "Confluent's images, which make ssl.*.location and ssl.*.password of it"
    return next((who for start, who in _OWNERS.items() if key.startswith(start)), "")


def may_be_of_a_listener(key: str) -> bool:
    """Whether Kafka reads `listener.name.<name>.<key>`, so that listeners may differ in it."""
    per_address = key.startswith("max.connections.per.ip")
    return key.startswith(_OF_LISTENERS) and not per_address


@lru_cache(maxsize=256)
def clients(key: str) -> tuple[str, ...]:
    """The programs beside brokers that have a setting of this name: "producers", "consumers"…"""
    found = [who for scope, who in _CLIENTS.items() if settings.exists_in_any_version(key, scope)]
    prefix, _, rest = key.partition(".")
    if not found and prefix in ("connect", "producer", "consumer", "admin") and rest:
        scope = "connect-worker" if prefix == "connect" else prefix
        found = [_CLIENTS[scope]] if settings.exists_in_any_version(rest, scope) else []
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=256)
def nearest(key: str, scope: str = "broker") -> str:
    """The broker's (or topic's) key that `key` was probably meant to be, "" where nothing is near.

    Near is: other separators or capitals, the same words in another order, at most two letters
    too many, missing, changed or swapped (one in a short key), or one word missing or too many.
    """
    if key.startswith("listener.name."):
        return _nearest_of_listener(key)
    plain = _SEPARATORS.sub(".", key.strip(".")).lower().replace("..", ".")
    known = _known(scope)
    if plain in known:
        return plain
    words = sorted(plain.split("."))
    swapped = [one for one, its in known.items() if sorted(its) == words]
    if swapped:
        return swapped[0]
    begun = [one for one in known if one.startswith(f"{plain}.")]
    if len(begun) == 1 and "." in plain:
        return begun[0]
    return _by_letters(plain, known) or _by_words(plain, known)


def _nearest_of_listener(key: str) -> str:
    start, _, rest = key.removeprefix("listener.name.").partition(".")
    found = nearest(rest) if rest else ""
    return f"listener.name.{start}.{found}" if found else ""


@cache
def _known(scope: str) -> dict[str, tuple[str, ...]]:
    """Every key of any version, and its words."""
    return {key: tuple(key.split(".")) for key in settings.keys(scope)}


def _by_letters(key: str, known: Iterable[str]) -> str:
    limit = 2 if len(key) >= 10 else 1
    if len(key) < 5:
        return ""
    letters = set(key)
    near = [
        (distance(key, one, limit), one)
        for one in known
        if abs(len(one) - len(key)) <= limit and len(letters.symmetric_difference(one)) <= 2 * limit
    ]
    near = sorted((far, one) for far, one in near if far <= limit and _same_words(key, one))
    if not near or (len(near) > 1 and near[0][0] == near[1][0] and near[0][0] > 1):
        return ""
    return near[0][1]


def _same_words(key: str, known: str) -> bool:
    """Whether no word differs in more than a third of its letters: `host` is not `port`."""
    words, others = key.split("."), known.split(".")
    return len(words) != len(others) or all(
        3 * distance(word, other, 2) <= max(len(word), len(other))
        or word.startswith(other)
        or other.startswith(word)
        for word, other in zip(words, others, strict=True)
    )


def _by_words(key: str, known: dict[str, tuple[str, ...]]) -> str:
    """The only key that has all words of `key` in order and one more, or all but one."""
    words = key.split(".")
    if len(words) < 2:
        return ""
    longer = [one for one, its in known.items() if len(its) == len(words) + 1 and _in(words, its)]
    if len(longer) == 1:
        return longer[0]
    shorter = [one for one, its in known.items() if 3 <= len(its) == len(words) - 1]
    shorter = [one for one in shorter if _in(known[one], words)]
    return shorter[0] if not longer and len(shorter) == 1 else ""


def _in(few: Iterable[str], many: Iterable[str]) -> bool:
    """Whether `few` stand in `many` in this order."""
    rest = iter(many)
    return all(word in rest for word in few)


def distance(one: str, other: str, limit: int) -> int:
    """How many letters to change, add, leave out or swap with the next; `limit` + 1 for more."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, line = before, line, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            line.append(best)
        if min(line) > limit:
            return limit + 1
    return min(line[-1], limit + 1)
