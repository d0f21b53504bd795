"""Placeholders of template languages inside text: what stands there is filled in elsewhere.

They are recognised, never evaluated. A value that holds one is unknown.
"""

from __future__ import annotations

import re

from kafkalint.formats.text import Text
from kafkalint.regex import regex

_HINT = regex(r"[{$<%@#]|__")
_DELIMITERS = (
    ("${{", "}}"),  # GitHub, Azure pipelines
    ("{{", "}}"),  # Jinja, Go and Helm, Mustache
    ("{%", "%}"),  # Jinja
    ("{#", "#}"),
    ("${", "}"),  # shells, Compose, Maven, Terraform, Spring
    ("$(", ")"),  # Kubernetes, shells
    ("#{", "}"),  # Ruby, token replacement
    ("<%", "%>"),  # ERB
    ("<#", ">"),  # FreeMarker
    ("</#", ">"),
)
_WORDS = regex(
    r"""
      (?<![\w$])\$[A-Z_][A-Z0-9_]{1,63}      # $BROKER_ID, for envsubst
    | %(?![0-9A-F]{2}%)[A-Z][A-Z0-9_]{1,63}% # %BROKER_ID%, but not %AB%CD, an encoded URL
    | @[A-Za-z_][A-Za-z0-9_.-]{0,63}@        # @broker.id@
    | (?<!\w)__[A-Z][A-Z0-9_]{0,63}__(?!\w)  # __BROKER_ID__
    | \#init\#                               # filled in by an init container
    | (?<![?\w])<[A-Za-z][\w .-]{0,63}>      # <your-host>, but not (?<name>…)
    """,
    re.VERBOSE,
)
_COMMA = regex(r"\{[^{}]*\}|(,)")
_BRACED = regex(r"\{[^{}]*\}")


def placeholder(text: str) -> str | None:
    """The first placeholder in `text` that nothing here can resolve, None for literal text.

    References to Kafka's config providers are among them: only the running broker knows.
    """
    if _HINT.search(text) is None:
        return None
    found = _WORDS.search(text)
    start, end = found.span() if found else (len(text), len(text))
    for opener, closer in _DELIMITERS:
        first = text.find(opener, 0, start + len(opener))
        if 0 <= first < start:
            last = text.find(closer, first + len(opener))
            if last >= 0:
                start, end = first, last + len(closer)
    return text[start:end] or None


def split_list(text: str) -> list[str]:
    """The parts of `text` between commas; a comma inside braces belongs to a placeholder."""
    if "{" not in text:
        return text.split(",")
    commas = [match.start() for match in _COMMA.finditer(text) if match[1]]
    starts = [0, *(place + 1 for place in commas)]
    return [text[a:b] for a, b in zip(starts, [*commas, len(text)], strict=True)]


def partition(text: str, separator: str) -> tuple[str, str, str]:
    """`text.partition(separator)`, but for what stands inside a placeholder's braces."""
    if "{" not in text:
        return text.partition(separator)
    place = _BRACED.sub(lambda found: "\0" * len(found[0]), text).find(separator)
    if place < 0:
        return text, "", ""
    return text[:place], separator, text[place + len(separator) :]


def literal_lines(text: Text) -> Text:
    """`text` with its template tags out of the way, every other character in its place.

    For text that cannot be read as what its name says. Placeholders inside values are seen
    as they were written; both branches of a condition are there (see `conditional_lines`).
    Raises LimitExceeded for a template of any size.
    """
    from kafkalint.formats import masking  # few files are templates

    return masking.literal_lines(text)


def conditional_lines(text: Text) -> frozenset[int]:
    """The lines of the file that a condition or a loop may leave out or repeat.

    A condition around everything decides whether the file exists, not what it says: it
    does not count.
    """
    from kafkalint.formats import masking  # few files are templates

    return masking.conditional_lines(text)
