"""How long `kafkalint check` takes beside what it is measured against, in one run.

    python bench/speed.py [--corpus DIR] [--checkov PATH] [--rounds N]

Every command is a fresh process; rounds are interleaved and medians are compared, so read the
ratios. What is compared is the time of the processor, which a busy machine stretches less.
A check is measured twice: worked out anew (`--no-cache`), and once more over files that have not
changed, where its result was kept and only what it rests on is looked at.
Yardsticks: only parsing the YAML files that kafkalint itself reads with PyYAML's C events, and
with them the HCL files with tree-sitter; `python -c "import click, yaml"` for one file;
`checkov -d` on the same tree.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

import tree  # noqa: E402

ANEW, AGAIN = "kafkalint, anew", "kafkalint, again"

PARSE = """
import sys, json, yaml
hcl = None
for path in json.load(open(sys.argv[1])):
    if path.endswith(('.tf', '.tofu')) and not sys.argv[2:]:
        continue
    with open(path, 'rb') as file:
        data = file.read()
    if path.endswith(('.tf', '.tofu')):
        if hcl is None:
            import tree_sitter, tree_sitter_hcl
            hcl = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
        hcl.parse(data)
        continue
    try:
        for event in yaml.parse(data, Loader=yaml.CSafeLoader):
            pass
    except (yaml.YAMLError, UnicodeError):
        pass
"""


def timed(command: list[str], folder: Path) -> float:
    """Processor seconds of one run, with its own processes; how it ends is its own affair."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(commands: dict[str, list[str]], folder: Path, rounds: int) -> dict[str, float]:
    """Median seconds of each command, run in turns after one that leaves its bytecode behind."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        timed(command, folder)
    for _ in range(rounds):
        for name, command in commands.items():
            seconds[name].append(timed(command, folder))
    return {name: statistics.median(values) for name, values in seconds.items()}


def relevant(folder: Path) -> list[str]:
    """The YAML and HCL files below `folder` that some source of kafkalint reads."""
    from kafkalint import sources

    found = []
    readers = sources.load()
    for root, _folders, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.suffix not in (".yml", ".yaml", ".tf", ".tofu"):
                continue
            content = path.read_bytes()
            shown = path.relative_to(folder).as_posix()
            if any(source.claims(shown, content) for source in readers):
                found.append(str(path))
    return found


def checks(path: str) -> dict[str, list[str]]:
    """The command that checks `path`: worked out anew, and with what was kept."""
    check = [sys.executable, "-m", "kafkalint", "check", path]
    check += ["--fail-on", "never", "--allow-incomplete"]
    return {ANEW: [*check, "--no-cache"], AGAIN: check}


def show(title: str, medians: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, seconds in medians.items():
        ratios = [f"{medians[check] / seconds:7.2f}" for check in (ANEW, AGAIN)]
        print(f"  {name:34} {seconds * 1000:9.0f} ms   anew, again / this = {', '.join(ratios)}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--corpus", type=Path)
    options.add_argument("--checkov", help="the checkov command, where it is installed")
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    python = sys.executable
    os.environ["PYTHONPATH"] = str(HERE.parent)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(scratch, "bytecode"))
        os.environ["KAFKALINT_CACHE_DIR"] = str(Path(scratch, "results"))
        generated = Path(scratch, "tree")
        print(f"{tree.write(generated)} generated files, Python {sys.version.split()[0]}")
        folders = {"generated tree": generated}
        if given.corpus:
            folders["corpus"] = given.corpus.resolve()
        for title, folder in folders.items():
            listing = Path(scratch, "relevant.json")
            listing.write_text(json.dumps(relevant(folder)))
            parse = [python, "-c", PARSE, str(listing)]
            commands = {
                **checks("."),
                "PyYAML C events alone": parse,
                "with tree-sitter for HCL": [*parse, "hcl"],
            }
            show(f"{title}, whole check", compare(commands, folder, given.rounds))
        commands = {
            **checks("services/s1/compose.yml"),
            "import click, yaml": [python, "-c", "import click, yaml"],
        }
        show("one compose file", compare(commands, generated, given.rounds * 3))
        if given.checkov:
            peer = {"checkov -d": [given.checkov, "-d", ".", "--quiet", "--compact"]}
            medians = compare(checks("."), generated, 5) | compare(peer, generated, 1)
            show("generated tree, checkov", medians)


if __name__ == "__main__":
    main()
