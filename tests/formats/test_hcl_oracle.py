"""HashiCorp's own parser as the judge: the same blocks, attributes and literals in every file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kafkalint.errors import SyntaxProblem
from kafkalint.formats import hcl
from kafkalint.formats.hcl import tree
from kafkalint.formats.text import decode

pygohcl = pytest.importorskip("pygohcl")

CHECKOUT = Path(__file__).parents[2]
FOLDERS = [
    CHECKOUT / "tests" / "sources",
    CHECKOUT / "schemas" / "modules",
    CHECKOUT.parent / "shared" / "corpus" / "files",
]
FILES = sorted(
    path
    for folder in FOLDERS
    for pattern in ("*.tf", "*.tfvars", "*.tofu")
    for path in folder.rglob(pattern)
)
COMPUTED = object()  # what pygohcl writes out in some form of its own


def shape(body: tree.Body) -> dict[str, Any]:
    """A body in the shape that pygohcl gives."""
    found: dict[str, Any] = {
        name: plain(attribute.value) for name, attribute in body.attributes.items()
    }
    for block in body.blocks:
        here = found
        for name in (block.type, *block.labels[:-1]):
            here = here.setdefault(name, {}) if block.labels else here
        name = block.labels[-1] if block.labels else block.type
        inside = shape(block.body)
        if name not in here:
            here[name] = inside
        elif isinstance(here[name], list):
            here[name].append(inside)
        else:
            here[name] = [here[name], inside]
    return found


def plain(value: tree.Expression) -> Any:
    if isinstance(value, tree.Literal):
        return value.value
    if isinstance(value, tree.List):
        return [plain(item) for item in value.items]
    if isinstance(value, tree.Object):
        if not all(isinstance(e.key, tree.Literal) for e in value.elements):
            return COMPUTED
        return {e.key.value: plain(e.value) for e in value.elements}  # type: ignore[attr-defined]
    if isinstance(value, tree.Template) and all(isinstance(p, tree.Chunk) for p in value.parts):
        return "".join(part.text for part in value.parts if isinstance(part, tree.Chunk))
    return COMPUTED


def differences(ours: Any, theirs: Any, at: str = "") -> list[str]:
    if ours is COMPUTED:
        return []
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = {str(key) for key in ours} ^ {str(key) for key in theirs}
        found = [f"{at}.{name}" for name in sorted(names)]
        table = {str(key): value for key, value in ours.items()}
        for name in table.keys() & theirs.keys():
            found += differences(table[name], theirs[name], f"{at}.{name}")
        return found
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [
            difference
            for number, (one, other) in enumerate(zip(ours, theirs, strict=True))
            for difference in differences(one, other, f"{at}[{number}]")
        ]
    return [] if ours == theirs else [f"{at}: {ours!r} is {theirs!r}"]


def test_there_are_files() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_file_has_the_blocks_attributes_and_literals_that_its_own_parser_finds(
    path: Path,
) -> None:
    data = path.read_bytes()
    try:
        theirs = pygohcl.loads(data.decode())
    except pygohcl.HCLParseError:
        with pytest.raises(SyntaxProblem):
            hcl.read(decode(path.name, data))
        return

    assert differences(shape(hcl.read(decode(path.name, data))), theirs) == []
