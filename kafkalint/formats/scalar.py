"""The types that a scalar's text can have; the readers leave every scalar untyped.

YAML 1.2's core schema, and what the tools that read these files take beside it: Compose and
Kubernetes accept YAML 1.1's words for booleans, and a number or a boolean in quotes where
they expect one. None is the answer for text of another type.
"""

from __future__ import annotations

import re

from kafkalint.formats.node import Scalar
from kafkalint.regex import regex

_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "y"), True),
    **dict.fromkeys(("false", "no", "off", "n"), False),
}
_INTEGER = regex(r"([-+]?)(?:0x([0-9a-f]{1,16})|0o?([0-7]{1,22})|(\d{1,30}))", re.I)
_NUMBER = regex(r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[-+]?\d{1,2})?", re.I)


def boolean(scalar: Scalar) -> bool | None:
    """True or False for the words of either YAML, in any case."""
    return _BOOLEANS.get(scalar.text.strip().lower())


def integer(scalar: Scalar) -> int | None:
    """A whole number: decimal, 0x1F, 0o17, and 017, which YAML 1.1 and Go take for octal."""
    found = _INTEGER.fullmatch(scalar.text.strip().replace("_", ""))
    if found is None:
        return None
    sign, hexadecimal, octal, decimal = found.groups()
    digits, base = (hexadecimal, 16) if hexadecimal else (octal, 8) if octal else (decimal, 10)
    value = int(digits, base)
    return -value if sign == "-" else value


def number(scalar: Scalar) -> float | None:
    """A number, with or without a fraction; infinities and NaN are none."""
    text = scalar.text.strip().replace("_", "")
    return float(text) if _NUMBER.fullmatch(text) else None
