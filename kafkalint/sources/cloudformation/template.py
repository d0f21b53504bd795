"""A template as it is written: its sections, and what its parameters default to."""

from __future__ import annotations

from kafkalint.errors import SyntaxProblem
from kafkalint.formats import yaml
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text
from kafkalint.sources.cloudformation.recognition import is_json, is_template
from kafkalint.values import Origin, Provenance, Value, unknown

_EXTENSIONS = "AWS::LanguageExtensions"
SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")


class Template:
    """One file: `root` is its tree, and each section a mapping of entries by name."""

    def __init__(self, path: str, root: Mapping) -> None:
        self.path = path
        self.root = root
        self.sections = {name: root.mapping(name) or Mapping(path, root.span) for name in SECTIONS}
        resources = root.entries["Resources"]
        self.anchor = Origin(path, resources.key.span, "Resources")

    def entry(self, section: str, name: str) -> Entry | None:
        return self.sections[section].entries.get(name)

    @property
    def macros(self) -> tuple[str, ...]:
        """What is run over the template before it is deployed, but for the language's extensions.

        They may make parameters and resources that nobody wrote, as SAM makes roles.
        """
        named = self.root.get("Transform")
        listed = named.items if isinstance(named, Sequence) else [named] if named else []
        names = [item.text if isinstance(item, Scalar) else "Fn::Transform" for item in listed]
        if "Fn::Transform" in self.sections["Resources"] or "Fn::Transform" in self.root:
            names.append("Fn::Transform")
        return tuple(name for name in names if name != _EXTENSIONS)

    def parameter(self, name: str, given: Value[object] | None) -> Value[object] | None:
        """What a parameter is, None where there is no such one.

        `given` is what a parent stack or the user passes; else the default is taken. The
        value of a parameter of SSM is not in the template, nor is a secret's.
        """
        entry = self.entry("Parameters", name)
        if entry is None:
            return None
        declared = Origin(self.path, entry.key.span, f"Parameters.{name}")
        body = entry.value
        if not isinstance(body, Mapping):
            return unknown(f"the parameter {name} is not described", declared)
        kind = _text(body, "Type")
        if _text(body, "NoEcho").lower() == "true":
            return unknown(f"the parameter {name} is a secret", declared)
        if given is not None:
            value: Value[object] = given.at((*given.origins, declared))
        else:
            default = body.entries.get("Default")
            if default is None or not isinstance(default.value, Scalar):
                return unknown(f"the parameter {name} has no default", declared)
            origin = default.origin._replace(logical=declared.logical)
            value = Value(scalar_text(default.value), (origin,), Provenance.EXPLICIT)
        if kind.startswith("AWS::SSM::Parameter::Value"):
            return unknown(f"the parameter {name} is kept in the Parameter Store", declared)
        if (kind.startswith("List<") or kind == "CommaDelimitedList") and value.is_known:
            return _listed(value)
        return value


def read(text: Text) -> Template | None:
    """The template of a file, None where it is none.

    Raises SyntaxProblem and LimitExceeded.
    """
    root = _root(text)
    return Template(text.path, root) if isinstance(root, Mapping) and is_template(root) else None


def _root(text: Text) -> Node | None:
    if is_json(text.content):
        from kafkalint.formats import json

        try:
            return json.read(text)
        except SyntaxProblem as problem:
            try:
                documents = yaml.read(text)  # YAML may begin with a brace too
            except SyntaxProblem:
                raise problem from None
    else:
        documents = yaml.read(text)
    for document in documents:
        if isinstance(document.root, Mapping) and "Resources" in document.root:
            return document.root
    return None


def scalar_text(scalar: Scalar) -> str:
    """A scalar as CloudFormation sees it: booleans are "true" and "false", null is ""."""
    if scalar.style:
        return scalar.text
    if scalar.is_null:
        return ""
    lower = scalar.text.lower()
    return lower if lower in ("true", "false") else scalar.text


def _text(node: Mapping, key: str) -> str:
    scalar = node.scalar(key)
    return scalar.text if scalar is not None else ""


def _listed(value: Value[object]) -> Value[object]:
    if not isinstance(value.data, str):
        return value
    items = [item.strip() for item in value.data.split(",")] if value.data.strip() else []
    members = tuple(Value(item, value.origins, value.provenance) for item in items)
    return Value(members, value.origins, value.provenance)
