"""Characters that stand for a template's own while the text around them is read.

They are those of Unicode's private use area: no file has them, and YAML takes them for letters.
"""

from __future__ import annotations

from kafkalint.regex import regex

_PRIVATE = 0xE000
_MASK = {code: chr(_PRIVATE + code) for code in range(0x20, 0x7F)}
_UNMASK = {_PRIVATE + code: chr(code) for code in range(0x20, 0x7F)}
_MASKED = regex(f"[{chr(_PRIVATE + 0x20)}-{chr(_PRIVATE + 0x7E)}]")


def mask(text: str) -> str:
    """`text` in characters that mean nothing, one for one."""
    return text.translate(_MASK)


def unmask(text: str) -> str:
    """`text` with the characters that were masked in it."""
    return text.translate(_UNMASK)


def is_masked(text: str) -> bool:
    """Whether something in `text` is masked."""
    return not text.isascii() and _MASKED.search(text) is not None
