"""PyYAML's complaints in words that say what to mend, at the place where it is."""

from __future__ import annotations

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Text

_TAGS = ("{{", "{%", "{#", "<%", "<#", "</#")
_QUOTED = "while scanning a quoted scalar"


def problem(text: Text, content: str, error: Exception) -> SyntaxProblem:
    """What `error`, raised while reading `content`, says about the file of `text`."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context_mark = getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    if mark is None:
        return _unprintable(text, content, error)
    message, remedy = f"{what} {context}".strip(), ""
    if context == _QUOTED and context_mark is not None and "unexpected" in what:
        mark = context_mark
        message, remedy = "the quoted text that begins here never ends", "Add the closing quote."
    elif content[mark.index : mark.index + 1] == "\t":
        message, remedy = "a tab indents this line", "YAML is indented with spaces only."
    elif context_mark is not None and "while parsing a flow" in context and "or" in what:
        message = f"this bracket is not closed, or line {mark.line + 1} lacks a comma"
        mark = context_mark
        remedy = "Close the bracket, or add the comma."
    elif "expected node content" in what:
        message, remedy = "a value is missing here", "Write the value, and close its brackets."
    elif "mapping values are not allowed" in what:
        message = "a ': ' where none can stand: a second one in the line, or a key after plain text"
        remedy = "Put the value in quotes, or mend the indentation."
    elif "could not find expected ':'" in what:
        mark = context_mark or mark
        message, remedy = "this line is neither a 'key: value' nor the end of one above", ""
    elif "cannot start any token" in what:
        character = content[mark.index : mark.index + 1]
        message, remedy = f"a value cannot begin with {character!r}", "Put the value in quotes."
    tag = placeholder(_line(content, mark.index))
    if tag is not None and tag.startswith(_TAGS):
        message = f"a template: {tag[:40]}"
        remedy = "Render the template, and check what comes out."
    return _at(text, mark.line + 1, mark.column + 1, f"not valid YAML: {message}", remedy)


def _line(content: str, index: int) -> str:
    """The line that the character at `index` is in, as far as it is of any use."""
    start = content.rfind("\n", 0, index) + 1
    end = content.find("\n", index)
    return content[start : end if end >= 0 else len(content)][:1000]


def _unprintable(text: Text, content: str, error: Exception) -> SyntaxProblem:
    """A character that YAML does not allow anywhere; the reader stops before any mark."""
    character = getattr(error, "character", None)
    if isinstance(error, UnicodeEncodeError):
        character = ord(error.object[error.start])
    if not isinstance(character, int):
        return _at(text, 1, 1, f"not valid YAML: {str(error).splitlines()[0]}", "")
    index = max(content.find(chr(character)), 0)
    line = content.count("\n", 0, index) + 1
    column = index - (content.rfind("\n", 0, index) + 1) + 1
    message = f"not valid YAML: the character U+{character:04X} is not allowed in it"
    return _at(text, line, column, message, "Remove it, or save the file as UTF-8.")


def _at(text: Text, line: int, column: int, message: str, remedy: str) -> SyntaxProblem:
    span = text.span(line, column, line, column)
    return SyntaxProblem(message, path=text.path, line=span.line, column=span.column, remedy=remedy)
