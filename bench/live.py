"""How long `kafkalint live` takes, and how much it holds, beside what it is measured against.

    python bench/live.py [--rounds N] [--topics N] [--partitions N] [--bootstrap HOST:PORT]

Against a real cluster of three brokers with 2,000 topics and 10,000 partitions, ACLs and
consumer groups. Every command is a fresh process; rounds are interleaved and medians are
compared, so read the ratios. Yardsticks: the bare admin calls that the audit needs
(`live_bare.py`), at most 1.5 times as long; Kafka's own scripts for the same facts, at least 10
times as long; and 300 MB for both processes of the audit together. Exit status 1 where one of
them is not kept, or where the three did not see the same cluster.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import live_cluster  # noqa: E402

import kafka_scripts  # noqa: E402  isort: skip
from harness.installation import install  # noqa: E402
from harness.releases import NEWEST  # noqa: E402

SLOWER_THAN_BARE, FASTER_THAN_SCRIPTS, MEGABYTES = 1.5, 10, 300
SECONDS = 1800


class Cost(NamedTuple):
    """Seconds by the clock, and seconds of computing; in the latter brokers have no part."""

    clock: float
    computing: float


def timed(command: list[str], wanted: tuple[int, ...]) -> tuple[Cost, str]:
    """What one run costs and what it prints; ends all where its status is another."""
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    seconds, after = time.perf_counter() - started, os.times()
    if done.returncode not in wanted:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    computing = sum(after[2:4]) - sum(before[2:4])
    return Cost(seconds, computing), done.stdout


def kafkalint(bootstrap: str, *more: str) -> list[str]:
    start = [sys.executable, "-m", "kafkalint"]
    return [*start, *audit(bootstrap, *more)]


def audit(bootstrap: str, *more: str) -> list[str]:
    return ["live", "--bootstrap", bootstrap, "--env", "production", *more]


def what_kafkalint_told(bootstrap: str, folder: Path) -> dict[str, int]:
    """How much of everything is in a snapshot."""
    kept = folder / "snapshot.json"
    timed(kafkalint(bootstrap, "--no-probe", "--snapshot", str(kept)), (0, 1))
    told = json.loads(kept.read_bytes())
    groups = [group.get("offsets") or () for group in told["groups"]]
    return {
        "partitions": sum(len(topic["partitions"]) for topic in told["topics"]),
        "topics": len(told["topics"]),
        "groups": len(told["groups"]),
        "acls": len(told["acls"]),
        "topic settings": sum(len(topic["configs"]) for topic in told["topics"]),
        "offsets": sum(map(len, groups)),
    }


def watch(bootstrap: str, folder: Path) -> dict[str, Any]:
    """Memory and requests of one whole audit."""
    target = folder / "watched.json"
    program = [sys.executable, str(HERE / "live_watched.py"), str(target)]
    timed([*program, *audit(bootstrap)], (0, 1))
    watched: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return watched


def compare(commands: dict[str, list[str]], rounds: int) -> dict[str, Cost]:
    """Median cost of each command, run in turns."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(timed(command, (0, 1))[0])
    return {
        name: Cost(*map(statistics.median, zip(*each, strict=True))) for name, each in costs.items()
    }


def run_scripts(commands: dict[str, list[str]]) -> dict[str, tuple[float, int]]:
    """Of each script, its seconds and how many things it told of."""
    found = {}
    for name, command in commands.items():
        cost, printed = timed(command, (0,))
        found[name] = cost.clock, printed.count(kafka_scripts.MARKS[name])
    return found


def show(name: str, figure: str, more: str = "") -> None:
    print(f"  {name:36} {figure:>12}   {more}".rstrip(), flush=True)


def measure(kafka: Any, bootstrap: str, folder: Path, given: argparse.Namespace) -> list[str]:
    """Print all figures; gives what was promised and is not kept."""
    bare_command = [sys.executable, str(HERE / "live_bare.py"), bootstrap]
    bare = json.loads(timed(bare_command, (0,))[1])
    told = what_kafkalint_told(bootstrap, folder)
    print("\nread: " + ", ".join(f"{number:,} {name}" for name, number in told.items()))
    broken = [] if bare["told"] == told else [f"the bare calls told {bare['told']}"]

    without, probing = "kafkalint live --no-probe", "kafkalint live"
    medians = compare(
        {
            "bare admin calls": bare_command,
            without: kafkalint(bootstrap, "--no-probe"),
            probing: kafkalint(bootstrap),
        },
        given.rounds,
    )
    print(f"\ntime, medians of {given.rounds} rounds")
    yardstick = medians["bare admin calls"]
    for name, cost in medians.items():
        clock, computing = cost.clock / yardstick.clock, cost.computing / yardstick.computing
        figures = f"{clock:.2f} x the bare calls; computing {cost.computing * 1000:,.0f} ms"
        show(name, f"{cost.clock * 1000:,.0f} ms", f"{figures}, {computing:.2f} x")
    for name in (without, probing):
        if medians[name].clock > SLOWER_THAN_BARE * yardstick.clock:
            broken.append(f"{name}: more than {SLOWER_THAN_BARE} times the bare calls")

    watched = watch(bootstrap, folder)
    together = watched["parent"] + watched["child"]
    print("\nmost memory held")
    show("the process that judges", f"{watched['parent']:,.0f} MB")
    show("the process that asks", f"{watched['child']:,.0f} MB")
    show("both", f"{together:,.0f} MB", f"bound {MEGABYTES} MB")
    if together > MEGABYTES:
        broken.append(f"more than {MEGABYTES} MB")

    requests, needed = watched["requests"], sum(bare["requests"].values())
    print(f"\nrequests of a whole audit: {sum(requests.values())} (the bare calls: {needed})")
    print("  " + ", ".join(f"{name} {requests[name]}" for name in sorted(requests)))
    if sum(requests.values()) > told["topics"] / 10 + 100:
        broken.append("requests grow with the topics")

    if given.scripts:
        print("\nKafka's own scripts, once")
        found = run_scripts(kafka_scripts.commands(kafka, bootstrap))
        for name, (seconds, number) in found.items():
            show(name, f"{seconds:,.1f} s", f"told of {number:,}")
        seconds = sum(seconds for seconds, _ in found.values())
        for name in (without, probing):
            show("together", f"{seconds:,.1f} s", f"{seconds / medians[name].clock:.1f} x {name}")
        if seconds < FASTER_THAN_SCRIPTS * medians[probing].clock:
            broken.append(f"not {FASTER_THAN_SCRIPTS} times as fast as the scripts")
    return broken


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = live_cluster.Size()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--topics", type=int, default=size.topics)
    options.add_argument("--partitions", type=int, default=size.partitions)
    options.add_argument("--no-scripts", dest="scripts", action="store_false")
    options.add_argument("--folder", type=Path, help="where brokers keep their files and logs")
    options.add_argument("--bootstrap", help="a cluster that is there already")
    given = options.parse_args()
    os.environ["PYTHONPATH"] = str(HERE.parent)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled already
    kafka = install(NEWEST)
    size = size._replace(topics=given.topics, partitions=given.partitions)
    with tempfile.TemporaryDirectory(dir=given.folder) as scratch, ExitStack() as ending:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(scratch, "compiled"))
        bootstrap = given.bootstrap
        if not bootstrap:
            running = live_cluster.running(kafka, Path(scratch), size)
            bootstrap = ending.enter_context(running).bootstrap_servers
        print(f"Kafka {kafka.release} at {bootstrap}, Python {sys.version.split()[0]};")
        print(f"the scripts are Kafka's {kafka_scripts.RELEASE}", flush=True)
        broken = measure(kafka, bootstrap, Path(scratch), given)
    for line in broken:
        print(f"NOT KEPT: {line}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
