"""Java's login configuration: the modules of a `sasl.jaas.config`, the sections of a JAAS file.

Source: JaasConfig of Kafka (a StreamTokenizer: words, quoted texts, // and /* */ comments) and
the syntax of com.sun.security.auth.login.ConfigFile, which adds `Section { … };` around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kafkalint.record import NamedTuple
from kafkalint.regex import regex

_TOKEN = regex(
    r"""//[^\n]*|/\*.*?\*/|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([{};=])|([^\s{};="'\\]+)""",
    re.DOTALL,
)
_ESCAPE = regex(r"\\(.)", re.DOTALL)


class LoginModule(NamedTuple):
    """`org.apache.kafka.….PlainLoginModule required username="admin" password="…";`"""

    name: str
    options: dict[str, str]

    @property
    def short(self) -> str:
        """The class without its package."""
        return self.name.rpartition(".")[2]


def modules(text: str) -> tuple[LoginModule, ...]:
    """The login modules of a `sasl.jaas.config`; what is no module is left out."""
    found: list[LoginModule] = []
    words: list[str] = []
    options: dict[str, str] = {}
    tokens = _tokens(text)
    for token, quoted in tokens:
        if token == ";" and not quoted:
            found += [LoginModule(words[0], options)] if words else []
            words, options = [], {}
        elif token == "=" and not quoted and words:
            options[words.pop()] = next(tokens, ("", True))[0]
        else:
            words.append(token)
    if words:
        found.append(LoginModule(words[0], options))
    return tuple(found)


def sections(text: str) -> dict[str, tuple[LoginModule, ...]]:
    """The modules of every `Name { … };` of a JAAS file, by its name."""
    found: dict[str, tuple[LoginModule, ...]] = {}
    name, start = "", -1
    for match in _TOKEN.finditer(text):
        if match[3] == "{" and start < 0:
            start = match.end()
        elif match[3] == "}" and start >= 0:
            found.setdefault(name, modules(text[start : match.start()]))
            start = -1
        elif start < 0 and (match[4] or match[1] is not None):
            name = match[4] or match[1]
    return found


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Words, quoted texts (marked as such) and punctuation."""
    for match in _TOKEN.finditer(text):
        for quoted in (match[1], match[2]):
            if quoted is not None:
                yield _ESCAPE.sub(r"\1", quoted), True
        if match[3] or match[4]:
            yield match[3] or match[4], False
