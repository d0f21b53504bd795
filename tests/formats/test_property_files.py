"""Java's .properties: what is read, and where it stands."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import properties
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text


def read(content: str) -> list[Property]:
    return properties.read(Text("server.properties", content))


def only(content: str) -> Property:
    (entry,) = read(content)
    return entry


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("broker.id=1", "broker.id", "1"),
        ("broker.id = 1", "broker.id", "1"),
        ("broker.id:1", "broker.id", "1"),
        ("broker.id 1", "broker.id", "1"),
        ("  \tbroker.id\t=\t1", "broker.id", "1"),
        ("broker.id", "broker.id", ""),
        ("broker.id=", "broker.id", ""),
        ("=1", "", "1"),
        ("a=b=c", "a", "b=c"),
        ("a==b", "a", "=b"),
        ("listeners=PLAIN://:9092", "listeners", "PLAIN://:9092"),
        ("a\\ b\\=c=d", "a b=c", "d"),
        ("a\\:b:c", "a:b", "c"),
        ("path=C:\\\\kafka\\tlogs", "path", "C:\\kafka\tlogs"),
        ("who=J\\u00fcrgen \\ud83d\\ude00", "who", "Jürgen 😀"),
        ("a=b # no comment", "a", "b # no comment"),
        ("a=b  ", "a", "b  "),
    ],
)
def test_keys_and_values_are_those_that_java_loads(line: str, key: str, value: str) -> None:
    entry = only(line + "\n")

    assert (entry.key, entry.value) == (key, value)


@pytest.mark.parametrize("line", ["# a=b", "! a=b", "  #a", "", "   ", "\f", "# a \\"])
def test_comments_and_blank_lines_are_no_entries(line: str) -> None:
    assert [entry.key for entry in read(f"{line}\nx=y\n")] == ["x"]


def test_a_continued_value_is_one_entry_over_several_lines() -> None:
    content = "a=1\nlisteners = PLAIN://:9092,\\\n    SSL://:9093\nb=2\n"

    entry = read(content)[1]

    assert entry.value == "PLAIN://:9092,SSL://:9093"
    assert cut(content, entry.origin) == content[4:-5]
    assert cut(content, entry.value_origin) == "PLAIN://:9092,\\\n    SSL://:9093"
    assert [e.line for e in read(content)] == [1, 2, 4]


@pytest.mark.parametrize(
    ("content", "key", "value"),
    [
        ("lis\\\n  teners = a\n", "lis\\\n  teners", "a"),
        ("key\\\n = a\n", "key", "a"),
        ("key = \\\n   a\n", "key", "a"),
        ("\\\n  key = a\n", "key", "a"),
        ("key = a\\", "key", "a\\"),
    ],
)
def test_a_continuation_may_stand_anywhere(content: str, key: str, value: str) -> None:
    entry = only(content)

    assert cut(content, entry.origin).startswith(key)
    assert cut(content, entry.value_origin) == value


def test_duplicate_keys_are_kept_in_order() -> None:
    assert [(e.key, e.value) for e in read("a=1\nb=2\na=3\n")] == [
        ("a", "1"),
        ("b", "2"),
        ("a", "3"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(line_end: str) -> None:
    content = line_end.join(["a=1", "", "# c", "b=2 ", "c=\\", "  3", "d=4", ""])

    assert [(e.key, e.value, e.line) for e in read(content)] == [
        ("a", "1", 1),
        ("b", "2 ", 4),
        ("c", "3", 5),
        ("d", "4", 7),
    ]
    for entry in read(content):
        assert cut(content, entry.origin)[0] == entry.key


def test_an_empty_value_is_an_empty_place_behind_the_separator() -> None:
    content = "a=\nb\n"

    assert [cut(content, entry.value_origin) for entry in read(content)] == ["", ""]
    assert [cut(content, entry.origin) for entry in read(content)] == ["a=", "b"]


def test_characters_are_counted_as_code_points() -> None:
    content = "schlüssel🔑=wért\n"

    entry = only(content)

    assert cut(content, entry.value_origin) == "wért"


def test_a_text_inside_another_file_is_placed_in_that_file() -> None:
    text = Text("configmap.yml", "a=1\nb=2\n", line=10, column=7, indent=6)

    places = [entry.origin for entry in properties.read(text)]

    assert [(p.path, tuple(p.span or ())) for p in places] == [
        ("configmap.yml", (10, 7, 10, 10)),
        ("configmap.yml", (11, 7, 11, 10)),
    ]


@pytest.mark.parametrize("escape", ["\\u12", "\\uxyzw", "\\users", "\\u"])
def test_a_bad_unicode_escape_is_refused_as_java_does(escape: str) -> None:
    content = f"a=\\u0041\n# \\u12\nb=1,\\\n  C:{escape}\nc=3\n"

    with pytest.raises(SyntaxProblem, match="is no unicode escape") as caught:
        read(content)

    assert (caught.value.path, caught.value.line, caught.value.column) == (
        "server.properties",
        4,
        5,
    )
    assert "C:\\\\users" in caught.value.remedy


def test_more_entries_than_anything_honest_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="more than 50,000 entries"):
        read("a=b\n" * 50_001)


def test_a_value_over_too_many_lines_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="goes on over too many lines"):
        read("a=\\\n" + ("x" * 100 + "\\\n") * 5000)


def test_a_long_list_of_principals_is_far_from_the_limits() -> None:
    users = "".join(f"  User:CN=service-{n},OU=payments,O=Example;\\\n" for n in range(500))

    assert only(f"super.users=\\\n{users}  User:admin\n").value.count("User:") == 501
