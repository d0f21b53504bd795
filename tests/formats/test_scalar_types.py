"""The types that the text of a scalar can have."""

from __future__ import annotations

import pytest

from kafkalint.formats import scalar as types
from kafkalint.formats.node import Scalar
from kafkalint.values import Span


def scalar(text: str, style: str = "") -> Scalar:
    return Scalar("a.yml", Span(1, 1, 1, 1), text, style)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("False", False), ("yes", True), ("OFF", False), ("1", None), ("", None)],
)
def test_booleans(text: str, value: bool | None) -> None:
    assert types.boolean(scalar(text)) is value
    assert types.boolean(scalar(text, '"')) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9092", 9092),
        ("-1", -1),
        ("+3", 3),
        ("0", 0),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 15),
        ("089", 89),
        ("1.5", None),
        ("1e3", None),
        ("nine", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_integers(text: str, value: int | None) -> None:
    assert types.integer(scalar(text)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("-0.5", -0.5), (".5", 0.5), ("1e3", 1000.0), (".inf", None), ("x", None)],
)
def test_numbers(text: str, value: float | None) -> None:
    assert types.number(scalar(text)) == value
