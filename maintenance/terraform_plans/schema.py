"""Writes the schemas of a Terraform provider, out of what its bindings for CDK record of it.

    python schema.py FOLDER OUT.json [TYPE…]

FOLDER is an unpacked `@cdktf/provider-aws` from npm. Its code repeats the schema attribute by
attribute: names, types, which of them are blocks, and what is required or computed. What it
leaves out, defaults and attributes both optional and computed, is in `schema_more.json`, from
the provider's documentation.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TYPES = """
    msk-cluster msk-configuration msk-serverless-cluster msk-scram-secret-association
    msk-single-scram-secret-association msk-cluster-policy msk-vpc-connection msk-replicator
    mskconnect-connector mskconnect-custom-plugin mskconnect-worker-configuration
    vpc subnet security-group security-group-rule vpc-security-group-ingress-rule
    vpc-security-group-egress-rule kms-key kms-alias cloudwatch-log-group cloudwatch-metric-alarm
    secretsmanager-secret secretsmanager-secret-version secretsmanager-secret-policy sns-topic
    iam-policy iam-role iam-role-policy appautoscaling-target appautoscaling-policy
    data-aws-availability-zones data-aws-subnet data-aws-subnets data-aws-msk-cluster
    data-aws-region data-aws-caller-identity
""".split()

_SIMPLE = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
_GETTERS = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "StringMap": ["map", "string"],
}
_ENTRY = (
    r"^ {%d}(\w+): \{\n\s+value: (.*),\n\s+isBlock: (\w+),\n"
    r'\s+type: "(\w*)",\n\s+storageClassType: "(.*)",\n'
)


class Bindings:
    """The code of one resource or data source."""

    def __init__(self, folder: Path) -> None:
        self.code = (folder / "index.js").read_text()
        self.declared = (folder / "index.d.ts").read_text()
        found = re.search(r'\.tfResourceType = "(\w+)"', self.code)
        name = re.search(r"^class (\w+) extends cdktf\.Terraform", self.code, re.M)
        assert found and name
        self.type, self.name = found[1], name[1]

    def schema(self) -> dict[str, Any]:
        start = self.code.index("synthesizeHclAttributes()")
        return self.block(self.code[start:], 12, self.name, f"{self.name}Config")

    def block(self, code: str, indent: int, owner: str, interface: str) -> dict[str, Any]:
        """The attributes and blocks that a stretch of code lists."""
        optional = self.members(interface)
        made: dict[str, Any] = {"attributes": {}, "blocks": {}}
        for name, value, is_block, kind, storage in re.findall(_ENTRY % indent, code, re.M):
            asked = optional.get(camel(name), True)
            if is_block == "true":
                self.nested(made, name, value, kind, asked)
            else:
                made["attributes"][name] = {
                    "type": typed(kind, storage),
                    "optional": asked,
                    "required": not asked,
                }
        for name, kind in self.computed(owner):
            if name not in made["attributes"] and name not in made["blocks"]:
                made["attributes"][name] = {"type": kind, "computed": True}
        return made

    def nested(
        self, made: dict[str, Any], name: str, value: str, kind: str, optional: bool
    ) -> None:
        found = re.search(r"(\w+)ToHclTerraform", value)
        function = re.search(rf"^function ({found[1]})ToHclTerraform\(", self.code, re.M | re.I)
        start, owner = function.start(), function[1][0].upper() + function[1][1:]
        body = self.code[start : self.code.index("\n    };", start)]
        inner = self.block(body, 8, f"{owner}OutputReference", owner)
        if "listMapperHcl" in value and value.split("ToHclTerraform")[1].startswith(", false"):
            made["attributes"][name] = {"type": [kind, as_object(inner)], "optional": optional}
            return
        single = kind == "struct"
        many = "listMapperHcl" in value
        made["blocks"][name] = {
            "nesting": "single" if single else kind,
            "max": 0 if many or single else 1,
            "block": inner,
        }

    def members(self, interface: str) -> dict[str, bool]:
        found = re.search(
            rf"export interface {interface}(?: extends [\w.]+)? \{{(.*?)\n\}}", self.declared, re.S
        )
        listed = re.findall(r"readonly (\w+)(\??):", found[1]) if found else []
        return {name: bool(mark) for name, mark in listed}

    def computed(self, owner: str) -> list[tuple[str, Any]]:
        found = re.search(
            rf"^class {owner} extends .*?(?=^exports\.|^class |\Z)", self.code, re.S | re.M
        )
        getters = re.findall(
            r"// (\w+) - computed: true, optional: false, required: false\n"
            r"\s+get \w+\(\) \{\n\s+return (.*);",
            found[0] if found else "",
        )
        made = []
        for name, code in getters:
            kind = re.search(r"get(String|Number|Boolean|List|StringMap)Attribute", code)
            made.append((name, _GETTERS[kind[1]] if kind else "string"))
        return made


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def typed(kind: str, storage: str) -> Any:
    for suffix, collection in (("List", kind), ("Map", "map")):
        if storage.endswith(suffix) and storage != suffix:
            return [collection, _SIMPLE.get(storage.removesuffix(suffix), "string")]
    return _SIMPLE.get(storage, "string")


def as_object(block: dict[str, Any]) -> list[Any]:
    return ["object", {name: each["type"] for name, each in block["attributes"].items()}]


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """What the bindings leave out, by path: "broker_node_group_info.storage_info"."""
    for path, extra in more.items():
        here = into
        *outer, last = path.split(".")
        for name in outer:
            here = here["blocks"][name]["block"]
        place = here["blocks"] if last in here["blocks"] else here["attributes"]
        place[last].update(extra)


def main() -> None:
    folder, out, *types = sys.argv[1:]
    more = json.loads(Path(__file__).with_name("schema_more.json").read_text())
    made: dict[str, Any] = {"resources": {}, "data": {}, "provider": {}}
    for name in types or TYPES:
        bindings = Bindings(Path(folder) / "lib" / name)
        schema = bindings.schema()
        schema["attributes"].get("id", {})["computed"] = True
        for always in ("region", "tags_all"):
            if always in schema["attributes"]:
                schema["attributes"][always]["computed"] = True
        is_data = name.startswith("data-")
        merge(schema, more.get(f"data.{bindings.type}" if is_data else bindings.type, {}))
        made["data" if is_data else "resources"][bindings.type] = schema
    made["provider"] = {
        "attributes": {"region": {"type": "string", "optional": True}},
        "blocks": {},
    }
    Path(out).write_text(json.dumps(made, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
