"""Whatever a check learns from the disk it asks in `disk`, and each answer can be asked again."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kafkalint import disk

Tree = Callable[[Mapping[str, str]], Path]


def noted(*questions: tuple[Callable[[str], object], str]) -> list[tuple[str, str, str]]:
    """What is noted of the answers to `questions`, each a function and a path."""
    with disk.listening() as answers:
        for ask, path in questions:
            try:
                ask(path)
            except Exception:
                continue
    assert answers.are_steady
    return [(*question, digest) for question, digest in answers.digests.items()]


def edit(here: Path) -> None:
    (here / "kafka.env").write_text("A=2\n")


def edit_without_a_trace(here: Path) -> None:
    file = here / "kafka.env"
    before = file.stat()
    file.write_text("A=2\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def remove(here: Path) -> None:
    (here / "kafka.env").unlink()


def add(here: Path) -> None:
    (here / "new.env").write_text("")


def add_what_was_missed(here: Path) -> None:
    (here / "missing.env").write_text("")


def make_a_folder_of_it(here: Path) -> None:
    remove(here)
    (here / "kafka.env").mkdir()


def point_elsewhere(here: Path) -> None:
    (here / "link.env").unlink()
    (here / "link.env").symlink_to("infra", target_is_directory=True)


def touch(here: Path) -> None:
    (here / "kafka.env").touch()
    (here / "kafka.env").chmod(0o600)


@pytest.fixture
def here(tree: Tree) -> Path:
    folder = tree({"kafka.env": "A=1\n", "infra/compose.yml": "services: {}\n"})
    (folder / "link.env").symlink_to("kafka.env")
    return folder


@pytest.mark.parametrize(
    ("change", "matters_to"),
    [
        (edit, {"content"}),
        (edit_without_a_trace, {"content"}),
        (remove, {"content", "entries", "exists", "is_file", "is_folder"}),
        (add, {"entries"}),
        (make_a_folder_of_it, {"content", "entries", "is_file", "is_folder"}),
        (point_elsewhere, {"entries", "real_path of link.env"}),
        (add_what_was_missed, {"entries", "content of missing.env"}),
        (touch, set()),
    ],
)
def test_answers_hold_until_what_they_told_changes(
    here: Path, change: Callable[[Path], None], matters_to: set[str]
) -> None:
    questions = {
        "content": noted((disk.content, "kafka.env")),
        "entries": noted((disk.entries, "")),
        "exists": noted((disk.exists, "kafka.env")),
        "is_file": noted((disk.is_file, "kafka.env")),
        "is_folder": noted((disk.is_folder, "kafka.env")),
        "mentions_kafka": noted((disk.mentions_kafka, "infra/compose.yml")),
        "real_path of link.env": noted((disk.real_path, "link.env")),
        "content of missing.env": noted((disk.content, "missing.env")),
    }
    assert all(map(disk.still_answers, questions.values()))

    change(here)

    assert {name for name, held in questions.items() if not disk.still_answers(held)} == matters_to


def test_two_answers_to_one_question_are_not_steady(here: Path) -> None:
    with disk.listening() as answers:
        disk.content("kafka.env")
        edit(here)
        disk.content("kafka.env")

    assert not answers.are_steady


def test_nobody_listens_unless_asked_to(here: Path) -> None:
    with disk.listening() as answers:
        pass
    disk.content("kafka.env")

    assert answers.digests == {}


WATCHED = """\
import json, os, sys
here, touched = os.getcwd(), set()
def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str):
        path = os.path.abspath(arguments[0])
        if path.startswith(here):
            touched.add(path)
sys.addaudithook(watch)
from kafkalint import disk
from kafkalint.cli import run
with disk.listening() as answers:
    run(["check", "--no-cache", *sys.argv[1:], "--format", "json=" + os.devnull])
told = {os.path.abspath(path) for _, path in answers.digests}
json.dump([sorted(touched - told), len(told)], sys.stdout)
"""

PROJECT = {
    ".gitignore": "*.local\n",
    "infra/docker-compose.yml": """\
services:
  kafka:
    build: ./image
    env_file: [kafka.env, none.env]
    volumes: ["./server.properties:/opt/kafka/config/server.properties"]
""",
    "infra/kafka.env": "KAFKA_NODE_ID=1\n",
    "infra/.env": "TAG=4.1.0\n",
    "infra/image/Dockerfile": "FROM apache/kafka:4.1.0\n",
    "infra/server.properties": "process.roles=broker,controller\nnode.id=1\n",
    "msk/main.tf": """\
resource "aws_msk_cluster" "c" {
  kafka_version = "3.8.x"
}
resource "aws_msk_configuration" "c" {
  server_properties = file("${path.module}/b.properties")
}
module "zones" {
  source = "./zones"
}
""",
    "msk/b.properties": "auto.create.topics.enable=true\n",
    "msk/zones/main.tf": 'variable "zones" {}\n',
    "msk/terraform.tfvars": 'zones = ["a"]\n',
    "ansible/roles/kafka/templates/server.properties.j2": "broker.id={{ id }}\nlog.dirs=/data\n"
    "zookeeper.connect=zk:2181\n",
    "ansible/roles/kafka/defaults/main.yml": "id: 1\n",
    "stack/Pulumi.yaml": "name: stack\nruntime: nodejs\n",
    "stack/index.ts": 'import * as aws from "@pulumi/aws";\nnew aws.msk.Cluster("c", {});\n',
    "own/team/own-rule.yaml": """\
id: own-rule
title: A rule of our own
severity: {production: low, test: low, development: low}
for: node
require: node.name != "kafka"
message: "it is called {node.name}"
why: People of other teams read the name in graphs and alarms and must know whose it is.
fix: Name the service after the team, as in orders-kafka.
references: [https://kafka.apache.org/documentation/]
examples:
  - bad: compose
    text: |
      services:
        # finding: own-rule
        kafka:
          image: apache/kafka:4.1.0
  - good: compose
    text: |
      services:
        orders-kafka:
          image: apache/kafka:4.1.0
""",
    "vars.env": "TAG=4.0.0\n",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["."],
        ["infra/docker-compose.yml"],
        ["msk", "--var-file", "msk/terraform.tfvars"],
        ["infra", "--var-file", "vars.env"],
        ["infra", "--rules", "own"],
        ["stack/index.ts", "ansible"],
    ],
    ids=" ".join,
)
def test_nothing_of_a_project_is_looked_at_in_any_other_way(
    tree: Tree, checkout: Path, arguments: list[str]
) -> None:
    here = tree(PROJECT)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=True,
    )

    untold, asked = json.loads(done.stdout)
    assert untold == []
    assert asked > 4, done.stderr


OTHER_WAYS = {
    *("open", "io.open", "os.open", "os.stat", "os.lstat", "os.scandir", "os.listdir", "os.walk"),
    *("os.access", "os.readlink", "os.path.exists", "os.path.lexists", "os.path.isfile"),
    *("os.path.isdir", "os.path.islink", "os.path.realpath", "os.path.getmtime"),
}
MAY_GO_THEM = {
    "disk": "here the questions are",
    "catalogue": "looks at what ships with kafkalint",
    "data": "looks at what ships with kafkalint",
    "modules": "looks at what ships with kafkalint",
    "results": "looks at what ships with kafkalint, and at results",
    "discovery": "says of a path that is not there what it is; no result comes of that",
    "cli.outcome": "writes",
    "cli.terminal": "writes",
}


def calls(path: Path) -> set[str]:
    """What a module calls, as it is written there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_nothing_on_the_way_of_a_check_looks_at_the_disk_itself(checkout: Path) -> None:
    package = checkout / "kafkalint"
    found = {
        ".".join(path.relative_to(package).with_suffix("").parts): calls(path) & OTHER_WAYS
        for path in package.rglob("*.py")
        if "live" not in path.relative_to(package).with_suffix("").parts
    }

    assert {name for name, ways in found.items() if ways} == set(MAY_GO_THEM)
