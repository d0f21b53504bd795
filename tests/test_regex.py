"""Patterns are compiled when they are first used; here all of them are."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import pytest

import kafkalint
from kafkalint.regex import regex

MODULES = [
    module.name
    for module in pkgutil.walk_packages(kafkalint.__path__, "kafkalint.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("module", MODULES)
def test_every_pattern_is_one(module: str) -> None:
    for value in vars(importlib.import_module(module)).values():
        if type(value) is type(regex("")):
            assert isinstance(re.compile(value.pattern, value.flags), re.Pattern)


def test_it_is_used_as_any_other() -> None:
    number = regex(r"(?P<digits>\d+)")
    found = number.search("page 12 of 30")
    assert found is not None and found["digits"] == "12"
    assert number.findall("1, 2") == ["1", "2"]
    assert number.sub("n", "1, 2") == "n, n"
    assert (number.pattern, number.groupindex["digits"]) == (r"(?P<digits>\d+)", 1)
    assert regex(rb"\s", re.MULTILINE).split(b"a b") == [b"a", b"b"]


def test_a_mistake_shows_when_it_is_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.match("")


def test_a_start_compiles_none_that_nothing_needs() -> None:
    code = (
        "import re, sys\n"
        "import click, json, locale, yaml\n"
        "seen = []\n"
        "compile_ = re.compile\n"
        "re.compile = lambda text, flags=0: seen.append(text) or compile_(text, flags)\n"
        "import kafkalint.cli.check\n"
        "from kafkalint import facts, sources\n"
        "sources.load()\n"
        "facts.load()\n"
        "print(seen)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
