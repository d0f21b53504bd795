"""Whatever a file says, a reader gives nodes inside the text or an error that names the file."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spans import cut

from kafkalint.errors import InputError
from kafkalint.formats import dockerfile, dotenv, json, properties, template, yaml
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text, decode

pieces = st.sampled_from(
    [
        *"\n\n\n\r\t  :-?#&*!|>'\"%@`{}[],=\\$<0aZ.é😀\u2028\x85\ufeff",
        "\r\n",
        ": ",
        "- ",
        "  ",
        "<<: ",
        "&a ",
        "*a",
        "!t ",
        "---\n",
        "...\n",
        "|\n  ",
        ">-\n  ",
        "key: value\n",
        "{{ x }}",
        "{% if x %}",
        "${x:-y}",
        "\\\n",
        "\\u0041",
        "FROM a\n",
        "ENV A=b",
        "ENV ",
        "<<E\n",
        "export ",
    ]
)
texts = st.lists(pieces, max_size=30).map("".join) | st.text(max_size=60)


def nodes(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield node
    if isinstance(node, Mapping):
        for entry in (*node, *node.duplicates):
            yield entry.key
            yield from nodes(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from nodes(item)


def read(reader: Callable[[Text], object], content: str) -> object:
    try:
        return reader(Text("file", content))
    except InputError as error:
        assert error.path == "file"
        assert error.line >= 0
        return None


@given(texts)
@settings(max_examples=400)
@example("- &a\n  b: |\n\n   c\n\n")
@example("{{ a }}: [{{b}}]\r\n")
def test_yaml_nodes_lie_inside_the_text_and_plain_scalars_are_what_stands_there(
    content: str,
) -> None:
    for document in read(yaml.read, content) or ():  # type: ignore[attr-defined]
        for node in nodes(document.root):
            written = cut(content.lstrip("\ufeff"), node.span)
            on_one_line = node.span.line == node.span.end_line
            if isinstance(node, Scalar) and not node.style and on_one_line:
                assert written == node.text or "\u2028" in written or "\x85" in written


@given(texts)
@settings(max_examples=200)
def test_yaml_inside_yaml_lies_inside_the_text(content: str) -> None:
    for document in read(yaml.read, content) or ():  # type: ignore[attr-defined]
        for node in nodes(document.root):
            if isinstance(node, Scalar):
                for item in _read_on(node):
                    cut(content.lstrip("\ufeff"), item.span)


def _read_on(scalar: Scalar) -> list[Node]:
    try:
        return [n for document in yaml.read(scalar.read_on()) for n in nodes(document.root)]
    except InputError:
        return []


@given(texts)
@settings(max_examples=300)
def test_templates_lie_inside_the_text(content: str) -> None:
    def around(text: Text) -> object:
        return yaml.read(template.literal_lines(text))

    assert len(template.literal_lines(Text("file", content)).content) == len(content)
    lines = template.conditional_lines(Text("file", content))
    assert all(1 <= line <= content.count("\n") + 1 for line in lines)
    for document in read(around, content) or ():  # type: ignore[attr-defined]
        for node in nodes(document.root):
            cut(content.lstrip("\ufeff"), node.span)


@given(texts)
@settings(max_examples=300)
def test_properties_lie_inside_the_text_and_are_what_stands_there(content: str) -> None:
    found: list[Property] = read(properties.read, content) or []  # type: ignore[assignment]
    for entry in found:
        written = cut(content, entry.value_origin)
        assert cut(content, entry.origin).endswith(written)
        if "\\" not in written:
            assert written == entry.value
        key = cut(content, entry.origin)[: len(entry.key)]
        assert "\\" in cut(content, entry.origin) or key == entry.key


@given(texts)
@settings(max_examples=300)
def test_variables_of_env_files_lie_inside_the_text(content: str) -> None:
    found: list[Property] = read(dotenv.read, content) or []  # type: ignore[assignment]
    for entry in found:
        written = cut(content, entry.value_origin)
        assert written in cut(content, entry.origin)
        assert cut(content, entry.origin).startswith(entry.key)
        if "\\" not in written:
            assert written == entry.value


@given(texts)
@settings(max_examples=300)
@example("FROM a\nENV A=1 \\\n\n#x\n B='2 3' C\n")
def test_what_dockerfiles_say_lies_inside_the_text(content: str) -> None:
    found = read(dockerfile.read, content)
    if isinstance(found, dockerfile.Dockerfile):
        for entry in (found.base, *found.environment):
            assert cut(content, entry.value_origin) in cut(content, entry.origin)


@given(texts)
def test_json_lies_inside_the_text(content: str) -> None:
    node = read(json.read, content)
    for found in nodes(node if isinstance(node, Node) else None):
        cut(content, found.span)


@given(st.binary(max_size=200) | texts.map(str.encode))
def test_every_file_is_text_or_unreadable(data: bytes) -> None:
    try:
        text = decode("file", data)
    except InputError as error:
        assert error.path == "file"
    else:
        assert len(text.content) <= len(data)
        read(yaml.read, text.content)


@given(texts)
def test_placeholders_are_part_of_the_text(content: str) -> None:
    found = template.placeholder(content)
    assert found is None or (found and found in content)


@pytest.mark.parametrize("character", string.punctuation)
def test_no_run_of_one_character_is_slow_or_fatal(character: str) -> None:
    content = character * 20_000
    for reader in (yaml.read, json.read, properties.read, dotenv.read, dockerfile.read):
        read(reader, content)
        read(reader, f"FROM a\nENV A={content}\n")
    template.placeholder(content)
    template.literal_lines(Text("file", content))
