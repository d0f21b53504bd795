"""Comments in the audited files that say a finding is meant.

    # kafkalint: ignore[rule-id, other-rule] why it is all right      on the line, or above it
    # kafkalint: ignore-file[rule-id] why it is all right             anywhere in the file

Instead of an id, a group of rules or `*` may be named.
"""

from __future__ import annotations

from collections.abc import Callable

from kafkalint.regex import regex

NO_REASON = "no reason given"
_COMMENT = regex(
    r"(?:#|//|;|--|/\*|<!--)\s*kafkalint:\s*ignore(?P<file>-file)?\[(?P<names>[^\]\n]*)\]"
    r"[ \t]*(?P<reason>[^\n]*)"
)
_ONLY_COMMENT = regex(r"\s*(?:#|//|;|--|/\*|<!--)")


class _File:
    __slots__ = ("everywhere", "lines", "on_line")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.everywhere: dict[str, str] = {}
        self.on_line: dict[int, dict[str, str]] = {}
        for number, line in enumerate(self.lines, 1):
            if "kafkalint:" not in line:
                continue
            for match in _COMMENT.finditer(line):
                reason = match["reason"].strip().removesuffix("*/").removesuffix("-->").strip()
                names = {name.strip(): reason or NO_REASON for name in match["names"].split(",")}
                kept = self.everywhere if match["file"] else self.on_line.setdefault(number, {})
                kept.update(names)

    def applying(self, line: int) -> list[dict[str, str]]:
        """What holds for `line`: its own comment, comment lines right above it, the file's."""
        found = [self.on_line.get(line, {})]
        above = line - 1
        while 0 < above <= len(self.lines) and _ONLY_COMMENT.match(self.lines[above - 1]):
            found.append(self.on_line.get(above, {}))
            above -= 1
        return [*found, self.everywhere]


class Suppressions:
    """Looks for the comments of the files in which there are findings."""

    def __init__(self, text_of: Callable[[str], str | None]) -> None:
        self._text_of = text_of
        self._files: dict[str, _File | None] = {}

    def reason(self, rule: str, group: str, path: str, line: int) -> str | None:
        """Why the finding of `rule` at a place does not count; None where it counts."""
        file = self._file(path)
        if file is None:
            return None
        for names in file.applying(line):
            for name in (rule, group, "*"):
                if name in names:
                    return names[name]
        return None

    def _file(self, path: str) -> _File | None:
        if path not in self._files:
            text = self._text_of(path)
            self._files[path] = _File(text) if text and "kafkalint:" in text else None
        return self._files[path]
