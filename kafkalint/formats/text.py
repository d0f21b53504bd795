"""A text and the place where it stands, so that every reader can work inside another document."""

from __future__ import annotations

import codecs
from bisect import bisect_right

from kafkalint.errors import LimitExceeded, UnreadableError
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.values import Origin, Span

MAX_BYTES = 10_000_000
MAX_LINES = 1_000_000  # a line break may be two of them

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAK = regex(r"\r\n|\n|\r")
_NOT_IN_TEXT = regex(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_C1 = dict.fromkeys(range(128, 160), "�")


class Text(NamedTuple):
    """Text of the file `path`, whose first character stands at `line`, `column` of that file.

    `indent` is how many columns later lines are shifted right in the file (a block scalar
    inside YAML); a text that is its whole file starts at 1, 1 with no indent. Where the
    file's text was folded or unescaped into this one, no place in it can be told, and
    `within` is given for all of them. `masked` is one in which tags of a template are
    disguised (see `formats.disguise`).
    """

    path: str
    content: str
    line: int = 1
    column: int = 1
    indent: int = 0
    within: Span | None = None
    masked: bool = False

    @property
    def is_whole(self) -> bool:
        """It is a file of its own: positions in it are positions in the file."""
        return self.line == 1 and self.column == 1 and not self.indent and self.within is None

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """The span in the file of a span in this text (all from 1)."""
        if self.within is not None:
            return self.within
        return Span(
            self.line + line - 1,
            column + (self.column - 1 if line == 1 else self.indent),
            self.line + end_line - 1,
            end_column + (self.column - 1 if end_line == 1 else self.indent),
        )

    def origin(self, line: int, column: int, end_line: int, end_column: int) -> Origin:
        """The same, as an origin."""
        return Origin(self.path, self.span(line, column, end_line, end_column))


class Lines:
    """Where the lines of a text begin, to tell the place of a stretch of its characters.

    Raises LimitExceeded for more lines than anything honest.
    """

    def __init__(self, text: Text) -> None:
        content = text.content
        if content.count("\n") + content.count("\r") > MAX_LINES:
            raise too_much(text, f"more than {MAX_LINES:,} lines")
        self.text = text
        self.starts = [0, *(found.end() for found in _BREAK.finditer(content))]

    def place(self, index: int) -> tuple[int, int]:
        """Line and column in the text, from 1, of the character at `index`."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span in the file of the characters from `start` up to `end`."""
        return self.text.span(*self.place(start), *self.place(end))

    def origin(self, start: int, end: int) -> Origin:
        """The same, as an origin."""
        return Origin(self.text.path, self.span(start, end))


def decode(path: str, data: bytes, limit: int = MAX_BYTES) -> Text:
    """The text of the file at `path`, without a byte order mark.

    It is UTF-8, or what its byte order mark says. Other text is read as Latin-1: what
    matters here is ASCII in any case, and only comments come out wrong. Raises
    UnreadableError for what is not text, LimitExceeded for more than `limit` bytes.
    """
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return Text(path, data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    f"not the {encoding.upper()} that it says it is: {error.reason} at byte "
                    f"{error.start + len(mark)}",
                    path=path,
                    remedy="Save the file as UTF-8.",
                ) from None
    try:
        content = data.decode()
    except UnicodeDecodeError:
        binary = _NOT_IN_TEXT.search(data)
        content = "" if binary else data.decode("latin-1").translate(_C1)
    else:
        binary = None if "\0" not in content else _NOT_IN_TEXT.search(data)
    if binary:
        raise UnreadableError(
            f"not text: byte {binary.start()} is 0x{binary[0].hex()}",
            path=path,
            remedy="Save it as UTF-8 text, or leave the file out with --exclude.",
        )
    return Text(path, content)


def check_size(text: Text, limit: int = MAX_BYTES) -> None:
    """Raises LimitExceeded for a text that is larger than anything honest."""
    if len(text.content) > limit:
        raise _too_large(text.path, len(text.content), limit)


def too_much(text: Text, message: str, line: int = 0, column: int = 0) -> LimitExceeded:
    """The error for more of something than anything honest; `line` is one of the file."""
    return LimitExceeded(
        message,
        path=text.path,
        line=line or text.line,
        column=column,
        remedy="No deployment needs that much: leave the file out with --exclude.",
    )


def _too_large(path: str, size: int, limit: int = MAX_BYTES) -> LimitExceeded:
    return LimitExceeded(
        f"{size / 1e6:.3g} MB; files like this one are read up to {limit // 1_000_000} MB",
        path=path,
        remedy="No configuration is that large: leave the file out with --exclude.",
    )
