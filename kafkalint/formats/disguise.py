"""Characters that stand for a template's own while the text around them is read.

They are those of Unicode's private use area: no template has them of its own, and YAML takes
them for letters.
"""

from __future__ import annotations

_PRIVATE = 0xE000
_MASK = {code: chr(_PRIVATE + code) for code in range(0x20, 0x7F)}
_UNMASK = {_PRIVATE + code: chr(code) for code in range(0x20, 0x7F)}


def mask(text: str) -> str:
    """`text` in characters that mean nothing, one for one."""
    return text.translate(_MASK)


def unmask(text: str) -> str:
    """`text` with the characters that were masked in it."""
    return text.translate(_UNMASK)
