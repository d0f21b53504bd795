"""Prose and the lines of configuration in it, as rules' `why` and `fix` hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

_CODE = re.compile(r"\s|[-#$] |[\w./-]+\s?=|[\w./-]+:(\s+\S+)?$")
_SENTENCE_END = re.compile(r"[.!?](?= [A-Z‘“\"`(])")


def parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines: (True, configuration as written) or (False, [one paragraph])."""
    for is_code, lines in groupby(text.strip("\n").split("\n"), _is_code):
        if is_code:
            yield True, _dedent(lines)
        elif paragraph := " ".join(" ".join(lines).split()):
            yield False, [paragraph]


def _is_code(line: str) -> bool:
    return bool(_CODE.match(line))


def _dedent(lines: Iterator[str]) -> list[str]:
    found = [line.rstrip() for line in lines]
    margin = min(len(line) - len(line.lstrip()) for line in found if line)
    return [line[margin:] for line in found]


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
