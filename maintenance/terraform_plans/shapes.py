"""Writes the shapes of CloudFormation's types and of Terraform's that tests hold together.

    python shapes.py CFN_LINT SCHEMA.json OUT.json

CFN_LINT is an unpacked wheel of `cfn-lint` from PyPI, which ships CloudFormation's resource
schemas; SCHEMA.json is what schema.py wrote of Terraform's provider.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kafkalint.sources._cloud.normalise_tables import SHAPES

SIMPLE = {"integer": "number", "number": "number", "boolean": "bool"}


def of_cloudformation(folder: Path) -> dict[str, Any]:
    schemas = folder / "cfnlint" / "data" / "schemas"
    index = json.loads((schemas / "providers" / "us-east-1.json").read_text())
    made = {}
    for kind in sorted(SHAPES):
        schema = json.loads((schemas / "resources" / f"{index[kind]}.json").read_text())
        told = {path.rpartition("/")[2] for path in schema.get("readOnlyProperties", ())}
        made[kind] = {
            name: shape(inner, schema)
            for name, inner in sorted(schema["properties"].items())
            if name not in told
        }
    return made


def shape(schema: Any, root: Any, level: int = 0) -> Any:
    """An object as an object, a list as a list of one, anything else as the name of its type."""
    while "$ref" in schema:
        target = root
        for step in schema["$ref"].lstrip("#/").split("/"):
            target = target[step]
        schema = target
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if schema.get("properties") and level < 9:
        inner = sorted(schema["properties"].items())
        return {name: shape(each, root, level + 1) for name, each in inner}
    if kind == "array":
        return [shape(schema.get("items", {}), root, level + 1)]
    return "map" if kind == "object" else SIMPLE.get(str(kind), "string")


def of_terraform(path: Path) -> dict[str, Any]:
    schema = json.loads(path.read_text())["resources"]
    wanted = {each.type for each in SHAPES.values()} | {"aws_secretsmanager_secret_version"}
    return {kind: block(schema[kind]) for kind in sorted(wanted & schema.keys())}


def block(schema: Any) -> dict[str, Any]:
    made = {name: attribute(each["type"]) for name, each in schema["attributes"].items()}
    made |= {name: [block(each["block"])] for name, each in schema["blocks"].items()}
    return dict(sorted(made.items()))


def attribute(kind: Any) -> Any:
    if not isinstance(kind, list):
        return kind
    if kind[0] == "map":
        return "map"
    if kind[0] == "object":
        return {name: attribute(each) for name, each in sorted(kind[1].items())}
    return [attribute(kind[1])]


if __name__ == "__main__":
    lint, terraform, out = map(Path, sys.argv[1:])
    held = {"cloudformation": of_cloudformation(lint), "terraform": of_terraform(terraform)}
    out.write_text(json.dumps(held, separators=(",", ":")) + "\n")
