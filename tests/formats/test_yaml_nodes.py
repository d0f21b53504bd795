"""What YAML reads into: nodes with the text as it is written and no types."""

from __future__ import annotations

import pytest
from nodes import plain

from kafkalint.formats import yaml
from kafkalint.formats.node import Mapping, Node
from kafkalint.formats.text import Text


def root(content: str) -> Node | None:
    (document,) = yaml.read(Text("compose.yml", content))
    return document.root


def mapping(content: str) -> Mapping:
    node = root(content)
    assert isinstance(node, Mapping)
    return node


def test_collections_and_scalars_are_read_in_order() -> None:
    node = mapping("services:\n  kafka:\n    ports: ['9092:9092', 9093]\n    image: apache/kafka\n")

    assert plain(node) == {
        "services": {"kafka": {"ports": ["9092:9092", "9093"], "image": "apache/kafka"}}
    }


@pytest.mark.parametrize("written", ["12:30:45", "012", "0x1F", "yes", "1_000", "3.90", "~"])
def test_text_that_yaml_1_1_would_make_a_type_of_stays_as_it_is(written: str) -> None:
    scalar = mapping(f"version: {written}\n").scalar("version")

    assert scalar is not None
    assert scalar.text == written


def test_keys_that_yaml_1_1_would_make_booleans_stay_text() -> None:
    assert plain(mapping("on: 1\nno: 2\n")) == {"on": "1", "no": "2"}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_and_null_are_null(written: str) -> None:
    scalar = mapping(f"command: {written}\n").scalar("command")

    assert scalar is not None
    assert scalar.is_null


@pytest.mark.parametrize("written", ["''", '""', "'null'", '"~"'])
def test_quoted_text_is_never_null(written: str) -> None:
    scalar = mapping(f"command: {written}\n").scalar("command")

    assert scalar is not None
    assert not scalar.is_null


@pytest.mark.parametrize(
    ("written", "style", "text"),
    [
        ("plain", "", "plain"),
        ("'it''s'", "'", "it's"),
        (r'"a\tb"', '"', "a\tb"),
        ("|\n  a\n  b\n", "|", "a\nb\n"),
        (">-\n  a\n  b\n", ">", "a b"),
    ],
)
def test_a_scalar_says_how_it_is_quoted(written: str, style: str, text: str) -> None:
    scalar = mapping(f"value: {written}\n").scalar("value")

    assert scalar is not None
    assert (scalar.style, scalar.text) == (style, text)


def test_the_last_of_duplicate_keys_wins_and_the_others_are_kept() -> None:
    node = mapping("image: a\nimage: b\nports: []\nimage: c\n")

    assert plain(node) == {"image": "c", "ports": []}
    assert [plain(entry.value) for entry in node.duplicates] == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("!reset []", "!reset"),
        ("!override {a: 1}", "!override"),
        ("!Ref Brokers", "!Ref"),
        ("!!str 1", "!!str"),
        ("!reset null", "!reset"),
        ("1", ""),
        ("[1]", ""),
    ],
)
def test_tags_stay_on_what_they_are_written_before(written: str, tag: str) -> None:
    node = mapping(f"ports: {written}\n").get("ports")

    assert node is not None
    assert node.tag == tag


def test_a_tag_on_nothing_stays_on_a_null() -> None:
    scalar = mapping("ports: !reset\n").scalar("ports")

    assert scalar is not None
    assert scalar.is_null
    assert scalar.tag == "!reset"


def test_every_document_of_a_stream_is_read() -> None:
    documents = yaml.read(Text("all.yml", "a: 1\n---\n- b\n---\n# nothing\n---\nc\n...\n"))

    assert [plain(document.root) for document in documents] == [{"a": "1"}, ["b"], None, "c"]


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n"])
def test_a_file_without_a_document_has_none(content: str) -> None:
    assert yaml.read(Text("empty.yml", content)) == []


def test_an_empty_document_has_no_root() -> None:
    assert root("---\n") is None


def test_an_expression_alone_is_text_and_not_a_mapping_in_a_mapping() -> None:
    content = "replicas: {{ kafka_replicas }}\nhosts: [{{ a }}, {{b}}]\n- : x\n"

    node = mapping(content.replace("- : x\n", "{{ key }}: x\n"))

    assert plain(node) == {
        "replicas": "{{ kafka_replicas }}",
        "hosts": ["{{ a }}", "{{b}}"],
        "{{ key }}": "x",
    }


def test_a_mapping_in_a_mapping_that_is_no_expression_stays_one() -> None:
    assert plain(mapping("a: {b: {c: d}}\n")) == {"a": {"b": {"c": "d"}}}
    assert plain(mapping("a: {{c: d}: e}\n")) == {"a": {"{c: d}": "e"}}


def test_a_key_that_is_a_collection_is_its_source() -> None:
    node = mapping("? [a, b]\n: 1\n? {c: d}\n: 2\n")

    assert [(entry.key.text, entry.key.style) for entry in node] == [
        ("[a, b]", "?"),
        ("{c: d}", "?"),
    ]


def test_the_pure_python_parser_gives_the_same_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "a: &x {b: 'c'}\nd: |\n  e\nf: [*x, !t g]\n"
    expected = plain(root(content))

    monkeypatch.delattr("yaml.CSafeLoader")

    assert plain(root(content)) == expected


def test_json_in_a_yaml_file_is_read_as_yaml() -> None:
    assert plain(root('{"Resources": {"A": [1, true, null, "x"]}}')) == {
        "Resources": {"A": ["1", "true", "null", "x"]}
    }


def test_letters_of_private_use_are_letters() -> None:
    assert plain(root("name: a\ue020b\ue07e")) == {"name": "a\ue020b\ue07e"}
