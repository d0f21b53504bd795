"""The rule that the documentation shows is a rule, and does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kafkalint import catalogue, examples, ruleschema
from kafkalint.expression.functions import FUNCTIONS, METHODS
from kafkalint.rule import Rule

DOCUMENT = (Path(__file__).parent.parent / "docs" / "writing-a-rule.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written = re.search(r"```yaml\n(id: .*?)```", DOCUMENT, re.DOTALL)
    assert written
    name = written[1].split("\n")[0].removeprefix("id: ")
    (tmp_path / f"{name}.yaml").write_text(written[1], encoding="utf-8")
    return tmp_path


@pytest.fixture
def rule(folder: Path) -> Rule:
    (rule,) = catalogue.user_rules(str(folder), {})
    return rule


def test_example_rule_does_what_its_examples_say(rule: Rule, folder: Path) -> None:
    assert len(rule.examples) >= 2
    for example in rule.examples:
        assert examples.faults(rule, example, (str(folder),)) == []


def test_example_rule_has_its_keys_in_order(rule: Rule) -> None:
    assert list(rule.prose) == [key for key in ruleschema.KEYS if key in rule.prose]


def test_order_of_keys_is_documented() -> None:
    assert " ".join(ruleschema.KEYS) in " ".join(DOCUMENT.split())


@pytest.mark.parametrize("name", sorted({*FUNCTIONS, *METHODS}))
def test_every_function_is_documented(name: str) -> None:
    assert f"{name}(" in DOCUMENT
