"""Templates of property files to settings, with the variables that stand beside them."""

from __future__ import annotations

import re

from kafkalint.formats import properties
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.sources import Workspace
from kafkalint.sources._ansible import Variables
from kafkalint.sources._building import Building, explicit, has_hole_in_key
from kafkalint.sources._statements import statements
from kafkalint.sources._templates import State, Template
from kafkalint.values import Origin, Provenance, Span, Value

_EXPRESSION = regex(r"\{\{(?:(?!\}\}).){0,2000}\}\}", re.DOTALL)
_LONGEST = 20_000  # of a value that is searched for expressions


def read_template(text: Text, workspace: Workspace) -> tuple[list[Property], Building]:
    """The entries of a template and what they set, as far as it is certain.

    Raises SyntaxProblem where Java would refuse the file in any case.
    """
    found = statements(text.content)
    own = {name for statement in found for name in statement.names}
    variables = Variables(text.path, workspace, own)
    template = Template(text.content, found, variables.decide)
    building = Building()
    if template.adds_lines is not None:
        line = text.line + template.line(template.adds_lines.start) - 1
        building.partial = f"line {line} of the template brings in lines from elsewhere"
        building.is_open = True
    entries = []
    for entry in properties.read(Text(text.path, template.literal)):
        placed = _in_file(entry, text)
        entries.append(placed)
        if entry.origin.span is not None:
            _take(placed, entry.origin.span, template, variables, building)
    return entries, building


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
    building: Building,
) -> None:
    """Add an entry of a template, which stands at `span` in it.

    What depends on how the template is rendered becomes unknown.
    """
    start = template.offset(span.line, span.column)
    state = template.state(start)
    if state is State.LEFT_OUT:
        return
    is_hole = has_hole_in_key(entry)
    if template.continues_line_before(span.line, trimmed=is_hole and variables.is_ansible):
        if building.last:
            building.doubt(building.last, "whitespace control joins lines to it", entry)
    elif is_hole:
        building.admit_more(entry.line, entry.key)
    else:
        building.last = entry.key
        end = template.offset(span.end_line, span.end_column)
        if template.is_interrupted(start, end):
            building.doubt(entry.key, "a template's statements write its value", entry)
        elif state is State.WRITTEN:
            building.write(entry.key, _expanded(entry, variables))
        else:
            value = _expanded(entry, variables)
            building.may_write(entry.key, value, state is State.ALTERNATIVE)


def _expanded(entry: Property, variables: Variables) -> Value[str]:
    """The value with the expressions replaced that the variables at hand decide."""
    value = explicit(entry)
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
