"""No import runs back: each room of the house knows only the ones before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kafkalint

PACKAGE = Path(kafkalint.__file__).parent
FLOOR = {"values", "record", "regex", "errors", "data", "hosts", "modules", "__version__"}
MAY_KNOW = {
    "formats": FLOOR,
    "model": FLOOR,
    "kafka": FLOOR | {"formats", "model"},
    "sources": FLOOR | {"formats", "model", "kafka", "findings"},
    "facts": FLOOR | {"formats", "model", "kafka"},
    "expression": FLOOR | {"model", "facts", "kafka"},
    "live": FLOOR | {"formats", "model", "kafka", "sources", "facts", "findings"},
    "reporters": FLOOR
    | {"model", "facts", "findings", "kafka", "formats", "rule", "rulefile", "disk"},
}


def rooms_known_by(path: Path) -> Iterator[tuple[int, str]]:
    """The lines and first names of what `path` imports from kafkalint, but for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            first, _, rest = node.module.partition(".")
            names = [rest] if rest else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            dotted = [alias.name.partition(".") for alias in node.names]
            first, names = "kafkalint", [rest for head, _, rest in dotted if head == "kafkalint"]
        else:
            continue
        if first == "kafkalint":
            yield from ((node.lineno, name.partition(".")[0]) for name in names)


@pytest.mark.parametrize("room", MAY_KNOW)
def test_a_room_knows_only_the_ones_before_it(room: str) -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} knows {known}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for line, known in rooms_known_by(path)
        if known not in MAY_KNOW[room] | {room}
    ]
    assert wrong == []


def test_no_module_is_too_long_to_read() -> None:
    long = [p.name for p in PACKAGE.rglob("*.py") if len(p.read_text().splitlines()) > 400]
    assert long == []
