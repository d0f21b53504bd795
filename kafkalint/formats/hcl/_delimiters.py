"""What the grammar reads otherwise than the language does, written so that it cannot.

Its scanner takes the letters that the closing word of a heredoc begins with, where they
stand right before `${`, for text together with the `$`: an interpolation behind NODE in a
heredoc that ends at EOT is lost. So such a heredoc is given another word of the same length.
Nor does it know exponents, nor `$$${`, a dollar and an escape. Only the grammar sees what is
made here: all text is taken from the file itself, at the same places.
"""

from __future__ import annotations

import re

from kafkalint.regex import regex

_OPENED = regex(r"<<-?[ \t]*([^\W\d][\w-]*)[ \t\r]*$", re.MULTILINE)
_FILLED = regex(r"(\S)[ \t]*(?=[$%])")
_EXPONENT = regex(r"(?<![\w.])(?<!\w-)\d+(?:\.\d+)?[eE][-+]?\d+")
_ESCAPED = regex(r"([$%])\1\{")
_LETTERS = "QZXJKVWYqzxjkvwyABCDEFGHILMNOPRSTUabcdefghilmnoprstu0123456789_"


def without_traps(source: str) -> str:
    """`source` as the grammar may have it."""
    if _EXPONENT.search(source):
        source = _EXPONENT.sub(lambda found: re.sub(r"[-+eE]", "0", found[0]), source)
    if "$${" in source or "%%{" in source:
        source = _ESCAPED.sub("___", source)
    if "<<" not in source:
        return source
    words = {found[1] for found in _OPENED.finditer(source)}
    letters = _free_letters(source)
    if not letters:
        return source
    for number, word in enumerate(sorted(words, key=len, reverse=True)):
        if not _is_trap(source, word):
            continue
        new = letters[number % len(letters)] * len(word)
        at_ends = re.compile(rf"^([ \t]*){word}(?=[ \t\r]*$)", re.MULTILINE)
        opened = re.compile(rf"(<<-?[ \t]*){word}(?=[ \t\r]*$)", re.MULTILINE)
        source = opened.sub(rf"\g<1>{new}", at_ends.sub(rf"\g<1>{new}", source))
    return source


def free(content: str) -> str:
    """A word that ends no heredoc in `content`, and behind which nothing is filled in."""
    letter = (_free_letters(content) or "Q")[0]
    word = letter * 3
    while word in content:
        word += letter
    return word


def never_closed(source: str) -> int:
    """Where the first heredoc begins that no line closes; -1 where there is none."""
    for found in _OPENED.finditer(source):
        if not re.compile(rf"^[ \t]*{found[1]}[ \t\r]*$", re.MULTILINE).search(source, found.end()):
            return found.start()
    return -1


def _is_trap(source: str, word: str) -> bool:
    if not word.isascii():
        return True
    heads = "|".join(word[:end] for end in range(len(word), 0, -1))
    return re.search(rf"(?:{heads}|{word}[ \t]+)[$%]", source) is not None


def _free_letters(source: str) -> str:
    """Letters that never stand before what may be filled in."""
    taken = {found[1] for found in _FILLED.finditer(source)}
    return "".join(letter for letter in _LETTERS if letter not in taken)
