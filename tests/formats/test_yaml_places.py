"""Where the nodes of a YAML file are: lines and columns from 1, in code points."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.formats import properties, yaml
from kafkalint.formats.node import Entry, Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text
from kafkalint.values import Span

COMPOSE = """\
# Brüder 🐳
x-env: &env          # shared
  KAFKA_NODE_ID: 1

services:
  kafka:
    image: "apache/kafka:4.1.0"
    "grüße 🎉": ja   # a comment
    environment: *env
    command: >-
      bash -c
      "x"

    ports: [ 9092, '9093' ]
    volumes:
      - &v data:/var

      - !custom other:/x
"""


def entry(content: str, *keys: str) -> Entry:
    (document,) = yaml.read(Text("compose.yml", content))
    node: Node | None = document.root
    for key in keys[:-1]:
        assert isinstance(node, Mapping)
        node = node.get(key)
    assert isinstance(node, Mapping)
    return node.entries[keys[-1]]


@pytest.mark.parametrize(
    ("keys", "key", "value"),
    [
        (("x-env", "KAFKA_NODE_ID"), "KAFKA_NODE_ID", "1"),
        (("services", "kafka", "image"), "image", '"apache/kafka:4.1.0"'),
        (("services", "kafka", "grüße 🎉"), '"grüße 🎉"', "ja"),
        (("services", "kafka", "command"), "command", '>-\n      bash -c\n      "x"'),
        (("services", "kafka", "ports"), "ports", "[ 9092, '9093' ]"),
    ],
)
def test_keys_and_values_are_where_they_are_written(
    keys: tuple[str, ...], key: str, value: str
) -> None:
    found = entry(COMPOSE, *keys)

    assert cut(COMPOSE, found.key.span) == key
    assert cut(COMPOSE, found.value.span) == value


def test_a_block_collection_ends_with_its_last_child() -> None:
    found = entry(COMPOSE, "services")

    assert found.value.span.line == 6
    assert cut(COMPOSE, found.value.span).endswith("!custom other:/x")
    assert cut(COMPOSE, entry(COMPOSE, "x-env").value.span) == (
        "&env          # shared\n  KAFKA_NODE_ID: 1"
    )


def test_a_scalar_is_placed_behind_its_anchor_and_its_tag() -> None:
    volumes = entry(COMPOSE, "services", "kafka", "volumes").value

    assert isinstance(volumes, Sequence)
    assert [cut(COMPOSE, item.span) for item in volumes] == ["data:/var", "other:/x"]


def test_a_value_below_its_tag_is_placed_on_its_own_line() -> None:
    content = "a: &x !t # why\n  value\n"

    assert entry(content, "a").value.span == Span(2, 3, 2, 8)


def test_an_entry_reaches_from_the_key_to_the_end_of_its_value() -> None:
    assert cut(COMPOSE, entry(COMPOSE, "services", "kafka", "image").origin) == (
        'image: "apache/kafka:4.1.0"'
    )


def test_an_entry_with_a_collection_is_its_key() -> None:
    assert cut(COMPOSE, entry(COMPOSE, "services", "kafka").origin) == "kafka"


def test_an_entry_with_an_alias_is_its_key_and_says_where_the_alias_is() -> None:
    found = entry(COMPOSE, "services", "kafka", "environment")

    assert [cut(COMPOSE, place) for place in found.origins] == ["environment", "*env"]


def test_a_missing_value_is_an_empty_place_behind_the_key() -> None:
    assert entry("a:\nb: 1\n", "a").value.span == Span(1, 3, 1, 3)


def test_windows_line_ends_count_once() -> None:
    content = "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 'p\r\n  q'\r\nd: 2\r\n"

    assert cut(content, entry(content, "b").value.span) == "|\r\n  x\r\n  y"
    assert entry(content, "d").value.span == Span(7, 4, 7, 5)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_what_only_yaml_1_1_takes_for_a_line_break_breaks_no_line(character: str) -> None:
    content = f"# a{character}b\nc: 'd{character}e'\nf: 1\n"

    assert entry(content, "f").value.span == Span(3, 4, 3, 5)


def test_a_byte_order_mark_is_no_column() -> None:
    assert entry("\ufeffa: 1\n", "a").key.span == Span(1, 1, 1, 2)


LITERAL = """\
data:
  server.properties: |

    # brokers
    broker.id=1
      log.dirs=/a,\\
        /b

  other: x
"""


def test_the_text_of_a_literal_block_can_be_read_on_at_its_true_places() -> None:
    scalar = entry(LITERAL, "data", "server.properties").value
    assert isinstance(scalar, Scalar)

    entries = properties.read(scalar.read_on())

    assert [cut(LITERAL, item.origin) for item in entries] == [
        "broker.id=1",
        "log.dirs=/a,\\\n        /b",
    ]
    assert (scalar.content_line, scalar.indent) == (3, 4)


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|2", "|2-  # comment", "&a !t |"])
def test_every_header_of_a_literal_block_is_understood(header: str) -> None:
    content = f"data:\n  script: {header}\n    first=1\n    second=2\n"
    scalar = entry(content, "data", "script").value
    assert isinstance(scalar, Scalar)

    entries = properties.read(scalar.read_on())

    assert [cut(content, item.origin) for item in entries] == ["first=1", "second=2"]


@pytest.mark.parametrize("written", ["'id=1'", '"id=1"', "id=1"])
def test_text_on_one_line_can_be_read_on_at_its_true_place(written: str) -> None:
    content = f"arguments: {written}\n"
    scalar = entry(content, "arguments").value
    assert isinstance(scalar, Scalar)

    (item,) = properties.read(scalar.read_on())

    assert cut(content, item.value_origin) == "1"


@pytest.mark.parametrize("written", [r'"a=1\nid=1"', ">\n  a=1\n\n  id=1\n", "a=1\n\n  id=1"])
def test_text_that_was_folded_or_escaped_is_read_on_at_the_place_of_it_all(written: str) -> None:
    content = f"arguments: {written}\n"
    scalar = entry(content, "arguments").value
    assert isinstance(scalar, Scalar)

    for item in properties.read(scalar.read_on()):
        assert cut(content, item.origin) == written.rstrip()


def test_yaml_inside_yaml_is_placed_in_the_file() -> None:
    content = "data:\n  values.yml: |\n    a:\n      - x: |\n          k=v\n    b: [1,\n      2]\n"
    outer = entry(content, "data", "values.yml").value
    assert isinstance(outer, Scalar)

    (document,) = yaml.read(outer.read_on())

    assert isinstance(document.root, Mapping)
    items = document.root.sequence("a")
    assert items is not None
    (item,) = items
    assert isinstance(item, Mapping)
    inner = item.scalar("x")
    assert inner is not None
    assert cut(content, inner.span) == "|\n          k=v"
    assert cut(content, properties.read(inner.read_on())[0].origin) == "k=v"
    flow = document.root.get("b")
    assert flow is not None
    assert cut(content, flow.span) == "[1,\n      2]"
