"""The index of facts and subjects: what a check loads follows from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kafkalint import facts
from kafkalint.facts import index

ROOT = Path(__file__).parent.parent.parent
CLUSTER = "model.Cluster('c', values.Origin('f'))"
WRITER = ROOT / "maintenance" / "fact_index.py"


def test_index_is_what_the_modules_have() -> None:
    code = f"import runpy; print(runpy.run_path({str(WRITER)!r})['written'](), end='')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    now = Path(index.__file__).read_text(encoding="utf-8")
    assert now == done.stdout, "run: python maintenance/fact_index.py"


def test_a_fact_is_found_in_a_module_that_nobody_has_loaded() -> None:
    assert loaded_by("facts.find(model.Cluster, 'brokers')") == {"nodes", "config"}


def test_subjects_are_listed_by_a_module_that_nobody_has_loaded() -> None:
    assert "storage" in loaded_by(f"facts.subjects('directory', {CLUSTER})")


def test_what_a_cluster_does_not_have_is_not_looked_for() -> None:
    assert loaded_by(f"facts.subjects('acl', {CLUSTER})") == set()


def test_what_is_no_fact_is_not_found_wherever_it_is_looked_for() -> None:
    assert facts.find(int, "brokers") is None
    assert "storage" in loaded_by("facts.find(model.Cluster, 'nonsense')")


def loaded_by(call: str) -> set[str]:
    """The modules of facts that are loaded after `call` alone."""
    code = (
        "import sys; from kafkalint import facts, model, values\n"
        f"{call}\n"
        "print(*(name[16:] for name in sys.modules if name.startswith('kafkalint.facts.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {*done.stdout.split()} - {"index"}
