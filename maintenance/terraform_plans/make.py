"""Makes the plans and states that the tests read, with Terraform itself.

    python make.py FOLDER…

Every FOLDER with a main.tf gets plan.json (`terraform show -json` of its plan), events.jsonl
(`terraform plan -json`), and, applied, terraform.tfstate and state.json (`terraform show -json`
of it), in folders of their own beside it. See README.md for what it needs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
NEEDED = ("RECORDED_SCHEMA", "RECORDED_NAME", "TF_CLI_CONFIG_FILE")


def run(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def without_time(text: str) -> str:
    """A plan without the moment that it was made at: the same plan is the same file."""
    plan = json.loads(text)
    plan.pop("timestamp", None)
    return json.dumps(plan, separators=(",", ":")) + "\n"


def make(folder: Path) -> None:
    """Plans, applies and shows a copy of `folder`."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary) / folder.name
        shutil.copytree(folder, work)
        if any(work.glob("*/*.tf")):
            run(work, "get")
        run(work, "plan", "-out", "plan.out")
        name = folder.name.replace("terraform", "").strip("-_")
        suffix = f"-of-{name}" if name else ""
        plan, state = folder.parent / f"plan{suffix}", folder.parent / f"state{suffix}"
        for made in (plan, state):
            made.mkdir(exist_ok=True)
        (plan / "plan.json").write_text(without_time(run(work, "show", "-json", "plan.out")))
        run(work, "apply", "plan.out")
        text = (work / "terraform.tfstate").read_text()
        (state / "terraform.tfstate").write_text(text)


def main() -> None:
    missing = [name for name in NEEDED if name not in os.environ]
    if missing:
        sys.exit(f"set {', '.join(missing)}; see {HERE / 'README.md'}")
    for argument in sys.argv[1:]:
        make(Path(argument).resolve())


if __name__ == "__main__":
    main()
