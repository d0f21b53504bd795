"""State files (`terraform.tfstate`) of format 4, resource by resource.

Format 4 is that of Terraform 0.12 and everything since.
"""

from __future__ import annotations

import json
from typing import Any

from kafkalint.sources._cloud.skim import Skim
from kafkalint.sources.terraform_json.described import Described, is_wanted
from kafkalint.sources.terraform_json.plan import Document


def read_into(document: Document, skim: Skim) -> None:
    """Every instance of every resource. Raises SyntaxProblem where the file breaks off."""
    for key, start in skim.members(skim.begin):
        if key == "resources":
            for item in skim.items(start):
                _resource(document, skim, item)


def _resource(document: Document, skim: Skim, start: int) -> None:
    head: dict[str, Any] = {}
    instances = None
    for key, at in skim.members(start):
        if key == "instances":
            instances = at
            if not is_wanted(str(head.get("mode")), str(head.get("type"))) and "type" in head:
                continue
            for item in skim.items(at):
                _instance(document, skim, item, head)
        elif key in ("module", "mode", "type", "name"):
            head[key] = skim.read(at).data
    if instances is None:
        return


def _instance(document: Document, skim: Skim, start: int, head: dict[str, Any]) -> None:
    mode, kind = str(head.get("mode", "managed")), str(head.get("type", ""))
    values = None
    index: str | int | None = None
    hidden: Any = ()
    for key, at in skim.members(start):
        if key == "attributes":
            values = skim.read(at)
        elif key == "index_key":
            index = skim.read(at).data
        elif key == "sensitive_attributes":
            hidden = skim.read(at).data
        elif key == "deposed":
            return
    if values is None or not is_wanted(mode, kind):
        return
    module, name = str(head.get("module", "")), str(head.get("name", ""))
    local = f"{'data.' if mode == 'data' else ''}{kind}.{name}"
    if index is not None:
        local += f"[{json.dumps(index, ensure_ascii=False)}]"
    address = f"{module}.{local}" if module else local
    document.resources.append(
        Described(address, mode, kind, name, index, module, values, sensitive=_shape(hidden))
    )


def _shape(paths: Any) -> dict[Any, Any]:
    """Paths of steps to what is sensitive, in the shape of the values; lists go by index.

    A step that is no name and no number, as into a set, takes all from there on: hiding too
    much shows nothing.
    """
    made: dict[Any, Any] = {}
    for path in paths if isinstance(paths, list) else ():
        steps = [_step(step) for step in (path if isinstance(path, list) else [path])]
        here = made
        for number, step in enumerate(steps, 1):
            is_last = number == len(steps) or steps[number] is None
            if step is None or here.get(step) is True:
                break
            if is_last:
                here[step] = True
                break
            here = here.setdefault(step, {})
    return made


def _step(step: Any) -> str | int | None:
    value = step.get("value") if isinstance(step, dict) else None
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, (str, int)) else None
