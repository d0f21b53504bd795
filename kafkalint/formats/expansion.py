"""Quotes, escapes and variables in the words of a Dockerfile, as Docker expands them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kafkalint.formats.instructions import Instruction
from kafkalint.formats.properties import check_entries
from kafkalint.formats.text import Text, too_much
from kafkalint.regex import regex

MAX_EXPANSION = 4_000_000  # characters that all words of a file may become

_VARIABLE = regex(r"\$(?:(\w+)|\{(\w+)(?:(:?)([-+])((?:[^{}]|\$\{[^{}]*\})*))?\})")


class Expander:
    """Expands the words of one file, within a budget."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.left = MAX_EXPANSION
        self.words = 0

    def expand(self, word: str, variables: Mapping[str, str], instruction: Instruction) -> str:
        """`word` without its quotes and escapes, its variables filled in where they are known.

        What no variable is known for stays as it is written. Raises LimitExceeded.
        """
        self.words += 1
        check_entries(self.text, self.words)
        expanded = self._expand(word, variables, instruction)
        self._spend(len(expanded), instruction)
        return expanded

    def _spend(self, characters: int, instruction: Instruction) -> None:
        self.left -= characters
        if self.left < 0:
            message = f"variables that become over {MAX_EXPANSION:,} characters"
            raise too_much(self.text, message, instruction.origin.line)

    def _expand(self, word: str, variables: Mapping[str, str], instruction: Instruction) -> str:
        escape = instruction.escape
        pieces: list[str] = []
        quoted = False
        index = 0
        while index < len(word):
            character = word[index]
            following = word[index + 1 : index + 2]
            variable = _VARIABLE.match(word, index) if character == "$" else None
            if character == '"':
                quoted = not quoted
            elif character == "'" and not quoted:
                end = word.find("'", index + 1)
                end = len(word) if end < 0 else end
                pieces.append(word[index + 1 : end])
                index = end
            elif character == escape and following and (not quoted or following in f'"${escape}'):
                pieces.append(following)
                index += 1
            elif variable:
                pieces.append(self._value(variable, variables, instruction))
                index = variable.end() - 1
            else:
                pieces.append(character)
            index += 1
        return "".join(pieces)

    def _value(
        self, variable: re.Match[str], variables: Mapping[str, str], instruction: Instruction
    ) -> str:
        """What a variable stands for: its value, its default, or itself where it is not known."""
        plain, braced, colon, sign, other = variable.groups()
        value = variables.get(plain or braced)
        is_set = value is not None and not (colon and not value)
        if sign == "+":
            return self._expand(other, variables, instruction) if is_set else ""
        if is_set:
            self._spend(len(value or ""), instruction)
            return value or ""
        return self._expand(other, variables, instruction) if sign else variable[0]
