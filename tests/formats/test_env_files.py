"""Env files as Docker Compose reads them."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import dotenv
from kafkalint.formats.properties import Property
from kafkalint.formats.text import Text


def read(content: str) -> list[Property]:
    return dotenv.read(Text(".env", content))


def only(content: str) -> Property:
    (entry,) = read(content)
    return entry


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("NAME =  value  ", "value"),
        ("export NAME=value", "value"),
        ("NAME: value", "value"),
        ("NAME=a=b", "a=b"),
        ("NAME=a b", "a b"),
        ("NAME=value # why", "value"),
        ("NAME=value#not", "value#not"),
        ("NAME=", ""),
        ("NAME=''", ""),
        ("NAME='a # b'", "a # b"),
        ("NAME='a' # why", "a"),
        ("NAME='it\\'s'", "it's"),
        ("NAME='a\\nb'", "a\\nb"),
        ('NAME="a\\nb"', "a\nb"),
        ('NAME="a \\"b\\""', 'a "b"'),
        ('NAME="a\\\\b"', "a\\b"),
        ('NAME="\\0101"', "A"),
        ('NAME="\\q"', "\\q"),
        ('NAME="a\nb"', "a\nb"),
        ("NAME=\tvalue\r", "value"),
        ("NAME=it's", "it's"),
    ],
)
def test_a_value_is_what_compose_makes_of_it(line: str, value: str) -> None:
    entry = only(line + "\n")

    assert (entry.key, entry.value, entry.is_set) == ("NAME", value, True)


@pytest.mark.parametrize(("line", "quote"), [("A=$B", ""), ("A='$B'", "'"), ('A="$B"', '"')])
def test_the_quote_is_kept_for_whoever_interpolates(line: str, quote: str) -> None:
    entry = only(line)

    assert (entry.value, entry.quote) == ("$B", quote)


def test_an_escaped_dollar_sign_is_doubled_to_stay_one() -> None:
    assert only('A="\\$B"').value == "$$B"


@pytest.mark.parametrize("content", ["NAME\n", "NAME", "  NAME \nB=1", "export NAME\r\n"])
def test_a_name_alone_takes_its_value_from_around(content: str) -> None:
    entry = read(content)[0]

    assert (entry.key, entry.value, entry.is_set) == ("NAME", "", False)


def test_comments_and_blank_lines_are_passed_over() -> None:
    content = "# a\n\n   # b\nA=1\n#B=2\n\t\nC=3"

    assert [(entry.key, entry.line) for entry in read(content)] == [("A", 4), ("C", 7)]


def test_duplicate_names_are_kept_in_order() -> None:
    assert [entry.value for entry in read("A=1\nA=2\n")] == ["1", "2"]


def test_names_and_values_are_where_they_are_written() -> None:
    content = "# ü\nexport A=1 # x\nB = \"p\nq\" # y\nC='z'\nD\n"

    entries = read(content)

    assert [cut(content, entry.origin) for entry in entries] == [
        "A=1",
        'B = "p\nq"',
        "C='z'",
        "D",
    ]
    assert [cut(content, entry.value_origin) for entry in entries] == ["1", "p\nq", "z", ""]


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        ("A=1\nB C=2\n", "a name cannot hold a space", 2, 2),
        ("A=1\n<<<<<<< HEAD\n", "a name cannot hold '<'", 2, 1),
        ("A=1\nif [ -z $B ]; then\n", "a name cannot hold '\\$'", 2, 9),
        ("A='1\nB=2\n", "the ' that begins here never ends", 1, 3),
        ('A="1\\"\n', 'the " that begins here never ends', 1, 3),
    ],
)
def test_what_compose_refuses_is_refused(
    content: str, message: str, line: int, column: int
) -> None:
    with pytest.raises(SyntaxProblem, match=message) as caught:
        read(content)

    assert (caught.value.line, caught.value.column) == (line, column)


def test_more_variables_than_anything_honest_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="more than 50,000 entries"):
        read("A=1\n" * 50_001)
