"""What the loss of replicas and votes does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafkalint.facts import failure


@pytest.mark.parametrize(
    ("rf", "m", "writes", "reads", "durable"),
    [
        (3, 2, True, True, True),
        (3, 1, True, True, False),
        (3, 3, False, True, True),
        (2, 1, True, True, False),
        (2, 2, False, True, True),
        (1, 1, False, False, False),
        (4, 2, True, True, True),
    ],
)
def test_one_broker(rf: int, m: int, writes: bool, reads: bool, durable: bool) -> None:
    assert failure.writes_continue(rf, m, 1) is writes
    assert failure.reads_continue(rf, 1) is reads
    assert failure.is_durable(rf, m, unclean=False) is durable


def test_unclean_election_is_never_durable() -> None:
    assert not failure.is_durable(3, 2, unclean=True)


@pytest.mark.parametrize(
    ("zones", "rf", "m", "survives"),
    [
        ([1, 1, 1], 3, 2, True),
        ([1, 1, 1], 2, 1, True),
        ([1, 1, 1], 2, 2, False),
        ([2, 2], 3, 2, False),
        ([2, 2], 2, 1, True),
        ([2, 2], 4, 2, True),
        ([1, 1, 1], 3, 3, False),
        ([2, 2, 2], 4, 2, True),
        ([4, 1, 1], 3, 2, True),
        ([5, 1], 3, 2, False),
    ],
)
def test_one_zone(zones: list[int], rf: int, m: int, survives: bool) -> None:
    assert failure.writes_continue(rf, m, failure.worst_zone(rf, zones)) is survives


def test_more_replicas_than_brokers_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="more replicas"):
        failure.worst_zone(3, [1, 1])


@pytest.mark.parametrize(
    ("votes", "survives"),
    [([1, 1, 1], True), ([2, 1], False), ([2, 2, 1], True), ([3], False), ([2, 2], False)],
)
def test_votes_over_domains(votes: list[int], survives: bool) -> None:
    assert failure.quorum_survives_each(votes) is survives


@given(st.integers(1, 50), st.integers(1, 50))
def test_two_zones_never_carry_a_quorum(left: int, right: int) -> None:
    assert not failure.quorum_survives_each([left, right])


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6), st.integers(1, 6))
def test_the_worst_zone_holds_at_least_its_share(zones: list[int], rf: int) -> None:
    if rf > sum(zones):
        return
    worst = failure.worst_zone(rf, zones)
    assert -(-rf // len(zones)) <= worst <= min(rf, max(zones))


@given(st.integers(1, 99))
def test_an_even_quorum_tolerates_no_more_than_the_odd_one_below(voters: int) -> None:
    even = 2 * voters
    for lost in range(even):
        assert failure.quorum_continues(even, lost) == failure.quorum_continues(even - 1, lost)
