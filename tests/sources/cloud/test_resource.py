"""Arguments by path, whatever stands there."""

from __future__ import annotations

from typing import Any

import pytest

from kafkalint.sources._cloud.resource import Reference, Resource, wrap
from kafkalint.values import Origin, Span, Value, unknown

PLACE = Origin("main.tf", Span(1, 1, 1, 10))
INNER = Origin("main.tf", Span(3, 1, 3, 10))


def resource(arguments: dict[str, Value[Any]], partial: str = "") -> Resource:
    return Resource("aws_msk_cluster", "aws_msk_cluster.orders", PLACE, arguments, partial)


def test_an_argument_of_a_block() -> None:
    made = resource({"client_authentication": wrap([{"sasl": [{"iam": True}]}], INNER)})

    value = made.value("client_authentication", "sasl", "iam")
    assert (value.data, value.origins) == (True, (INNER,))


@pytest.mark.parametrize(
    "held",
    [
        wrap([{}], INNER),
        wrap([], INNER),
        wrap([{"sasl": None}], INNER),
        wrap([{"sasl": []}], INNER),
    ],
)
def test_what_is_not_there_is_absent_at_what_is(held: Value[Any]) -> None:
    value = resource({"client_authentication": held}).value("client_authentication", "sasl")

    assert value.is_absent or value.data == ()
    assert value.origins == (INNER,)


def test_without_a_block_it_is_absent_at_the_resource() -> None:
    value = resource({}).value("client_authentication", "sasl", "iam")

    assert (value.is_absent, value.origins) == (True, (PLACE,))


@pytest.mark.parametrize(
    "held",
    [
        unknown("a variable", INNER),
        Value(Reference("local.authentication"), (INNER,)),
        Value((unknown("a variable", INNER),), (INNER,)),
        Value((Value(Reference("data.x", "y"), (INNER,)),), (INNER,)),
    ],
)
def test_below_what_is_not_known_nothing_is(held: Value[Any]) -> None:
    value = resource({"client_authentication": held}).value("client_authentication", "sasl", "iam")

    assert value.is_unknown
    assert value.origins == (INNER,)


def test_what_may_be_set_elsewhere_is_unknown() -> None:
    value = resource({}, partial="the file breaks off").value("storage_mode")

    assert "the file breaks off" in value.reason


@pytest.mark.parametrize("data", ["text", 3, Reference("local.x")])
def test_what_is_no_block_is_an_unknown_one(data: Any) -> None:
    made = resource({"ingress": Value((Value(data, (INNER,)),), (INNER,))})

    (block,) = made.blocks("ingress")
    assert block.is_unknown
