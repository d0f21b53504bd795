"""The same deployment in the forms that programs put out: JSON of CloudFormation and of Pulumi."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kafkalint.formats import yaml
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def template_in_json(path: Path) -> str:
    """A template as CDK puts it out: JSON, and every function in its long form."""
    (document,) = yaml.read(Text(path.name, path.read_text()))
    assert document.root is not None
    return json.dumps(_long(document.root), indent=1)


def preview(path: Path) -> str:
    """What `pulumi preview --json` says of a program: what others make is not known yet."""
    steps = [{"op": "create", "urn": each["urn"], "newState": each} for each in _states(path)]
    text = json.dumps({"config": {}, "steps": steps}, indent=4)
    return re.sub(rf"{UNKNOWN}:\w+:\w+", UNKNOWN, text)


def export(path: Path) -> str:
    """What `pulumi stack export` says once all of it is made."""
    states = []
    for state in _states(path):
        arn = f"arn:aws:made:eu-west-1:123456789012:{state['urn'].rpartition('::')[2]}"
        states.append({**state, "id": f"id-{arn}", "outputs": {"arn": arn}})
    text = json.dumps({"version": 3, "deployment": {"resources": states}}, indent=4)
    for state in states:  # what was unknown is what was made
        name = state["urn"].rpartition("::")[2]
        text = text.replace(f"{UNKNOWN}:{name}:arn", state["outputs"]["arn"])
        text = text.replace(f"{UNKNOWN}:{name}:id", state["id"])
    return re.sub(rf"{UNKNOWN}:\w+:\w+", "made", text)


def _long(node: Node) -> Any:
    if node.tag.startswith("!"):
        name, node.tag = node.tag[1:], ""
        held = _long(node)
        if name == "GetAtt" and isinstance(held, str):
            held = held.split(".", 1)
        return {name if name in ("Ref", "Condition") else f"Fn::{name}": held}
    if isinstance(node, Mapping):
        return {entry.key.text: _long(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [_long(item) for item in node]
    assert isinstance(node, Scalar)
    return _literal(node)


def _literal(scalar: Scalar) -> Any:
    if not scalar.style and re.fullmatch(r"-?\d+|true|false", scalar.text):
        return json.loads(scalar.text)
    return scalar.text


def _states(path: Path) -> list[dict[str, Any]]:
    """The resources of a program whose only expressions are references to each other."""
    (document,) = yaml.read(Text(path.name, path.read_text()))
    assert isinstance(document.root, Mapping)
    resources = document.root.mapping("resources")
    assert resources is not None
    urns: dict[str, str] = {}
    for entry in resources:
        kind = _token(str(_long(entry.value)["type"]))
        urns[entry.key.text] = f"urn:pulumi:prod::orders::{kind}::{entry.key.text}"
    made = []
    for entry in resources:
        body = _long(entry.value)
        inputs = body.get("properties", {})
        known_names = {"cluster.clusterName": inputs.get("clusterName", "orders")}
        made.append(
            {
                "urn": urns[entry.key.text],
                "custom": True,
                "type": _token(body["type"]),
                "inputs": _resolved(inputs, known_names),
                "propertyDependencies": {
                    key: [urns[name] for name in dict.fromkeys(_names(value)) if name in urns]
                    for key, value in inputs.items()
                },
            }
        )
    return made


def _token(short: str) -> str:
    """ "aws:msk:Cluster" as states have it: "aws:msk/cluster:Cluster"."""
    package, module, name = short.split(":")
    return f"{package}:{module}/{name[:1].lower()}{name[1:]}:{name}"


def _names(value: Any) -> list[str]:
    return re.findall(r"\$\{(\w+)", json.dumps(value))


def _resolved(value: Any, known_names: dict[str, Any]) -> Any:
    """References as they stand in a state: a marker, but for what the other's inputs say."""
    if isinstance(value, dict):
        return {key: _resolved(inner, known_names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, known_names) for inner in value]
    found = re.fullmatch(r"\$\{(\w+)\.(\w+)\}", value) if isinstance(value, str) else None
    if found is None:
        return value
    inside = f"{found[1]}.{found[2]}"
    return known_names.get(inside, f"{UNKNOWN}:{found[1]}:{found[2]}")
