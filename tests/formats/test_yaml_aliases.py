"""Anchors, aliases and merges: one definition, several places of use."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import yaml
from kafkalint.formats.node import Entry, Mapping, Scalar, Sequence
from kafkalint.formats.text import Text

COMPOSE = """\
x-common: &common
  KAFKA_A: common
  KAFKA_B: common
x-more: &more
  <<: *common
  KAFKA_C: more
one:
  <<: *common
  KAFKA_A: one
two:
  KAFKA_A: two
  <<: [*more, {KAFKA_D: inline}, *common]
three:
  <<: *more
  <<: {KAFKA_A: later}
"""


def mapping(content: str, *keys: str) -> Mapping:
    node = yaml.read(Text("compose.yml", content))[-1].root
    for key in keys:
        assert isinstance(node, Mapping)
        node = node.get(key)
    assert isinstance(node, Mapping)
    return node


def texts(node: Mapping) -> dict[str, str]:
    return {e.key.text: e.value.text for e in node if isinstance(e.value, Scalar)}


def ways(entry: Entry) -> list[str]:
    return [cut(COMPOSE, place) for place in entry.via]


def test_keys_of_the_mapping_itself_win_over_merged_ones() -> None:
    assert texts(mapping(COMPOSE, "one")) == {"KAFKA_A": "one", "KAFKA_B": "common"}


def test_a_key_before_the_merge_wins_too() -> None:
    assert texts(mapping(COMPOSE, "two"))["KAFKA_A"] == "two"


def test_the_first_of_several_merged_mappings_wins() -> None:
    content = "a: {<<: [{x: 1, y: 1}, {x: 2, z: 2}]}\n"

    assert texts(mapping(content, "a")) == {"x": "1", "y": "1", "z": "2"}


def test_a_second_merge_key_wins_over_the_first() -> None:
    assert texts(mapping(COMPOSE, "three")) == {
        "KAFKA_A": "later",
        "KAFKA_B": "common",
        "KAFKA_C": "more",
    }


def test_a_merged_entry_is_where_it_is_defined_and_says_by_which_way_it_came() -> None:
    entry = mapping(COMPOSE, "two").entries["KAFKA_B"]

    assert cut(COMPOSE, entry.origin) == "KAFKA_B: common"
    assert ways(entry) == ["*more", "*common"]
    assert [place.line for place in entry.via] == [12, 5]


def test_an_entry_written_inside_the_merge_came_by_no_way() -> None:
    assert ways(mapping(COMPOSE, "two").entries["KAFKA_D"]) == []


def test_an_alias_is_the_same_node_and_its_place_is_kept() -> None:
    content = "a: &x {k: v}\nb: *x\nc: [1, *x]\n"
    root = mapping(content)

    items = root.sequence("c")
    assert isinstance(items, Sequence)
    assert root.get("b") is root.get("a") is items.items[1]
    assert [cut(content, place) for place in root.entries["b"].via] == ["*x"]
    assert {index: cut(content, place) for index, place in items.via.items()} == {1: "*x"}


def test_an_alias_may_be_a_key() -> None:
    content = "a: &x name\n*x : value\n"

    entry = mapping(content).entries["name"]

    assert cut(content, entry.key.span) == "*x"


def test_the_last_of_duplicate_anchors_counts() -> None:
    root = mapping("a: &x 1\nb: &x 2\nc: *x\n")

    assert texts(root)["c"] == "2"


def test_an_anchor_given_anew_inside_its_own_node_counts_from_there_on() -> None:
    root = mapping("a: &x {b: &x 1}\nc: *x\n")

    assert texts(root) == {"c": "1"}


def test_an_anchor_on_nothing_is_null() -> None:
    root = mapping("a: &x\nb: *x\n")

    scalar = root.scalar("b")
    assert scalar is not None
    assert scalar.is_null


def test_a_merge_of_what_is_no_mapping_is_a_key_like_any_other() -> None:
    assert texts(mapping("a: {<<: text, b: c}\n", "a")) == {"<<": "text", "b": "c"}


def test_a_quoted_merge_key_merges_nothing() -> None:
    assert isinstance(mapping('"<<": {b: c}\n').get("<<"), Mapping)


def test_anchors_end_with_their_document() -> None:
    with pytest.raises(SyntaxProblem, match=r"compose.yml:3:4: \*x refers to &x, which is not"):
        yaml.read(Text("compose.yml", "a: &x 1\n---\nb: *x\n"))


def test_an_alias_inside_its_own_anchor_is_refused() -> None:
    with pytest.raises(SyntaxProblem, match=r"\*x stands inside &x, so it would never end"):
        yaml.read(Text("compose.yml", "a: &x\n  - b: [*x]\n"))


def test_aliases_of_aliases_are_refused_before_anyone_walks_them() -> None:
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]

    with pytest.raises(LimitExceeded, match="aliases that stand for over 4,000,000 characters"):
        yaml.read(Text("bomb.yml", "\n".join(levels)))


def test_a_long_chain_of_merges_is_refused() -> None:
    chain = ["a0: &a0 {x: 1}"] + [f"a{n}: &a{n} {{<<: *a{n - 1}}}" for n in range(1, 5000)]

    with pytest.raises(LimitExceeded, match="over 200,000 keys"):
        yaml.read(Text("chain.yml", "\n".join(chain)))


def test_a_large_honest_project_is_far_from_the_limits() -> None:
    services = [f"  kafka{n}:\n    <<: *defaults\n    hostname: kafka{n}" for n in range(500)]
    shared = "\n".join(f"  KAFKA_SETTING_{n}: value" for n in range(100))
    content = f"x: &defaults\n{shared}\nservices:\n" + "\n".join(services)

    assert len(mapping(content, "services").entries) == 500
