"""YAML scalars as Compose turns them into text, and texts as the numbers they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafkalint.formats.node import Scalar
from kafkalint.formats.template import placeholder
from kafkalint.regex import regex
from kafkalint.values import Value, unknown

_INTEGER = regex(r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)\Z")
_FLOAT = regex(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_DURATION = regex(r"([0-9]*\.?[0-9]+)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_SIZE = regex(r"(?i)\s*([0-9]*\.?[0-9]+)\s*([kmgtp]?)i?b?\s*\Z")
_BYTES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}


def stringified(scalar: Scalar) -> str:
    """The text that a container gets: a plain number or boolean is written anew by Compose."""
    text = scalar.text
    if scalar.style or scalar.tag or not text or text[0] not in "+-.0123456789tTfF":
        return text
    if text in _TRUE:
        return "true"
    if text in _FALSE:
        return "false"
    if text.isdecimal() and text[0] != "0":
        return text
    if _INTEGER.match(text):
        return _integer(text)
    if _FLOAT.match(text):
        return _float(text)
    return text


def _integer(text: str) -> str:
    digits = text.replace("_", "")
    sign, body = (digits[0], digits[1:]) if digits[0] in "+-" else ("", digits)
    octal = len(body) > 1 and body[0] == "0" and body.isdecimal()
    try:
        number = int(body, 8) if octal else int(body, 0)
    except ValueError:
        return text
    return str(-number if sign == "-" else number)


def _float(text: str) -> str:
    number = float(text.replace("_", ""))
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    return repr(number)


def typed(value: Value[str], parse: Callable[[str], Any | None], what: str) -> Value[Any]:
    """`value` read by `parse`; unknown where a variable is open or it is no `what`."""
    if not value.is_known:
        return value
    hole = placeholder(value.data)
    if hole is not None:
        return unknown(f"{hole} has no value in these files", *value.origins)
    data = parse(value.data)
    if data is None:
        return unknown(f"{value.data!r} is no {what}", *value.origins)
    return Value(data, value.origins, value.provenance, value.reason)


def literal(value: Value[str]) -> Value[str]:
    """`value`, unknown where a variable in it is open."""
    return typed(value, str, "text")


def seconds(text: str) -> float | None:
    """ "1m30s" in seconds; a bare number is none to Compose."""
    text = text.strip()
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def size(text: str) -> int | None:
    """ "512m" in bytes; Docker's units are powers of 1024."""
    match = _SIZE.match(text)
    return int(float(match[1]) * _BYTES[match[2].lower()]) if match else None


def boolean(text: str) -> bool | None:
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
