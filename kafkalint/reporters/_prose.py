"""Prose and the lines of configuration in it, as rules' `why` and `fix` hold them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from kafkalint.regex import regex

_CODE = regex(r"\s|[-#$] |[\w./-]+\s?=|[\w./-]+: +\S+$")
_OPENING = regex(r"(?![A-Z][a-z])[\w./-]+:$")
_SENTENCE_END = regex(r"[.!?](?= [A-Z‘“\"`(])")


def parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines: (True, configuration as written) or (False, [one paragraph])."""
    lines = text.strip("\n").split("\n")
    kinds = [
        _is_code(line, following) for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    for is_code, run in groupby(zip(kinds, lines, strict=True), itemgetter(0)):
        found = [line.rstrip() for _, line in run]
        if is_code:
            if any(found):  # not just a placeholder that came to nothing
                yield True, _dedent([line for line in found if line])
            continue
        for is_text, paragraph in groupby(found, bool):
            if is_text:
                yield False, [" ".join(" ".join(paragraph).split())]


def _is_code(line: str, following: str) -> bool:
    """Configuration, or the key alone that opens an indented block of it."""
    opens = following.startswith(" ") and bool(_OPENING.match(line))
    return opens or bool(_CODE.match(line))


def _dedent(lines: list[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return [line[margin:] for line in lines]


def first_sentence(text: str) -> str:
    """The first sentence of `text`, in one line."""
    line = " ".join(text.split())
    end = _SENTENCE_END.search(line)
    return line[: end.end()] if end else line


def markdown(text: str) -> str:
    """`text` as Markdown, its configuration in blocks of code."""
    return "\n\n".join(
        "\n".join(["```", *lines, "```"]) if is_code else lines[0] for is_code, lines in parts(text)
    )
