"""What a cluster of MSK would cost a month: an estimate, with what it assumes.

MSK takes money for brokers by the hour and for their disks by the gigabyte; Express brokers
for what is written and kept. What brokers copy to each other is free (AWS' page of prices);
what clients in other zones read and write is not.
"""

from __future__ import annotations

from typing import NamedTuple

from kafkalint.kafka.prices import Prices, prices
from kafkalint.model import Cluster, Managed

WRITTEN_MB_S = 1.0
READ_TIMES = 1
RETAINED_DAYS = 7
_GIB = 1 << 30
_SECONDS_A_DAY = 86_400
_PLATFORMS = frozenset({"msk", "msk-express"})


class Cost(NamedTuple):
    """One line of the bill; `how` is how it comes about."""

    what: str
    amount: float
    how: str


class Estimate(NamedTuple):
    """Costs of a month. `missing` says what is not in it because it is not known here."""

    costs: tuple[Cost, ...]
    currency: str
    assumptions: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        return sum(cost.amount for cost in self.costs)


def estimate(cluster: Cluster) -> Estimate | None:
    """None for what is no provisioned cluster of MSK, or is nothing known of."""
    managed = cluster.managed
    if managed is None or managed.service not in _PLATFORMS:
        return None
    table = prices()
    missing: list[str] = []
    found = [
        cost
        for cost in (
            _brokers(managed, table, missing),
            *_storage(managed, table, missing),
            _between_zones(managed, table, missing),
        )
        if cost is not None
    ]
    if not found:
        return None
    return Estimate(tuple(found), table.currency, _assumptions(managed, table), tuple(missing))


def _assumptions(managed: Managed, table: Prices) -> tuple[str, ...]:
    kept = f", and keep it {RETAINED_DAYS} days" if managed.service == "msk-express" else ""
    return (
        f"list prices of {table.region} as of {table.as_of}",
        f"clients write {WRITTEN_MB_S:g} MB/s, read it {_times(READ_TIMES)}{kept}, and are spread "
        "evenly over the zones",
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _brokers(managed: Managed, table: Prices, missing: list[str]) -> Cost | None:
    number, kind = managed.brokers, managed.tier
    if not number.is_known or not kind.is_known:
        missing.append("brokers: how many there are and of which type is not known here")
        return None
    price = table.broker_hour.get(kind.data)
    if price is None:
        missing.append(f"brokers: there is no price for {kind.data} in the table")
        return None
    how = f"{number.data} × {kind.data} at {price:g} an hour"
    return Cost("brokers", number.data * price * table.hours_a_month, how)


def _storage(managed: Managed, table: Prices, missing: list[str]) -> list[Cost]:
    if managed.service == "msk-express":
        written = _gb_a_month(table)
        kept = WRITTEN_MB_S * _SECONDS_A_DAY * RETAINED_DAYS / 1000
        return [
            Cost("written", written * table.express_written_gb, f"{written:,.0f} GB"),
            Cost("storage", kept * table.storage_gb_month, f"{kept:,.0f} GB kept"),
        ]
    size, number = managed.storage_size, managed.brokers
    if not size.is_known or not number.is_known:
        missing.append("storage: the size of the brokers' disks is not known here")
        return []
    gib = size.data / _GIB
    how = f"{number.data} × {gib:,.0f} GiB"
    return [Cost("storage", number.data * gib * table.storage_gb_month, how)]


def _between_zones(managed: Managed, table: Prices, missing: list[str]) -> Cost | None:
    zones = managed.zones
    if not zones.is_known:
        missing.append("traffic between zones: how many zones there are is not known here")
        return None
    if zones.data < 2:
        return None
    crossing = _gb_a_month(table) * (1 + READ_TIMES) * (zones.data - 1) / zones.data
    how = f"{crossing:,.0f} GB from and to clients in other zones"
    return Cost("between zones", crossing * table.between_zones_gb, how)


def _gb_a_month(table: Prices) -> float:
    return WRITTEN_MB_S * 3600 * table.hours_a_month / 1000
