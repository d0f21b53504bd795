"""What kafkalint and checkov say of MSK in Terraform and CloudFormation, side by side.

    python bench/cloud.py --labels LABELS.tsv --files DIR [--checkov PATH]

LABELS.tsv has a line for each file that somebody has read: repository, commit, file, kind and
the tags of what is wrong in it ("no-logs@34; allow-everyone?@74", `?` where opinions differ);
DIR holds the repositories as `owner+name`. A finding is true where the file has one of the
tags that it stands for, and false where it has none. All that checkov has of Kafka is asked.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOV = {
    "CKV_AWS_80": {"no-logs"},
    "CKV_AWS_81": {"in-transit-plaintext", "plaintext-client-listener", "plaintext-inter-broker"},
    "CKV_AWS_291": {"public-access"},
}
KAFKALINT = {
    "allow-everyone-if-no-acl": {"allow-everyone"},
    "broker-count-below-three": {"single-broker", "fewer-than-3-brokers"},
    "broker-logs-not-retained": {"no-logs"},
    "brokers-in-too-few-zones": {"single-az"},
    "client-listener-plaintext": {"plaintext-client-listener", "in-transit-plaintext"},
    "default-credentials": {"secrets-in-clear"},
    "inter-broker-plaintext": {"plaintext-inter-broker", "in-transit-plaintext"},
    "min-isr-blocks-writes": {"min-isr-equals-rf"},
    "min-isr-too-low": {"min-isr-missing-or-1"},
    "msk-implicit-default-config": {"unclean-leader-election"},
    "msk-public-access": {"public-access"},
    "no-client-authentication": {"no-sasl-or-mtls"},
    "replication-factor-below-three": {"rf-below-3"},
    "replication-factor-below-two": {"rf-below-2"},
    "secret-in-plaintext": {"secrets-in-clear"},
    "tls-listener-without-client-auth": {"no-sasl-or-mtls"},
    "unclean-leader-election-enabled": {"unclean-leader-election"},
}
_TAG = re.compile(r"\s*([a-z0-9-]+)(\?)?")


class Label(NamedTuple):
    """A file that was read: its folder, its name there, what is wrong and what may be."""

    root: Path
    file: str
    wrong: set[str]
    doubtful: set[str]


def labels(path: Path, files: Path) -> Iterator[Label]:
    """The labelled files of Terraform and CloudFormation."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("#") or len(cells) < 5 or cells[3] not in ("tf", "cfn"):
            continue
        wrong, doubtful = set(), set()
        for part in re.sub(r"\([^)]*\)", "", cells[4]).split(";"):
            if found := _TAG.match(part):
                (doubtful if found[2] else wrong).add(found[1])
        root = files / cells[0].replace("/", "+")
        if (root / cells[2]).is_file():
            yield Label(root, cells[2], wrong, doubtful)


def said_by_checkov(program: str, label: Label) -> set[str]:
    command = [program, "-f", label.file, "--check", ",".join(CHECKOV), "--quiet", "-o", "json"]
    done = subprocess.run(command, cwd=label.root, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout or "[]")
    parts = report if isinstance(report, list) else [report]
    return {
        check["check_id"]
        for part in parts
        for check in part.get("results", {}).get("failed_checks", [])
    }


def said_by_kafkalint(label: Label) -> set[str]:
    command = [sys.executable, "-m", "kafkalint", "check", label.file, "--format", "json"]
    done = subprocess.run(command, cwd=label.root, capture_output=True, text=True, check=False)
    return {finding["rule"] for finding in json.loads(done.stdout)["findings"]}


def count(said: set[str], meanings: dict[str, set[str]], label: Label) -> collections.Counter[str]:
    """How many problems are found, how many findings are of none, and what is not found."""
    found = {tag for name in said for tag in meanings.get(name, ()) if tag in label.wrong}
    wrong = [
        name
        for name in said
        if name in meanings and not meanings[name] & (label.wrong | label.doubtful)
    ]
    known = set().union(*KAFKALINT.values(), *CHECKOV.values())
    return collections.Counter(
        found=len(found), false=len(wrong), missed=len((label.wrong & known) - found)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--checkov", default="checkov")
    options = parser.parse_args()
    totals = {"kafkalint": collections.Counter[str](), "checkov": collections.Counter[str]()}
    read = list(labels(options.labels, options.files.resolve()))
    for label in read:
        totals["kafkalint"] += count(said_by_kafkalint(label), KAFKALINT, label)
        totals["checkov"] += count(said_by_checkov(options.checkov, label), CHECKOV, label)
    print(f"{len(read)} files\n{'':10} {'found':>6} {'false':>6} {'missed':>6}")
    for name, total in totals.items():
        print(f"{name:10} {total['found']:6} {total['false']:6} {total['missed']:6}")


if __name__ == "__main__":
    main()
