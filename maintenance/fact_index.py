"""Writes kafkalint/facts/index.py: which module has which facts and lists which subjects.

    python maintenance/fact_index.py

Run it when a fact or a subject comes, goes or moves; a test compares.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kafkalint import facts

INDEX = Path(__file__).parent.parent / "kafkalint" / "facts" / "index.py"

HEAD = '''\
"""Where facts and subjects are, so that a check loads those alone that its rules ask for.

Written by maintenance/fact_index.py.
"""

from __future__ import annotations

'''


def written() -> str:
    """The index of the facts and subjects that there are, as a module."""
    facts.load()
    of: dict[str, set[str]] = {}
    for owned in facts.FACTS.values():
        for name, function in owned.items():
            of.setdefault(_module(function), set()).add(name)
    subjects = {kind: _module(function) for kind, function in facts.SUBJECTS.items()}
    lines = ["FACTS = {"]
    for module, names in sorted(of.items()):
        text = textwrap.fill(" ".join(sorted(names)), 92, break_on_hyphens=False)
        lines += [f'    "{module}": """', textwrap.indent(text, " " * 8), '    """,']
    lines += ["}", '"""A module to the names of its facts, whatever they are facts of."""', ""]
    lines += ["SUBJECTS = {"]
    lines += [f'    "{kind}": "{module}",' for kind, module in sorted(subjects.items())]
    lines += ["}", '"""A kind of subjects to the module that lists them."""', ""]
    lines += ["PARTS = {"]
    lines += [f'    "{kind}": "{part}",' for kind, part in sorted(facts.PARTS.items())]
    lines += ["}", '"""A kind of subjects to the field of a cluster that they come from."""', ""]
    return HEAD + "\n".join(lines)


def _module(function: Callable[..., Any]) -> str:
    """The name, in the package of facts, of the module that a function is defined in."""
    plain = getattr(function, "__wrapped__", function)
    return str(plain.__module__).rpartition(".")[2]


if __name__ == "__main__":
    INDEX.write_text(written(), encoding="utf-8")
