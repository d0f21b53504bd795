"""What somebody probably meant by a value that Kafka does not take."""

from __future__ import annotations

from kafkalint.kafka import settings, validation
from kafkalint.kafka.names import distance
from kafkalint.regex import regex

_LONGEST = 80  # what is longer is no slip of the pen
_AMOUNT = regex(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([A-Za-z]+)")
_COMMENT = regex(r"\s*(?:#|//|;|--).*")
_GROUPED = regex(r"[+-]?\d{1,3}(?:[_,' ]\d{3})+")
_QUOTED = regex(r"""(["'])(.*)\1""")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_YES = ("yes", "on", "1", "y", "t", "enabled", "enable")
_NO = ("no", "off", "0", "n", "f", "disabled", "disable")
_UNLIMITED = ("unlimited", "infinite", "infinity", "forever", "none", "never", "max")
_MILLISECONDS = {
    "ms": 1, "s": 1000, "sec": 1000, "secs": 1000, "second": 1000, "seconds": 1000,
    "m": 60_000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000,
    "h": 3_600_000, "hr": 3_600_000, "hrs": 3_600_000, "hour": 3_600_000, "hours": 3_600_000,
    "d": 86_400_000, "day": 86_400_000, "days": 86_400_000,
    "w": 604_800_000, "week": 604_800_000, "weeks": 604_800_000,
}  # fmt: skip
_BYTES = {
    f"{letter}{rest}": 1024**power
    for power, letter in enumerate(("", "k", "m", "g", "t"))
    for rest in (("b", "bytes", "byte") if not letter else ("", "b", "ib"))
}
_UNITS = {"ms": 1, "seconds": 1000, "minutes": 60_000, "hours": 3_600_000}
"""How keys end that say their unit, in milliseconds."""


def meaning(key: str, text: str, version: str, scope: str = "broker") -> str:
    """A value that Kafka `version` takes and that says what `text` seems to say; "" for no idea.

    "3" of "3 # three", "604800000" of "7d" for a key in milliseconds, "true" of "yes".
    """
    said = settings.definition(key, version, scope)
    if said is None or len(text) > _LONGEST:
        return ""
    for candidate in _candidates(said, text.strip()):
        if candidate != text and not validation.fault(key, candidate, version, scope):
            return candidate
    return ""


def is_commented(text: str) -> bool:
    """Whether something like a comment stands behind a value."""
    return (
        len(text) <= _LONGEST and bool(_COMMENT.search(text)) and not text.lstrip().startswith("#")
    )


def _candidates(said: settings.Definition, text: str) -> list[str]:
    """In the order in which they are tried; none of them need be valid."""
    bare = _COMMENT.sub("", text) if is_commented(text) else text
    quoted = _QUOTED.fullmatch(bare)
    bare = (quoted[2] if quoted else bare).strip().rstrip(";,").strip()
    found = [bare] if bare else []
    word = bare.lower()
    if said.type == "boolean":
        found += ["true"] * (word in _YES) + ["false"] * (word in _NO)
    elif said.type in ("int", "long", "short"):
        found += _whole_numbers(said.key, bare)
    choices = validation.choices(said.valid)
    found += [one for one in choices if one.lower() == word]
    found += [one for one in choices if len(word) > 3 and distance(one.lower(), word, 2) <= 2]
    return found


def _whole_numbers(key: str, text: str) -> list[str]:
    found = []
    if text.lower() in _WORDS:
        found.append(str(_WORDS.index(text.lower())))
    if text.lower() in _UNLIMITED and key.startswith("log.retention"):
        found.append("-1")
    if _GROUPED.fullmatch(text):
        found.append("".join(letter for letter in text if letter in "+-0123456789"))
    whole, point, rest = text.partition(".")
    if point and rest.strip("0") == "" and rest:
        found.append(whole)
    amount = _AMOUNT.fullmatch(text)
    if amount:
        found += _converted(key, amount[1], amount[2])
    return found


def _converted(key: str, number: str, unit: str) -> list[str]:
    """An amount in the unit of the key, where that is a whole number."""
    ending = key.rpartition(".")[2]
    if ending in _UNITS:
        factor, own = _MILLISECONDS.get(unit.lower(), 0), _UNITS[ending]
    elif ending in ("bytes", "size"):
        factor, own = _BYTES.get(unit.lower(), 0), 1
    else:
        return []
    whole, _, part = number.partition(".")
    total = round(float(number) * factor) if part else int(whole) * factor
    return [str(total // own)] if factor and total % own == 0 else []
