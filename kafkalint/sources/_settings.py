"""Property files to settings: what each key says, and what cannot be known of it.

Shared by all that is configured with Java's properties: brokers, controllers, ZooKeeper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kafkalint.errors import LimitExceeded
from kafkalint.formats import properties
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources import Workspace
from kafkalint.sources._ansible import Variables
from kafkalint.sources._statements import is_template, statements
from kafkalint.sources._templates import State, Template
from kafkalint.values import Origin, Provenance, Span, Value, unknown

_EXPRESSION = re.compile(r"\{\{(?:(?!\}\}).){0,2000}\}\}", re.DOTALL)
_HOLE_IN_KEY = re.compile(r"[{}]|<[#%\w]|%\w+%|@\w+@|\$\w")
MAX_LENGTH = 250_000
"""Ten times the longest property file met."""
_LONGEST = 20_000  # of a value that is searched for expressions
_MOST_ORIGINS = 20
_SED_MARK = "#init#"
_TO_FILL = re.compile(r"#init#|(?<![${])\{[A-Za-z_]\w*\}(?!\})")  # sed's and str.format's


@dataclass(frozen=True, slots=True)
class PropertyFile:
    """What one property file says.

    `partial` is "" for a plain file, else why keys that are not in `settings` may be set.
    `anchor` is the first entry, or the first line where there is none. `is_rendered` where
    the file is a template that something else makes one or more files of.
    """

    path: str
    settings: Mapping[str, Value[str]]
    anchor: Origin
    partial: str = ""
    is_rendered: bool = False

    def text(self, key: str) -> str:
        """The text of `key`, "" where it is not set or not known."""
        value = self.settings.get(key)
        return value.data if value is not None and value.is_known else ""


@dataclass(slots=True)
class _Building:
    """The settings of one file while its entries are gone through."""

    settings: dict[str, Value[str]] = field(default_factory=dict)
    last: str = ""
    partial: str = ""


def read_settings(text: Text, workspace: Workspace) -> PropertyFile:
    """The settings in `text`.

    Raises SyntaxProblem where Java refuses the file, LimitExceeded where it is no longer
    anything that somebody wrote.
    """
    if len(text.content) > MAX_LENGTH:
        message = f"longer than any configuration: {MAX_LENGTH:,} characters are read at most"
        raise LimitExceeded(message, path=text.path)
    if _SED_MARK in text.content:
        text = _with_sed_marks_open(text)
    if not is_template(text.content):
        return _plain(text)
    return _rendered(text, workspace)


def _plain(text: Text) -> PropertyFile:
    entries = properties.read(text)
    building = _Building()
    for entry in entries:
        if not _names_a_hole(entry, building):
            building.settings[entry.key] = _explicit(entry)
    return _finished(text, entries, building, rendered=False)


def _rendered(text: Text, workspace: Workspace) -> PropertyFile:
    found = statements(text.content)
    own = {name for statement in found for name in statement.names}
    variables = Variables(text.path, workspace, own)
    template = Template(text.content, found, variables.decide)
    entries = properties.read(Text(text.path, template.literal))
    building = _Building()
    if template.adds_lines is not None:
        line = text.line + template.line(template.adds_lines.start) - 1
        building.partial = f"line {line} of the template brings in lines from elsewhere"
    located = [_in_file(entry, text) for entry in entries]
    for entry, placed in zip(entries, located, strict=True):
        if entry.origin.span is not None:
            _take(placed, entry.origin.span, template, variables, building)
    return _finished(text, located, building, rendered=True)


def _in_file(entry: Property, text: Text) -> Property:
    """An entry that was read at its place in `text`, at its place in the file."""
    places = (entry.origin.span, entry.value_origin.span)
    origin, value_origin = (text.origin(*span) if span else Origin(text.path) for span in places)
    return entry._replace(origin=origin, value_origin=value_origin)


def _take(
    entry: Property,
    span: Span,
    template: Template,
    variables: Variables,
    building: _Building,
) -> None:
    """Add an entry of a template, which stands at `span` in it.

    What depends on how the template is rendered becomes unknown.
    """
    start = template.offset(span.line, span.column)
    state = template.state(start)
    if state is State.LEFT_OUT:
        return
    if template.continues_line_before(span.line):
        if building.last:
            _forget(building, building.last, entry, "whitespace control joins lines to it")
        return
    if _names_a_hole(entry, building):
        return
    key = building.last = entry.key
    if template.is_interrupted(start, template.offset(span.end_line, span.end_column)):
        building.settings[key] = _unknown(entry, "a template's statements write its value")
        return
    value = _expanded(entry, variables)
    if state is State.WRITTEN:
        building.settings[key] = value
        return
    before = building.settings.get(key)
    if before is None or (before.is_known and before.data == value.data):
        building.settings[key] = value
        return
    _forget(building, key, entry, "a template's conditions choose between several values")


def _names_a_hole(entry: Property, building: _Building) -> bool:
    """Whether the key itself is filled in elsewhere: the line may write anything."""
    if not _HOLE_IN_KEY.search(entry.key):
        return False
    if not building.partial:
        building.partial = f"line {entry.line} writes settings that are filled in elsewhere"
    return True


def _expanded(entry: Property, variables: Variables) -> Value[str]:
    """The value with the expressions replaced that the variables at hand decide."""
    value = _explicit(entry)
    if not value.is_known or "{{" not in value.data or len(value.data) > _LONGEST:
        return value
    origins = list(value.origins)

    def replacement(found: re.Match[str]) -> str:
        resolved = variables.resolve(found.group())
        if resolved is None:
            return found.group()
        origins.extend(resolved.origins)
        return resolved.text

    data = _EXPRESSION.sub(replacement, value.data).strip()
    if data == value.data:
        return value
    provenance = Provenance.EXPLICIT if "{{" in data else Provenance.SUPPLIED
    places = tuple(dict.fromkeys(origins))
    return Value(data, places, provenance, sensitive=value.sensitive)


def _explicit(entry: Property) -> Value[str]:
    data = entry.value.strip()
    hole = _TO_FILL.search(data) if "{" in data or _SED_MARK in data else None
    if hole is not None:
        return _unknown(entry, f"{hole.group()} is filled in elsewhere")
    return Value(data, (_origin(entry),), sensitive=is_sensitive(entry.key))


def _unknown(entry: Property, reason: str) -> Value[str]:
    return unknown(f"{entry.key}: {reason}", _origin(entry))


def _forget(building: _Building, key: str, entry: Property, reason: str) -> None:
    before = building.settings.get(key)
    origins = dict.fromkeys((*(before.origins if before else ()), _origin(entry)))
    building.settings[key] = unknown(f"{key}: {reason}", *list(origins)[:_MOST_ORIGINS])


def _origin(entry: Property) -> Origin:
    return entry.origin._replace(logical=entry.key)


def _finished(
    text: Text, entries: list[Property], building: _Building, rendered: bool
) -> PropertyFile:
    anchor = entries[0].origin if entries else text.origin(1, 1, 1, 1)
    return PropertyFile(text.path, building.settings, anchor, building.partial, rendered)


def _with_sed_marks_open(text: Text) -> Text:
    """Settings that a script uncomments: `#init#broker.id=#init#` sets broker.id to something."""
    opened = re.sub(r"(?m)^([ \t]*)#init#(?=[\w.])", r"\1      ", text.content)
    return replace(text, content=opened)
