"""JSON to nodes: the values that `json.loads` gives, with their places."""

from __future__ import annotations

import json as python_json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import json
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    assert isinstance(node, Scalar)
    return node.text if node.style else python_json.loads(node.text)


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [s for e in node for s in (e.key, *scalars(e.value))]
    if isinstance(node, Sequence):
        return [s for item in node for s in scalars(item)]
    assert isinstance(node, Scalar)
    return [node]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(anything, st.sampled_from([None, 0, 2]), st.booleans())
def test_everything_is_read_as_python_reads_it(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    content = python_json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    node = json.read(Text("a.json", content))

    assert plain(node) == value
    assert cut(content, node.span) == content
    for scalar in scalars(node):
        written = cut(content, scalar.span)
        assert python_json.loads(written) == plain(scalar)


@given(st.text(alphabet='{}[]",:0 1e-.tru\\n', max_size=12))
def test_what_python_refuses_is_refused(content: str) -> None:
    try:
        expected = python_json.loads(content)
    except ValueError:
        with pytest.raises(SyntaxProblem):
            json.read(Text("a.json", content))
    else:
        assert plain(json.read(Text("a.json", content))) == expected


def test_a_surrogate_pair_is_one_character() -> None:
    node = json.read(Text("a.json", r'{"\ud83d\ude00": "\ud83d\ude00"}'))

    assert plain(node) == {"😀": "😀"}


def test_the_last_of_duplicate_keys_wins_and_the_others_are_kept() -> None:
    node = json.read(Text("a.json", '{"a": 1, "a": 2}'))

    assert isinstance(node, Mapping)
    assert plain(node) == {"a": 2}
    assert [plain(entry.value) for entry in node.duplicates] == [1]


def test_null_is_null_and_the_word_is_not() -> None:
    node = json.read(Text("a.json", '[null, "null"]'))

    assert isinstance(node, Sequence)
    assert [isinstance(item, Scalar) and item.is_null for item in node] == [True, False]


@pytest.mark.parametrize(
    ("content", "message", "column"),
    [
        ("", "a value is missing here", 1),
        ('{"a"}', "a colon is missing here", 5),
        ('{"a": 1,}', "a key in double quotes is missing here", 9),
        ("{a: 1}", "a key in double quotes is missing here", 2),
        ("[1, 2", "a comma or a closing bracket is missing here", 6),
        ("[1 2]", "a comma or a closing bracket is missing here", 4),
        ("[1,]", "a value is missing here", 4),
        ("[1]]", "there is more behind the end of the value", 4),
        ("[NaN]", "a value is missing here", 2),
        ("['a']", "a value is missing here", 2),
        ('["a', "unterminated string", 2),
        ('["a\tb"]', "invalid control character", 4),
        ('["\\x"]', "invalid \\\\escape", 3),
    ],
)
def test_what_is_wrong_is_said_and_where(content: str, message: str, column: int) -> None:
    with pytest.raises(SyntaxProblem, match=f"not valid JSON: {message}") as caught:
        json.read(Text("a.json", content))

    assert (caught.value.line, caught.value.column) == (1, column)


def test_depth_is_limited() -> None:
    json.read(Text("a.json", "[" * 200 + "]" * 200))

    with pytest.raises(LimitExceeded, match="nested more than 200 levels deep"):
        json.read(Text("a.json", "[" * 201 + "]" * 201))
