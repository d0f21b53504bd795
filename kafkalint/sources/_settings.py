"""Property files to settings: what each key says, and what cannot be known of it.

Shared by all that is configured with Java's properties: brokers, controllers, ZooKeeper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kafkalint.errors import LimitExceeded
from kafkalint.formats import properties
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text
from kafkalint.model.node import KeysUnder
from kafkalint.sources import Workspace
from kafkalint.sources._building import SED_MARK, Building, explicit, has_hole_in_key
from kafkalint.sources._rendered import read_template
from kafkalint.sources._statements import is_template
from kafkalint.values import Origin, Value

MAX_LENGTH = 250_000
"""Ten times the longest property file met."""


@dataclass(frozen=True, slots=True)
class PropertyFile:
    """What one property file says.

    `partial` is "" for a plain file, else why keys that are not in `settings` may be set; just
    `open_keys` of them, where that is not None.
    `anchor` is the first entry, or the first line where there is none. `is_rendered` where
    the file is a template that something else makes one or more files of.
    """

    path: str
    settings: Mapping[str, Value[str]]
    anchor: Origin
    partial: str = ""
    open_keys: KeysUnder | None = None
    is_rendered: bool = False

    def text(self, key: str) -> str:
        """The text of `key`, "" where it is not set or not known."""
        value = self.settings.get(key)
        return value.data if value is not None and value.is_known else ""


def read_settings(text: Text, workspace: Workspace) -> PropertyFile:
    """The settings in `text`.

    Raises SyntaxProblem where Java refuses the file, LimitExceeded where it is no longer
    anything that somebody wrote.
    """
    if len(text.content) > MAX_LENGTH:
        message = f"longer than any configuration: {MAX_LENGTH:,} characters are read at most"
        raise LimitExceeded(message, path=text.path)
    if SED_MARK in text.content:
        text = _with_sed_marks_open(text)
    is_rendered = is_template(text.content)
    entries, building = read_template(text, workspace) if is_rendered else _read_plain(text)
    anchor = entries[0].origin if entries else text.origin(1, 1, 1, 1)
    return PropertyFile(
        text.path, building.settings, anchor, building.partial, building.open_keys, is_rendered
    )


def _read_plain(text: Text) -> tuple[list[Property], Building]:
    entries = properties.read(text)
    building = Building()
    for entry in entries:
        if has_hole_in_key(entry):
            building.admit_more(entry.line, entry.key)
        else:
            building.settings[entry.key] = explicit(entry)
    return entries, building


def _with_sed_marks_open(text: Text) -> Text:
    """Settings that a script uncomments: `#init#broker.id=#init#` sets broker.id to something."""
    opened = re.sub(rf"(?m)^([ \t]*){SED_MARK}(?=[\w.])", r"\1      ", text.content)
    return text._replace(content=opened)
