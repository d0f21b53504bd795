"""Modules, their variables' types and their outputs come to what Terraform says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import terraform_installed

from kafkalint.sources.terraform.evaluation.values import bare
from kafkalint.sources.terraform.given import Given
from kafkalint.sources.terraform.module import Module
from kafkalint.sources.terraform.root import Loader, Root
from kafkalint.workspace import Files

ROOT = """\
variable "clusters" {
  type = map(object({
    brokers = optional(number, 3)
    zones   = optional(list(string), ["a", "b"])
    tags    = optional(map(string))
    nested  = optional(object({ x = optional(string, "dx"), y = optional(bool) }), {})
  }))
  default = { one = {}, two = { brokers = "6", zones = ["c"], nested = { y = "true" } } }
}
variable "t" {
  type = tuple([string, number])
  default = [1, "2"]
}
variable "s" {
  type = set(number)
  default = ["3", 1, "3"]
}
variable "m" {
  type = map(any)
  default = { a = 1, b = "x" }
}
variable "o" {
  type = object({ a = string })
  default = { a = 1, b = 2 }
}
module "m" {
  source   = "./m"
  for_each = var.clusters
  name     = each.key
  cfg      = each.value
}
module "c" {
  source = "./m"
  count  = 2
  name   = "c${count.index}"
  cfg    = { brokers = count.index }
}
locals {
  all = { for k, v in module.m : k => v.text }
  cs  = module.c[*].cfg
  sp  = [for m in values(module.m) : m.cfg.brokers]
}
"""
INNER = """\
variable "name" {}
variable "cfg" { type = any }
locals { text = "${var.name}=${jsonencode(var.cfg)}" }
output "text" { value = local.text }
output "cfg" { value = var.cfg }
"""
LOCALS = ("all", "cs", "sp")
VARIABLES = ("clusters", "t", "s", "m", "o")
EXPECTED = [
    {
        "one": 'one={"brokers":3,"nested":{"x":"dx","y":null},"tags":null,"zones":["a","b"]}',
        "two": 'two={"brokers":6,"nested":{"x":"dx","y":true},"tags":null,"zones":["c"]}',
    },
    [{"brokers": 0}, {"brokers": 1}],
    [3, 6],
    {
        "one": {"brokers": 3, "nested": {"x": "dx", "y": None}, "tags": None, "zones": ["a", "b"]},
        "two": {"brokers": 6, "nested": {"x": "dx", "y": True}, "tags": None, "zones": ["c"]},
    },
    ["1", 2],
    [1, 3],
    {"a": "1", "b": "x"},
    {"a": "1"},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(ROOT)
    (tmp_path / "m" / "main.tf").write_text(INNER)
    return tmp_path


def test_modules_come_to_what_terraform_says(folder: Path) -> None:
    loader = Loader(Files())
    module = Module(Root("", loader, Given({}, {})), loader.load(""))
    ours = [module.local(name) for name in LOCALS]
    ours += [module.variable(name) for name in VARIABLES]

    assert [bare(value) for value in ours] == EXPECTED


@terraform_installed.needed
def test_terraform_still_says_so(folder: Path) -> None:
    terraform_installed.run(folder, "init", "-backend=false")
    asked = [f"local.{name}" for name in LOCALS] + [f"var.{name}" for name in VARIABLES]

    assert terraform_installed.values(folder, asked) == EXPECTED
