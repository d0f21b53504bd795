"""Text as the type of a Kafka setting, as Kafka's ConfigDef.parseType reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.regex import regex

_WHOLE = regex(r"[+-]?[0-9]+")
_DECIMAL = regex(r"[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)[dDfF]?")
_COMMA = regex(r"\s*,\s*")
_BITS = {"short": 15, "int": 31, "long": 63}


class NotOfTypeError(ValueError):
    """The text is not of the type; the message says so in a few words."""


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered not in ("true", "false"):
        raise NotOfTypeError(f"{text or 'an empty text'} is neither true nor false")
    return lowered == "true"


def _whole(text: str, type_name: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise NotOfTypeError(f"{text or 'an empty text'} is not a number")
    number = int(text) if len(text) < 25 else 1 << 64
    if not -(1 << _BITS[type_name]) <= number < 1 << _BITS[type_name]:
        raise NotOfTypeError(f"{text} is too large for a number of this setting")
    return number


def _decimal(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise NotOfTypeError(f"{text or 'an empty text'} is not a number")
    return float(text.rstrip("dDfF"))


def _list(text: str) -> tuple[str, ...]:
    return tuple(_COMMA.split(text)) if text else ()


_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "short": lambda text: _whole(text, "short"),
    "int": lambda text: _whole(text, "int"),
    "long": lambda text: _whole(text, "long"),
    "double": _decimal,
    "list": _list,
}


def read(text: str, type_name: str) -> Any:
    """`text` as bool, int, float, tuple of str, or (string, class, password) trimmed str.

    Raises NotOfTypeError.
    """
    trimmed = text.strip()
    reader = _READERS.get(type_name)
    return reader(trimmed) if reader else trimmed
