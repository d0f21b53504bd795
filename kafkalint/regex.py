"""Regular expressions that are compiled when they are first used.

There are a hundred of them, a file needs a few, and compiling all would take as long as
everything else that a start does.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


class _Waiting:
    """Stands for a pattern, and takes over its methods once one of them is wanted."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled: re.Pattern[Any] = re.compile(self._text, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, made later; a mistake in `text` shows when it is used."""
    return cast("re.Pattern[AnyStr]", _Waiting(text, flags))
