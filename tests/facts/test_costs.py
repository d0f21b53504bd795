"""What a month of MSK costs: by hand, from the same table."""

from __future__ import annotations

import pytest

from kafkalint.facts.costs import estimate
from kafkalint.model import Cluster, Managed
from kafkalint.values import Origin, Value, known, unknown

HERE = Origin("msk.tf")
GIB = 1 << 30


def msk(service: str = "msk", **said: Value[object]) -> Cluster:
    terms: dict[str, Value[object]] = {
        "tier": known("kafka.m7g.large", HERE),
        "brokers": known(3, HERE),
        "zones": known(3, HERE),
        "storage_size": known(1000 * GIB, HERE),
    }
    return Cluster("orders", HERE, managed=Managed(service, **{**terms, **said}))


def test_brokers_disks_and_the_way_between_zones() -> None:
    found = estimate(msk())
    assert found is not None
    amounts = {cost.what: cost.amount for cost in found.costs}
    assert amounts["brokers"] == pytest.approx(3 * 0.204 * 730)
    assert amounts["storage"] == pytest.approx(3 * 1000 * 0.10)
    assert amounts["between zones"] == pytest.approx(2628 * 2 * 2 / 3 * 0.02)
    assert found.total == pytest.approx(sum(amounts.values()))


def test_express_brokers_take_money_for_what_is_written_and_kept() -> None:
    found = estimate(msk("msk-express", tier=known("express.m7g.large", HERE)))
    assert found is not None
    amounts = {cost.what: cost.amount for cost in found.costs}
    assert amounts["brokers"] == pytest.approx(3 * 0.408 * 730)
    assert amounts["written"] == pytest.approx(2628 * 0.01)
    assert amounts["storage"] == pytest.approx(604.8 * 0.10)


def test_what_it_assumes_is_said() -> None:
    found = estimate(msk())
    assert found is not None
    assert "us-east-1" in found.assumptions[0] and "1 MB/s" in found.assumptions[1]


def test_what_is_not_known_is_left_out_and_named() -> None:
    found = estimate(msk(storage_size=unknown("var.size", HERE)))
    assert found is not None
    assert "storage" not in {cost.what for cost in found.costs}
    assert found.missing == ("storage: the size of the brokers' disks is not known here",)


def test_a_type_without_a_price_is_named() -> None:
    found = estimate(msk(tier=known("kafka.x9.huge", HERE)))
    assert found is not None
    assert found.missing == ("brokers: there is no price for kafka.x9.huge in the table",)


@pytest.mark.parametrize("service", ["confluent-cloud", "msk-serverless", "aiven"])
def test_there_are_no_prices_for_others(service: str) -> None:
    assert estimate(msk(service)) is None
