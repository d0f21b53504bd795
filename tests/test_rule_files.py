"""Every rule file is whole, keeps the house rules, and does what its examples say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafkalint import catalogue, examples, facts, rulefile, ruleschema
from kafkalint.data import data_dir
from kafkalint.rule import Example, Rule

RULES = catalogue.built_in()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}-{example.verdict}")
    for rule in RULES
    for number, example in enumerate(rule.examples, 1)
]


def each_rule() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES])


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_rule_does_what_its_example_says(rule: Rule, example: Example) -> None:
    assert examples.faults(rule, example) == []


@each_rule()
def test_rule_fits_the_schema(rule: Rule) -> None:
    ruleschema.validate(rule.path, source(rule))


@each_rule()
def test_expressions_fit_the_model(rule: Rule) -> None:
    facts.load()
    rule.check()


@each_rule()
def test_keys_are_in_order(rule: Rule) -> None:
    present = list(rule.prose)
    assert present == [key for key in ruleschema.KEYS if key in present]


@each_rule()
def test_file_is_called_like_the_rule(rule: Rule) -> None:
    assert Path(rule.path).stem == rule.id


@each_rule()
def test_fix_ends_in_a_full_stop_or_in_lines_to_write(rule: Rule) -> None:
    last = rule.fix.rstrip().rsplit("\n", 1)[-1]
    assert last.endswith((".", "```")) or last.startswith("    ")


@each_rule()
def test_rules_that_it_yields_to_exist(rule: Rule) -> None:
    assert set(rule.yields_to) <= {other.id for other in RULES} - {rule.id}


@each_rule()
def test_quick_look_at_the_head_reads_what_yaml_reads(rule: Rule) -> None:
    text = source(rule)
    quick = rulefile.quick(text[: text.find("\nwhy:")])
    if quick is not None:
        whole = rulefile.whole(rule.path, text)
        assert quick == {key: whole[key] for key in quick}


@each_rule()
@pytest.mark.parametrize("key", ["title", "message", "why", "fix"])
def test_quick_look_at_the_prose_reads_what_yaml_reads(rule: Rule, key: str) -> None:
    quick = rulefile.paragraph(source(rule), key)
    assert quick in (None, rule.prose[key])


def test_ids_are_unique() -> None:
    names = [rule.id for rule in RULES]
    assert sorted(names) == sorted(set(names))


def test_no_file_in_the_catalogue_is_overlooked() -> None:
    files = {path for path in data_dir("rules").rglob("*") if path.is_file()}
    rules = {data_dir("rules") / rule.group / f"{rule.id}.yaml" for rule in RULES}
    assert {path for path in files if path.suffix in (".yaml", ".yml")} == rules


def source(rule: Rule) -> str:
    return (data_dir("rules") / rule.group / Path(rule.path).name).read_text(encoding="utf-8")
