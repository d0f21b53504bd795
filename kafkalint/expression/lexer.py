"""Text to tokens, in CEL's notation."""

from __future__ import annotations

import re
from typing import Any

from kafkalint.expression.errors import ExpressionError
from kafkalint.record import NamedTuple
from kafkalint.regex import regex

MAX_LENGTH = 2000
MAX_TOKENS = 400

_TOKEN = regex(
    r"""[ \t\r\n]*(?:
    (?P<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
  | (?P<int>0[xX][0-9a-fA-F]+|\d+)
  | (?P<string>[rR]?(?:"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'))
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<symbol>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]])
  | (?P<end>$)
  )""",
    re.VERBOSE,
)
_ESCAPE = regex(
    r"\\(?:([abfnrtv\\?\"'`])|x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})"
    r"|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.?))",
    re.DOTALL,
)
_PLAIN = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))
_WORDS = {"true": True, "false": False, "null": None}
RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "in"),
        *("let", "loop", "package", "namespace", "return", "var", "void", "while"),
    )
)
MAX_INT = 2**63 - 1


class Token(NamedTuple):
    """`kind`: literal, name, end, or the symbol itself (`in` is a symbol)."""

    kind: str
    value: Any
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """All tokens of `text`, the last one of kind "end". Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"longer than {MAX_LENGTH} characters", 0)
    found: list[Token] = []
    position, size = 0, len(text)
    while position <= size:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _stray(text, position)
        kind = match.lastgroup or "end"
        found.append(_token(kind, match.group(kind), match.start(kind), match.end(kind)))
        if kind == "end":
            break
        if len(found) > MAX_TOKENS:
            raise ExpressionError(f"longer than {MAX_TOKENS} words", match.start(kind))
        position = match.end()
    return found


def _token(kind: str, written: str, start: int, end: int) -> Token:
    if kind == "symbol":
        return Token(written, written, start, end)
    if kind == "name":
        if written in _WORDS:
            return Token("literal", _WORDS[written], start, end)
        if written in RESERVED:
            if written == "in":
                return Token("in", written, start, end)
            raise ExpressionError(f"'{written}' is a reserved word", start, end)
        return Token("name", written, start, end)
    if kind == "int":
        number = int(written, 0) if written[:2] in ("0x", "0X") else int(written)
        if number > MAX_INT + 1:
            raise ExpressionError("this number does not fit into 64 bits", start, end)
        return Token("literal", number, start, end)
    if kind == "double":
        return Token("literal", float(written), start, end)
    if kind == "string":
        return Token("literal", _unescape(written, start), start, end)
    return Token("end", "", start, end)


def _unescape(written: str, start: int) -> str:
    if written[0] in "rR":
        return written[2:-1]
    if "\\" not in written:
        return written[1:-1]

    def replace(match: re.Match[str]) -> str:
        plain, *numbers, wrong = match.groups()
        if plain:
            return _PLAIN[plain]
        for number, base in zip(numbers, (16, 16, 16, 16, 8), strict=True):
            if number:
                code = int(number, base)
                if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
                    return chr(code)
        begin = start + 1 + match.start()
        raise ExpressionError(f"unknown escape '\\{wrong or ''}'", begin, begin + 2)

    return _ESCAPE.sub(replace, written[1:-1])


def _stray(text: str, position: int) -> ExpressionError:
    while text[position] in " \t\r\n":
        position += 1
    character = text[position]
    if character in "\"'":
        return ExpressionError("this string has no end", position, len(text))
    advice = {"=": "; equality is '=='", "&": "; and is '&&'", "|": "; or is '||'"}
    return ExpressionError(
        f"'{character}' has no meaning here{advice.get(character, '')}", position
    )
