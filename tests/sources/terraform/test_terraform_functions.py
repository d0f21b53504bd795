"""Expressions come to what Terraform says that they come to.

`functions.json` holds expressions, most of them the examples of Terraform's documentation and
their neighbours, with what Terraform 1.11.4 printed for each; where a terraform is installed it
is asked again.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import terraform_installed

from kafkalint.formats import hcl
from kafkalint.formats.text import Text
from kafkalint.sources.terraform.evaluation.evaluator import evaluate
from kafkalint.sources.terraform.evaluation.functions import table
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import Failure, bare

CASES: list[tuple[str, Any]] = json.loads(
    Path(__file__).with_name("functions.json").read_text(encoding="utf-8")
)
REFUSED = "refused"


def result(source: str) -> Any:
    """What an expression comes to here."""
    try:
        value = evaluate(hcl.read_expression(Text("x.tf", source)), Scope(Nowhere()))
    except Failure:
        return REFUSED
    assert value.is_known, value
    return {"is": bare(value)}


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types: 1 is neither 1.0 nor true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[source for source, _ in CASES])
def test_an_expression_comes_to_what_terraform_says(source: str, expected: Any) -> None:
    assert same(result(source), expected)


def test_every_pure_function_is_asked_about() -> None:
    said = " ".join(source for source, _ in CASES)
    of_files = {name for name in table() if "file" in name or name in ("abspath", "pathexpand")}
    later = {
        "urldecode",
        "cidrcontains",
        "core",
        "templatestring",
        "type",
        "sensitive",
        "issensitive",
    }
    old = {"list", "map", "defaults", "ephemeralasnull"}  # gone from, or new in, Terraform
    missing = {name for name in table() if f"{name}(" not in said}

    assert missing - of_files - later - old == set()


@terraform_installed.needed
def test_terraform_still_says_so(tmp_path: Path) -> None:
    asked = [(source, expected["is"]) for source, expected in CASES if expected != REFUSED]
    answers = terraform_installed.values(tmp_path, [source for source, _ in asked])

    different = [
        source
        for (source, expected), answer in zip(asked, answers, strict=True)
        if not same(expected, answer)
    ]
    assert different == []


PIECES = (
    *("a=1", "  b", "    ", "", "\t", "${1}", "${~ 1}", "${1 ~}", "${~ 1 ~}", '${"q"}'),
    *("$${n}", "%%{n}", "$$${n}", "$", "%", "\\n", '"', "#c", "//d", "E", "NODE", "EO"),
    *("%{ if true }", "%{ if false ~}", "%{ else }", "%{~ else ~}", "%{ endif }", "%{~ endif ~}"),
    *("%{ for x in [1, 2] }", "%{~ for x in [1, 2] ~}", "%{ endfor }", "%{~ endfor ~}"),
)
CLOSES = {"if": "%{ endif }", "else": "%{ endif }", "for": "%{ endfor }"}


def heredoc(choose: random.Random) -> str:
    """Any heredoc that is one."""
    lines: list[str] = []
    opened: list[str] = []
    for _ in range(choose.randint(1, 6)):
        line = " " * choose.choice([0, 0, 2, 4])
        for _ in range(choose.randint(0, 3)):
            piece = choose.choice(PIECES)
            words = piece.strip("%{~ }").split()[:1] if piece.startswith("%{") else []
            for word in words:
                if word in ("if", "for"):
                    opened.append(word)
                elif word == "else" and opened[-1:] == ["if"]:
                    opened[-1] = "else"
                elif word != "else" and opened and CLOSES[opened[-1]].find(word) >= 0:
                    opened.pop()
                else:
                    piece = ""
            if line[-1:] in ("$", "%") and piece[1:2] == "{":
                line += " "  # or it would be an escape, and what it opens never be closed
            line += piece
        lines.append(line)
    lines += [CLOSES[word] for word in reversed(opened)]
    return "\n".join([choose.choice(["<<EOT", "<<-EOT"]), *lines, "EOT", ""])


@terraform_installed.needed
@pytest.mark.parametrize("seed", range(8))
def test_heredocs_come_to_the_text_that_terraform_makes_of_them(seed: int, tmp_path: Path) -> None:
    choose = random.Random(seed)
    sources = [heredoc(choose) for _ in range(25)]
    named = "".join(f"  h{number} = {source}" for number, source in enumerate(sources))
    (tmp_path / "main.tf").write_text(f"locals {{\n{named}}}\n")
    answers = terraform_installed.values(tmp_path, [f"local.h{n}" for n in range(len(sources))])

    for source, answer in zip(sources, answers, strict=True):
        assert result(source) == {"is": answer}, source
