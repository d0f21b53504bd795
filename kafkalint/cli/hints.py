"""What was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def hint(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """ "did you mean 'x'?", `otherwise` or what there is where nothing is close."""
    import difflib

    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return otherwise or f"there are {', '.join(known)}"
