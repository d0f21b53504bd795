"""Finding rules: the built-in ones, the user's own, and what is wrong with the latter."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kafkalint import catalogue, rulefile, ruleschema
from kafkalint.data import data_dir
from kafkalint.errors import RuleError, UsageError
from kafkalint.findings import Severity

RULE = """\
id: topic-unnamed
title: A topic has a name that says nothing
severity: {production: low, test: low, development: off}
for: topic
when: topic.partitions > 0
require: topic.name != "test"
message: "{topic.name} says nothing"
references:
  - https://kafka.apache.org/documentation/
peers: [house-rules/names]
why: |
  Nobody knows what is in a topic that is called test, and so nobody dares to delete it.
fix: Give it a name.
examples:
  - good: server.properties
    text: node.id=1
  - bad: server.properties
    text: node.id=1
"""


def save(folder: Path, text: str = RULE, name: str = "topic-unnamed") -> str:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(folder)


class TestChoosing:
    def test_groups_and_ids_select_and_ignore(self) -> None:
        everything = catalogue.load()
        group, name = everything[0].group, everything[0].id
        of_group = catalogue.load(select=[group])
        assert {rule.group for rule in of_group} == {group}
        assert [rule.id for rule in catalogue.load(select=[name])] == [name]
        assert name not in {rule.id for rule in catalogue.load(select=[group], ignore=[name])}
        assert len(catalogue.load(ignore=[group])) == len(everything) - len(of_group)

    def test_a_name_that_is_not_there_is_an_error(self) -> None:
        name = catalogue.load()[0].id
        with pytest.raises(UsageError) as raised:
            catalogue.load(select=[name[:-1]])
        assert raised.value.remedy == f"did you mean '{name}'?"

    def test_finding_one(self) -> None:
        rules = catalogue.load()
        assert catalogue.find(rules[-1].id, rules) is rules[-1]
        assert catalogue.find("no-such-rule", rules) is None


class TestUserRules:
    def test_are_loaded_beside_the_built_in_ones(self, tmp_path: Path) -> None:
        folder = save(tmp_path / "house")
        rule = catalogue.find("topic-unnamed", catalogue.load([folder]))
        assert rule is not None
        assert rule.group == "house"
        assert rule.kind == "topic"
        assert rule.severity["large-scale"] is Severity.LOW
        assert rule.severity["development"] is None
        assert rule.references == ("https://kafka.apache.org/documentation/",)
        assert rule.peers == ("house-rules/names",)
        assert rule.why.startswith("Nobody knows")
        assert rule.fix == "Give it a name."
        assert [example.verdict for example in rule.examples] == ["good", "bad"]

    def test_group_is_the_folder(self, tmp_path: Path) -> None:
        save(tmp_path / "house")
        save(tmp_path / "house" / "names")
        (tmp_path / "house" / "topic-unnamed.yaml").unlink()
        (rule,) = catalogue.user_rules(str(tmp_path / "house"), {})
        assert rule.group == "names"

    def test_keys_may_stand_in_any_order(self, tmp_path: Path) -> None:
        lines = RULE.replace("severity: {production: low, test: low, development: off}\n", "")
        late = lines + "severity: {production: high, test: low, development: off}\n"
        (rule,) = catalogue.user_rules(save(tmp_path / "house", late), {})
        assert rule.severity["production"] is Severity.HIGH

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no folder of rules"):
            catalogue.load([str(tmp_path / "none")])

    def test_a_folder_without_rules(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there are no rules in"):
            catalogue.load([str(tmp_path)])

    def test_an_id_that_is_taken(self, tmp_path: Path) -> None:
        taken = catalogue.load()[0]
        text = RULE.replace("topic-unnamed", taken.id)
        with pytest.raises(RuleError, match=f"'{taken.id}' is the id of {taken.path} already"):
            catalogue.load([save(tmp_path / "house", text, taken.id)])


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "message"),
    [
        ("topic.partitions > 0", "topic.partition > 0", 5, 13, "Topic has no 'partition'; did you"),
        ('topic.name != "test"', "topic.name = 'test'", 6, 21, "'=' has no meaning here"),
        ('topic.name != "test"', "topic.name", 6, 10, "this is a string, not a bool"),
        ("{topic.name} says", "{topic.nam} says", 7, 18, "Topic has no 'nam'; did you"),
        ("for: topic", "for: queue", 4, 6, "there is no kind 'queue'; there are: "),
        ("Give it a name.", "Give it {a name}.", 13, 17, "expected an operator or the end"),
        ("id: topic-unnamed", "id: Topic_Unnamed", 1, 5, "'Topic_Unnamed' is not of the form"),
        ("id: topic-unnamed", "id: topic-nameless", 1, 5, "the file of rule 'topic-nameless' is"),
        ("severity: {prod", "severty: {prod", 3, 1, "there is no key 'severty'; did you mean 'sev"),
        ("test: low,", "test: bad,", 3, 35, "'bad' is none of critical, high, medium, low, off"),
        ("test: low, ", "", 3, 1, "'test' is missing"),
        ("require: topic", "requires: topic", 6, 1, "there is no key 'requires'; did you mean"),
        ("https://", "http://", 9, 5, "'http://kafka.apache.org/documentation/' is not of the"),
        ("title: A", "title: [A", 2, 8, "not valid YAML"),
        ("  - good: server.properties\n    text: node.id=1\n", "", 14, 1, "this is too short"),
        ("  - good", "  - bad", 14, 1, "at least one good and one bad example are needed"),
        ("    text: node.id=1", "    name: abc", 15, 5, "an example has 'text' or 'files'"),
        ("title: A topic has a", "title: [a, b]\n#", 2, 1, "a text is needed here"),
        ("  - good", "  - fine", 15, 5, "there is no key 'fine'"),
    ],
)
def test_a_mistake_is_shown_inside_the_rule(
    tmp_path: Path, before: str, after: str, line: int, column: int, message: str
) -> None:
    assert before in RULE
    folder = save(tmp_path / "house", RULE.replace(before, after, 1))
    with pytest.raises(RuleError) as raised:
        catalogue.load([folder])
    mistake = raised.value
    assert mistake.message.startswith(message)
    assert mistake.path.endswith("topic-unnamed.yaml")
    if "YAML" not in message:
        assert (mistake.line, mistake.column) == (line, column)
        assert f"\n    {' ' * (column - 1)}^" in mistake.message


def test_the_schema_is_one_and_has_the_keys_in_their_order() -> None:
    schema = json.loads((data_dir("schemas") / "rule.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    assert tuple(schema["properties"]) == ruleschema.KEYS


def test_the_caret_underlines_what_is_meant(tmp_path: Path) -> None:
    folder = save(tmp_path / "house", RULE.replace("topic.partitions > 0", "topic.partition > 0"))
    with pytest.raises(RuleError) as raised:
        catalogue.load([folder])
    assert raised.value.message.split("\n")[1:] == [
        "    when: topic.partition > 0",
        "                ^^^^^^^^^",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "just text",
        "id: a\n---\nid: b\n",
        "\t",
        "id: [",
        "id: !!python/object:x y\n",
    ],
)
def test_what_is_no_rule_at_all(tmp_path: Path, text: str) -> None:
    with pytest.raises(RuleError):
        catalogue.load([save(tmp_path / "house", text)])


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(RuleError, match="cannot be read: not UTF-8 text"):
        catalogue.load([str(tmp_path)])


LATER = ("title", "message", "guide", "references")
"""What is read when somebody asks for it."""


@pytest.mark.parametrize(
    "head",
    [
        'id: a\nseverity: {production: high, test: low}\nrequire: "a \\"b\\" é"',
        "id: 'it''s'\nyields-to: [a-b, c]\nrequire: a[\"k\"] >= 2 && b",
        "severity:\n  production: high\n  test: low\nid: a",
        "escalate:\n  - when: a > 1\n    severity: {production: low}\n  - when: 'b'\n    severity: "
        "{test: off}\nid: a",
        "yields-to:\n  - a\n  - b\nid: x",
        '# comment\n\nid: a\nguide: "6"\nreferences:\n  - https://x/#y\nfor: topic',
    ],
)
def test_the_quick_look_reads_what_yaml_reads(head: str) -> None:
    quick = rulefile.quick(head)
    assert quick is not None
    whole = rulefile.whole("x.yaml", head + "\n")
    assert quick == {key: whole[key] for key in whole if key not in LATER}


@pytest.mark.parametrize(
    "head",
    [
        "id: a\nrequire: >-\n  a\n  && b",
        "id: a # really",
        "id: &x a",
        "id: a\nid: b",
        'require: "a\n  b"',
        "require: a: b",
        "require: a\n  && b",
        "severity: {production: {a: b}}",
        "when: !a",
        "id:",
        "yields-to: [a,\n  b]",
        "a\nb: c",
        "escalate:\n- when: a",
        "x:\n  - a\n  b: c",
    ],
)
def test_the_quick_look_leaves_the_rest_to_yaml(head: str) -> None:
    assert rulefile.quick(head) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mangled_rule_is_a_mistake_and_never_a_crash(data: st.DataObject) -> None:
    text = RULE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        put = data.draw(st.text(alphabet=" \n:{}[]\"'|>-&*!#%@`,?abtopic.()=<1\t\x00é", max_size=6))
        text = text[:start] + put + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "topic-unnamed.yaml").write_text(text, encoding="utf-8")
        with contextlib.suppress(RuleError):
            for rule in catalogue.user_rules(folder, {}):
                assert rule.examples
                assert rule.fix
