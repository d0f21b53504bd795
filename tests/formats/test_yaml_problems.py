"""What is said of a file that is not YAML, and where."""

from __future__ import annotations

import pytest

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import yaml
from kafkalint.formats.text import Text


@pytest.mark.parametrize(
    ("content", "message", "line", "column"),
    [
        ("a: 1\nb: 'x\nc: 2\n", "the quoted text that begins here never ends", 2, 4),
        ('a: "x\n', "the quoted text that begins here never ends", 1, 4),
        ("a:\n\tb: 1\n", "a tab indents this line", 2, 1),
        ("a: b: c\n", "a ': ' where none can stand", 1, 5),
        ("a: 1\n b: 2\n", "a ': ' where none can stand", 2, 3),
        ("a: 1\ntext\nb: 2\n", "this line is neither a 'key: value' nor the end of one", 2, 1),
        ("a: @host\n", "a value cannot begin with '@'", 1, 4),
        ("a: %HOST%\n", "a value cannot begin with '%'", 1, 4),
        ("a: `x`\n", "a value cannot begin with '`'", 1, 4),
        ("a: [1, 2\nb: 3\n", "this bracket is not closed, or line 2 lacks a comma", 1, 4),
        ("a: {b: 1\n", "this bracket is not closed, or line 2 lacks a comma", 1, 4),
        ("a: ]\n", "a value is missing here", 1, 4),
        ("a: 1\n- b\n", "did not find expected", 2, 1),
        ("a: !x!y z\n", "found undefined tag handle", 1, 4),
        ('a: "\\q"\n', "found unknown escape character", 1, 5),
        ("ä: 1\nb: x\x07\n", r"the character U\+0007 is not allowed", 2, 5),
        ("a: \x00\n", r"the character U\+0000 is not allowed", 1, 4),
        ("a: \ud800\n", r"the character U\+D800 is not allowed", 1, 4),
        ("a: *b\n", r"\*b refers to &b, which is not above it", 1, 4),
        ("a: 1\n{{- if .Values.x }}\nb: 2\n", "a template: {{- if .Values.x }}", 2, 1),
        ("a: {{ x }}:9092\n", "a template: {{ x }}", 1, 11),
        ("<<<<<<< HEAD\na: 1\n=======\n", "a ': ' where none can stand", 2, 2),
    ],
)
def test_what_is_wrong_is_said_and_where(
    content: str, message: str, line: int, column: int
) -> None:
    with pytest.raises(SyntaxProblem, match=message) as caught:
        yaml.read(Text("compose.yml", content))

    problem = caught.value
    assert (problem.path, problem.line, problem.column) == ("compose.yml", line, column)


@pytest.mark.parametrize("content", ["a: 'x\n", "a:\n\tb\n", "a: b: c\n", "a: @x\n", "a: [\n"])
def test_the_common_mistakes_come_with_a_remedy(content: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        yaml.read(Text("compose.yml", content))

    assert caught.value.remedy


def test_a_problem_inside_a_block_is_placed_in_the_file() -> None:
    with pytest.raises(SyntaxProblem) as caught:
        yaml.read(Text("configmap.yml", "a: 1\nb: 'x\n", line=10, column=5, indent=4))

    assert (caught.value.line, caught.value.column) == (11, 8)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[\n", "{a: [", "- ? "])
def test_depth_is_limited_however_it_is_written(opening: str) -> None:
    with pytest.raises(LimitExceeded, match="nested more than 200 levels deep") as caught:
        yaml.read(Text("deep.yml", opening * 100_000))

    assert caught.value.line > 0
    assert "--exclude" in caught.value.remedy


def test_two_hundred_levels_are_read() -> None:
    assert yaml.read(Text("deep.yml", "[" * 200 + "]" * 200))


def test_more_values_than_anything_honest_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="more than 300,000 values"):
        yaml.read(Text("many.yml", "- a\n" * 300_000))


def test_a_text_of_any_size_is_not_read() -> None:
    with pytest.raises(LimitExceeded, match="12 MB; files like this one are read up to 10 MB"):
        yaml.read(Text("large.yml", "a: " + "x" * 12_000_000))
