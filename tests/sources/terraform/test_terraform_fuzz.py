"""Whatever modules say, reading them ends soon, and gives resources or says why not."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terraform_folders import Folders, read_folder

from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.functions import table
from kafkalint.values import Value

NAMES = ["a", "b", "c", "each", "count"]
FUNCTIONS = sorted([*table(), "try", "can", "timestamp", "nothing"])


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(NAMES)
    plain = st.just
    listed = st.lists(inner, max_size=3).map(", ".join)
    operator = st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"])
    return (
        joined(st.sampled_from(FUNCTIONS), plain("("), listed, plain(")"))
        | joined(plain("["), listed, plain("]"))
        | joined(plain("{ k = "), inner, plain(", ("), inner, plain(") = "), inner, plain(" }"))
        | joined(plain("("), inner, plain(" "), operator, plain(" "), inner, plain(")"))
        | joined(plain("("), inner, plain(" ? "), inner, plain(" : "), inner, plain(")"))
        | joined(
            plain("[for k, v in "), inner, plain(" : "), inner, plain(" if "), inner, plain("]")
        )
        | joined(
            plain("{for k, v in "), inner, plain(" : "), inner, plain(" => "), inner, plain("...}")
        )
        | joined(plain("("), inner, plain(")["), inner, plain("]"))
        | joined(plain("("), inner, plain(")[*]."), name)
        | joined(plain("("), inner, plain(")."), name)
        | joined(plain("-"), inner)
        | joined(plain("!"), inner)
        | joined(plain('"x${'), inner, plain("}y%{ if "), inner, plain(' }z%{ endif }"'))
        | joined(plain('"%{ for v in '), inner, plain(' }${v}%{ endfor }"'))
        | joined(plain("upper("), inner, plain("...)"))
    )


leaves = st.sampled_from(
    [
        *("0", "1", "-3", "2.5", "1e9", "99999999999999999999", "true", "false", "null"),
        *(
            '""',
            '"a"',
            '"a,b"',
            '"10.0.0.0/16"',
            '"(a+)+"',
            '"%s %d"',
            '"{\\"a\\": 1}"',
            "[]",
            "{}",
        ),
        *("var.a", "var.b", "local.a", "local.b", "local.c", "module.m", "module.m.o", "k", "v"),
        *("aws_msk_cluster.x", "aws_msk_cluster.x.a", "aws_msk_cluster.x[0].arn", "path.module"),
        *("data.aws_availability_zones.z.names", "each.key", "count.index", "terraform.workspace"),
    ]
)
anything = st.recursive(leaves, expressions, max_leaves=12)


@contextmanager
def working_in(folder: str) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield Path(folder)
    finally:
        os.chdir(before)


def read(files: dict[str, str]) -> Folders:
    with tempfile.TemporaryDirectory() as folder, working_in(folder) as here:
        return read_folder(here, files)


def values_of(found: Folders) -> Iterator[Value[object]]:
    stack = [v for e in found.estates for r in e.resources for v in r.arguments.values()]
    while stack:
        value = stack.pop()
        yield value
        if isinstance(value.data, dict):
            stack += value.data.values()
        elif isinstance(value.data, tuple) and not isinstance(value.data, Reference):
            stack += value.data


MAIN = """\
variable "a" {{ default = {0} }}
variable "b" {{}}
locals {{
  a = {0}
  b = {1}
  c = {2}
}}
data "aws_availability_zones" "z" {{}}
resource "aws_msk_cluster" "x" {{
  {3}
  a = {0}
  b = {1}
  dynamic "d" {{
    for_each = {2}
    content {{
      e = d.value
    }}
  }}
}}
module "m" {{
  source = "./m"
  {4}
  a = {1}
}}
"""
INNER = """\
variable "a" {{ type = {0} }}
resource "x" "y" {{ a = var.a }}
output "o" {{ value = {1} }}
"""
TYPES = [
    "any",
    "string",
    "number",
    "list(any)",
    "map(string)",
    "set(number)",
    "object({ k = any })",
]


@given(
    st.lists(anything, min_size=5, max_size=5),
    st.sampled_from(["", "count = {}", "for_each = {}"]),
    st.sampled_from(["", "count = {}", "for_each = {}"]),
    st.sampled_from(TYPES),
)
@settings(max_examples=250, deadline=None)
def test_modules_come_to_values(parts: list[str], one: str, other: str, type_: str) -> None:
    first, second, third, number, last = parts
    started = time.process_time()
    found = read(
        {
            "main.tf": MAIN.format(first, second, third, one.format(number), other.format(last)),
            "m/main.tf": INNER.format(type_, last),
        }
    )

    assert time.process_time() - started < 5
    assert all("cannot be understood" not in said for said in found.said), found.said
    for value in values_of(found):
        assert isinstance(value, Value)
        assert value.is_known or value.reason or value.is_absent


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a huge count", "count = 1000000000"),
        ("a huge for_each", "for_each = toset([for i in range(1024) : tostring(i)])"),
        ("a huge range", "a = range(1000000000)"),
        ("products of products", "a = setproduct(range(999), range(999), range(999))"),
        (
            "loops in loops",
            "a = [for a in range(999) : [for b in range(999) : [for c in range(999) : a]]]",
        ),
        ("a pattern that explodes", f'a = regex("(a+)+$", "{"a" * 50}!")'),
        ("many unbounded parts", f'a = regexall("{"a*" * 40}b", "{"a" * 400}")'),
        ("a wide format", 'a = format("%999999999d", 1)'),
        ("a great power", "a = pow(10, 10000) * pow(99, 99999)"),
        ("great numbers", "a = " + " * ".join(["9999999999999"] * 150)),
        ("text that doubles", "a = local.t40"),
        ("lists that double", "a = local.l40"),
        ("maps of maps", "a = local.m40"),
        ("deep parentheses", f"a = {'(' * 150}1{')' * 150}"),
        ("many operators", f"a = {'1 + ' * 150}1"),
        ("a long chain", "a = local.c2000"),
        ("deep JSON", f'a = jsondecode("{"[" * 9000}{"]" * 9000}")'),
        ("a long time", 'a = timeadd("2020-01-01T00:00:00Z", "999999999h")'),
        ("replacing nothing", f'a = replace("{"a" * 5000}", "", "{"b" * 5000}")'),
    ],
)
def test_hostile_modules_are_read_soon(name: str, content: str) -> None:
    doubling = ['t0 = "aaaaaaaaaaaaaaaa"', "l0 = [1, 2]", "m0 = { a = 1 }"]
    for n in range(1, 41):
        doubling.append(f't{n} = "${{local.t{n - 1}}}${{local.t{n - 1}}}"')
        doubling.append(f"l{n} = [for a in [1, 2] : flatten([local.l{n - 1}, local.l{n - 1}])]")
        doubling.append(f"m{n} = jsonencode({{ a = local.m{n - 1}, b = local.m{n - 1} }})")
    chain = ["c0 = 1", *(f"c{n} = local.c{n - 1} + 1" for n in range(1, 2001))]
    inside = "\n".join(doubling if "doubl" in name or "maps" in name else chain)
    files = {
        "main.tf": f'resource "aws_msk_cluster" "x" {{\n  {content}\n}}\nlocals {{\n{inside}\n}}\n'
    }
    started = time.process_time()
    found = read(files)

    assert time.process_time() - started < 4
    assert found.estates or found.said


def test_modules_that_multiply_are_refused() -> None:
    files = {}
    for n in range(12):
        calls = "".join(f'module "m{k}" {{\n  source = "../kafka{n + 1}"\n}}\n' for k in range(4))
        files[f"kafka{n}/main.tf"] = calls
    files["kafka12/main.tf"] = 'resource "aws_msk_cluster" "x" {}\n'
    started = time.process_time()
    found = read(files)

    assert time.process_time() - started < 4
    assert not found.estates
    assert found.said == ["unreadable kafka0/main.tf:0 calls more than 500 modules"]
