"""Plans and states as `terraform show -json` gives them, resource by resource.

The formats: https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kafkalint.sources._cloud.skim import Found, Skim
from kafkalint.sources.terraform_json.described import Described, is_wanted


@dataclass
class Document:
    """What a plan or state says; `configuration` is the root module's, where it is there.

    `kind` is "plan" or "state"; `cut` says why there may be more than was read.
    """

    kind: str
    resources: list[Described] = field(default_factory=list)
    prior: list[Described] = field(default_factory=list)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    cut: str = ""


def read_into(document: Document, skim: Skim) -> None:
    """Everything of use in a plan or a shown state. Raises SyntaxProblem where it breaks off."""
    for key, start in skim.members(skim.begin):
        if key in ("planned_values", "values"):
            document.resources.extend(_values(skim, start))
        elif key == "prior_state":
            for inner, at in skim.members(start):
                if inner == "values":
                    document.prior.extend(_values(skim, at))
        elif key == "resource_changes":
            for item in skim.items(start):
                _change(document, skim.read(item).data)
        elif key == "errored":
            if skim.read(start).data is True:
                document.cut = document.cut or "Terraform could not finish the plan"
        elif key == "configuration":
            for inner, at in skim.members(start):
                if inner == "root_module":
                    document.configuration.update(_module_configuration(skim, at))


def _values(skim: Skim, start: int) -> Iterator[Described]:
    for key, at in skim.members(start):
        if key == "root_module":
            yield from _module(skim, at, 0)


def _module(skim: Skim, start: int, level: int) -> Iterator[Described]:
    if level > 50:
        return
    address = ""
    found: list[Described] = []
    for key, at in skim.members(start):
        if key == "address":
            address = str(skim.read(at).data)
        elif key == "resources":
            for item in skim.items(at):
                made = _resource(skim, item)
                if made is not None:
                    found.append(made)
        elif key == "child_modules":
            for item in skim.items(at):
                found.extend(_module(skim, item, level + 1))
    for made in found:
        yield made if made.module else made._replace(module=address)


def _resource(skim: Skim, start: int) -> Described | None:
    read = skim.read(start)
    data = read.data
    if not isinstance(data, dict):
        return None
    mode, kind = str(data.get("mode", "managed")), str(data.get("type", ""))
    if not is_wanted(mode, kind) or data.get("deposed_key"):
        return None
    values: Found | None = None
    for key, at in skim.members(start):
        if key == "values":
            values = skim.read(at)
    return Described(
        str(data.get("address", "")),
        mode,
        kind,
        str(data.get("name", "")),
        data.get("index"),
        "",
        values,
        sensitive=data.get("sensitive_values", False),
    )


def _change(document: Document, data: Any) -> None:
    if not isinstance(data, dict) or data.get("deposed"):
        return
    change = data.get("change")
    if isinstance(change, dict) and is_wanted(
        str(data.get("mode", "managed")), str(data.get("type", ""))
    ):
        document.changes[str(data.get("address", ""))] = {
            "actions": change.get("actions"),
            "unknown": change.get("after_unknown", False),
            "sensitive": change.get("after_sensitive", False),
        }


def _module_configuration(skim: Skim, start: int, level: int = 0) -> dict[str, Any]:
    """A module's resources by address, its calls and its outputs; of what matters alone."""
    made: dict[str, Any] = {"resources": {}, "calls": {}, "outputs": {}}
    for key, at in skim.members(start):
        if key == "resources":
            for item in skim.items(at):
                data = skim.read(item).data
                if isinstance(data, dict) and is_wanted(
                    str(data.get("mode", "managed")), str(data.get("type", ""))
                ):
                    made["resources"][str(data.get("address", ""))] = data.get("expressions", {})
        elif key == "outputs":
            made["outputs"] = _mapping(skim.read(at).data)
        elif key == "module_calls" and level < 50:
            for name, inner in skim.members(at):
                made["calls"][name] = _call(skim, inner, level)
    return made


def _call(skim: Skim, start: int, level: int) -> dict[str, Any]:
    made: dict[str, Any] = {"module": {}, "expressions": {}}
    for key, at in skim.members(start):
        if key == "module":
            made["module"] = _module_configuration(skim, at, level + 1)
        elif key == "expressions":
            made[key] = _mapping(skim.read(at).data)
    return made


def _mapping(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}
